"""Words in, articles that have some of them out, those with most and rarest first.

While each word stands in few articles, the databases' own ranks are asked. They look at every
article that has any of the words, which at a million is half of what is held. So where a word is
more usual, each word gives its newest articles only, those that share the rarest of the words are
read, and their words are weighed here (BM25, Robertson and Zaragoza 2009). A rare word's articles
are all seen, however old; what has only usual words is found while it is new.
"""

import functools
import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.search import EACH_PLANNED
from bot.store.words import asked

NEWEST = 400
"""Articles of one word that are looked at: up to 32 words are asked for at once."""

READ = 150
"""Articles whose words are weighed: ten times what is shown."""

K1, B = 1.2, 0.75
"""Of BM25: its usual values, and FTS5's."""

_RANKED = """
SELECT rowid AS article FROM article_words WHERE article_words MATCH :words
ORDER BY rank LIMIT :most
"""
_RANKED_PG = """
SELECT article FROM article_words, to_tsquery('simple', :words) AS query
WHERE words @@ query ORDER BY ts_rank(words, query) DESC LIMIT :most
"""
_ONE = """
SELECT * FROM (SELECT {place} AS place, rowid AS article FROM article_words
WHERE article_words MATCH :word_{place} ORDER BY rowid DESC LIMIT {newest})
"""
_ONE_PG = """
(SELECT {place} AS place, article FROM article_words
WHERE words @@ to_tsquery('simple', :word_{place}) ORDER BY article DESC LIMIT {newest})
"""
_HELD = sa.text("SELECT max(rowid) FROM article_words")
_HELD_PG = sa.text("SELECT max(article) FROM article_words")
_READ = sa.text("SELECT rowid, words FROM article_words WHERE rowid IN :keys")
_READ_PG = sa.text("SELECT article, CAST(words AS text) FROM article_words WHERE article IN :keys")
_LEXEME = re.compile(r"'([^']+)'(?::([0-9A-D,]+))?")


async def likest(
    connection: AsyncConnection, text: str, most: int, *, looked_at: int = NEWEST
) -> list[int]:
    """Give articles with some of these words, nearest first.

    Args:
        connection: A transaction that only reads.
        text: The words.
        most: Articles given at most.
        looked_at: Articles of each word that are looked at, the newest.
    """
    words = asked(text)
    if not words:
        return []
    postgres = connection.dialect.name == "postgresql"
    if postgres:
        await connection.exec_driver_sql(EACH_PLANNED)
    said = words if postgres else [f'"{word}"' for word in words]
    newest: dict[int, list[int]] = {place: [] for place in range(len(words))}
    for row in await connection.execute(
        _probes(len(words), looked_at, postgres=postgres),
        {f"word_{place}": word for place, word in enumerate(said)},
    ):
        newest[row.place].append(row.article)
    if max(map(len, newest.values())) < looked_at:
        ranked = sa.text(_RANKED_PG if postgres else _RANKED)
        some = (" | " if postgres else " OR ").join(said)
        return list(await connection.scalars(ranked, {"words": some, "most": most}))
    held = await connection.scalar(_HELD_PG if postgres else _HELD) or 1
    rare = {word: _rarity(newest[place], looked_at, held) for place, word in enumerate(words)}
    scores: dict[int, float] = {}
    for place, word in enumerate(words):
        for key in newest[place]:
            scores[key] = scores.get(key, 0.0) + rare[word]
    chosen = sorted(scores, key=lambda key: (-scores[key], -key))[:READ]
    said_in = await _read(connection, chosen, postgres=postgres)
    points = _points(said_in, rare)
    return sorted(points, key=lambda key: (-points[key], -key))[:most]


@functools.cache
def _probes(count: int, newest: int, *, postgres: bool) -> sa.TextClause:
    one = _ONE_PG if postgres else _ONE
    return sa.text(
        " UNION ALL ".join(one.format(place=place, newest=newest) for place in range(count))
    )


def _rarity(newest: Sequence[int], looked_at: int, held: int) -> float:
    """Give a word's inverse document frequency, guessed from how far back its newest reach."""
    count = float(len(newest))
    if count >= looked_at:
        count *= held / max(1, held - min(newest) + 1)
    return max(1e-6, math.log((held - count + 0.5) / (count + 0.5) + 1))


async def _read(
    connection: AsyncConnection, keys: Collection[int], *, postgres: bool
) -> Mapping[int, Counter[str]]:
    """Count each word of these articles."""
    query = (_READ_PG if postgres else _READ).bindparams(sa.bindparam("keys", expanding=True))
    rows = (await connection.execute(query, {"keys": list(keys)})).all()
    return {key: (_lexemes(said) if postgres else Counter(said.split())) for key, said in rows}


def _lexemes(vector: str) -> Counter[str]:
    """Count the words of a tsvector as PostgreSQL writes it: 'word':3,17."""
    return Counter({word: places.count(",") + 1 for word, places in _LEXEME.findall(vector)})


def _points(said_in: Mapping[int, Counter[str]], rare: Mapping[str, float]) -> dict[int, float]:
    usual = sum(said.total() for said in said_in.values()) / max(1, len(said_in))
    return {
        key: sum(
            weight * said[word] * (K1 + 1) / (said[word] + K1 * (1 - B + B * said.total() / usual))
            for word, weight in rare.items()
            if said[word]
        )
        for key, said in said_in.items()
    }
