"""Claims and corrections in, the pledge ledger out: one pledge counted once, and its life.

Nothing is overwritten. A claim is kept as it was said; a decision (`Said`) says which entry it
belongs to and how it relates to what was said before, with its rule's name and version; an
editor's `Correction` is an event of its own and wins over the rule each time the ledger is told.

The ledger is a fold over the claims in the order in which the public learned them (time, outlet,
article, place in it), so the same claims in any order of arrival give the same ledger; an
article that comes late re-tells it, and what was decided before stays in the log as superseded.
"""

import dataclasses
import datetime as dt
import enum
import itertools
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.amending import amended
from bot.claims import Claim, party, same_party
from bot.matching import (
    SAME,
    SAME_UNSUMMED,
    Entry,
    Match,
    adds_up,
    is_aggregate,
    match,
    named_part,
    of_one_story,
    part,
    shares_in,
    smaller,
)
from bot.wordings import adds, corrects, raises
from summariser import Status

RULE = "ledger-2"
"""Name and version of the rule, kept with each decision."""


ALONE = 0.5
"""Points for the only pledge of a story that has a sum, where the claim names no pledger."""

NEAR = 200
"""Entries looked at for one party, pair of parties, story or sum: the latest."""


class Relation(enum.StrEnum):
    """How what is said relates to what was said before."""

    NEW = "new"
    RESTATES = "restates"
    PART_OF = "part_of"
    RAISES_TO = "raises_to"
    FULFILS = "fulfils"
    WITHDRAWS = "withdraws"
    CONFLICTS = "conflicts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One decision: what a claim is taken to say.

    Attributes:
        entry: Key of the entry that the claim belongs to.
        target: The entry that the relation points at: the whole of a part, else ``entry``.
        after: What the entry comes to after this, in the currency that it is kept in.
        by: ``None`` for the rule, else who corrected it.
    """

    claim: Claim
    entry: str
    relation: Relation
    target: str | None
    reasons: tuple[str, ...]
    after: tuple[Decimal, str] | None = None
    rule: str = RULE
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """An editor's decision about one claim.

    The latest one that says where a claim belongs holds; of changes, the latest of each field.

    Attributes:
        claim: Key of the claim.
        joins: Key of the claim whose entry it belongs to; its own key makes it an entry itself.
        relation: What it is to that entry; ``None`` leaves both to the rule.
        changes: Fields that are to be read otherwise than they were said (`corrections`).
        role: What whoever says so is there: "editor", "admin", "operator"; this may be told to
            everybody, ``by`` and ``reason`` may not.
    """

    claim: str
    by: str
    at: dt.datetime
    joins: str | None = None
    relation: Relation | None = None
    reason: str = ""
    changes: tuple[tuple[str, str | None], ...] = ()
    role: str = "editor"


def tell(
    claims: Iterable[Claim],
    corrections: Iterable[Correction] = (),
    known: Mapping[str, Said] | None = None,
) -> tuple[Said, ...]:
    """Decide each claim, oldest first.

    Args:
        claims: In any order; two with one key are one.
        corrections: In any order; those about claims that are not there wait for them.
        known: Decisions made before, by claim, that stand: only the others are decided anew.
    """
    made = sorted(corrections, key=lambda each: each.at)
    held = {claim.key: claim for claim in claims}
    changed: dict[str, list[Correction]] = {}
    for each in made:
        if each.changes and each.claim in held:
            changed.setdefault(each.claim, []).append(each)
            held[each.claim] = amended(held[each.claim], each.changes)
    ordered = sorted(held.values(), key=_turn)
    ruled = {each.claim: each for each in made if each.relation}
    stands = {key: one for key, one in (known or {}).items() if key not in changed}
    book = _Book(stands)
    told: list[Said] = []
    for _, article in itertools.groupby(ordered, key=lambda claim: claim.article):
        told.extend(book.read(tuple(article), ruled))
    return tuple(_signed(one, changed.get(one.claim.key, ())) for one in told)


def _signed(said: Said, changes: Sequence[Correction]) -> Said:
    """Say who let a claim be read otherwise, and why."""
    if not changes:
        return said
    reasons = [
        f"corrected by {each.by}: "
        + ", ".join(f"{name} {value or 'not stated'}" for name, value in each.changes)
        + (f" ({each.reason})" if each.reason else "")
        for each in changes
    ]
    return dataclasses.replace(
        said, by=said.by or changes[-1].by, reasons=(*reasons, *said.reasons)
    )


def _turn(claim: Claim) -> tuple[dt.datetime, str, str, str, bool, int]:
    """Sort as the public learned it; within an article what many give comes before its parts."""
    when, outlet, title, article, position = claim.order
    return when, outlet, title, article, not is_aggregate(claim.pledger), position


class _Book:
    def __init__(self, known: Mapping[str, Said]) -> None:
        self._known = known
        self.entries: dict[str, Entry] = {}
        self.of: dict[str, str] = {}
        self._by: dict[Hashable, list[str]] = {}

    def read(self, article: Sequence[Claim], ruled: Mapping[str, Correction]) -> Iterator[Said]:
        for at, claim in enumerate(article):
            known = self._known.get(claim.key)
            if known and claim.key not in ruled:
                yield self._enter(known)
                continue
            whole = self._adds_to(article[at:]) if claim.sum else None
            yield self._put(claim, ruled.get(claim.key), whole)

    def _adds_to(self, rest: Sequence[Claim]) -> str | None:
        """Find the sum known before that the next claim and others of its article make up.

        Those that are told already have become parts of it, so what is left of it counts too.
        """
        first = rest[0]
        for entry in self._near([("story", first.story), ("article", first.article)]):
            if not _could_be_part(first, entry):
                continue
            told = [each.claims[0] for each in self._near([("whole", entry.key)])]
            others = [
                claim
                for claim in rest[1:]
                if _could_be_part(claim, entry) and claim.sum != first.sum
            ]
            told = [claim for claim in told if claim.article == first.article]
            if adds_up([*told, first, *others], entry):
                return entry.key
        return None

    def _put(self, claim: Claim, ruled: Correction | None, whole: str | None) -> Said:
        said = self._ruled(claim, ruled) if ruled else None
        said = said or self._decide(claim, whole)
        return self._enter(said)

    def _enter(self, said: Said) -> Said:
        claim = said.claim
        self.of[claim.key] = said.entry
        entry = self.entries.get(said.entry)
        if entry is None:
            parent = said.target if said.target != said.entry else None
            entry = self.entries[said.entry] = _begin(said, parent)
        _take(entry, claim, said.relation)
        ways: list[Hashable] = [*_ways(claim)]
        if entry.parent:
            ways.append(("whole", entry.parent))
        for way in ways:
            keys = self._by.setdefault(way, [])
            if entry.key not in keys[-NEAR:]:
                keys.append(entry.key)
        return dataclasses.replace(said, after=entry.sum)

    def _near(self, ways: Iterable[Hashable]) -> list[Entry]:
        """Give the entries that can be found one of these ways, never more than a few hundred."""
        keys = dict.fromkeys(key for way in ways for key in self._by.get(way, ())[-NEAR:])
        return [self.entries[key] for key in keys]

    def _ruled(self, claim: Claim, ruled: Correction) -> Said | None:
        """Apply an editor's decision; one that points at what is not told yet has to wait."""
        whole = self.of.get(ruled.joins or claim.key)
        if ruled.joins in {None, claim.key}:
            whole = claim.key
        if whole is None or ruled.relation is None:
            return None
        own = ruled.relation in {Relation.NEW, Relation.PART_OF}
        return Said(
            claim=claim,
            entry=claim.key if own else whole,
            relation=ruled.relation,
            target=None if ruled.relation is Relation.NEW else whole,
            reasons=(f"corrected by {ruled.by}: {ruled.reason}".rstrip(": "),),
            rule="correction",
            by=ruled.by,
        )

    def _decide(self, claim: Claim, adds_to: str | None) -> Said:
        known = self._near((*_ways(claim), ("story", claim.story)))
        found = [scored for each in known if (scored := match(claim, each))]
        best = max(map(_alone_of_its_sum(claim, found), found), key=_rank, default=None)
        if best and _is_same(claim, best, adds_to):
            return self._joins(claim, best)
        if adds_to:
            return Said(
                claim=claim,
                entry=claim.key,
                relation=Relation.PART_OF,
                target=adds_to,
                reasons=("with the article's other sums it adds up to the whole",),
            )
        whole = part(claim, self._near([("story", claim.story), ("article", claim.article)]))
        if whole:
            done = claim.status is Status.FULFILLED
            return Said(
                claim=claim,
                entry=claim.key,
                relation=Relation.FULFILS if done else Relation.PART_OF,
                target=whole.entry.key,
                reasons=whole.reasons,
            )
        return Said(
            claim=claim,
            entry=claim.key,
            relation=Relation.NEW,
            target=None,
            reasons=best.reasons if best else ("nobody of that name has pledged before",),
        )

    def _joins(self, claim: Claim, best: Match) -> Said:
        return Said(
            claim=claim,
            entry=best.entry.key,
            relation=_relation(claim, best),
            target=best.entry.key,
            reasons=(*best.reasons, f"{best.points:.1f} points"),
        )


def _ways(claim: Claim) -> Iterator[Hashable]:
    """Walk the ways by which an entry is found: its parties, its story, its sum."""
    yield "article", claim.article
    if claim.story is not None:
        yield "story", claim.story
    if claim.sum:
        yield "sum", claim.sum
    given = party(claim.recipient) or {""}
    yield from (("parties", name, to) for name in party(claim.pledger) for to in given)
    yield from (("pledger", name) for name in party(claim.pledger))


def _alone_of_its_sum(claim: Claim, found: Sequence[Match]) -> Callable[[Match], Match]:
    """Add to the one pledge of a story that has the claim's sum, where nobody is named.

    Texts go on about a sum without saying again whose it is.
    """
    same = [each for each in found if each.same_sum and of_one_story(claim, each.entry)]
    if claim.pledger or len(same) != 1:
        return lambda each: each
    [only] = same
    more = dataclasses.replace(
        only, points=only.points + ALONE, reasons=(*only.reasons, "the only one of that sum")
    )
    return lambda each: more if each is only else each


def _rank(scored: Match) -> tuple[float, bool, float, str]:
    """Prefer more points, then a whole, then what began first: keys depend on the arrival."""
    entry = scored.entry
    return scored.points, entry.parent is None, -entry.first.timestamp(), entry.key


def _is_same(claim: Claim, best: Match, adds_to: str | None) -> bool:
    """A smaller sum than the whole that is said as delivered, or that adds up, is a part of it."""
    both = claim.sum is not None and best.entry.sum is not None
    if best.points < (SAME if both else SAME_UNSUMMED):
        return False
    if best.same_sum:
        return True
    if shares_in(claim, best.entry) or named_part(claim, best.entry):
        return False
    done = claim.status is Status.FULFILLED and smaller(claim, best.entry)
    return not done and adds_to != best.entry.key


def _could_be_part(claim: Claim, entry: Entry) -> bool:
    return (
        claim.sum is not None
        and of_one_story(claim, entry)
        and (claim.pledger is None or same_party(claim.pledger, entry.pledger))
        and smaller(claim, entry) is True
    )


def _relation(claim: Claim, best: Match) -> Relation:
    entry = best.entry
    if claim.status is Status.WITHDRAWN:
        return Relation.WITHDRAWS
    done = claim.status is Status.FULFILLED
    if done and entry.status is not Status.FULFILLED:
        return Relation.FULFILS
    if _takes_back(claim, entry):
        return Relation.CONFLICTS
    if not done and claim.sum and not best.same_sum:
        if entry.sum:
            return _other_sum(claim, entry)
        if entry.status is Status.UNDER_CONSIDERATION:
            return Relation.RAISES_TO
    moved = best.same_sum and not done and _moved(claim, entry)
    return Relation.CONFLICTS if moved or corrects(claim) else Relation.RESTATES


def _takes_back(claim: Claim, entry: Entry) -> bool:
    """Say whether an article goes on to the other sum that was said: what it says last holds."""
    latest = entry.claims[-1]
    if not claim.sum or claim.status is Status.FULFILLED or latest.article != claim.article:
        return False
    known = any(said.sum == claim.sum for said in entry.claims)
    return known and latest.sum == entry.sum != claim.sum and latest.currency == claim.currency


def _moved(claim: Claim, entry: Entry) -> bool:
    """Say whether the deadline is in another year than was said last."""
    known = [said.deadline for said in entry.claims if said.deadline]
    return bool(claim.deadline and known and claim.deadline[:4] != known[-1][:4])


def _other_sum(claim: Claim, entry: Entry) -> Relation:
    less = smaller(claim, entry)
    if less is None:
        return Relation.RESTATES
    if adds(claim) and claim.sum and entry.sum and claim.sum[1] == entry.sum[1]:
        return Relation.RAISES_TO
    if less or corrects(claim):
        return Relation.CONFLICTS
    return Relation.RAISES_TO if raises(claim) else Relation.CONFLICTS


def _begin(said: Said, parent: str | None) -> Entry:
    claim = said.claim
    return Entry(
        key=said.entry,
        pledger=claim.pledger,
        recipient=claim.recipient,
        kind=claim.kind,
        sum=claim.sum,
        status=claim.status,
        first=claim.published,
        parent=parent,
    )


def _take(entry: Entry, claim: Claim, relation: Relation) -> None:
    """Let the entry know what was said last, without forgetting what was said before."""
    entry.add(claim)
    if relation is Relation.RAISES_TO and claim.sum and entry.sum and adds(claim):
        entry.sum = (entry.sum[0] + claim.sum[0], entry.sum[1])
    elif relation in {Relation.RAISES_TO, Relation.CONFLICTS} and claim.sum:
        entry.sum = claim.sum
    entry.sum = entry.sum or claim.sum
    if claim.status is not Status.REITERATED:
        entry.status = claim.status
