"""Mentions in, actors out: forms of one name joined, roles gathered, nobody by chance.

Two forms are one actor when one is the surname (or given name) of the other, an acronym given
beside the full name, or a misspelling: edit distance 1, more than four letters, the same first
two letters, in the same article, and not itself the surname of somebody named in full.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz.distance import Levenshtein

from summariser.document import Document
from summariser.entity import Entity
from summariser.governments import govern
from summariser.mentions import Certainty, Mention
from summariser.records import ActorKind
from summariser.roles import RoleWords, roles
from summariser.vocabulary import lexicon

_MISSPELT_LENGTH = 5
_SAME_START = 2
# Bounds that keep the work linear in a text of nothing but names.
_MOST_ALIKE = 40
_MOST_ROLES = 12


def gather(document: Document, mentions: tuple[Mention, ...], *, home: str | None) -> list[Entity]:
    """Join mentions into actors, in order of first appearance."""
    names = _Names()
    later: list[Mention] = []
    for mention in mentions:
        if mention.nameless or _single(mention):
            later.append(mention)
        else:
            names.named(mention)
    names.join_shorter_people()
    names.join_shorter_bodies()
    names.add_acronyms(document)
    for mention in later:
        if not mention.nameless:
            names.place(mention)
    entities = names.entities()
    for entity in entities:
        for mention in entity.mentions[:_MOST_ROLES]:
            entity.roles.extend(roles(document, mention, entity.kind))
    offices = _offices(entities)
    for mention in later:
        if mention.nameless:
            _place_office(mention, names, offices)
    entities = names.entities()
    for entity in entities:
        entity.mentions.sort(key=lambda m: m.start)
    entities.sort(key=lambda e: e.mentions[0].start)
    return govern(entities, home)


def _single(mention: Mention) -> bool:
    """One unknown word: a surname, an acronym or noise."""
    known = mention.certainty is Certainty.SURE and mention.kind is not ActorKind.PERSON
    return " " not in mention.name and not known and mention.kind is not ActorKind.COUNTRY


class _Names:
    """Actors by each form under which they may be met again."""

    def __init__(self) -> None:
        self.by_name: dict[str, Entity] = {}
        self.surnames: dict[str, list[Entity]] = defaultdict(list)
        self.given: dict[str, list[Entity]] = defaultdict(list)
        self.words: dict[str, list[Entity]] = defaultdict(list)
        self.starts: dict[str, list[str]] = defaultdict(list)

    def entities(self) -> list[Entity]:
        """Each actor once."""
        return list({id(e): e for e in self.by_name.values() if e.mentions}.values())

    def named(self, mention: Mention) -> None:
        """Take a mention that names somebody in full."""
        key = mention.name.removeprefix("The ").removeprefix("the ")
        (self.by_name.get(key) or self._new(key, mention)).take(mention)

    def _new(self, key: str, mention: Mention) -> Entity:
        entity = self.by_name[key] = Entity(name=mention.name, kind=mention.kind)
        parts = mention.name.split()
        if mention.kind is ActorKind.PERSON:
            if parts[-1] not in self.surnames:
                self.starts[parts[-1][:_SAME_START]].append(parts[-1])
            self.surnames[parts[-1]].append(entity)
            if len(parts) > 1:
                self.given[parts[0]].append(entity)
        elif len(parts) > 1:
            for word in dict.fromkeys(parts):
                self.words[word].append(entity)
        return entity

    def join_shorter_people(self) -> None:
        """Join forms like "George W. Bush" and "George Bush"."""
        for same in self.surnames.values():
            by_given: dict[str, Entity] = {}
            for entity in sorted(same, key=lambda e: -len(e.name)):
                longest = by_given.setdefault(entity.name.split()[0], entity)
                if longest is not entity:
                    for mention in entity.mentions:
                        longest.take(mention)
                    entity.mentions = []
                    self.by_name[entity.name] = longest

    def join_shorter_bodies(self) -> None:
        """Join "Supreme Court" with the one "United States Supreme Court" of the article."""
        tables = lexicon()
        bodies = [e for e in self.entities() if e.kind is not ActorKind.PERSON]
        longer: dict[str, list[Entity]] = defaultdict(list)
        for entity in bodies:
            words = entity.name.split()
            for size in (1, 2):
                place = " ".join(words[:size])
                if place in tables.countries or place in tables.demonyms:
                    longer[" ".join(words[size:])].append(entity)
        for entity in bodies:
            whole = _only(e for e in longer.get(entity.name, ()) if e is not entity)
            if whole and entity.kind is not ActorKind.COUNTRY and whole.mentions:
                for mention in entity.mentions:
                    whole.take(mention)
                entity.mentions = []
                self.by_name[entity.name] = whole

    def add_acronyms(self, document: Document) -> None:
        """In "World Food Programme (WFP)" the words in brackets are another name."""
        for entity in self.entities():
            if entity.kind is ActorKind.PERSON:
                continue
            for mention in entity.mentions[:3]:
                match = _ACRONYM.match(document.text, mention.end, mention.end + 14)
                if match and sum(c.isupper() for c in match[1]) >= _SAME_START:
                    self.by_name.setdefault(match[1], entity)
            initials = "".join(w[0] for w in entity.name.split() if w[0].isupper())
            if len(initials) > _SAME_START:
                self.by_name.setdefault(initials, entity)

    def place(self, mention: Mention) -> None:
        """Give a single word to whom it stands for, else make an actor of it."""
        name = mention.name
        people = [e for e in self.surnames.get(name, ()) if e.mentions]
        if people:
            before = [e for e in people if e.mentions[0].start <= mention.start]
            (before or people)[-1].take(mention)
            return
        entity = self.by_name.get(name)
        if entity is None and mention.title is None:
            entity = _only(self.given.get(name, ()))
        entity = entity or self._misspelt(name) or _only(self.words.get(name, ()))
        (entity or self._new(name, mention)).take(mention)

    def _misspelt(self, name: str) -> Entity | None:
        """The one person whose surname this misspells, if it is no surname itself."""
        if len(name) < _MISSPELT_LENGTH:
            return None
        return _only(
            entity
            for surname in self.starts.get(name[:_SAME_START], ())[:_MOST_ALIKE]
            if len(surname) >= _MISSPELT_LENGTH
            and Levenshtein.distance(surname, name, score_cutoff=1) == 1
            and surname.endswith("s") == name.endswith("s")
            for entity in self.surnames[surname]
            if " " in entity.name
        )


def _only(entities: Iterable[Entity]) -> Entity | None:
    """The one actor of a group, ``None`` when there are none or several."""
    found = {id(e): e for e in entities if e.mentions}
    return next(iter(found.values())) if len(found) == 1 else None


_ACRONYM = re.compile(r"[ ]?\([“\"]?(?:the[ ])?([A-Z][A-Za-z&.-]{1,9})[”\"]?\)")


def _offices(entities: list[Entity]) -> dict[str, list[tuple[str, Entity]]]:
    """People by the last word of each of their roles."""
    offices: dict[str, list[tuple[str, Entity]]] = defaultdict(list)
    for entity in entities:
        if entity.kind is ActorKind.PERSON:
            for role in entity.roles:
                text = role.text.lower()
                if text and len(offices[text.split()[-1]]) < _MOST_ALIKE:
                    offices[text.split()[-1]].append((text, entity))
    return offices


def _place_office(
    mention: Mention, names: _Names, offices: dict[str, list[tuple[str, Entity]]]
) -> None:
    """Take "the Prime Minister" for the one person with that office, else an actor of its own."""
    wanted = mention.name.lower()
    found = _only(
        entity
        for text, entity in offices.get(wanted.split()[-1], ())
        if text.endswith(wanted) or wanted.endswith(text)
    )
    if found:
        found.take(mention)
    elif " " in mention.name:
        entity = names.by_name.setdefault(
            mention.name, Entity(name=mention.name, kind=mention.kind)
        )
        if not entity.roles:
            entity.roles.append(RoleWords(mention.start, mention.end, mention.name, sure=False))
        entity.take(mention)
