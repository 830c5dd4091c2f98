"""A proposal in, what the text proves out: normalised, attached, vetoed, merged.

Nothing is shown that is not here: a sum is parsed again from its own span, a name resolved from
its own words, and a field that cannot be proved stays ``None``.
"""

import datetime as dt
import re

from summariser import money
from summariser.actors import Entity
from summariser.dates import deadline
from summariser.home import dollar
from summariser.merge import merged
from summariser.proposal import Proposal, ProposedPledge, Span
from summariser.reading import Reading
from summariser.records import (
    Actor,
    Evidence,
    Money,
    Party,
    Pledge,
    Role,
    Salience,
)
from summariser.resolve import government, party

_ARTICLE = re.compile(r"^(?:the|a|an|its|his|her|their) ", re.IGNORECASE)

# A proposed pledge below this is not shown; chosen on the training articles (tests/quality).
LEAST_SCORE = 0.6
LEAST_KEY = 0.3
MOST_ACTORS = 6


def pledges(reading: Reading, proposal: Proposal, as_of: dt.date) -> tuple[Pledge, ...]:
    """Prove each proposed pledge, firmest first, then merge."""
    ranked = sorted(proposal.pledges, key=lambda p: (-p.score, p.trigger.start))
    least = LEAST_SCORE if proposal.least is None else proposal.least
    proved = [
        pledge
        for proposed in ranked
        if proposed.score >= least and not proposed.veto
        if (pledge := _prove(reading, proposed, as_of))
    ]
    found = merged(proved)
    return tuple(sorted(found, key=_order))


def _order(pledge: Pledge) -> tuple[bool, bool, float, int]:
    """Firm before open, sums before none, surest first."""
    open_ = pledge.status.value not in ("pledged", "reiterated")
    return open_, pledge.amount is None, -pledge.confidence, pledge.evidence.start


def _prove(reading: Reading, proposed: ProposedPledge, as_of: dt.date) -> Pledge | None:
    article = reading.document.article
    evidence = _cut(reading, proposed.evidence)
    what = _cut(reading, proposed.what or proposed.evidence) or evidence
    if evidence is None or what is None:
        return None
    pledger = party(reading, proposed.pledger) if proposed.pledger else government(reading)
    speaker = party(reading, proposed.speaker) if proposed.speaker else None
    if speaker and pledger and speaker.name == pledger.name:
        speaker = None
    return Pledge(
        pledger=pledger,
        recipient=_recipient(reading, proposed, pledger),
        amount=_amount(reading, proposed),
        what=what,
        kind=proposed.kind,
        status=proposed.status,
        evidence=evidence,
        deadline=deadline(article, proposed.evidence, as_of),
        speaker=speaker,
        core=proposed.core >= LEAST_SCORE,
        confidence=round(proposed.score, 3),
        reasons=("rules",),
    )


def _cut(reading: Reading, span: Span) -> Evidence | None:
    """The span without the blanks around it; ``None`` when nothing is left."""
    text = reading.document.article.text
    start, end = max(0, span.start), min(len(text), span.end)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Evidence.of(reading.document.article, start, end) if start < end else None


def _recipient(reading: Reading, proposed: ProposedPledge, pledger: Party | None) -> Party | None:
    if not proposed.recipient:
        return None
    found = party(reading, proposed.recipient)
    return None if found and pledger and found.name == pledger.name else found


def _amount(reading: Reading, proposed: ProposedPledge) -> Money | None:
    """Parse the span again; it must lie in the evidence or in the trigger's sentence."""
    span = proposed.amount
    if span is None:
        return None
    index = reading.document.sentence_at(proposed.trigger.start)
    start, end = reading.document.sentences[index]
    inside = proposed.evidence.start <= span.start and span.end <= proposed.evidence.end
    if not inside and not (start <= span.start and span.end <= end):
        return None
    whole = next((s for s in reading.sums[index] if s.start <= span.start < s.end), None)
    sign = whole.currency if whole and whole.money else dollar(reading.home)
    found = money.parse(reading.document.text[span.start : span.end], dollar=sign)
    if found is None:
        return None
    if found.currency == money.BARE and not (whole and whole.money):
        return None
    return Money(
        amount=found.amount,
        currency=found.currency or sign,
        evidence=Evidence.of(reading.document.article, span.start, span.end),
        modifier=whole.modifier if whole else found.modifier,
        per=whole.per if whole else found.per,
    )


def actors(reading: Reading, proposal: Proposal, bound: tuple[Pledge, ...]) -> tuple[Actor, ...]:
    """Key actors in the order of their weight, the parties of pledges among them."""
    parties = {
        p.name for pledge in bound for p in (pledge.pledger, pledge.recipient) if p is not None
    }
    weight: dict[int, float] = {}
    for mention in proposal.mentions:
        entity = reading.entity_of(mention.span.start, mention.span.end)
        if entity:
            weight[id(entity)] = max(weight.get(id(entity), 0.0), mention.key)
    chosen = [
        entity
        for entity in reading.entities
        if weight.get(id(entity), 0.0) >= LEAST_KEY or entity.name in parties
    ]
    chosen.sort(key=lambda e: (-weight.get(id(e), 0.0), e.mentions[0].start))
    return tuple(_actor(reading, entity) for entity in chosen[:MOST_ACTORS])


def _actor(reading: Reading, entity: Entity) -> Actor:
    article = reading.document.article
    spans = sorted({(m.start, m.end) for m in entity.mentions})
    forms = dict.fromkeys(" ".join(article.text[a:b].split()) for a, b in spans)
    published = article.published.date() if article.published else None
    words = max(entity.roles, key=lambda r: (r.sure, -r.start), default=None)
    role = (
        Role(
            title=" ".join(_ARTICLE.sub("", words.text).split()),
            evidence=Evidence.of(article, words.start, words.end),
            as_of=published,
        )
        if words
        else None
    )
    return Actor(
        name=entity.name,
        kind=entity.kind,
        mentions=tuple(Evidence.of(article, a, b) for a, b in spans),
        aliases=tuple(form for form in forms if form != entity.name),
        roles=(role,) if role else (),
        salience=Salience.KEY,
    )
