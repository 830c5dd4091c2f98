"""An actor without an office in, what it does in the story out, in few words of the text.

A body, a country or a group seldom has an office, but the reader must know why it is named. Each
place that names it may say what it did (`deeds`), what was done to it (`targets`), and each pledge
who gives and who gets; a proposer may mark words that say it. Of all that the words stand that come nearest to the main event: of the
sentences that carry it, of the core pledge, of the headline. A wrong part is worse than none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from summariser.bounds import whole
from summariser.deeds import Deed, deeds
from summariser.entity import Entity
from summariser.mentions import Certainty, Mention
from summariser.phrases import Word, phrase, words
from summariser.proposal import Proposal, ProposedMention, ProposedPledge, Span
from summariser.reading import Reading
from summariser.records import ActorKind, Evidence, Party, Pledge, PledgeKind, Role, Status
from summariser.roles import role_nouns
from summariser.standing import hung, inverted, is_plural
from summariser.targets import targets
from summariser.verbs import AUXILIARIES, BE, MODALS, Tense, verb

_GIVEN = frozenset({PledgeKind.FINANCIAL, PledgeKind.HUMANITARIAN, PledgeKind.MILITARY,
                    PledgeKind.CLIMATE, PledgeKind.TRAINING})  # fmt: skip
_FIRM = frozenset({Status.PLEDGED, Status.REITERATED, Status.FULFILLED})
_LENT = re.compile(r"\b(?:lend\w*|loan\w*|lent|guarantee\w*|credit)\b", re.IGNORECASE)
_AID = re.compile(
    r"\b(?:aid|assistance|support|grants?|loans?|funding|equipment|training|weapons|payments?|relief|donations?"
    r"|supplies|troops|bonus|subsid(?:y|ies)|tax cuts?)\b"
)
_UNCOUNTED = frozenset(
    {"aid", "assistance", "support", "funding", "equipment", "training", "relief", "help", "arms"}
)

# Chosen on forty training articles with their parts annotated.
LEAST = 0.6
_BY_LEAD = (1.0, 0.7, 0.5)
_FIRST = 0.9
_LATER, _FADES = 0.4, 0.03
_CORE = 0.6
_HEADLINE = 0.8
_LABEL = 1.3
LEAST_TOLD = 0.1  # chance from which words that the proposer marked may be a part
_TOLD, _BASE = 1.0, 0.5  # on the held-back articles 1 to 3 and 0 to .5 are level
_FEWEST = 2  # words of a part
_LOOKED_AT = 8  # mentions of one actor
_STEM = 5
_NEAR = 90  # characters from a pledger to the words that bind it


@dataclass(frozen=True, slots=True)
class Story:
    """What the parts of all actors are chosen by; made once for an article.

    Attributes:
        pledges: The proved pledges, each with what was proposed for it.
    """

    reading: Reading
    proposal: Proposal
    pledges: tuple[Pledge, ...]
    _words: dict[int, list[Word]] = field(default_factory=dict)

    def words(self, sentence: int) -> list[Word]:
        """The words of a sentence, cut once."""
        if sentence not in self._words:
            self._words[sentence] = words(self.reading.document, sentence)
        return self._words[sentence]

    def proposed(self, pledge: Pledge) -> ProposedPledge | None:
        """What a proved pledge was made from."""
        span = pledge.evidence
        return next(
            (
                one
                for one in self.proposal.pledges
                if one.evidence.start <= span.start and span.end <= one.evidence.end
            ),
            None,
        )


@dataclass(frozen=True, slots=True)
class _Part:
    title: str
    evidence: Span
    weight: float


def part(story: Story, entity: Entity, said: Sequence[ProposedMention] = ()) -> Role | None:
    """Name what an actor does, with the words that show it; ``None`` when none do.

    Args:
        story: The article, what was proposed for it and what of that was proved.
        entity: The actor.
        said: What the proposer says at each of the actor's names.
    """
    best = max(
        (*_parts(story, entity), *_told(story, entity, said)),
        key=lambda one: one.weight,
        default=None,
    )
    if best is None or best.weight < LEAST:
        return None
    article = story.reading.document.article
    return Role(
        title=best.title,
        evidence=Evidence.of(article, best.evidence.start, best.evidence.end),
        as_of=article.published.date() if article.published else None,
    )


def _parts(story: Story, entity: Entity) -> Iterator[_Part]:
    if entity.kind is ActorKind.PERSON:
        first = entity.mentions[0]
        if any(word.lower() in role_nouns() for word in entity.name.split()[:2]):
            yield _Part(entity.name, Span(first.start, first.end), 9.0)
    else:
        yield from _bound(story, entity)
    seen = [mention for mention in entity.mentions if not mention.nameless]
    for mention in seen[:_LOOKED_AT]:
        for deed in _said_at(story, entity, mention):
            title = _title(story, deed)
            weight = deed.weight + _matters(story, entity, mention.sentence, deed)
            if title:
                yield _Part(title, deed.evidence, weight)


def _told(story: Story, entity: Entity, said: Sequence[ProposedMention]) -> Iterator[_Part]:
    """Parts that the proposer marked, by how sure it is; they must read well behind the name."""
    text = story.reading.document.text
    for mention in said:
        span = whole(text, mention.deed) if mention.deed else None
        if span is None or mention.told < LEAST_TOLD or not _reads_on(story, entity, span):
            continue
        title = " ".join(story.reading.document.article.text[span.start : span.end].split())
        yield _Part(title, span, _TOLD * mention.told + _BASE)


def _reads_on(story: Story, entity: Entity, span: Span) -> bool:
    """Whether words are said of an actor and go on from its name.

    They begin with a verb, the name stands before them as a subject, and nobody else in between:
    whose deed it is must not be guessed.
    """
    sentence = story.reading.document.sentence_at(span.start)
    found = story.words(sentence)
    inside = [word for word in found if span.start <= word.start < span.end]
    if len(inside) < _FEWEST or not inside[0].text.islower():
        return False
    first = verb(inside[0].text)
    if inside[0].low not in AUXILIARIES and (first is None or first.tense & Tense.BASE):
        return False
    before = [m for m in story.reading.by_sentence[sentence] if m.end <= span.start]
    own = [m for m in before if m in entity.mentions and not m.adjective]
    if not own or any(own[-1].end < m.end and not m.adjective for m in before):
        return False
    return not (
        hung(found, own[-1])
        or inverted(found, own[-1])
        or _OTHERS.search(story.reading.document.text, own[-1].end, span.start)
    )


# Somebody else, or another clause, between a name and a verb.
_OTHERS = re.compile(
    r"\b(?:he|she|it|they|we|i|you|that|which|whose|whom|said|says|found|investigation|report|by)\b|[;:“”\"]",
    re.IGNORECASE,
)


def _said_at(story: Story, entity: Entity, mention: Mention) -> list[Deed]:
    found = story.words(mention.sentence)
    others = story.reading.by_sentence[mention.sentence]
    if mention.adjective:
        return []
    return [
        *deeds(found, mention, others, plural=is_plural(mention, entity.kind)),
        *targets(found, mention, entity.kind),
    ]


def _title(story: Story, deed: Deed) -> str:
    text = story.reading.document.article.text
    said = " ".join(" ".join(text[span.start : span.end].split()) for span in deed.spans)
    if not deed.label or not said:
        return deed.label or said
    said = said.lower()  # a noun of targets.tsv, be it the first word of its sentence
    first = min((span.start for span in deed.spans), default=0)
    known = re.search(
        r"\b(?:the|these|those|its|their|this) (?:\w+ )?$",
        story.reading.document.text[max(0, first - 24) : first],
    )
    mass = said in _UNCOUNTED or said.endswith("s")
    bare = mass and not (known and deed.label != "recipient of")
    return f"{deed.label} {said}" if bare else f"{deed.label} the {said}"


def _matters(story: Story, entity: Entity, sentence: int, deed: Deed) -> float:
    """How near to the main event the words are."""
    lead = story.proposal.lead[: len(_BY_LEAD)]
    near = _BY_LEAD[lead.index(sentence)] if sentence in lead else 0.0
    near = max(near, _FIRST if sentence == 0 else _LATER - _FADES * sentence)
    for pledge in story.pledges:
        bound = pledge.pledger and pledge.pledger.name == entity.name
        inside = pledge.evidence.start <= deed.evidence.start < pledge.evidence.end
        if bound and inside and pledge.core:
            near += _CORE
            break
    return near + _HEADLINE * _in_headline(story, deed)


def _in_headline(story: Story, deed: Deed) -> float:
    """Share of the words' stems that the headline has."""
    title = story.reading.document.article.title
    if not title:
        return 0.0
    head = {word[:_STEM] for word in _stems(title)}
    text = story.reading.document.text
    mine = [word[:_STEM] for span in deed.spans for word in _stems(text[span.start : span.end])]
    return sum(word in head for word in mine) / len(mine) if mine else 0.0


_CONTENT = re.compile(r"[a-z\d]{4,}")


def _stems(text: str) -> list[str]:
    return _CONTENT.findall(text.lower())


def _bound(story: Story, entity: Entity) -> Iterator[_Part]:
    """Parts in the pledges: who gives, and what; who gets."""
    for pledge in story.pledges:
        span = Span(pledge.evidence.start, pledge.evidence.end)
        core = _CORE if pledge.core else 0.0
        got = pledge.recipient is not None and pledge.recipient.name == entity.name
        gave = pledge.pledger is not None and pledge.pledger.name == entity.name
        if (
            got
            and not gave
            and pledge.status in _FIRM
            and pledge.kind in _GIVEN | {PledgeKind.SANCTIONS}
        ) and (label := _taker(entity, pledge)):
            yield _Part(label, span, _LABEL + core)
        if gave:
            if deed := _promised(story, pledge):
                yield _Part(_title(story, deed), deed.evidence, deed.weight + core + _FIRST / 2)
            if pledge.status in _FIRM and _gives(pledge) and _known(entity):
                yield _Part(_giver(story, entity, pledge), span, _LABEL + core - 0.4)


def _promised(story: Story, pledge: Pledge) -> Deed | None:
    """The trigger of a pledge with what follows it: "will send 120 trainers to Fiji"."""
    proposed = story.proposed(pledge)
    if proposed is None or proposed.pledger is None or pledge.pledger is None:
        return None
    if proposed.pledger.start != pledge.pledger.evidence.start:
        return None
    apart = proposed.trigger.start - proposed.pledger.end
    if not 0 < apart <= _NEAR:
        return None
    found = story.words(story.reading.document.sentence_at(proposed.trigger.start))
    at = next((i for i, word in enumerate(found) if word.end > proposed.trigger.start), len(found))
    start = at
    while at < len(found) and (found[at].low in AUXILIARIES or found[at].low.endswith("ly")):
        at += 1
    one = verb(found[at].text) if at < len(found) else None
    if one is None or not found[at].text.islower():
        return None
    chain = {word.low for word in found[start:at]}
    if chain & BE and one.tense & Tense.PARTICIPLE:
        return None  # "will be provided": not by whom
    modal = bool(chain & MODALS)
    if modal and pledge.pledger.evidence.text.lower() == "i":
        return None  # what a minister will do in person is no government's deed
    if at == start and not one.tense & (Tense.PRESENT | Tense.PAST | Tense.ING):
        return None
    start = start if modal else at
    spans = phrase(found, start, lead=at - start + 1)
    whole_words = sum(span.start <= word.start < span.end for span in spans for word in found)
    if whole_words <= at - start + 1:
        return None
    whole = Span(spans[0].start, spans[-1].end)
    return Deed("", spans, whole, 1.0)


def _taker(entity: Entity, pledge: Pledge) -> str:
    """What somebody gets; empty where nothing is given ("destroying" them)."""
    if pledge.kind is PledgeKind.SANCTIONS:
        return "target of sanctions"
    label = "recipients" if entity.kind is ActorKind.GROUP else "recipient"
    if not _names(entity, pledge.recipient):
        return ""
    aid = _AID.search(pledge.evidence.text)
    if aid is None:
        return label if pledge.amount else ""
    noun = aid.group()
    return (
        f"{label} of {noun}"
        if noun in _UNCOUNTED or noun.endswith("s")
        else f"{label} of the {noun}"
    )


def _names(entity: Entity, taker: Party | None) -> bool:
    """Whether the words for a taker end as one of the actor's names do."""
    if taker is None or entity.kind is ActorKind.COUNTRY:
        return True
    lasts = {_last(mention.name) for mention in entity.mentions} | {_last(entity.name)}
    return _last(taker.evidence.text) in lasts


def _last(name: str) -> str:
    return "".join(name.lower().split()[-1:]).rstrip("’'s")


def _known(entity: Entity) -> bool:
    """Whether an actor is surely one: nobody is called a donor by chance."""
    gives = entity.name.split()[-1] in _GIVERS and entity.certainty is Certainty.SURE
    return entity.kind is ActorKind.COUNTRY or entity.own or gives


_GIVERS = frozenset(
    {"Government", "Commission", "Union", "Foundation", "Bank", "Fund", "Trust", "Nations"}
)


def _giver(story: Story, entity: Entity, pledge: Pledge) -> str:
    """A donor gives abroad or to strangers; a government at home funds."""
    home = entity.own or entity.name == story.reading.home
    taker = pledge.recipient.name if pledge.recipient else None
    abroad = any(
        other.name == taker and other.kind is ActorKind.COUNTRY for other in story.reading.entities
    )
    return "funder" if home and not abroad else "donor"


def _gives(pledge: Pledge) -> bool:
    """Whether something is given, and not lent, to somebody who is named."""
    given = pledge.kind in _GIVEN and pledge.recipient is not None
    return given and not _LENT.search(pledge.evidence.text)
