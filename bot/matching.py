"""A claim and an entry in, how likely they are one pledge out, with the reasons.

Identity is pledger, recipient, kind, sum (as said, or converted), window and purpose. The pledger
must agree; the others add up. Thresholds were chosen on the gold pledges of the events set, which
is also what the bench reports: there is no second set of that kind to hold out.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bot.claims import Claim, likeness, party, same_party
from bot.rates import convert, one_sign, one_sum
from bot.traits import is_country, words
from bot.wordings import adds, corrects, names_former, part_by_name, raises, reach, said_as_part
from summariser import PledgeKind, Status

SAME = 3.2
"""Points from which a claim is the entry's pledge, where both name a sum."""

SAME_UNSUMMED = 2.2
"""The same where one of them names none: fewer things can agree."""

ROUNDING = Decimal("0.01")
"""Parts of a sum are rounded in print."""

PART = 2.0
"""Points from which it is a part of it."""

LIKE = 0.3
"""Likeness of two purposes from which they may be one."""

SHARED = 0.01
"""Likeness below which two purposes have nothing in common but the names."""

LATER = dt.timedelta(days=60)
"""After this a claim needs the same sum or deadline to join; a minister promises again."""

STEM = 6
"""Letters compared of a purpose's word: "deliver" and "delivery" are one."""

_JOINT = re.compile(r"\band\b|,|&")
_ORDINAL = re.compile(r"\b(first|second|third|fourth|fifth|last)\b", re.IGNORECASE)
_MANY = re.compile(r"\b(?:donors|governments|lenders|members|countries|allies)\b", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class Entry:
    """One pledge while the ledger is being told; `ledger.Account` is what it becomes.

    Attributes:
        key: Key of the claim that began it.
        parent: Entry that it is a part of.
        sum: The latest accepted sum.
        claims: All that was said of it, oldest first.
    """

    key: str
    pledger: str | None
    recipient: str | None
    kind: PledgeKind
    sum: tuple[Decimal, str] | None
    status: Status
    first: dt.datetime
    parent: str | None = None
    claims: list[Claim] = field(default_factory=list)
    said: set[str] = field(default_factory=set)

    def add(self, claim: Claim) -> None:
        """Keep a claim as said of this pledge."""
        self.claims.append(claim)
        self.said |= purpose(claim)

    @property
    def last(self) -> dt.datetime:
        """When it was last spoken of."""
        return self.claims[-1].published


def purpose(claim: Claim) -> frozenset[str]:
    """Give the words that say what is promised, without the parties and the figures."""
    said = {*words(claim.what), *words(claim.evidence)}
    known = party(claim.pledger) | party(claim.recipient)
    return frozenset(word[:STEM] for word in said - known if not word[0].isdigit())


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How a claim compares with an entry."""

    entry: Entry
    points: float
    same_sum: bool
    like: float
    reasons: tuple[str, ...]


def match(claim: Claim, entry: Entry) -> Match | None:
    """Compare; ``None`` when the pledgers, or which instalment it is, differ."""
    mine, theirs = _ordinals(claim), set().union(*map(_ordinals, entry.claims))
    who = _pledger(claim, entry)
    if who is None or (mine and theirs and not mine & theirs):
        return None
    alike = likeness(sorted(purpose(claim)), sorted(entry.said))
    equal = _equal(claim, entry)
    counted = [
        who,
        (3 * alike, f"purpose {alike:.2f}"),
        (0.7 * bool(mine & theirs), "same instalment"),
        _sums(claim, entry, equal=equal),
        (_recipient(claim, entry), ""),
        (0.5 * (claim.kind == entry.kind), ""),
        *_circumstances(claim, entry, equal=equal, alike=alike),
    ]
    reasons = [who[1], *(reason for points, reason in counted[1:] if points and reason)]
    return Match(
        entry=entry,
        points=sum(points for points, _ in counted),
        same_sum=equal,
        like=alike,
        reasons=tuple(reasons),
    )


def _sums(claim: Claim, entry: Entry, *, equal: bool) -> tuple[float, str]:
    if equal:
        return 2.5, "same sum"
    if claim.sum and entry.sum:
        return (-1.5 if claim.sum[1] == entry.sum[1] else -1.0), "another sum"
    return 0.0, ""


def _circumstances(
    claim: Claim, entry: Entry, *, equal: bool, alike: float
) -> Iterator[tuple[float, str]]:
    """Walk what speaks for or against one pledge besides who, what and how much."""
    if claim.deadline and any(claim.deadline == said.deadline for said in entry.claims):
        yield 1.0, "same deadline"
    if of_one_story(claim, entry):
        yield 0.7, "same story"
        if _leads(claim, entry) and (alike >= SHARED or _both_sums(claim, entry)):
            yield 1.5, "the first pledge of both"
        grows = claim.sum and not equal and (raises(claim) or adds(claim))
        if is_aggregate(claim.pledger) or grows:
            yield 1.5, "a total that grows"
        if is_aggregate(claim.pledger) and is_aggregate(entry.pledger) and _shares(claim, entry):
            yield 1.5, "one total of many"
        if _replaces(claim, entry):
            yield 2.0, "names the sum that it replaces"
    mine = [said for said in entry.claims if said.article == claim.article]
    if mine and (not equal or any(said.sum in {None, claim.sum} for said in mine)):
        yield -1.5, "already said in this article"
    if claim.published - entry.last > LATER and not equal:
        yield -2.0, "long after"


def _ordinals(claim: Claim) -> set[str]:
    return set(map(str.lower, _ORDINAL.findall(claim.what)))


def _both_sums(claim: Claim, entry: Entry) -> bool:
    """Say whether their sums speak for themselves: of one pledger, or one a conversion.

    Two pledgers that are told to give the same round figure must share a purpose besides.
    """
    if not claim.sum or not entry.sum:
        return False
    return claim.sum[1] != entry.sum[1] or same_party(claim.pledger, entry.pledger)


def _leads(claim: Claim, entry: Entry) -> bool:
    """Say whether both are what their article is about, and neither contradicts the other's part.

    A part of something ("the first instalment") may lead an article and is still a part.
    """
    return (
        claim.position == 0
        and entry.parent is None
        and any(said.position == 0 and said.story == claim.story for said in entry.claims)
        and not (claim.sum and entry.sum and part_by_name(claim))
    )


def _pledger(claim: Claim, entry: Entry) -> tuple[float, str] | None:
    """Compare who is bound; ``None`` when these are two pledgers.

    Texts often leave out who pays, or name the minister here and the country there. Within one
    story the same sum is then told of one pledge all the same.
    """
    if same_party(claim.pledger, entry.pledger):
        return 0.0, "same pledger"
    if not of_one_story(claim, entry):
        return None
    if is_aggregate(claim.pledger) and is_aggregate(entry.pledger):
        return 0.0, "both many pledgers"
    if not _equal(claim, entry) or _two_countries(claim, entry):
        return None
    if claim.pledger is None or entry.pledger is None:
        return -0.3, "one names no pledger"
    return -0.8, "another pledger"


def _two_countries(claim: Claim, entry: Entry) -> bool:
    """Say whether two countries give: those are never one pledger under two names.

    Who is named as giving what it gets ("the cabinet in Kyiv approved ...") may be misread.
    """
    gets = any(party(claim.pledger) & party(said.recipient) for said in entry.claims)
    gives = (party(claim.pledger), party(entry.pledger))
    return not gets and all(any(map(is_country, name)) for name in gives)


def _recipient(claim: Claim, entry: Entry) -> float:
    if not claim.recipient or not entry.recipient:
        return 0.2
    return 0.6 if party(claim.recipient) & party(entry.recipient) else -0.3


def _shares(claim: Claim, entry: Entry) -> bool:
    """Say whether both name whom it is for, and name the same."""
    return bool(party(claim.recipient) & party(entry.recipient))


def _equal(claim: Claim, entry: Entry) -> bool:
    """Say whether the sum was said before: as it is, converted, in a range, with another sign.

    Outlets write "$85m" and "Rs12bn" of their own country's money; that is believed to be the same
    figure only within one story.
    """
    if claim.sum is None:
        return False
    year, said = claim.published.year, [each.sum for each in entry.claims if each.sum]
    if claim.sum in said or any(
        one_sum(claim.sum, each, year=year) for each in _kept(entry, claim)
    ):
        return True
    if not of_one_story(claim, entry):
        return False
    alike = any(one_sign(claim.sum, each) for each in said)
    return (alike and _may_be_one(claim, entry)) or any(map(_overlaps(claim), entry.claims))


def _kept(entry: Entry, claim: Claim) -> Iterator[tuple[Decimal, str]]:
    """Walk the sums that a conversion may be of: those in the currency that the entry is kept in.

    A sum in that currency itself is the same or another one; that it comes near what some outlet
    made of the first sum in a third currency says nothing.
    """
    if entry.sum and claim.currency != entry.sum[1]:
        yield from (each.sum for each in entry.claims if each.sum and each.currency == entry.sum[1])


def _overlaps(claim: Claim) -> Callable[[Claim], bool]:
    """Compare with ranges: "40 to 60 million" is the same sum as "up to 60 million"."""
    mine = reach(claim)

    def one(said: Claim) -> bool:
        theirs = reach(said)
        if not claim.sum or not said.sum or claim.sum[1] != said.sum[1] or not (mine or theirs):
            return False
        low, high = mine or (claim.sum[0], claim.sum[0])
        least, most = theirs or (said.sum[0], said.sum[0])
        return low <= most and least <= high

    return one


def _may_be_one(claim: Claim, entry: Entry) -> bool:
    """Say whether who gives, who gets or what for is the same, or is not said."""
    if not claim.pledger or not entry.pledger or same_party(claim.pledger, entry.pledger):
        return True
    if _shares(claim, entry):
        return True
    return likeness(sorted(purpose(claim)), sorted(entry.said)) >= LIKE


def _replaces(claim: Claim, entry: Entry) -> bool:
    """Say whether the words name a sum of the entry as one that does not hold any more."""
    return any(names_former(claim, said.sum) for said in entry.claims if said.sum)


def is_aggregate(pledger: str | None) -> bool:
    """Say whether a pledger is many ("donors at the conference"): its sum has parts of others."""
    return bool(_MANY.search(pledger or ""))


def part(claim: Claim, entries: Iterable[Entry]) -> Match | None:
    """Find the entry that the claim is a part of."""
    found = [scored for each in entries if (scored := _part(claim, each))]
    best = max(found, key=_by_points, default=None)
    return best if best and best.points >= PART else None


def _by_points(scored: Match) -> tuple[float, float]:
    return scored.points, -scored.entry.first.timestamp()


def _part(claim: Claim, entry: Entry) -> Match | None:
    many = is_aggregate(entry.pledger)
    if not many and claim.pledger and not same_party(claim.pledger, entry.pledger):
        return None
    if not of_one_story(claim, entry) or _replaces(claim, entry):
        return None
    less = smaller(claim, entry)
    if less is False or claim.status is Status.UNDER_CONSIDERATION or (many and not less):
        return None
    points, reasons = 0.0, ["same story"]
    if less:
        points += 1.5
        reasons.append("a smaller sum")
    if said_as_part(claim):
        points += 0.8
        reasons.append("said as a part")
    alike = likeness(sorted(purpose(claim)), sorted(entry.said))
    points += 1.5 * alike + 0.5 * (claim.kind == entry.kind)
    same = any(claim.article == said.article for said in entry.claims)
    points += 0.3 * same + 0.5 * many + min(0.3, _recipient(claim, entry))
    points -= 1.0 * (entry.parent is not None)
    if same and _one_affair(claim, entry):
        points += 1.2
        reasons.append("same parties in one article")
    return Match(
        entry=entry, points=points, same_sum=False, like=alike, reasons=(*reasons, f"{alike:.2f}")
    )


def of_one_story(claim: Claim, entry: Entry) -> bool:
    """Say whether the entry was spoken of in the claim's article or story."""
    return any(
        claim.article == said.article or (claim.story is not None and claim.story == said.story)
        for said in entry.claims
    )


def _one_affair(claim: Claim, entry: Entry) -> bool:
    """Say whether an article tells of one gift and of what it is made of."""
    firm = {claim.status, entry.status} & {Status.UNDER_CONSIDERATION, Status.CONDITIONAL}
    both = party(claim.recipient) & party(entry.recipient)
    return bool(both) and (not firm or claim.status is entry.status)


def shares_in(claim: Claim, entry: Entry) -> bool:
    """Say whether one of several joint pledgers gives less than all of them: its share."""
    mine, theirs = party(claim.pledger), party(entry.pledger)
    joint = _JOINT.search(entry.pledger or "") is not None
    return joint and bool(mine) and mine < theirs and smaller(claim, entry) is True


def named_part(claim: Claim, entry: Entry) -> bool:
    """Say whether a smaller sum is for what is named as a part: "the first quays"."""
    replaces = corrects(claim) or _replaces(claim, entry)
    return part_by_name(claim) and not replaces and smaller(claim, entry) is True


def smaller(claim: Claim, entry: Entry) -> bool | None:
    """Say whether the claim's sum is less than the entry's; ``None`` when that cannot be told."""
    if not claim.sum or not entry.sum:
        return None
    amount, currency = entry.sum
    found = convert(*claim.sum, currency, year=claim.published.year)
    return found.amount < amount * Decimal("0.97") if found else None


def adds_up(claims: Sequence[Claim], entry: Entry) -> bool:
    """Say whether several sums of one article make the entry's: 92 + 68 + 39 + 26 = 225."""
    if not entry.sum or len(claims) <= 1:
        return False
    if any(claim.sum is None or claim.sum[1] != entry.sum[1] for claim in claims):
        return False
    total = sum((claim.sum[0] for claim in claims if claim.sum), Decimal(0))
    return abs(total / entry.sum[0] - 1) <= ROUNDING
