"""A name as a model has it and words of the article in, whether they are one actor out.

A model says "United Kingdom" where the text says "Britain" or "we". Only the article's own table
of names and the tables of countries and bodies are asked; likeness proves nothing.
"""

import re

from summariser.entity import Entity
from summariser.proposal import Span
from summariser.reading import Reading
from summariser.records import ActorKind
from summariser.resolve import name_of
from summariser.vocabulary import lexicon

_WORD = re.compile(r"[^\W_]+(?:[-'’&.][^\W_]+)*")
_STATE = {"government", "administration", "authorities", "state", "commonwealth", "republic"}
_LEAD = {"the", "a", "an", "its", "his", "her", "their", "our", "mr", "mrs", "ms", "dr", "sir"}
_PARTS = re.compile(r",\s+(?:and\s+)?|\s+(?:and|&)\s+")
_SHORTEST = 3


def keys(name: str, *, titled: bool = True) -> frozenset[str]:
    """Give every form under which a name is the same one.

    Args:
        name: As somebody writes it.
        titled: Whether "President Ann Lee" is Ann Lee, too.
    """
    words = _words(name)
    while words and words[0].lower() in _LEAD:
        words = words[1:]
    if not words:
        return frozenset()
    plain = " ".join(words)
    found = {plain.casefold()}
    for form in (plain, name.strip()):
        found |= _listed(form)
    if words[-1].lower() in _STATE and len(words) > 1:
        found |= _listed(" ".join(words[:-1]))
    if plain.casefold().startswith("government of "):
        found |= _listed(" ".join(words[2:]).removeprefix("the "))
    untitled = _untitled(words) if titled else []
    if untitled:
        found.add(" ".join(untitled).casefold())
    return frozenset(found)


def _words(name: str) -> list[str]:
    return [word.removesuffix("'s").removesuffix("’s") for word in _WORD.findall(name)]


def _listed(form: str) -> set[str]:
    tables = lexicon()
    for table in (tables.countries, tables.demonyms):
        if form in table:
            return {table[form].casefold()}
    return {tables.organisations[form][0].casefold()} if form in tables.organisations else set()


def _untitled(words: list[str]) -> list[str]:
    """The name behind a title: "Keir Starmer" of "Prime Minister Keir Starmer"."""
    titles = lexicon().titles
    last = max((i for i, word in enumerate(words) if word in titles), default=-1)
    return words[last + 1 :] if 0 <= last < len(words) - 1 else []


def forms_of(entity: Entity) -> tuple[str, ...]:
    """Give each form under which the article, or its table of names, has an actor."""
    return tuple(dict.fromkeys((entity.name, *(mention.name for mention in entity.mentions))))


def is_entity(said: str, entity: Entity) -> bool:
    """Tell whether a name is one of an actor's forms in the article."""
    mine = keys(said)
    if not mine:
        return False
    if any(mine & keys(form) for form in forms_of(entity)):
        return True
    if entity.kind is not ActorKind.PERSON:
        return False
    one, other = _untitled(_words(said)) or _words(said), _words(entity.name)
    if not one or not other or one[-1].casefold() != other[-1].casefold():
        return False
    return len(one) == 1 or len(other) == 1 or one[0].casefold() == other[0].casefold()


def entities(reading: Reading, said: str) -> list[Entity]:
    """Give the actors of the article that a name can mean."""
    home = reading.home.casefold() if reading.home else None
    return [
        entity
        for entity in reading.entities
        if is_entity(said, entity) or (entity.own and home in keys(said))
    ]


def stands_for(reading: Reading, span: Span, said: str) -> bool:
    """Tell whether the words of a span stand for the actor that is named.

    That is so when they name it, point back to it ("we", "the ministry"), or name a person whom
    the text gives an office of it ("French President Emmanuel Macron" and "France").
    """
    name = name_of(reading, span)
    if not name:
        return False
    parts = [part for part in _PARTS.split(said) if part.strip()]
    return same_name(reading, said, name) or (
        len(parts) > 1 and all(_among(reading, part, name) for part in parts)
    )


def _among(reading: Reading, said: str, name: str) -> bool:
    return any(same_name(reading, said, part) for part in _PARTS.split(name) if part.strip())


def same_name(reading: Reading, said: str, name: str) -> bool:
    """Tell whether a name of the article's is the actor that is said."""
    if keys(said) & keys(name):
        return True
    for entity in reading.entities:
        if entity.name == name:
            return is_entity(said, entity) or _speaks_for(reading, entity, said)
    return _same_words(said, name)


def _speaks_for(reading: Reading, entity: Entity, said: str) -> bool:
    wanted = keys(said)
    if entity.own and reading.home and reading.home.casefold() in wanted:
        return True
    if entity.kind is not ActorKind.PERSON:
        return False
    return any(
        wanted & _listed(" ".join(words[at : at + size]))
        for role in entity.roles
        for words in [_words(role.text)]
        for at in range(len(words))
        for size in (1, 2, 3)
    )


def _same_words(said: str, name: str) -> bool:
    """Compare two descriptions: one is the other with something before or after it."""
    one, other = ([w.casefold() for w in _words(x) if w.lower() not in _LEAD] for x in (said, name))
    if len(one) > len(other):
        one, other = other, one
    if not one or (len(one) == 1 and (len(other) > 1 or len(one[0]) < _SHORTEST)):
        return False
    size = len(one)
    return any(other[at : at + size] == one for at in range(len(other) - size + 1))
