"""A subscription's rule and a story in, whether it is wanted out.

A rule has parts; all parts must hold, and within a part with several values one is enough
(except ``every``, of which each must be there, and ``none``, of which none may). It is written as

    topic:aid actor:"Keir Starmer" any:drones any:"air defence" none:sport
    any pledge by Norway to Ukraine of at least EUR 100m

Words are compared folded: no case, no accents, whole words only.
"""

import dataclasses
import datetime as dt
import enum
import functools
import re
import unicodedata
from decimal import Decimal, InvalidOperation

from bot.errors import CommandError
from bot.model import Story
from bot.rates import Converted, convert
from summariser import Money, Party, Pledge

_WORD = re.compile(r"[^\W_]+")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a pledge must be like.

    Attributes:
        by: Pledger or speaker.
        to: Recipient.
        least: Smallest sum, in ``currency``; one in another currency is compared by the rate of
            its year (`bot.rates`), which `because` names.
    """

    by: str | None = None
    to: str | None = None
    least: Decimal | None = None
    currency: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a subscription wants; one without parts wants everything.

    Attributes:
        some: Phrases of which one must be in the text or headline.
        every: Phrases that must all be there.
        none: Phrases that must not be there.
    """

    feeds: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    pledge: Watch | None = None
    some: tuple[str, ...] = ()
    every: tuple[str, ...] = ()
    none: tuple[str, ...] = ()


class Mode(enum.StrEnum):
    """What becomes of the stories that a subscription wants."""

    LIVE = "live"  # posted as they break
    DIGEST = "digest"  # told in the target's digests
    MUTED = "muted"  # not posted, whatever other subscriptions want


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One wish of one target.

    Attributes:
        target: Key of the target.
        words: The rule as a person wrote it.
        urgent: Posted in quiet hours and over caps, too.
        reason: Why it is muted.
    """

    id: int
    target: int
    rule: Rule
    mode: Mode = Mode.LIVE
    words: str = ""
    urgent: bool = False
    reason: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DigestPlan:
    """When a target is told what has gathered.

    Attributes:
        cron: Five fields, computed in ``zone``; ``None`` for one digest only.
        words: The schedule as a person wrote it.
        state_empty: Say so when there is nothing to tell; else nothing is posted.
        most: Stories that one digest tells.
        scheduled: When the next one is to be told.
        since: Up to when the last one told.
        rules: What the target wants in its digests.
        held: Stories that quiet hours or a cap kept back for it.
        tenant: Workspace of the target ("slack:T012"), whose own stories are told as well.
    """

    id: int
    target: int
    cron: str | None
    words: str
    zone: str
    scheduled: dt.datetime
    since: dt.datetime
    most: int = 10
    state_empty: bool = False
    rules: tuple[Rule, ...] = ()
    held: tuple[int, ...] = ()
    tenant: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DigestTold:
    """What one run of a digest came to.

    Attributes:
        until: End of its period.
        stories: In the order in which they are told.
        omitted: Stories that it leaves out.
        skipped: Why nothing is posted, where nothing is.
    """

    until: dt.datetime
    stories: tuple[Story, ...] = ()
    omitted: int = 0
    skipped: str | None = None


def fold(text: str) -> str:
    """Give the words without case and accents, each between spaces."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return f" {' '.join(_WORD.findall(bare))} "


class Facts:
    """A story as rules look at it; made once for all rules."""

    def __init__(self, story: Story) -> None:
        self.story = story
        article = story.article.article
        self.words = fold(f"{article.title or ''} {article.text}")
        self.actors = {
            fold(name) for actor in story.briefing.actors for name in (actor.name, *actor.aliases)
        }


def refusal(rule: Rule, facts: Facts) -> str | None:
    """Say which part of the rule the story fails, or ``None`` when it is wanted."""
    return next((why for part in _CHECKS if (why := part(rule, facts))), None)


def _source(rule: Rule, facts: Facts) -> str | None:
    if rule.feeds and facts.story.article.feed not in rule.feeds:
        return "it comes from another feed"
    if rule.topics and fold(facts.story.topic or "") not in _folded(rule.topics):
        return f"its topic is not {' or '.join(rule.topics)}"
    return None


def _content(rule: Rule, facts: Facts) -> str | None:
    if rule.actors and not facts.actors & _folded(rule.actors):
        return f"{' or '.join(rule.actors)} does not act in it"
    return _unlike(rule.pledge, facts) if rule.pledge else None


def _unlike(watch: Watch, facts: Facts) -> str | None:
    """Say why no pledge is such a one: with the sum that came nearest, where there is one."""
    told = [_falls_short(pledge, watch, facts) for pledge in facts.story.briefing.pledges]
    if None in told:
        return None
    return next(filter(None, told), "it has no such pledge")


def _phrases(rule: Rule, facts: Facts) -> str | None:
    if rule.some and not any(fold(phrase) in facts.words for phrase in rule.some):
        return f"it has none of: {', '.join(rule.some)}"
    missing = [phrase for phrase in rule.every if fold(phrase) not in facts.words]
    if missing:
        return f"it does not have: {', '.join(missing)}"
    unwanted = [phrase for phrase in rule.none if fold(phrase) in facts.words]
    return f"it has: {', '.join(unwanted)}" if unwanted else None


_CHECKS = (_source, _content, _phrases)


@functools.lru_cache(maxsize=1024)
def _folded(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(name) for name in names)


def _falls_short(pledge: Pledge, watch: Watch, facts: Facts) -> str | None:
    """Say what is missing: ``""`` where it is another pledge, ``None`` where nothing is."""
    by = not watch.by or _named(pledge.pledger, watch.by) or _named(pledge.speaker, watch.by)
    if not by or (watch.to and not _named(pledge.recipient, watch.to)):
        return ""
    if watch.least is None or watch.currency is None:
        return None
    if pledge.amount is None:
        return "its pledge states no sum"
    worth = _worth(pledge.amount, watch.currency, facts)
    if worth is None:
        return f"{_sum_of(pledge.amount)} cannot be compared: no rate to {watch.currency} is known"
    if worth.amount >= watch.least:
        return None
    least = _figure(watch.least, watch.currency)
    return f"{_compared(pledge.amount, worth)} is less than {least}"


def because(rule: Rule, facts: Facts) -> str | None:
    """Say which sum a pledge watch was met by, with the rate where it was compared by one."""
    watch = rule.pledge
    if watch is None or watch.least is None or watch.currency is None:
        return None
    for pledge in facts.story.briefing.pledges:
        if pledge.amount and _falls_short(pledge, watch, facts) is None:
            worth = _worth(pledge.amount, watch.currency, facts)
            return _compared(pledge.amount, worth) if worth else None
    return None


def exchanged(rule: Rule, facts: Facts) -> str | None:
    """Say by which rate a pledge watch was met; ``None`` where no rate decided it."""
    said = because(rule, facts)
    return said.rstrip(",") if said and said.endswith(",") else None


def _worth(money: Money, currency: str, facts: Facts) -> Converted | None:
    when = facts.story.article.article.published or facts.story.last
    return convert(money.amount, money.currency, currency, year=when.year)


def _compared(money: Money, worth: Converted) -> str:
    if money.currency == worth.currency:
        return _sum_of(money)
    return f"{_sum_of(money)}, about {_figure(worth.amount, worth.currency)} by {worth.note},"


def _sum_of(money: Money) -> str:
    return _figure(money.amount, money.currency)


def _figure(amount: Decimal, currency: str) -> str:
    """Write a sum shortly: "EUR 266m"."""
    for scale, letter in ((10**9, "bn"), (10**6, "m")):
        if amount >= scale:
            return f"{currency} {float(amount / scale):.4g}{letter}"
    return f"{currency} {float(amount):,.0f}"


def _named(party: Party | None, name: str) -> bool:
    return party is not None and fold(name) in {fold(party.name), fold(party.evidence.text)}


_PART = re.compile(r'(\w+):(?:"([^"]*)"|(\S+))')
_PLEDGE = re.compile(
    r"^(?:any |all |every )?pledges?"
    r"(?: (?:by|from) (?P<by>.+?))?(?: (?:to|for) (?P<to>.+?))?"
    r"(?: (?:of|over|above)?\s*(?:at least|more than|over|>=?)?\s*"
    r"(?P<sum>(?:[A-Z]{3}|[£€$])\s?[\d.,]+\s?\w*))?$",
    re.IGNORECASE,
)
_PARTS = {"topic": "topics", "actor": "actors", "any": "some", "all": "every", "none": "none"}
_SIGNS = {"£": "GBP", "€": "EUR", "$": "USD"}
_SCALES = {"": 1, "k": 10**3, "m": 10**6, "mn": 10**6, "million": 10**6, "b": 10**9,
           "bn": 10**9, "billion": 10**9}  # fmt: skip
_SUM = re.compile(r"([A-Za-z]{3}|[£€$])\s?(\d[\d,]*(?:\.\d+)?)\s?([a-z]*)", re.IGNORECASE)


def read_rule(text: str) -> Rule:
    """Read a rule as a person writes it; nothing at all wants everything.

    Raises:
        CommandError: Some of it cannot be read, or could never hold; the text says which.
    """
    parts: dict[str, list[str]] = {}
    feeds: list[int] = []
    for match in _PART.finditer(text):
        name, value = match[1].casefold(), (match[2] or match[3] or "").strip()
        if name == "feed" and value.isdecimal():
            feeds.append(int(value))
        elif name in _PARTS and fold(value).strip():
            parts.setdefault(_PARTS[name], []).append(value)
        else:
            raise CommandError(
                f'I cannot read "{match[0]}": the parts are feed:NUMBER, topic:, actor:, any:, '
                'all: and none:, with words or a "quoted phrase" behind them.'
            )
    rest = " ".join(_PART.sub(" ", text).split())
    rule = Rule(
        feeds=tuple(feeds),
        pledge=_watch(rest) if rest else None,
        **{name: tuple(values) for name, values in parts.items()},
    )
    clash = {fold(word) for word in rule.none} & {fold(word) for word in (*rule.some, *rule.every)}
    if clash:
        words = ", ".join(sorted(word.strip() for word in clash))
        raise CommandError(f"This can never hold: {words} is asked for and ruled out.")
    return rule


def _watch(text: str) -> Watch:
    match = _PLEDGE.match(text)
    if match is None:
        raise CommandError(
            f'I cannot read "{text}": write a pledge watch as "any pledge to Ukraine of at '
            'least EUR 100m", and words as any:WORD.'
        )
    least, currency = _sum(match["sum"]) if match["sum"] else (None, None)
    return Watch(by=match["by"], to=match["to"], least=least, currency=currency)


def _sum(text: str) -> tuple[Decimal, str]:
    match = _SUM.fullmatch(text.strip())
    scale = _SCALES.get(match[3].casefold()) if match else None
    try:
        amount = Decimal(match[2].replace(",", "")) if match else None
    except InvalidOperation:
        amount = None
    if match is None or scale is None or amount is None:
        raise CommandError(f'I cannot read the sum "{text}": write it as "EUR 100m".')
    return amount * scale, _SIGNS.get(match[1], match[1].upper())
