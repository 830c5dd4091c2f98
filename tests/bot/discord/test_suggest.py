"""Names are suggested at once, however many there are."""

import asyncio
import time

from bot.discord.suggest import Names, Suggestions
from tests.bot.shelf import shelf


def test_hundred_thousand_names_are_looked_up_in_time() -> None:
    """Discord asks at every keystroke: a look-up among 100,000 names takes far below 200 ms."""
    names = Names((f"Person {number:06} Name{number}", str(number)) for number in range(100_000))
    for typed in ("", "p", "person", "person 05", "name77777", "nobody"):
        began = time.perf_counter()
        found = names.beginning(typed)
        assert time.perf_counter() - began < 0.02
        assert len(found) <= 25
    assert names.beginning("name77777") == [("Person 077777 Name77777", "77777")]


def test_names_are_found_by_any_of_their_words() -> None:
    """Capitals and accents do not matter, and a surname is enough."""
    names = Names([("Zoë Ångström", "1"), ("Ivo Zoellner", "2")])
    assert [value for _, value in names.beginning("ANGS")] == ["1"]
    assert [value for _, value in names.beginning("zoe")] == ["1", "2"]


async def test_library_is_read_now_and_then() -> None:
    """Many keystrokes at once read the library once."""
    books = shelf()
    suggestions = Suggestions(books)
    await asyncio.gather(*(suggestions.suggest("topic", "a") for _ in range(20)))
    assert await suggestions.suggest("topic", "a") == [("aid", "aid")]
    assert await suggestions.suggest("nothing", "a") == []
