"""Mentions in, actors out: forms of one name joined, roles gathered, nobody by chance.

Two forms are one actor when one is the surname (or given name) of the other, an acronym given
beside the full name, or a misspelling: edit distance 1, more than four letters, the same first
two letters, in the same article, and not itself the surname of somebody named in full.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

from summariser.document import Document
from summariser.lexicon import listed, table
from summariser.mentions import Certainty, Mention, lexicon
from summariser.records import ActorKind
from summariser.roles import RoleWords, roles

_MISSPELT_LENGTH = 5
_SAME_START = 2


@dataclass(slots=True)
class Entity:
    """All mentions of one actor, while they are being gathered.

    Attributes:
        own: Whether it is the government of the publisher's country.
    """

    name: str
    kind: ActorKind
    mentions: list[Mention] = field(default_factory=list)
    roles: list[RoleWords] = field(default_factory=list)
    certainty: Certainty = Certainty.GUESS
    own: bool = False

    def take(self, mention: Mention) -> None:
        """Add one more place."""
        self.mentions.append(mention)
        self.certainty = max(self.certainty, mention.certainty)


def gather(document: Document, mentions: tuple[Mention, ...], *, home: str | None) -> list[Entity]:
    """Join mentions into actors, in order of first appearance."""
    by_name: dict[str, Entity] = {}
    surnames: dict[str, list[Entity]] = defaultdict(list)
    later: list[Mention] = []
    for mention in mentions:
        if mention.nameless or _single(mention):
            later.append(mention)
            continue
        key = _key(mention)
        entity = by_name.get(key)
        if entity is None:
            entity = by_name[key] = Entity(name=mention.name, kind=mention.kind)
            if mention.kind is ActorKind.PERSON:
                surnames[mention.name.split()[-1]].append(entity)
        entity.take(mention)
    _join_shorter_people(by_name, surnames)
    _acronyms(document, by_name)
    for mention in later:
        if not mention.nameless:
            _place(mention, by_name, surnames)
    _find_roles(document, by_name, later)
    for mention in later:
        if mention.nameless:
            _place_office(mention, by_name)
    entities = list({id(entity): entity for entity in by_name.values()}.values())
    for entity in entities:
        entity.mentions.sort(key=lambda m: m.start)
    entities.sort(key=lambda e: e.mentions[0].start)
    return _govern(entities, home)


def _single(mention: Mention) -> bool:
    """One unknown word: a surname, an acronym or noise."""
    known = mention.certainty is Certainty.SURE and mention.kind is not ActorKind.PERSON
    return " " not in mention.name and not known and mention.kind is not ActorKind.COUNTRY


def _key(mention: Mention) -> str:
    return mention.name.removeprefix("The ").removeprefix("the ")


def _join_shorter_people(by_name: dict[str, Entity], surnames: dict[str, list[Entity]]) -> None:
    """Join forms like "George W. Bush" and "George Bush"."""
    for same in surnames.values():
        for entity in same[1:]:
            for other in same:
                if other is entity or not other.mentions or not entity.mentions:
                    continue
                if other.name.split()[0] == entity.name.split()[0]:
                    longer, shorter = (
                        (entity, other) if len(entity.name) > len(other.name) else (other, entity)
                    )
                    for mention in shorter.mentions:
                        longer.take(mention)
                    shorter.mentions = []
                    by_name[shorter.name] = longer
    for name in [name for name, entity in by_name.items() if not entity.mentions]:
        del by_name[name]


_ACRONYM = re.compile(r"[ ]?\([“\"]?(?:the[ ])?([A-Z][A-Za-z&.-]{1,9})[”\"]?\)")


def _acronyms(document: Document, by_name: dict[str, Entity]) -> None:
    """In "World Food Programme (WFP)" the words in brackets are another name."""
    for entity in list({id(e): e for e in by_name.values()}.values()):
        if entity.kind is ActorKind.PERSON:
            continue
        for mention in entity.mentions[:3]:
            match = _ACRONYM.match(document.text, mention.end, mention.end + 14)
            if match and sum(c.isupper() for c in match[1]) >= _SAME_START:
                by_name.setdefault(match[1], entity)
        initials = "".join(w[0] for w in entity.name.split() if w[0].isupper())
        if len(initials) > _SAME_START:
            by_name.setdefault(initials, entity)


def _place(mention: Mention, by_name: dict[str, Entity], surnames: dict[str, list[Entity]]) -> None:
    name = mention.name
    known = by_name.get(name)
    people = [e for e in surnames.get(name, []) if e.mentions]
    if people:
        before = [e for e in people if e.mentions[0].start <= mention.start]
        (before or people)[-1].take(mention)
    elif known:
        known.take(mention)
    elif mention.title is None and (first := _by_given(name, by_name)):
        first.take(mention)
    elif near := _misspelt(name, surnames, by_name):
        near.take(mention)
    elif part := _part_of(name, by_name):
        part.take(mention)
    else:
        entity = by_name[name] = Entity(name=name, kind=mention.kind)
        entity.take(mention)
        if mention.kind is ActorKind.PERSON:
            surnames[name].append(entity)


def _by_given(name: str, by_name: dict[str, Entity]) -> Entity | None:
    found = [
        e for e in by_name.values()
        if e.kind is ActorKind.PERSON and " " in e.name and e.name.split()[0] == name
    ]  # fmt: skip
    return found[0] if len({id(e) for e in found}) == 1 else None


def _misspelt(
    name: str, surnames: dict[str, list[Entity]], by_name: dict[str, Entity]
) -> Entity | None:
    """The one person whose surname this misspells, if it is no surname itself."""
    if len(name) < _MISSPELT_LENGTH or name in by_name:
        return None
    near = [
        entity
        for surname, entities in surnames.items()
        for entity in entities
        if len(surname) >= _MISSPELT_LENGTH
        and " " in entity.name
        and surname[:_SAME_START] == name[:_SAME_START]
        and Levenshtein.distance(surname, name, score_cutoff=1) == 1
        and not surname.endswith("s") ^ name.endswith("s")
    ]
    return near[0] if len({id(e) for e in near}) == 1 else None


def _part_of(name: str, by_name: dict[str, Entity]) -> Entity | None:
    """Take "the Commission" for the one body whose name has that word."""
    found = [
        e for e in by_name.values()
        if e.kind is not ActorKind.PERSON and " " in e.name and name in e.name.split()
        and name[0].isupper()
    ]  # fmt: skip
    return found[0] if len({id(e) for e in found}) == 1 else None


def _find_roles(document: Document, by_name: dict[str, Entity], later: list[Mention]) -> None:
    for entity in {id(e): e for e in by_name.values()}.values():
        for mention in entity.mentions[:12]:
            entity.roles.extend(roles(document, mention, entity.kind))


def _place_office(mention: Mention, by_name: dict[str, Entity]) -> None:
    """Take "the Prime Minister" for the one person with that office, else an actor of its own."""
    wanted = mention.name.lower()
    found = {
        id(e): e for e in by_name.values()
        if e.kind is ActorKind.PERSON
        and any(role.text.lower().endswith(wanted) or wanted.endswith(role.text.lower())
                for role in e.roles)
    }  # fmt: skip
    if len(found) == 1:
        next(iter(found.values())).take(mention)
    elif " " in mention.name:
        entity = by_name.setdefault(mention.name, Entity(name=mention.name, kind=mention.kind))
        if not entity.roles:
            entity.roles.append(RoleWords(mention.start, mention.end, mention.name, sure=False))
        entity.take(mention)


_FEDERAL = frozenset(
    {"Federal", "Commonwealth", "National", "Labor", "Labour", "Liberal", "Conservative"}
    | {"Coalition", "Republican", "Democratic", "Union", "Central"}
)
_GOVERNMENTS = frozenset({"Government", "Commonwealth", "Administration"})


def _govern(entities: list[Entity], home: str | None) -> list[Entity]:
    """Join the forms of the publisher's own government: "the Government", "Rudd Government"."""
    if not home:
        return entities
    own = [entity for entity in entities if _own(entity.name, home)]
    if not own:
        return entities
    best = max(own, key=lambda e: (" " in e.name, len(e.mentions), -e.mentions[0].start))
    if " " not in best.name:
        best.name = f"{_demonym(home)} Government"
    best.kind = ActorKind.ORG
    for entity in own:
        if entity is not best:
            for mention in entity.mentions:
                best.take(mention)
            best.roles.extend(entity.roles)
    best.certainty = Certainty.SURE
    best.own = True
    best.mentions.sort(key=lambda m: m.start)
    return [entity for entity in entities if entity is best or entity not in own]


def _demonym(country: str) -> str:
    row = next((row for row in table("countries") if row["name"] == country), None)
    return listed(row["demonyms"])[0] if row and row["demonyms"] else country


def _own(name: str, home: str) -> bool:
    """Whether a name is one of the home country's government."""
    words = name.split()
    if name in _GOVERNMENTS:
        return True
    if words[-1] not in ("Government", "Administration") or len(words) > 4:
        return False
    first = words[0]
    tables = lexicon()
    country = tables.demonyms.get(first) or tables.countries.get(first)
    if country:
        return country == home
    return first in _FEDERAL or (first not in _LOCAL and not first.endswith("an"))


_LOCAL = frozenset(
    {"Local", "State", "Territory", "Provincial", "Regional", "New", "South", "North"}
)
