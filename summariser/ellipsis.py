"""A proposal in, one out in which each of several promises of one sentence stands alone.

"Japan will hand over six boats and will train 180 sailors" is two promises that share a subject;
"Germany will provide 120 million euros, Norway 450 million kroner" two that share a verb. The
readers see the first as one, and of the second only the beginning.
"""

import dataclasses
import itertools
import re
from collections.abc import Iterator

from summariser.document import Document
from summariser.mentions import Mention
from summariser.money import Sum
from summariser.proposal import Proposal, ProposedPledge, Span
from summariser.reading import Reading

# Another subject may stand before the second verb only where it is a pronoun: with a name of its
# own the second clause is cut from the first by both readers.
_JOINED = re.compile(
    r"(?:[,;]?\s(?:and|but|while)|;)\s(?:(?:also|then|later|he|she|it|they|we|i|that)\s){0,3}$",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"(?:also\s|['’])?(?:will|would|shall|ll|d|is to|are to|has|have|plans?|promis|pledg|may|might"
    r"|could)\b",
    re.IGNORECASE,
)
_NEXT = re.compile(r"(?:,|;|\sand|,\sand|,\swhile)\s(?:the\s)?$", re.IGNORECASE)
_GIVES = re.compile(
    r"\s(?:a further\s|another\s|an extra\s|up to\s|about\s|around\s|nearly\s|over\s|more than\s)?$",
    re.IGNORECASE,
)
# A reader that half believes in the second promise knows where the first one ends.
LIKELY = 0.25
# Of what is cut off below this core chance most is procedure ("and will also call on the mayor"):
# on all 555 real articles it costs .002 of precision with both readers and .006 with the rules.
NEEDED = 0.25
MOST = 20  # promises behind one that are looked at; a clause holds no more
_FARTHEST = 300  # code points from one verb to the next of the same subject
# The longest gap between one sum and the name that gives the next.
_GAP = 12


def alone(reading: Reading, proposal: Proposal, least: float) -> Proposal:
    """Cut apart what shares a subject, and add what shares a verb.

    Only pledges that score ``least`` have others added: the rest is not worth proving.
    """
    likely = [one for one in proposal.pledges if one.score >= LIKELY and not one.veto]
    likely.sort(key=lambda one: (one.trigger.start, one.trigger.end))
    after: dict[ProposedPledge, ProposedPledge] = {}
    for number, one in enumerate(likely):
        for other in likely[number + 1 : number + MOST]:
            if other.trigger.start >= max(one.evidence.end, one.trigger.end + _FARTHEST):
                break
            if _joined(reading.document, one, other):
                after[one] = other
                break
    before = {other: one for one, other in after.items()}
    apart = [_apart(reading, one, before.get(one), after.get(one)) for one in proposal.pledges]
    shown = [one for one in apart if one.score >= least and not one.veto]
    known = {one.amount for one in shown}
    added = [more for one in shown for more in _gapped(reading, one) if more.amount not in known]
    return dataclasses.replace(proposal, pledges=(*apart, *added))


def _apart(
    reading: Reading,
    one: ProposedPledge,
    first: ProposedPledge | None,
    then: ProposedPledge | None,
) -> ProposedPledge:
    """Begin a clause behind the "and" before it and end it at the one after it."""
    if not first and not then:
        return one
    end = _border(reading.document, one, then) if then else one.evidence.end
    whole = Span(
        one.trigger.start if first else one.evidence.start,
        max(end, one.trigger.end),
    )
    who = one.pledger
    if first and not (who and first.trigger.end <= who.start < one.trigger.start):
        who = first.pledger
    return dataclasses.replace(
        one,
        evidence=whole,
        amount=_own(reading, one.amount, whole),
        pledger=who or one.pledger,
        group=None if first else one.group,
    )


def _own(reading: Reading, total: Span | None, whole: Span) -> Span | None:
    """The sum where it lies in the clause, else the first one that does."""
    if total is None or (whole.start <= total.start and total.end <= whole.end):
        return total
    inside = reading.sums[reading.document.sentence_at(whole.start)]
    own = (one for one in inside if whole.start <= one.start and one.end <= whole.end)
    return next((Span(one.start, one.end) for one in own), None)


def _border(document: Document, one: ProposedPledge, other: ProposedPledge) -> int:
    found = _JOINED.search(document.text, one.trigger.end, other.trigger.start)
    return min(found.start(), one.evidence.end) if found else one.evidence.end


def _joined(document: Document, one: ProposedPledge, other: ProposedPledge) -> bool:
    """Whether "and" stands between two verbs of one subject, in a clause that holds both."""
    if other.trigger.start < one.trigger.end or other.core < NEEDED:
        return False
    if other.trigger.start >= one.evidence.end and other.evidence.start > one.trigger.start:
        return False
    return bool(
        _FINITE.match(document.text, other.trigger.start)
        and _JOINED.search(document.text, one.trigger.end, other.trigger.start)
    )


def _gapped(reading: Reading, pledge: ProposedPledge) -> Iterator[ProposedPledge]:
    """Give the further givers of a list: a name and a sum each, with the first one's verb."""
    sentence = reading.document.sentence_at(pledge.trigger.start)
    inside = [one for one in reading.sums[sentence] if one.money]
    first = next(
        (s for s in inside if pledge.amount and s.start < pledge.amount.end <= s.end), None
    )
    if first is None or pledge.pledger is None or first.start < pledge.trigger.end:
        return
    names = reading.mentions_in(sentence)
    for last, total in itertools.pairwise(inside[inside.index(first) :]):
        giver = _giver(reading.document.text, names, last, total)
        if giver is None:
            return
        yield dataclasses.replace(
            pledge,
            pledger=Span(giver.start, giver.end),
            amount=Span(total.start, total.end),
            evidence=Span(pledge.evidence.start, max(pledge.evidence.end, total.end)),
            recipient=None,
            deadline=None,
            what=None,
            group=None,
        )


def _giver(text: str, names: tuple[Mention, ...], last: Sum, total: Sum) -> Mention | None:
    """The name that stands right between two sums."""
    for name in names:
        if last.end <= name.start and name.end <= total.start and name.start - last.end <= _GAP:
            before, behind = text[last.end : name.start], text[name.end : total.start]
            if _NEXT.search(before) and _GIVES.match(behind):
                return name
    return None
