"""Words and a zone in, the next time to tell out: digests and quiet hours.

A schedule is five cron fields; people may write it in words ("weekdays 08:30"). It is computed
in the target's own zone and kept as UTC. A time that a spring change leaves out is told right
after the gap, one that an autumn change repeats is told once (as Debian's cron does).
"""

import datetime as dt
import functools
import hashlib
import re
import zoneinfo
from dataclasses import dataclass

import cronsim

from bot.errors import CommandError

LATEST = dt.timedelta(hours=2)
"""A digest that is later than this is skipped and said so: its news is no news any more."""

_DAYS = {
    "monday": "1", "tuesday": "2", "wednesday": "3", "thursday": "4", "friday": "5",
    "saturday": "6", "sunday": "0",
}  # fmt: skip
_GROUPS = {"weekday": "1-5", "weekend": "6,0", "day": "*"}
_TIME = re.compile(r"(?<![\d:])(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?(?![\d:])")
_EVERY = re.compile(r"^every (\d{1,2}) hours?$")
_EXAMPLES = 'write it as "weekdays 08:30", "mon, thu 18:00", "daily 7am and 5pm" or as cron'


def read_schedule(text: str) -> str:
    """Read a schedule in words or cron; give its five cron fields.

    Raises:
        CommandError: It is neither; the text says how to write it.
    """
    words = " ".join(text.casefold().split())
    if len(words.split()) == 5 and re.fullmatch(r"[\d*/,\-a-z# ]+", words):  # noqa: PLR2004 # cron
        return _checked(words, text)
    if words in {"hourly", "every hour"}:
        return "0 * * * *"
    every = _EVERY.match(words)
    if every and int(every[1]) in {1, 2, 3, 4, 6, 8, 12}:  # what a day can be parted by
        return f"0 */{int(every[1])} * * *"
    return _checked(_said(words, text), text)


def _said(words: str, text: str) -> str:
    """Make cron fields of days and times."""
    times = [_clock(match, text) for match in _TIME.finditer(words)]
    rest = _TIME.sub(" ", words)
    days = [_day(word, text) for word in re.findall(r"[a-z]+", rest) if word not in _FILLERS]
    if not times or len({minute for _, minute in times}) > 1:
        raise CommandError(
            f'I cannot read "{text}" as times of day'
            f"{' that share their minute' if times else ''}: {_EXAMPLES}."
        )
    hours = ",".join(str(hour) for hour in sorted({hour for hour, _ in times}))
    return f"{times[0][1]} {hours} * * {','.join(dict.fromkeys(days)) or '*'}"


_FILLERS = {"at", "on", "and", "every", "the", "each", "o", "clock"}


def _clock(match: re.Match[str], text: str) -> tuple[int, int]:
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0) if 1 <= hour <= 12 else 99  # noqa: PLR2004 # half a day
    if hour > 23 or minute > 59:  # noqa: PLR2004 # a day's hours and an hour's minutes
        raise CommandError(f'"{match[0].strip()}" in "{text}" is no time of day: {_EXAMPLES}.')
    return hour, minute


def _day(word: str, text: str) -> str:
    single = word.removesuffix("s")
    if word in {"daily", "everyday"}:
        return "*"
    for name, field in (_GROUPS | _DAYS).items():
        if single == name or (len(single) >= 3 and name.startswith(single)):  # noqa: PLR2004 # "mon"
            return field
    raise CommandError(f'I do not know the day "{word}" in "{text}": {_EXAMPLES}.')


def _checked(cron: str, text: str) -> str:
    try:
        next(cronsim.CronSim(cron, dt.datetime(2026, 1, 1, tzinfo=dt.UTC)))
    except (cronsim.CronSimError, StopIteration) as error:
        raise CommandError(f'"{text}" is not a schedule: {_EXAMPLES}.') from error
    return cron


def read_zone(name: str) -> str:
    """Check an IANA zone.

    Raises:
        CommandError: There is none of that name.
    """
    try:
        return zoneinfo.ZoneInfo(name.strip()).key
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError) as error:
        raise CommandError(
            f'I know no time zone "{name}": write it as "Europe/Kyiv" or "America/New_York".'
        ) from error


def next_run(cron: str, zone: str, after: dt.datetime) -> dt.datetime:
    """Give the first time of a schedule after a moment, in UTC."""
    return _next(cron, zone, after.replace(second=0, microsecond=0))


@functools.lru_cache(maxsize=1024)  # thousands of digests are due in the same minute
def _next(cron: str, zone: str, minute: dt.datetime) -> dt.datetime:
    local = minute.astimezone(zoneinfo.ZoneInfo(zone))
    return next(cronsim.CronSim(cron, local)).astimezone(dt.UTC)


def last_run(cron: str, zone: str, before: dt.datetime) -> dt.datetime:
    """Give the last time of a schedule before a moment, in UTC."""
    local = before.astimezone(zoneinfo.ZoneInfo(zone))
    return next(cronsim.CronSim(cron, local, reverse=True)).astimezone(dt.UTC)


def spread(key: str, window: dt.timedelta) -> dt.timedelta:
    """Give a delay within a window, always the same for one key."""
    part = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) / 2**32
    return window * part


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Hours in which a target is told nothing, by the wall clock of its zone.

    Attributes:
        start: First quiet moment of a night.
        end: First moment that is not quiet; before ``start`` when a night passes midnight.
    """

    start: dt.time
    end: dt.time
    zone: str

    def until(self, now: dt.datetime) -> dt.datetime | None:
        """Give the end of the quiet hours that now falls in, in UTC; ``None`` outside them."""
        zone = zoneinfo.ZoneInfo(self.zone)
        local = now.astimezone(zone)
        clock = local.time()
        over = self.end <= self.start
        inside = (
            (clock >= self.start or clock < self.end) if over else self.start <= clock < self.end
        )
        if not inside:
            return None
        day = local.date() + dt.timedelta(days=int(over and clock >= self.start))
        return dt.datetime.combine(day, self.end, tzinfo=zone).astimezone(dt.UTC)


def read_quiet(text: str, zone: str) -> Quiet:
    """Read "22:00-07:00".

    Raises:
        CommandError: It is not that.
    """
    match = re.fullmatch(
        r"\s*(\d{1,2}):(\d{2})\s*(?:-|–|to|until)\s*(\d{1,2}):(\d{2})\s*", text
    )  # as typed
    try:
        start, end = (
            (dt.time(int(match[1]), int(match[2])), dt.time(int(match[3]), int(match[4])))
            if match
            else (None, None)
        )
    except ValueError:
        start = end = None
    if start is None or end is None or start == end:
        raise CommandError(f'I cannot read "{text}" as quiet hours: write them as "22:00-07:00".')
    return Quiet(start=start, end=end, zone=read_zone(zone))
