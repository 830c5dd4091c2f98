"""A page's address in, whether its outlet lets robots read it out (RFC 9309).

Feeds are published to be polled and are not asked about; pages are. A robots.txt that is not
there allows everything, one that cannot be reached allows nothing until it can (section 2.3.1).
"""

import asyncio
import re
from collections import OrderedDict
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from bot.errors import FeedError
from bot.feeds.charset import decode
from bot.feeds.transport import Fetched, Transport

AGENT = "threeline"
_CAP = 512_000  # RFC 9309, 2.5: at least 500 KiB are to be read
_HOSTS = 2_000  # outlets whose rules are remembered
_HOURS = 3600.0
_FRESH = 12 * _HOURS  # at most a day (RFC 9309, 2.4)
_FRESH_FAULT = 0.1 * _HOURS
_SERVER_FAULT = 500
_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One line: the longest that fits decides, and allowing wins a tie.

    Attributes:
        pieces: The path between its stars.
        ends: It must fit to the end of the path.
    """

    pieces: tuple[str, ...]
    ends: bool
    allow: bool

    @property
    def weight(self) -> int:
        """How much of the path the rule names."""
        return sum(map(len, self.pieces)) + len(self.pieces) - 1 + self.ends

    def fits(self, path: str) -> bool:
        """Tell whether the rule is about this path; one pass, whatever the rule is."""
        first, *rest = self.pieces
        if not path.startswith(first):
            return False
        at = len(first)
        last = rest.pop() if rest and self.ends else None
        for piece in rest:
            found = path.find(piece, at)
            if found < 0:
                return False
            at = found + len(piece)
        if last is not None:
            return path.endswith(last) and len(path) - len(last) >= at
        return at == len(path) or not self.ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What an outlet's robots.txt says to us."""

    rules: tuple[Rule, ...] = ()

    def allow(self, url: str) -> bool:
        """Tell whether we may read this address."""
        parts = urlsplit(url)
        path = _normal(parts.path or "/") + (f"?{_normal(parts.query)}" if parts.query else "")
        fitting = [rule for rule in self.rules if rule.fits(path)]
        if path == "/robots.txt" or not fitting:
            return True
        return max(fitting, key=lambda rule: (rule.weight, rule.allow)).allow


def read_rules(text: str, agent: str = AGENT) -> Rules:
    """Read the group that names us, else the one for everybody."""
    groups: dict[str, list[Rule]] = {}
    names: list[str] = []
    in_rules = False
    for line in text.splitlines():
        key, _, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        match key.lower():
            case "user-agent":
                names = [value.lower()] if in_rules else [*names, value.lower()]
                in_rules = False
                groups.setdefault(value.lower(), [])
            case "allow" | "disallow" as kind if names:
                in_rules = True
                if value:
                    rule = _rule(value, allow=kind == "allow")
                    for name in names:
                        groups[name].append(rule)
            case _:
                continue
    ours = groups.get(agent, groups.get("*", []))
    return Rules(rules=tuple(ours))


def _rule(path: str, *, allow: bool) -> Rule:
    ends = path.endswith("$")
    plain = _normal(path.removesuffix("$") if ends else path)
    return Rule(pieces=tuple(re.split(r"\*+", plain)), ends=ends, allow=allow)


def _normal(path: str) -> str:
    """Give one spelling to what may be written plainly or percent-encoded."""
    return quote(unquote(path), safe="/*$?&=+,;:@!~'()-._", errors="replace")


@dataclass(slots=True)
class _Held:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    rules: Rules | FeedError | None = None
    until: float = 0.0


class Robots:
    """Asks each outlet once in a while and remembers."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._held: OrderedDict[str, _Held] = OrderedDict()

    async def check(self, url: str) -> None:
        """Raise `FeedError` unless the outlet lets us read this page."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        held = self._held.setdefault(origin, _Held())
        self._held.move_to_end(origin)
        while len(self._held) > _HOSTS:
            self._held.popitem(last=False)
        async with held.lock:
            now = asyncio.get_running_loop().time()
            if held.rules is None or now >= held.until:
                held.rules = await self._ask(origin)
                fresh = _FRESH if isinstance(held.rules, Rules) else _FRESH_FAULT
                held.until = now + fresh
            rules = held.rules
        if isinstance(rules, FeedError):
            raise FeedError(str(rules), retry_after=rules.retry_after)
        if not rules.allow(url):
            raise FeedError("asks robots not to read this page (robots.txt)")

    async def _ask(self, origin: str) -> Rules | FeedError:
        try:
            answer = await self._transport.fetch(
                f"{origin}/robots.txt", cap=_CAP, accept="text/plain, */*;q=0.1", keep=True
            )
        except FeedError as error:
            return FeedError(f"{error} (when asked for robots.txt)", retry_after=error.retry_after)
        return _judge(answer)


def _judge(answer: Fetched) -> Rules | FeedError:
    if answer.status == _OK and answer.kind != "text/html":
        return read_rules(decode(answer.body))
    if answer.status >= _SERVER_FAULT or answer.status == 429:  # noqa: PLR2004 - "too many requests"
        return FeedError(f"could not say whether robots may read it ({answer.status})")
    return Rules()
