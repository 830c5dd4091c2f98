"""A word in, the verb that it may be a form of out.

English writes many nouns as it writes verbs ("plans", "strikes"): a form says what a word may be,
and whoever asks looks at its neighbours.
"""

import enum
import functools
from dataclasses import dataclass

from summariser.lexicon import table

BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
HAVE = frozenset({"has", "have", "had", "having"})
MODALS = frozenset({"will", "would", "may", "might", "could", "can", "shall", "should", "must"})
DO = frozenset({"do", "does", "did"})
NEGATED = frozenset(
    f"{word}n{mark}t"
    for word in ("is", "are", "was", "were", "has", "have", "had", "wo", "would", "could", "ca",
                 "should", "do", "does", "did")
    for mark in "'’"
) | {"cannot"}  # fmt: skip
AUXILIARIES = BE | HAVE | MODALS | DO | NEGATED
NOT = NEGATED | {"not", "never", "no"}


class Tense(enum.Flag):
    """Which forms a word may be."""

    BASE = enum.auto()
    PRESENT = enum.auto()
    PAST = enum.auto()
    PARTICIPLE = enum.auto()
    ING = enum.auto()


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb by its base form, and the forms that a word may be of it."""

    base: str
    tense: Tense


def verb(word: str) -> Verb | None:
    """Look a word up; an unknown word in -ed is the past of a verb that no table has."""
    low = word.lower()
    found = _forms().get(low)
    if found is None and low.endswith("ed") and len(low) > _SHORTEST_PAST and low not in _NO_PAST:
        return Verb(low, Tense.PAST | Tense.PARTICIPLE)
    return found


_SHORTEST_PAST = 5
_NO_PAST = frozenset({"hundred", "indeed", "united", "exceed", "proceed", "succeed", "biased",
                      "armed", "alleged", "so-called", "unprecedented", "naked", "sacred"})  # fmt: skip
_VOWELS = "aeiou"


@functools.cache
def _forms() -> dict[str, Verb]:
    forms: dict[str, Verb] = {}

    def add(word: str, base: str, tense: Tense) -> None:
        known = forms.get(word)
        if known and known.base == base:
            forms[word] = Verb(base, known.tense | tense)
        elif known is None or base == word:
            forms[word] = Verb(base, tense)

    for row in table("verbs"):
        base = row["verb"]
        past = row["past"] or _regular(base)
        add(base, base, Tense.BASE)
        add(_present(base), base, Tense.PRESENT)
        add(past, base, Tense.PAST)
        add(row["participle"] or past, base, Tense.PARTICIPLE)
        add(_ing(base, past), base, Tense.ING)
    return forms


def _regular(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ied"
    return base + "ed"


def _present(base: str) -> str:
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + "es"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ies"
    return base + "s"


def _ing(base: str, past: str) -> str:
    """Give "banning" where the past is "banned", "cutting" by the short vowel of "cut"."""
    if past.endswith("ed") and len(past) == len(base) + 3 and past[-3] == past[-4]:
        return past[:-2] + "ing"
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith("ee"):
        return base[:-1] + "ing"
    if base in _DOUBLES:
        return base + base[-1] + "ing"
    return base + "ing"


_DOUBLES = frozenset({"begin", "bet", "bid", "cut", "dig", "get", "hit", "let", "put", "quit", "run", "set",
                      "shed", "shut", "sit", "spin", "split", "swim", "win"})  # fmt: skip
