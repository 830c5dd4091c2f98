"""Status and headers of an answer in, plain reasons and waits out (RFC 9110-9111)."""

import datetime as dt
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from bot.errors import FeedError
from bot.feeds.links import web_address

# No outlet can make us wait longer than this for one answer.
LONGEST_WAIT = dt.timedelta(days=1)

_REASONS = {
    401: "asks for a name and a password (401)",
    402: "asks for payment (402)",
    403: "refuses to let us in (403)",
    404: "has nothing at this address (404)",
    406: "refuses every form that we can read (406)",
    410: "says that this is gone for good (410)",
    429: "asks us to come less often (429)",
    451: "may not show this for legal reasons (451)",
    503: "is not available at present (503)",
}
_LINK = re.compile(r"<([^<>]{1,2000})>([^<]{0,500})")
_REL = re.compile(r"""\brel\s*=\s*(?:"([^"]*)"|([\w-]+))""", re.IGNORECASE)
_CLIENT_FAULT, _SERVER_FAULT = 400, 500


def refusal(status: int, headers: Mapping[str, str]) -> FeedError:
    """Put an answer that is neither content nor a redirect into words."""
    if status in _REASONS:
        reason = _REASONS[status]
    elif status >= _SERVER_FAULT:
        reason = f"has a fault of its own ({status})"
    elif status >= _CLIENT_FAULT:
        reason = f"refuses the request ({status})"
    else:
        reason = f"answered something unexpected ({status})"
    return FeedError(reason, retry_after=retry_after(headers), gone=status == 410)  # noqa: PLR2004 - RFC 9110, 15.5.11


def retry_after(headers: Mapping[str, str]) -> dt.timedelta | None:
    """Read ``Retry-After``: seconds, or a date as seen from the answer's own ``Date``."""
    given = headers.get("retry-after", "").strip()
    if given.isdecimal():
        return _seconds(int(given[:9]))
    until, now = _date(given), _date(headers.get("date", ""))
    if until is None or now is None:
        return None
    return min(max(until - now, dt.timedelta()), LONGEST_WAIT)


def fresh_for(headers: Mapping[str, str]) -> dt.timedelta | None:
    """Read how long an answer stays fresh: ``Cache-Control: max-age`` first, else ``Expires``."""
    control = headers.get("cache-control", "").lower()
    if re.search(r"\bno-(?:store|cache)\b", control):
        return None
    if age := re.search(r'\bmax-age\s*=\s*"?(\d{1,9})', control):
        spent = headers.get("age", "").strip()
        return _positive(int(age[1]) - (int(spent[:9]) if spent.isdecimal() else 0))
    if not headers.get("expires"):
        return None
    until, now = _date(headers["expires"]), _date(headers.get("date", ""))
    if until is None or now is None:
        return None
    return _positive((until - now).total_seconds())


def linked(headers: Mapping[str, str], url: str, relation: str) -> str | None:
    """Find what an answer links to (``Link``, RFC 8288); WebSub asks for it before the feed's."""
    for target, rest in _LINK.findall(headers.get("link", "")):
        named = _REL.search(rest)
        if named and relation in (named[1] or named[2]).lower().split():
            return web_address(url, target)
    return None


def answered_at(headers: Mapping[str, str]) -> dt.datetime | None:
    """Read the outlet's own clock."""
    return _date(headers.get("date", ""))


def _positive(seconds: float) -> dt.timedelta | None:
    return _seconds(seconds) if seconds > 0 else None


def _seconds(seconds: float) -> dt.timedelta:
    return min(dt.timedelta(seconds=seconds), LONGEST_WAIT)


def _date(text: str) -> dt.datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
