"""Actors in, the same out with the publisher's own government as one of them.

"The Government", "the Rudd Government" and "the Commonwealth" in a release of an Australian
government are one body; the Victorian Government is another.
"""

from summariser.entity import Entity
from summariser.lexicon import listed, table
from summariser.mentions import Certainty
from summariser.records import ActorKind
from summariser.vocabulary import lexicon

_FEDERAL = frozenset(
    {"Federal", "Commonwealth", "National", "Labor", "Labour", "Liberal", "Conservative"}
    | {"Coalition", "Republican", "Democratic", "Union", "Central"}
)
_GOVERNMENTS = frozenset({"Government", "Commonwealth", "Administration"})


def govern(entities: list[Entity], home: str | None) -> list[Entity]:
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
    part = " ".join(words[:-1])
    if tables.countries.get(part, home) != home or first in _PARTS:
        return False
    country = tables.demonyms.get(first) or tables.countries.get(first)
    if country:
        return country == home
    return first in _FEDERAL or (first not in _LOCAL and not first.endswith("an"))


_LOCAL = frozenset(
    {"Local", "State", "Territory", "Provincial", "Regional", "New", "South", "North"}
)
# "The Northern Territory Government", "the West Australian Government".
_PARTS = frozenset(
    {"Northern", "Southern", "Eastern", "Western", "West", "East", "Central", "Queensland", "NSW"}
)


def country_of(name: str) -> str | None:
    """Name the country that a name is of, or that the government so called is of."""
    tables = lexicon()
    words = name.removeprefix("the ").split()
    plain = " ".join(words)
    if plain in tables.countries:
        return tables.countries[plain]
    if not words or words[-1] not in (
        "Government",
        "government",
        "Administration",
        "administration",
    ):
        return None
    first = " ".join(words[:-1])
    return tables.demonyms.get(first) or tables.countries.get(first)
