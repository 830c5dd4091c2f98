"""Words in, articles that have all of them out: FTS5 on SQLite, tsvector on PostgreSQL.

Both are given words that are folded already (`words.py`), so that they find the same. What has
only some of them is found by `likest`.
"""

import re
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Forms
from bot.store.words import ASKED, asked, fold

# The table is not in the metadata: it differs by database. The migrations make it.
_FORGET = sa.text("DELETE FROM article_words WHERE rowid = :key")
_INDEX = sa.text("INSERT INTO article_words (rowid, words) VALUES (:key, :words)")
_FIND = (
    "SELECT rowid FROM article_words WHERE article_words MATCH :words "
    "ORDER BY rowid DESC LIMIT :most"
)
_INDEX_PG = sa.text(
    "INSERT INTO article_words (article, words) VALUES (:key, to_tsvector('simple', :words)) "
    "ON CONFLICT (article) DO UPDATE SET words = excluded.words"
)
_FIND_PG = (
    "SELECT article FROM article_words "
    "WHERE words @@ plainto_tsquery('simple', :words) AND article > :after "
    "ORDER BY article DESC LIMIT :most"
)
_BEST = (
    "SELECT article FROM (SELECT rowid AS article, bm25(article_words) AS distance "
    "FROM article_words WHERE article_words MATCH :words ORDER BY rowid DESC LIMIT :most) "
    "ORDER BY distance, article DESC"
)
_BEST_PG = (
    "SELECT article FROM (SELECT article, words FROM article_words "
    "WHERE words @@ plainto_tsquery('simple', :words) AND article > :after "
    "ORDER BY article DESC LIMIT :most) AS newest "
    "ORDER BY ts_rank(words, plainto_tsquery('simple', :words), 1) DESC, article DESC"
)


async def index(connection: AsyncConnection, key: int, text: str) -> None:
    """Index an article's words instead of those it had."""
    values = {"key": key, "words": fold(text)}
    if connection.dialect.name == "postgresql":
        await connection.execute(_INDEX_PG, values)
    else:
        await connection.execute(_FORGET, {"key": key})
        await connection.execute(_INDEX, values)


WINDOWS = (30_000, 240_000)
"""Articles, the newest, that are looked through before all are. PostgreSQL's index knows no order:
words that one in a hundred articles has would be read from every one of them, or from every
article down to the thousandth; within a window it joins the index's list with the window's."""

FEW = 5_000
"""Articles with the words, guessed from a window, that are quickly read from where they stand."""

EACH_PLANNED = "SET LOCAL plan_cache_mode = force_custom_plan"
"""Else PostgreSQL makes one plan for words of any frequency at the sixth search."""


async def matching(
    connection: AsyncConnection,
    text: str,
    most: int,
    *,
    best: bool = False,
    windows: Sequence[int] = WINDOWS,
) -> list[int]:
    """Give the newest articles with all these words; none when it asks for no word.

    The index is read from its newest end: a usual word costs no more than a rare one. With
    ``best`` those that are found come in the order of their likeness, else the newest first.
    """
    words = asked(text)
    if not words:
        return []
    if connection.dialect.name != "postgresql":
        quoted = " ".join(f'"{word}"' for word in words)
        query = sa.text(_BEST if best else _FIND)
        return list(await connection.scalars(query, {"words": quoted, "most": most}))
    query = sa.text(_BEST_PG if best else _FIND_PG)
    values = {"words": " ".join(words), "most": most}
    return await _in_windows(connection, query, values, most, windows)


async def _in_windows(
    connection: AsyncConnection,
    query: sa.TextClause,
    values: Mapping[str, object],
    most: int,
    windows: Sequence[int] = WINDOWS,
) -> list[int]:
    """Ask PostgreSQL for the newest that match, in the newest articles first."""
    await connection.exec_driver_sql(EACH_PLANNED)
    newest = await connection.scalar(_NEWEST_PG) or 0
    for window in windows:
        if window >= newest:
            break
        found = list(await connection.scalars(query, {**values, "after": newest - window}))
        if len(found) >= most:
            return found
        if len(found) * newest < FEW * window:
            break
    return list(await connection.scalars(query, {**values, "after": 0}))


_NEWEST_PG = sa.text("SELECT max(article) FROM article_words")


_FORM = re.compile(r"[^\W_]+(\*?)")


async def stating(connection: AsyncConnection, words: Sequence[Forms], most: int) -> list[int]:
    """Give the newest articles with a form of each word; none when that asks for none."""
    groups = [[form for form in forms if _FORM.fullmatch(form)] for forms in words[:ASKED]]
    groups = [forms[:ASKED] for forms in groups if forms]
    if not groups:
        return []
    if connection.dialect.name != "postgresql":
        ored = [" OR ".join(_begun(form, '"', " *") for form in forms) for forms in groups]
        every = " AND ".join(f"({each})" for each in ored)
        return list(await connection.scalars(sa.text(_FIND), {"words": every, "most": most}))
    ored = [" | ".join(_begun(form, "'", ":*") for form in forms) for forms in groups]
    every = " & ".join(f"({each})" for each in ored)
    values = {"words": every, "most": most}
    return await _in_windows(connection, sa.text(_STATING_PG), values, most)


def _begun(form: str, mark: str, ending: str) -> str:
    word = form.removesuffix("*")
    return f"{mark}{word}{mark}{ending if form.endswith('*') else ''}"


_STATING_PG = (
    "SELECT article FROM article_words "
    "WHERE words @@ to_tsquery('simple', :words) AND article > :after "
    "ORDER BY article DESC LIMIT :most"
)
