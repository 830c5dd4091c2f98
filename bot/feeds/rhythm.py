"""What a feed says of its own rhythm in, how long it asks to be left alone out.

RSS 2.0 (``ttl`` in minutes, ``skipHours``, ``skipDays`` in GMT) and the syndication module of
RSS 1.0 (``updatePeriod``, ``updateFrequency``).
"""

import datetime as dt
import re
from collections.abc import Mapping

from bot.feeds.answers import LONGEST_WAIT, answered_at, fresh_for

_HEAD = 20_000  # these elements stand before the entries
_TTL = re.compile(r"<ttl>\s*(\d{1,7})\s*</ttl>", re.IGNORECASE)
_PERIOD = re.compile(r"<(?:\w+:)?updatePeriod>\s*(\w+)\s*</", re.IGNORECASE)
_FREQUENCY = re.compile(r"<(?:\w+:)?updateFrequency>\s*(\d{1,4})\s*</", re.IGNORECASE)
_SKIPPED_HOURS = re.compile(r"<skipHours>(.*?)</skipHours>", re.IGNORECASE | re.DOTALL)
_SKIPPED_DAYS = re.compile(r"<skipDays>(.*?)</skipDays>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(r"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_DAY = re.compile(r"<day>\s*(\w+)\s*</day>", re.IGNORECASE)
_PERIODS = {
    "hourly": dt.timedelta(hours=1),
    "daily": dt.timedelta(days=1),
    "weekly": dt.timedelta(weeks=1),
    "monthly": dt.timedelta(days=30),
    "yearly": dt.timedelta(days=365),
}
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOURS_A_DAY = 24


def rest(headers: Mapping[str, str], document: str) -> dt.timedelta | None:
    """Give the longest of what headers and feed ask for, at most a day; ``None`` if nothing."""
    head = document[:_HEAD]
    asked = [fresh_for(headers), _ttl(head) or _period(head)]
    if (now := answered_at(headers)) is not None:
        asked.append(_skipped(head, now))
    given = [span for span in asked if span is not None]
    return min(max(given), LONGEST_WAIT) if given else None


def _ttl(head: str) -> dt.timedelta | None:
    match = _TTL.search(head)
    return dt.timedelta(minutes=int(match[1])) if match and int(match[1]) else None


def _period(head: str) -> dt.timedelta | None:
    match = _PERIOD.search(head)
    if not match or match[1].lower() not in _PERIODS:
        return None
    times = _FREQUENCY.search(head)
    return _PERIODS[match[1].lower()] / max(int(times[1]) if times else 1, 1)


def _skipped(head: str, now: dt.datetime) -> dt.timedelta | None:
    """Count to the next hour that is not skipped, when the present one is."""
    hours, days = _SKIPPED_HOURS.search(head), _SKIPPED_DAYS.search(head)
    skipped = {int(hour) % _HOURS_A_DAY for hour in _HOUR.findall(hours[1])} if hours else set()
    idle = {day.lower() for day in _DAY.findall(days[1])} if days else set()
    moment = now.astimezone(dt.UTC)
    for _ in range(_HOURS_A_DAY):
        if moment.hour not in skipped and _WEEK[moment.weekday()] not in idle:
            break
        moment = moment.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)
    return moment - now if moment > now else None
