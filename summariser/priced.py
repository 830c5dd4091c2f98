"""A proposed span of a sum in, the money out: parsed again, in the currency that it is in.

The sum must lie in the evidence, in the trigger's sentence, or in the next one where that says what
was just promised is worth. "From $270,000 to $650,000" promises
the second; "on top of the £340m promised before" names another pledge's. A bare "$" or "kroner"
is the pledger's own money where that has the name.
"""

import re

from summariser import money
from summariser.governments import country_of
from summariser.home import currency
from summariser.money import PERCENT, Sum
from summariser.proposal import ProposedPledge, Span
from summariser.reading import Reading
from summariser.records import Evidence, Money, Party
from summariser.told_next import told_next

# "£25m on top of the £340m promised before": the second sum is another pledge's.
_ANOTHER = re.compile(
    r"\b(?:on top of|in addition to|besides|beyond|over and above|up from|compared (?:with|to)|out of"
    r"|instead of|rather than|following|after)\s(?:(?:the|its|an?|earlier|previous|last)\s){0,3}$",
    re.IGNORECASE,
)
# "£25m, which brings the total to £1bn": the second counts what others gave as well.
_TOTAL = re.compile(
    r"\b(?:br[io]ng\w*|brought|tak(?:e|es|ing)|lift\w*|rais\w+)\s[^.;]{0,60}?\btotal\b[^.;]{0,40}?\bto\s"
    r"(?:[\w-]+\s){0,2}$",
    re.IGNORECASE,
)
# "..., where three million people have fled": told of something else than the promise.
_ASIDE = re.compile(r",?\s(?:where|whose|after|when|while|who|whom)\b", re.IGNORECASE)
# "Hold its price at $3.90 a dose": what something costs, and no sum that anybody gives.
_PRICE = re.compile(
    r"\b(?:prices?|fees?|fares?|rents?|tariffs?)\s(?:at|to|under|below)\s(?:\w+\s){0,2}$",
    re.IGNORECASE,
)


# "In 80 schools", "across three provinces", "the owners of two farms": where or whose it is done.
_PLACED = re.compile(
    r"\b(?:(?<!take )(?<!taking )(?<!took )(?<!taken )in|across|among|from|throughout|(?:owners|residents|people|victims|users) of)\s"
    r"(?:(?:the|its|all|some|about|around|nearly|over|up to|more than|at least|as many as)\s){0,2}$",
    re.IGNORECASE,
)
# "The 64,000 jobs that rely on the reef" are there already.
_THE = re.compile(r"\bthe\s$", re.IGNORECASE)
_THAT = re.compile(
    r"\s(?:that|who|which)\s(?!(?:the|it|he|she|they|we|you|its|his|her|their)\b)[a-z]"
)


def own_sum(reading: Reading, proposed: ProposedPledge) -> Span | None:
    """Which sum is the pledge's: the proposed one, the one before it, or what is told next of it."""
    found = _own(reading, proposed)
    return found or told_next(reading, proposed.evidence, proposed.trigger)


def _own(reading: Reading, proposed: ProposedPledge) -> Span | None:
    span = proposed.amount
    if span is None or not _within_reach(reading, proposed, span):
        return None
    text = reading.document.text
    if _PRICE.search(text, max(0, span.start - 40), span.start):
        return None
    inside = reading.sums[reading.document.sentence_at(span.start)]
    if _is_setting(text, inside, span):
        return None
    if paid := _paid(inside, span, proposed.evidence):
        return paid
    if most := _most(inside, span, proposed.evidence):
        return most
    other = _ANOTHER.search(text[max(0, span.start - 40) : span.start])
    total = _TOTAL.search(text[max(0, span.start - 120) : span.start])
    if not other and not total:
        return span
    before = [s for s in inside if proposed.trigger.end <= s.start and s.end <= span.start]
    if not before:
        return span if total else None
    return Span(before[0].start, before[0].end)


def _within_reach(reading: Reading, proposed: ProposedPledge, span: Span) -> bool:
    """Whether a sum stands in the evidence, or in its sentence with no other matter between."""
    if proposed.evidence.start <= span.start < proposed.evidence.end:
        return True
    start, end = reading.document.sentences[reading.document.sentence_at(proposed.trigger.start)]
    aside = _ASIDE.search(reading.document.text, proposed.evidence.end, span.start)
    return start <= span.start < end and not aside


def _is_setting(text: str, inside: tuple[Sum, ...], span: Span) -> bool:
    """Whether what is counted says where it is done, or was there before."""
    one = next((s for s in inside if s.start < span.end and span.start < s.end), None)
    if one is None or one.money or one.currency == PERCENT:
        return False
    before = text[max(0, one.start - 40) : one.start]
    known = _THE.search(before) and _THAT.match(text, one.end)
    return bool(known or _PLACED.search(before))


def _most(inside: tuple[Sum, ...], span: Span, evidence: Span) -> Span | None:
    """Of "grants of up to $5,000 and of up to $20,000" the larger: as much as anybody gets."""
    within = [s for s in inside if evidence.start <= s.start and s.end <= evidence.end]
    up_to = [s for s in within if s.money and s.modifier == "up to"]
    if not any(s.start < span.end and span.start < s.end for s in up_to):
        return None
    most = max(up_to, key=lambda s: (s.amount, -s.start))
    return Span(most.start, most.end) if len({s.currency for s in up_to}) == 1 else None


def _paid(inside: tuple[Sum, ...], span: Span, evidence: Span) -> Span | None:
    """Of "a 300 % rise, from £79m to £250m" the money: a share is told by what it comes to."""
    within = [s for s in inside if evidence.start <= s.start and s.end <= evidence.end]
    share = any(s.currency == PERCENT and s.start < span.end and span.start < s.end for s in within)
    paid = [s for s in within if s.money]
    return Span(paid[0].start, paid[0].end) if share and len(paid) == 1 else None


def amount(reading: Reading, span: Span | None, pledger: Party | None) -> Money | None:
    """Parse the span again; ``None`` when it is no sum."""
    if span is None:
        return None
    over = [
        s
        for s in reading.sums[reading.document.sentence_at(span.start)]
        if s.start < span.end and span.start < s.end
    ]
    whole = over[0] if over else None
    if whole and len(over) == 1:  # a proposer's borders may be a word off
        span = Span(whole.start, whole.end)
    near = (whole.currency,) if whole and whole.money else reading.near
    if own := _own_money(pledger):
        near = (own, *near)
    found = money.parse(reading.document.text[span.start : span.end], near=near)
    if found is None:
        return None
    if found.currency == money.BARE and not (whole and whole.money):
        return None
    return Money(
        amount=found.amount,
        currency=found.currency or (whole.currency if whole else near[0]),
        evidence=Evidence.of(reading.document.article, span.start, span.end),
        modifier=whole.modifier if whole else found.modifier,
        per=whole.per if whole else found.per,
    )


def _own_money(pledger: Party | None) -> str | None:
    """The money of the pledger's country, when the pledger is a country or its government."""
    return currency(country_of(pledger.name)) if pledger else None
