"""When do two strings name the same actor, or give the same role? Loose on form, not on who."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*")

_TITLES = frozenset(
    "the a an of mr mrs ms dr sir president prime minister senator rep gen general lt maj "
    "chancellor secretary lord baroness king queen pope its his her government".split()
)
_SAME = {
    "uk": "united kingdom",
    "britain": "united kingdom",
    "great britain": "united kingdom",
    "us": "united states",
    "usa": "united states",
    "america": "united states",
    "eu": "european union",
    "un": "united nations",
    "imf": "international monetary fund",
    "uae": "united arab emirates",
    "russian federation": "russia",
}
# A single word of these says too little to be a name by itself.
_VAGUE = frozenset(
    "new north south national bank party department ministry house world royal international "
    "united federal central european".split()
)
_SMALL = frozenset(
    "the a an of for to and in on at by with who which that from as is was be or its his her "
    "their".split()
)
_ROLE_OVERLAP = 0.34  # F1 of stemmed content words that counts as the same role (corpus README)


def words(text: str | None) -> list[str]:
    """Split into lower-case words; a possessive keeps its apostrophe."""
    return [found.lower().replace("’", "'") for found in WORD.findall(text or "")]


def canon(name: str) -> str:
    """Fold case, accents, titles, possessives and the usual short names of countries."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    tokens = [word.removesuffix("'s").replace(".", "") for word in words(plain or name)]
    bare = " ".join([token for token in tokens if token not in _TITLES] or tokens)
    return _SAME.get(bare, bare)


def same(one: str, other: str, *, kind: str | None) -> bool:
    """Compare two names; a part of a name counts as its owner does (surname, head words)."""
    a, b = canon(one), canon(other)
    if not a or not b or kind == "country":
        return a == b != ""
    if a == b:
        return True
    short, long = sorted((a.split(), b.split()), key=len)
    if len(long) - len(short) > 3:  # "a name and its long form", no further
        return False
    if len(short) == 1 and (len(short[0]) < 3 or short[0] in _VAGUE):  # initials
        return False
    if long[: len(short)] == short:
        return True
    return long[-len(short) :] == short and (kind == "person" or len(short) > 1)


def forms(actor: Mapping[str, Any]) -> list[str]:
    """List the names that a gold actor goes by in its article."""
    return [actor["name"], *(actor.get("aliases") or actor.get("mentions") or [])]


def find(name: str | None, actors: Sequence[Mapping[str, Any]]) -> list[int]:
    """Find the gold actors that a name may mean: equal forms first, else partial ones."""
    if not name:
        return []
    equal = [i for i, a in enumerate(actors) if canon(name) in map(canon, forms(a))]
    return equal or [
        i
        for i, actor in enumerate(actors)
        if any(same(name, form, kind=actor.get("kind")) for form in forms(actor))
    ]


def same_pledger(name: str | None, gold: str | None, actors: Sequence[Mapping[str, Any]]) -> bool:
    """Accept the body, a person who speaks for it, or one of several joint pledgers."""
    if not name or not gold:
        return False
    mine, theirs = find(name, actors), find(gold, actors)
    if canon(name) == canon(gold) or set(mine) & set(theirs):
        return True
    if any(canon(actors[i].get("affiliation") or "-") == canon(gold) for i in mine):
        return True
    if any(canon(actors[i].get("affiliation") or "-") == canon(name) for i in theirs):
        return True
    joint = [part for part in re.split(r",| and ", gold) if part.strip()]
    if len(joint) > 1:
        return any(same_pledger(name, part.strip(), actors) for part in joint)
    return not theirs and same(name, gold, kind=None)


def same_role(one: str | None, other: str | None) -> bool:
    """Compare roles by their content words."""
    a, b = _stems(words(one)), _stems(words(other))
    shared = sum((a & b).values())
    if not shared:
        return False
    if shared == min(a.total(), b.total()):
        return True
    return 2 * shared / (a.total() + b.total()) >= _ROLE_OVERLAP


def _stems(tokens: Iterable[str]) -> Counter[str]:
    return Counter(_stem(token) for token in tokens if token not in _SMALL)


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 3:  # keeps "red"
            return word.removesuffix(ending)
    return word
