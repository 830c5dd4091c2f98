"""What somebody has typed so far in, up to 25 names that go on like it out.

Discord asks at every keystroke and waits three seconds. The store finds names by their index;
here the same letters are asked for once by however many people at a time, answers are kept for a
while, and a keystroke that its own typist has gone past already costs nothing more.
"""

import asyncio
import functools
import zoneinfo
from collections import Counter, OrderedDict
from collections.abc import Hashable, Sequence
from typing import Final

import structlog

from bot.commands.grammar import HEADS
from bot.discord import limits, text
from bot.errors import StoreError
from bot.model import Hint, HintSort
from bot.ports import Hints

FRESH: Final = 20.0
"""Seconds for which an answer is used again."""

KEPT: Final = 5_000
"""Answers that are kept, of about 3 kB each at most."""

AT_ONCE: Final = 4
"""Questions to the store at a time: typing must not take the connections that work needs."""

_SORTS = frozenset(HintSort)
_FIXED = {
    "command": tuple(HEADS),
    "when": (
        "weekdays 08:30", "daily 08:00", "daily 18:00", "mondays 09:00", "hourly", "now", "off",
    ),
    "hours": ("22:00-07:00", "20:00-08:00", "00:00-06:00", "off"),
}  # fmt: skip
_TYPISTS = 10_000

_log = structlog.get_logger(__name__)

Pairs = list[tuple[str, str]]


class Suggestions:
    """Names for each sort of option.

    Args:
        hints: The store.
        fresh: Seconds for which an answer is used again.
    """

    def __init__(self, hints: Hints, *, fresh: float = FRESH) -> None:
        self._hints = hints
        self._fresh = fresh
        self._kept: OrderedDict[tuple[str, str], tuple[float, Pairs]] = OrderedDict()
        self._asked: dict[tuple[str, str], asyncio.Task[Pairs]] = {}
        self._latest: OrderedDict[Hashable, tuple[str, str]] = OrderedDict()
        self._wanted: Counter[tuple[str, str]] = Counter()  # by how many, as their latest
        self._room = asyncio.Semaphore(AT_ONCE)

    async def suggest(self, sort: str, typed: str, *, by: Hashable = 0) -> Pairs:
        """List up to 25 pairs of what is shown and what is filled in.

        Args:
            sort: What is named, as the tree of commands says.
            typed: So far.
            by: Who types: what they typed before is not looked up any more where it still waits.
        """
        typed = " ".join(typed.split())
        if sort in _FIXED:
            return [(each, each) for each in _FIXED[sort] if each.startswith(typed.lower())][
                : limits.CHOICES
            ]
        if sort == "zone":
            return _zones_like(typed)
        if sort not in _SORTS:
            return []
        key = (sort, typed.casefold())
        self._note(by, key)
        now = asyncio.get_running_loop().time()
        when, found = self._kept.get(key, (-self._fresh, []))
        if now - when < self._fresh:
            return found
        task = self._asked.get(key)
        if task is None:
            task = self._asked[key] = asyncio.create_task(self._ask(key))
            task.add_done_callback(lambda _: self._asked.pop(key, None))
        return await asyncio.shield(task)

    def _note(self, by: Hashable, key: tuple[str, str]) -> None:
        self._forget(self._latest.pop(by, None))
        self._latest[by] = key
        self._wanted[key] += 1
        if len(self._latest) > _TYPISTS:
            self._forget(self._latest.popitem(last=False)[1])

    def _forget(self, key: tuple[str, str] | None) -> None:
        if key is not None:
            self._wanted[key] -= 1
            if self._wanted[key] <= 0:
                del self._wanted[key]

    async def _ask(self, key: tuple[str, str]) -> Pairs:
        async with self._room:
            if not self._wanted[key]:
                return []  # everybody typed past it while it waited
            sort, typed = key
            try:
                hints = await self._hints.hints(HintSort(sort), typed, limit=limits.CHOICES)
            except StoreError as error:
                _log.warning("discord_names_not_read", reason=str(error))
                return []
        found = _pairs(HintSort(sort), hints)
        self._kept[key] = (asyncio.get_running_loop().time(), found)
        self._kept.move_to_end(key)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found


@functools.cache
def _zones() -> tuple[str, ...]:
    """List the zones that people live in, by continent; the list is read once."""
    return ("UTC", *sorted(each for each in zoneinfo.available_timezones() if "/" in each))


def _zones_like(typed: str) -> Pairs:
    """Find zones by what they or their cities begin with."""
    start = typed.casefold().replace(" ", "_")
    found = [
        zone
        for zone in _zones()
        if any(part.startswith(start) for part in (zone.casefold(), *zone.casefold().split("/")))
        and not zone.startswith(("Etc/", "SystemV/", "posix/", "right/"))
    ]
    return [(zone, zone) for zone in found[: limits.CHOICES]]


def _pairs(sort: HintSort, hints: Sequence[Hint]) -> Pairs:
    """Make choices: a name longer than a choice may be is filled in as far as it goes."""
    made: dict[str, str] = {}
    for hint in hints:
        number = f" (#{hint.value})" if sort is HintSort.STORY else ""
        shown = text.cut(text.one_line(hint.shown), limits.CHOICE - len(number)) + number
        value = text.one_line(hint.value)
        if len(value) > limits.CHOICE:
            value = value[: limits.CHOICE].rpartition(" ")[0]
        if shown and value:
            made.setdefault(value, shown)
    return [(shown, value) for value, shown in made.items()]
