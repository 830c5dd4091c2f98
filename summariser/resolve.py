"""A surface form in, the actor that it stands for out; ``None`` rather than a guess.

"We" in a quotation is the speaker's side, outside one the publisher's; "he" is the last person
named, or who bears the title that the sentence has before it; "it" and "they" the last body that is
no object of a preposition; "the Government" the publisher's, or the only one in the text; "the
company" the last body of that sort, "the minister" the one with that title, "her party" hers. A
definite description that nothing explains stands for itself, in its own words.
"""

import functools
import itertools
import re
from collections.abc import Iterator

from summariser.entity import Entity
from summariser.lexicon import table
from summariser.mentions import Certainty, Mention
from summariser.proposal import Span
from summariser.reading import Reading
from summariser.records import ActorKind, Evidence, Party

_FIRST = {"i", "we", "our", "my", "us", "me"}
_YOU = {"you", "your", "yours", "myself", "ourselves"}
_PEOPLE = {"he", "she", "his", "her", "him", "who"}
_PLURAL = {"they", "their", "them", "both"}
_THING = {"it", "its", "which", "that"}
_GOVERNMENT = {"government", "administration", "commonwealth", "authorities", "cabinet"}
_STATE = _GOVERNMENT | {"side", "state", "parliament", "military", "army", "ministers", "officials",
                        "lawmakers", "leaders", "president", "country"}  # fmt: skip
# Words that stand for a body named before.
_ANAPHORS = {"company", "firm", "group", "bank", "party", "agency", "organisation", "organization",
             "ministry", "department", "commission", "council", "club", "university", "union",
             "airline", "fund", "foundation", "charity", "body", "bloc", "alliance", "court",
             "committee", "board", "authority", "association", "federation", "institute"}  # fmt: skip
_DETERMINERS = {"the", "a", "an", "its", "his", "her", "their", "our", "this", "both", "these"}
_OWNERS = {"its", "his", "her", "their", "our", "my"}
# A headline's "may send frigate" is nobody's name.
_CLAUSE = re.compile(r"\b(?:will|would|may|might|could|shall|is|are|was|were|has|have|had)\b")
# "Her party", "my department": somebody's own side; of "her company" nobody knows which.
_SIDES = {"party", "team", "campaign", "administration", "government", "department", "office", "ministry",
          "cabinet", "country", "side", "union", "movement"}  # fmt: skip
_HOLDERS = {"minister", "president", "premier", "governor", "mayor", "chancellor", "commissioner", "treasurer",
            "secretary", "chairman", "chairwoman", "envoy", "ambassador", "senator", "general", "spokesman",
            "spokeswoman", "king", "queen", "prince"}  # fmt: skip
_GOVERNMENTS = re.compile(
    r"(?:[A-Z][\w-]+,\s)*[A-Z][\w-]+\s(?:and|&)\s[A-Z][\w-]+\s(?i:governments)"
)
_DATELINE = re.compile(r"[,.\s\w()/]{0,24}\s[–—-]{1,2}\s")
_REACH = 4
_OBJECT = {"of", "to", "for", "in", "with", "by", "from", "on", "at", "against", "into", "over"}
_LONGEST_NAME = 8
_LONGEST_DATELINE = 30
_AND = re.compile(r"[ ](?:and|&)[ ]")


def party(reading: Reading, span: Span) -> Party | None:
    """Name the actor behind a span, with the span as its evidence."""
    name = name_of(reading, span)
    if not name or _CLAUSE.search(name):
        return None
    evidence = Evidence.of(reading.document.article, span.start, span.end)
    return Party(name=name, evidence=evidence) if evidence.text.strip() else None


def names_by_owner(entity: Entity) -> bool:
    """Whether an actor's only name says whose it is: "her company" is some other name's."""
    return entity.name.split(" ", 1)[0].lower() in _OWNERS


def government(reading: Reading) -> Party | None:
    """The publisher's own government, by a place that names it; ``None`` for other publishers."""
    if not reading.home:
        return None
    own = next((e for e in reading.entities if e.own), None)
    country = next((e for e in reading.entities if e.name == reading.home), None)
    entity = own or country
    if entity is None:
        return None
    mention = entity.mentions[0]
    evidence = Evidence.of(reading.document.article, mention.start, mention.end)
    return Party(name=entity.name, evidence=evidence)


def name_of(reading: Reading, span: Span) -> str | None:
    """Canonical name for the words of a span."""
    words = reading.document.text[span.start : span.end].split()
    first = words[0].lower().split("’")[0].split("'")[0] if words else ""
    if not words or not _YOU.isdisjoint(word.lower() for word in words):
        return None
    if len(words) == 1 and first in _FIRST | _PEOPLE | _PLURAL | _THING:
        return _pronoun(reading, span, first)
    if first in _OWNERS and words[-1].lower() in _SIDES:
        return _owned(reading, span, first, words)
    if not _FIRST.isdisjoint(word.lower() for word in words[1:]):
        return None  # "the governments that Anna and I lead"
    if both := _GOVERNMENTS.search(reading.document.text, span.start, span.end):
        return both[0]
    if joint := _joint(reading, span):
        return joint
    entity = _closing(reading, span) or reading.entity_of(span.start, span.end)
    bare = entity is not None and entity.name.lower() in _GOVERNMENT and not reading.home
    named = entity is not None and not bare and not names_by_owner(entity)
    if entity and named and _stands_for(reading, span, entity, words):
        return entity.name
    return _described(reading, span, words)


def _pronoun(reading: Reading, span: Span, word: str) -> str | None:
    if word in _FIRST:
        return _first_person(reading, span)
    if word in _PEOPLE:
        return _last_person(reading, span)
    return (_pair_before(reading, span) if word in _PLURAL else None) or _last_body(reading, span)


def _owned(reading: Reading, span: Span, owner: str, words: list[str]) -> str | None:
    """Name "her party" by its owner; "my department" and "our country" are the speaker's side."""
    if owner in _FIRST:
        return _first_person(reading, span)
    if owner not in _PEOPLE:
        return _last_body(reading, span)
    name = _last_person(reading, span)
    return f"{name}’s {' '.join(words[1:])}" if name else None


def _closing(reading: Reading, span: Span) -> Entity | None:
    """The actor whose name ends a phrase: ECOWAS of "the West African regional bloc ECOWAS"."""
    for mention in reversed(reading.by_sentence[reading.document.sentence_at(span.start)]):
        if mention.end in (span.end, span.end - 1, span.end - 2) and mention.start >= span.start:
            last = not mention.adjective and not _object(reading, mention)
            return reading.owners.get((mention.start, mention.end)) if last else None
    return None


def _pair_before(reading: Reading, span: Span) -> str | None:
    """Give "Biden and Sanders" for the "they" in what the two say of themselves."""
    sentence = reading.document.sentence_at(span.start)
    inside = [m for m in reading.by_sentence[sentence] if m.end <= span.start]
    if len(inside) != 2:
        return None
    one, two = (reading.owners.get((m.start, m.end)) for m in inside)
    between = reading.document.text[inside[0].end : inside[1].start]
    tied = _AND.fullmatch(between) and one and two and one is not two and one.kind is two.kind
    return f"{one.name} and {two.name}" if tied and one and two else None


def _joint(reading: Reading, span: Span) -> str | None:
    """Give "Japan and Germany" for a span that joins two or more actors by "and"."""
    if not _AND.search(reading.document.text, span.start, span.end):
        return None
    inside = [
        owner.name
        for m in reading.by_sentence[reading.document.sentence_at(span.start)]
        if span.start <= m.start and m.end <= span.end and not m.adjective
        if (owner := reading.owners.get((m.start, m.end)))
    ]
    names = list(dict.fromkeys(inside))
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else None


def _stands_for(reading: Reading, span: Span, entity: Entity, words: list[str]) -> bool:
    """Whether the actor named inside a phrase is the phrase: not in "the Swedish steelmaker"."""
    inside = [
        m
        for m in reading.by_sentence[reading.document.sentence_at(span.start)]
        if span.start <= m.start and m.end <= span.end
    ]
    if not inside or inside[-1].end >= span.end - 2:
        return True
    return words[-1].lower() in _STATE or entity.name.split()[-1] == words[-1]


def _first_person(reading: Reading, span: Span) -> str | None:
    saying = reading.sayings[reading.document.sentence_at(span.start)]
    quoted = any(a <= span.start < b for a, b in saying.quoted)
    if quoted and saying.speaker and saying.speaker != span:
        words = reading.document.text[saying.speaker.start : saying.speaker.end].split()
        return None if words and words[0].lower() in _FIRST else name_of(reading, saying.speaker)
    own = government(reading)
    return own.name if own else None


def _last_person(reading: Reading, span: Span) -> str | None:
    start, _ = reading.document.sentences[reading.document.sentence_at(span.start)]
    before = reading.document.text[start : span.start].lower().split()
    titles = [w for the, w in itertools.pairwise(before) if the == "the" and w in _HOLDERS]
    people = [
        owner
        for mention in _before(reading, span)
        if (owner := reading.owners.get((mention.start, mention.end)))
        if owner.kind is ActorKind.PERSON and not _hangs_on_of(reading, mention)
    ]
    if titles and (holder := _holder(reading, titles[-1])):
        return holder
    sure = next((one for one in people if one.certainty is not Certainty.GUESS or one.roles), None)
    return sure.name if sure else people[0].name if people else None


def _hangs_on_of(reading: Reading, mention: Mention) -> bool:
    """Whether a name says where somebody is from: "the mayor of Saint-Marie"."""
    return reading.document.text[max(0, mention.start - 4) : mention.start].endswith(" of ")


def _holder(reading: Reading, title: str) -> str | None:
    """The one person in the text who bears a title."""
    held = [
        entity
        for entity in reading.entities
        if entity.kind is ActorKind.PERSON
        if any(title in role.text.lower().split() for role in entity.roles)
    ]
    return held[0].name if len(held) == 1 else None


def _last_body(reading: Reading, span: Span) -> str | None:
    """The nearest earlier body that is a subject: first in this sentence, then before it."""
    here = reading.document.sentence_at(span.start)
    for index in range(here, max(-1, here - _REACH), -1):
        for mention in reading.by_sentence[index]:
            if mention.end > span.start:
                break
            owner = reading.owners.get((mention.start, mention.end))
            body = owner is not None and _maybe_body(owner)
            named = body and not mention.adjective and not _of_dateline(reading, mention)
            if owner and named and not _object(reading, mention):
                return owner.name
    return None


@functools.cache
def _bodies() -> frozenset[str]:
    return frozenset(row["word"] for row in table("bodies"))


def _maybe_body(entity: Entity) -> bool:
    """No person for sure: two unknown capitalised words may be a firm, "the operator" is one."""
    guessed = entity.certainty is Certainty.GUESS and not entity.roles
    called = any(role.text.lower().split()[-1] in _bodies() for role in entity.roles if role.text)
    return entity.kind is not ActorKind.PERSON or guessed or called


def _of_dateline(reading: Reading, mention: Mention) -> bool:
    """Whether it is where or when a report was filed: "OSLO, Nov 6 - "."""
    start, _ = reading.document.sentences[mention.sentence]
    near = mention.start - start < _LONGEST_DATELINE
    return near and bool(_DATELINE.match(reading.document.text, mention.end))


def _object(reading: Reading, mention: Mention) -> bool:
    """Whether a mention hangs on a preposition."""
    tokens = reading.document.tokens[mention.sentence]
    previous = ""
    for token in tokens:
        if token.end > mention.start:
            break
        if token.text.lower() not in _DETERMINERS:
            previous = token.text.lower()
    return previous in _OBJECT


def _before(reading: Reading, span: Span) -> Iterator[Mention]:
    """Mentions before a span: nearest first here, subject first in earlier sentences."""
    here = reading.document.sentence_at(span.start)
    for index in range(here, max(-1, here - _REACH), -1):
        inside = [m for m in reading.by_sentence[index] if m.end <= span.start]
        yield from inside if index < here else reversed(inside)


def _described(reading: Reading, span: Span, words: list[str]) -> str | None:
    head = words[-1].lower() if words else ""
    if head in _GOVERNMENT:
        own = government(reading)
        return own.name if own else _only_government(reading)
    kept = [word for word in words if word.lower() not in _DETERMINERS]
    if head in _HOLDERS and (holder := _holder(reading, head)):
        return holder
    if head in _ANAPHORS and len(kept) <= 1:
        named = [e for e in reading.entities if head in e.name.lower().split()]
        if len(named) == 1:
            return named[0].name
        return _nearest_org(reading, span) or None
    if len(kept) > _LONGEST_NAME or not kept or head in _PEOPLE | _FIRST | _PLURAL | _THING:
        return None
    return " ".join(kept)


def _only_government(reading: Reading) -> str | None:
    """The one body called a government, else the one country that the article is set in."""
    named = [e for e in reading.entities if " government" in e.name.lower()]
    if named:
        return named[0].name if len(named) == 1 else None
    countries = [e for e in reading.entities if e.kind is ActorKind.COUNTRY]
    if not countries:
        return None
    most = max(countries, key=lambda e: (len(e.mentions), -e.mentions[0].start))
    rest = [len(e.mentions) for e in countries if e is not most]
    return most.name if len(most.mentions) > max(rest, default=0) else None


def _nearest_org(reading: Reading, span: Span) -> str | None:
    for mention in _before(reading, span):
        owner = reading.owners.get((mention.start, mention.end))
        stands = not _object(reading, mention) and not _of_dateline(reading, mention)
        if owner and owner.kind is ActorKind.ORG and stands:
            return owner.name
    return None
