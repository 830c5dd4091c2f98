"""Names are suggested at once, however many there are."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

from bot.discord.suggest import Names, Suggestions
from bot.errors import StoreError
from bot.model import Feed, Post
from tests.bot.discord.samples import story
from tests.bot.shelf import NOW, Shelf


def test_hundred_thousand_names_are_looked_up_in_time() -> None:
    """Discord asks at every keystroke: a look-up among 100,000 names takes far below 200 ms."""
    names = Names((f"Person {number:06} Name{number}", str(number)) for number in range(100_000))
    for typed in ("", "p", "person", "person 05", "name77777", "nobody"):
        began = time.perf_counter()
        found = names.beginning(typed)
        assert time.perf_counter() - began < 0.2
        assert len(found) <= 25
    assert names.beginning("name77777") == [("Person 077777 Name77777", "77777")]


def test_names_are_found_by_any_of_their_words() -> None:
    """Capitals and accents do not matter, and a surname is enough."""
    names = Names([("Zoë Ångström", "1"), ("Ivo Zoellner", "2")])
    assert [value for _, value in names.beginning("ANGS")] == ["1"]
    assert [value for _, value in names.beginning("zoe")] == ["1", "2"]


class Counted(Shelf):
    """Counts how often it is read, and may be out of reach."""

    asked_latest = 0
    broken = False

    async def latest(
        self, *, limit: int = 20, before: int | None = None, topic: str | None = None
    ) -> Sequence[Post]:
        """Count."""
        del limit, before, topic
        self.asked_latest += 1
        if self.broken:
            raise StoreError("the database does not answer")
        return [Post(seq=1, story=replace(story(), topic="aid"), posted=NOW)]


async def test_library_is_read_now_and_then() -> None:
    """Many keystrokes at once read the library once."""
    books = Counted()
    suggestions = Suggestions(books)
    await asyncio.gather(*(suggestions.suggest("topic", "a") for _ in range(20)))
    assert await suggestions.suggest("topic", "a") == [("aid", "aid")]
    assert books.asked_latest == 1
    assert await suggestions.suggest("nothing", "a") == []


async def test_database_that_is_away_suggests_nothing() -> None:
    """Nothing is suggested, nobody sees an error, and it is tried again."""
    books = Counted()
    books.broken = True
    suggestions = Suggestions(books)
    assert await suggestions.suggest("topic", "a") == []
    books.broken = False
    assert await suggestions.suggest("topic", "a") == [("aid", "aid")]


async def test_hundred_thousand_feeds_hold_nobody_up() -> None:
    """Names are read beside the answering: a look-up while 100,000 are read waits for none."""
    books = Counted()
    suggestions = Suggestions(books)
    await suggestions.suggest("topic", "a")
    books.listed = tuple(
        Feed(id=number, url=f"https://a.example/{number}", topic=f"Topic {number:06}")
        for number in range(100_000)
    )
    suggestions._read_at = -1e9  # long ago
    began = time.perf_counter()
    assert await suggestions.suggest("topic", "ai") == [("aid", "aid")]
    assert time.perf_counter() - began < 0.2
    assert suggestions._reading
    await suggestions._reading
    assert len(await suggestions.suggest("topic", "topic 09")) == 25
