"""A role in, the country or body that its holder speaks for out, where the words name it.

"UK Defence Secretary" speaks for the United Kingdom, "chief executive of Kestrel" for Kestrel,
"of the Green Party" for the party. Who is no longer, not yet or not in office speaks for no
country, and a trade ("Canadian scientist") for none either.
"""

import re

from summariser.proposal import Span
from summariser.reading import Reading
from summariser.records import ActorKind
from summariser.vocabulary import lexicon

_NOT_IN_OFFICE = re.compile(
    r"\b(?:former|formerly|ex|then|late|retired|elect|candidate|nominee|opposition|shadow|hopeful|critic|dissident"
    r"|founder|co-founder|contender|challenger|outgoing)\b",
    re.IGNORECASE,
)
# Offices that bind a country; "Canadian actor" and "US senator" speak for themselves.
_OFFICES = re.compile(
    r"\b(?:president|prime\sminister|minister|ministers|secretary|chancellor|premier|ambassador|envoy|spokesman"
    r"|spokeswoman|spokesperson|treasurer|king|queen|commissioner|attorney[\s-]general|governor|counterpart|mayor"
    r"|undersecretary|high\scommissioner|representative|official|vice[\s-]president|prime)\b",
    re.IGNORECASE,
)

# On a government's own page these are its own.
_AT_HOME = re.compile(
    r"(?:(?:Acting|Deputy)\s)?(?:Prime\sMinister|Treasurer|Foreign\s(?:Minister|Secretary)|Minister\s(?:for|of)\s)",
)


def affiliation(reading: Reading, role: Span) -> str | None:
    """Name whom a person of this role speaks for.

    Args:
        reading: The article as the rules see it.
        role: The words of the role, with the title in front of the name.
    """
    text = reading.document.text
    words = text[role.start : role.end]
    if _NOT_IN_OFFICE.search(words):
        return None
    if "mayor" in words.lower():
        return _city(reading, role)
    inside = [
        owner
        for mention in reading.by_sentence[reading.document.sentence_at(role.start)]
        if role.start <= mention.start and mention.end <= role.end
        if (owner := reading.owners.get((mention.start, mention.end)))
        if owner.kind is not ActorKind.PERSON
    ]
    bodies = [owner.name for owner in inside if owner.kind is not ActorKind.COUNTRY]
    if bodies:
        return bodies[0]
    if not _OFFICES.search(words):
        return None
    named = next((owner.name for owner in inside), None) or _named(words)
    return named or (reading.home if _AT_HOME.match(words) else None)


def _city(reading: Reading, role: Span) -> str | None:
    """Give London for its mayor, though the name may stand for a government elsewhere."""
    text = reading.document.text
    for mention in reading.by_sentence[reading.document.sentence_at(role.start)]:
        if role.start <= mention.start and mention.end <= role.end:
            return text[mention.start : mention.end]
    return None


def _named(words: str) -> str | None:
    """The country that a title begins with, where no mention was made of it."""
    first = words.split()
    tables = lexicon()
    for size in (2, 1):
        name = " ".join(first[:size])
        if name in tables.countries or name in tables.demonyms:
            return tables.countries.get(name) or tables.demonyms[name]
    return None
