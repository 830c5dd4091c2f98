"""Names are suggested at once, however many people type."""

import asyncio
from collections.abc import Sequence

from bot.discord.limits import CHOICE, units
from bot.discord.suggest import AT_ONCE, Suggestions
from bot.errors import StoreError
from bot.model import Hint, HintSort


class Counted:
    """`bot.ports.Hints` that counts what it is asked, waits when told to, and may be away."""

    def __init__(self, *found: Hint) -> None:
        self.found = found or (Hint(shown="Aid", value="aid"),)
        self.asked: list[tuple[str, str]] = []
        self.at_once = 0
        self.most_at_once = 0
        self.go = asyncio.Event()
        self.go.set()
        self.broken = False

    async def hints(self, sort: HintSort, typed: str, *, limit: int = 25) -> Sequence[Hint]:
        """Answer the same to everything."""
        assert limit == 25
        self.asked.append((sort, typed))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.go.wait()
        self.at_once -= 1
        if self.broken:
            raise StoreError("the database does not answer")
        return self.found


async def test_same_letters_are_asked_for_once() -> None:
    """Many keystrokes at once, and again soon after, read the store once."""
    hints = Counted()
    suggestions = Suggestions(hints)
    found = await asyncio.gather(
        *(suggestions.suggest("topic", "a", by=number) for number in range(20))
    )
    assert found == [[("Aid", "aid")]] * 20
    assert await suggestions.suggest("topic", " A ") == [("Aid", "aid")]
    assert hints.asked == [("topic", "a")]
    assert await suggestions.suggest("nothing", "a") == []


async def test_answers_grow_old() -> None:
    """After a while the same letters are looked up anew."""
    hints = Counted()
    suggestions = Suggestions(hints, fresh=0.0)
    await suggestions.suggest("topic", "a")
    await suggestions.suggest("topic", "a")
    assert len(hints.asked) == 2


async def test_letters_that_were_typed_past_cost_nothing() -> None:
    """Where the store is slow, only what somebody has typed last is looked up; others wait not."""
    hints = Counted()
    hints.go.clear()
    suggestions = Suggestions(hints)
    busy = [
        asyncio.create_task(suggestions.suggest("actor", f"b{number}", by=f"other {number}"))
        for number in range(AT_ONCE)
    ]
    typing = [
        asyncio.create_task(suggestions.suggest("actor", "norland"[:end], by="ada"))
        for end in range(1, 8)
    ]
    shared = asyncio.create_task(suggestions.suggest("actor", "nor", by="bo"))
    await asyncio.sleep(0.01)
    hints.go.set()
    await asyncio.gather(*busy, *typing)
    assert {typed for _, typed in hints.asked if typed.startswith("n")} == {"nor", "norland"}
    assert await shared == [("Aid", "aid")]
    assert hints.most_at_once == AT_ONCE


async def test_database_that_is_away_suggests_nothing() -> None:
    """Nothing is suggested, nobody sees an error, and it is tried again."""
    hints = Counted()
    hints.broken = True
    suggestions = Suggestions(hints)
    assert await suggestions.suggest("topic", "a") == []
    hints.broken = False
    assert await suggestions.suggest("topic", "a") == [("Aid", "aid")]


async def test_choices_fit_discord() -> None:
    """Long names are cut, in signs that count twice too; a story's number is always there."""
    hints = Counted(
        Hint(shown="дрони " * 40, value="12"),
        Hint(shown="🚁" * 120, value="13"),
        Hint(shown="", value="14"),
    )
    suggestions = Suggestions(hints)
    found = await suggestions.suggest("story", "")
    assert [value for _, value in found] == ["12", "13", "14"]
    assert all(0 < units(shown) <= CHOICE for shown, _ in found)
    assert found[0][0].endswith("(#12)")
    names = Counted(Hint(shown="Ministry of " * 20, value="Ministry of " * 20))
    [(_, value)] = await Suggestions(names).suggest("actor", "m")
    assert units(value) <= CHOICE


async def test_zones_are_found_by_city() -> None:
    """Nobody must know how zones are written."""
    suggestions = Suggestions(Counted())
    assert ("Europe/Kyiv", "Europe/Kyiv") in await suggestions.suggest("zone", "ky")
    assert ("America/New_York", "America/New_York") in await suggestions.suggest("zone", "new y")
    assert len(await suggestions.suggest("zone", "")) == 25
    assert ("pledges", "pledges") in await suggestions.suggest("command", "pled")
