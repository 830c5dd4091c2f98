"""Tables in the shape in which a reading asks them: names, titles, heads, verbs of saying."""

import functools
from dataclasses import dataclass

from summariser.lexicon import listed, table
from summariser.records import ActorKind


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All tables of names, by the word that is looked up."""

    countries: dict[str, str]
    demonyms: dict[str, str]
    capitals: dict[str, str]
    organisations: dict[str, tuple[str, ActorKind]]
    org_heads: dict[str, ActorKind]
    thing_heads: frozenset[str]
    titles: dict[str, str]
    lower_titles: frozenset[str]
    given: frozenset[str]
    never: frozenset[str]
    speech: frozenset[str]
    nominals: frozenset[str]
    occupations: frozenset[str]


@functools.cache
def lexicon() -> Lexicon:
    """Load the tables once."""
    countries: dict[str, str] = {}
    demonyms: dict[str, str] = {}
    capitals: dict[str, str] = {}
    for row in table("countries"):
        for name in (row["name"], *listed(row["aliases"])):
            countries[name.removeprefix("the ")] = row["name"]
        demonyms |= dict.fromkeys(listed(row["demonyms"]), row["name"])
        if row["capital"]:
            capitals[row["capital"]] = row["name"]
    for row in table("regions"):
        countries.setdefault(row["name"], row["name"])
    organisations = {
        name: (row["name"], ActorKind(row["kind"]))
        for row in table("organisations")
        for name in (row["name"], *listed(row["aliases"]))
    }
    titles = {row["head"]: row["use"] for row in table("titles")}
    return Lexicon(
        countries=countries,
        demonyms=demonyms,
        capitals=capitals,
        organisations=organisations,
        org_heads={row["word"]: ActorKind(row["kind"]) for row in table("org_heads")},
        titles=titles,
        lower_titles=frozenset(title.lower() for title in titles),
        thing_heads=frozenset(row["word"] for row in table("thing_heads")),
        given=frozenset(row["name"] for row in table("given_names")),
        never=frozenset(row["word"] for row in table("never_names")),
        nominals=frozenset(row["word"] for row in table("nominals")),
        occupations=frozenset(row["word"] for row in table("occupations")),
        speech=frozenset(row["word"] for row in table("speech_verbs")),
    )
