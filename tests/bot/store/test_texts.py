"""What is kept of articles, how much room it takes, and what is forgotten when."""

import dataclasses
import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bot.store import SqlStore
from bot.store.care import move
from bot.store.engine import connected
from bot.store.packed import pack, unpack
from bot.store.texts import quoted
from tests.bot.making import LEASE, Watch, brief, briefing, read

YEAR = dt.timedelta(days=365)
LONG = "Norland gives. " + " ".join(f"Sentence {n} of the article says more." for n in range(200))
WITH_PLEDGE = "Norland will give Kenya $4 million for wells by June, the ministry said. " * 3


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_texts_come_back(text: str) -> None:
    """Whatever a text says, it is the same after packing."""
    assert unpack(pack(text)) == text


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60))))
def test_quotes_keep_their_places(text: str, spans: list[tuple[int, int]]) -> None:
    """Every quoted span is the same slice, and the length is what it was."""
    valid = [(start, end) for start, end in spans if start <= end <= len(text)]
    kept = quoted(text, valid)
    assert len(kept) == len(text)
    assert all(kept[start:end] == text[start:end] for start, end in valid)


def test_what_is_left_out_is_seen() -> None:
    """A reader sees that something stood there."""
    assert (
        quoted("Ann said: we give aid today.", [(10, 21)])
        == "\u2026         we give aid\u2026      "
    )


async def test_texts_take_less_room(store: SqlStore) -> None:
    """An article is found as it was written, and lies compressed."""
    await read(store, "https://example.org/1", text=LONG)
    [leased] = await store.claim_articles(1, LEASE)
    assert leased.row.article.text.startswith(LONG)
    async with store._db.read() as connection:
        raw = await connection.scalar(sa.text("SELECT length(text) FROM revision"))
    assert raw < len(LONG) / 4


async def test_old_words_are_forgotten_and_quotes_stay(store: SqlStore, watch: Watch) -> None:
    """A year later the story still has its quotes, and the rest is neither kept nor found."""
    await read(store, "https://example.org/1", text=LONG)
    [leased] = await store.claim_articles(1, LEASE)
    whole = briefing(leased.row.article)  # its first line quotes everything
    _, line, _ = whole.layout
    made = dataclasses.replace(whole, what=None, pledges=(), layout=(line, line, line))
    before = await store.keep_briefing(leased, made, story=None, post=True)
    assert before
    assert await store.forget_texts(YEAR) == 0
    assert [story.id for story in await store.search("sentence 117")] == [before.id]
    watch.move(366 * 86400)
    assert await store.forget_texts(YEAR) == 1
    assert await store.forget_texts(YEAR) == 0
    after = await store.story(before.id)
    assert after
    assert after.briefing == before.briefing
    text = after.article.article.text
    assert len(text) == len(leased.row.article.text)
    for actor in after.briefing.actors:
        for mention in actor.mentions:
            assert text[mention.start : mention.end] == mention.text
    assert "Sentence" not in text
    assert await store.search("sentence 117") == []


async def test_what_the_ledger_quotes_is_never_forgotten(store: SqlStore, watch: Watch) -> None:
    """An article with a pledge in the ledger stays whole, however old; its neighbour does not."""
    await read(store, "https://example.org/1", "https://example.org/2", text=WITH_PLEDGE)
    await brief(store)
    async with store._db.write() as connection:
        first = await connection.scalar(sa.text("SELECT min(id) FROM article"))
        told = await connection.scalar(sa.text("SELECT min(id) FROM briefing"))
        await connection.execute(
            sa.text(
                "INSERT INTO claim (key, article, briefing, record, live)"
                " VALUES ('k', :article, :briefing, '{}', :live)"
            ),
            {"article": first, "briefing": told, "live": False},
        )
    watch.move(3650 * 86400)
    assert await store.forget_texts(YEAR) == 1
    async with store._db.read() as connection:
        query = sa.text("SELECT article, forgotten FROM revision ORDER BY article")
        rows = (await connection.execute(query)).all()
    assert [(article == first, bool(gone)) for article, gone in rows] == [
        (True, False),
        (False, True),
    ]


async def test_what_waits_to_be_briefed_is_not_forgotten(store: SqlStore, watch: Watch) -> None:
    """An article that nobody has read yet keeps its words, whatever its age."""
    await read(store, "https://example.org/1", text=LONG)
    watch.move(3650 * 86400)
    assert await store.forget_texts(YEAR) == 0


@pytest.mark.parametrize("text", [LONG, "Short \u20ac \U0001f600."])
async def test_going_forward_and_back(url: str, watch: Watch, text: str) -> None:
    """A database of before is compressed, one that goes back is written out again."""
    await move(url, now=watch, to="0010")
    async with (
        connected(url, now=watch, own_clock=False) as database,
        database.write() as connection,
    ):
        await connection.execute(
            sa.text(
                "INSERT INTO article (id, url, url_digest, authors, fetched, attempts)"
                " VALUES (7, 'u', 'd', '[]', :at, 0)"
            ).bindparams(sa.bindparam("at", value=watch(), type_=sa.DateTime(timezone=True)))
        )
        await connection.execute(
            sa.text(
                "INSERT INTO revision (article, text, marks, fetched) VALUES (7, :text, '[]', :at)"
            ).bindparams(
                sa.bindparam("at", value=watch(), type_=sa.DateTime(timezone=True)), text=text
            )
        )
    for version, read_ in (("0011", unpack), ("0010", str), ("0011", unpack)):
        await move(url, now=watch, to=version)
        async with (
            connected(url, now=watch, own_clock=False) as database,
            database.read() as connection,
        ):
            found = await connection.scalar(sa.text("SELECT text FROM revision"))
        assert read_(found) == text
