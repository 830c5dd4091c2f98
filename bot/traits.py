"""Article in, what stories are compared by out: weighted words, names, a sketch.

Words are folded (case, accents) and lightly stemmed, and count more where an article says what
it is about: in the headline and in the lead. How rare a word is, is not decided here: that
changes with what is held, so it is looked up when two things are compared (`Rarity`).

A sentence in which the article itself sets another affair apart ("the grant is separate from
...") speaks about that other affair: its words are kept apart (`aside`).
"""

import calendar
import datetime as dt
import functools
import heapq
import importlib.resources
import math
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from summariser import Article

BODY = 3000
"""Characters of the text that are compared: news says what it is about first."""

LEAD = 400
"""Characters that count as the lead: two or three sentences in the events set."""

SHINGLE = 5
"""Words a shingle; Broder's resemblance with 4 to 5 words is the usual choice for copies."""

SKETCH = 64
"""Smallest shingle hashes kept; the error of a resemblance is about 1/sqrt(64) = 0.12 at most."""

HEADLINE_ONLY = 25
"""Words of text under which an article is compared by its headline alone."""

SHORT = 3
"""Letters of a word too short to have a plural, or to be a name unless it is all capitals."""

_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_NAME = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*")
_RUN = re.compile(
    r"[A-ZÀ-ÖØ-Þ][\w'’.-]*(?: (?:[A-ZÀ-ÖØ-Þ][\w'’-]*|(?:of|al|de|del|van|von) (?=[A-Z])))*"
)
_CALENDAR = frozenset(
    map(str.lower, (*calendar.day_name, *calendar.day_abbr, *calendar.month_name))
) | frozenset(map(str.lower, (*calendar.month_abbr, "Sept")))
_BEGINS = ("", ". ", "! ", "? ", ": ")
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’']?\s+|\n+")
_APART = re.compile(
    r"\b(?:separate(?:ly)? (?:from|matter|case|move|package|deal|attack|incident|event|issue"
    r"|announcement|grant|affair|programme|operation)|second,? separate"
    r"|nothing to do with|unrelated|not (?:related|linked|connected|part of|to be confused)"
    r"|no (?:connection|link) (?:to|with|between))\b",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"^[^\n(]{2,60}\(([A-Z][\w&. ]{1,30})\)\s*[-–—]|\(([A-Z][\w&. ]{1,30})\)\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What one article is compared by.

    Attributes:
        article: Its key.
        published: Aware UTC; when we read it, where the outlet gives no time.
        outlet: Who published it.
        terms: Folded word to weight, before rarity; the headline's and lead's words weigh more.
        topic: The terms that are not part of a name: what happens, to what, how much.
        focus: Words of headline and lead alone.
        names: The last words of names (surname, place, people's country) with mentions.
        sketch: The smallest shingle hashes, ascending, for near-identical copies.
        aside: Words of the sentences that set another affair apart from this one.
        brief: Only a headline is known.
    """

    article: str
    published: dt.datetime
    terms: Mapping[str, float]
    topic: Mapping[str, float]
    focus: Mapping[str, float]
    names: Mapping[str, int] = field(default_factory=dict)
    outlet: str | None = None
    sketch: tuple[int, ...] = ()
    aside: Mapping[str, float] = field(default_factory=dict)
    brief: bool = False


def fold(text: str) -> str:
    """Drop case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


@functools.lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Fold a word and drop its possessive and plural: enough to meet across two reports."""
    word = fold(word).replace("’", "'").removesuffix("'s").replace(".", "").replace("'", "")
    if len(word) <= SHORT or not word.endswith("s") or word.endswith(("ss", "us")):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


def words(text: str) -> list[str]:
    """Give the stems of a text in order."""
    return [stem(found) for found in _WORD.findall(text)]


@functools.lru_cache(maxsize=2048)  # a candidate is compared with many articles
def traits(article: Article, seen: dt.datetime) -> Traits:
    """Read one article; ``seen`` stands in where it gives no time of publication."""
    title = article.title or ""
    text, aside = _own(article.text[:BODY])
    head, lead, body = Counter(words(title)), set(words(text[:LEAD])), Counter(words(text))
    brief = body.total() < HEADLINE_ONLY
    terms: dict[str, float] = {}
    focus: dict[str, float] = {}
    for word in {*head, *body}:
        said = 1 + math.log(body[word]) if body[word] else 0
        terms[word] = 0.5 * said + (word in lead) + (word in head)
        if word in lead or word in head:
            focus[word] = float((word in lead) + (word in head))
    names, every = ({}, frozenset[str]()) if brief else _names(text)
    topic = {word: weight for word, weight in terms.items() if word not in every}
    return Traits(
        article=article.id,
        published=article.published or seen,
        outlet=article.outlet,
        terms=terms,
        topic=topic,
        focus=focus,
        names=names,
        sketch=() if brief else sketch(article.text),
        aside=terms if _APART.search(title) else dict.fromkeys(words(aside), 1.0),
        brief=brief,
    )


def written(article: Article, stems: Collection[str]) -> list[str]:
    """Give the words of an article that have these stems, as they stand there."""
    text = f"{article.title or ''}\n{article.text[:BODY]}"
    return list(dict.fromkeys(word for word in _WORD.findall(text) if stem(word) in stems))


def sketch(text: str) -> tuple[int, ...]:
    """Keep the smallest hashes of a text's shingles (Broder 1997, bottom-k)."""
    said = words(text)
    hashes = {
        zlib.crc32(" ".join(said[at : at + SHINGLE]).encode())
        for at in range(len(said) - SHINGLE + 1)
    }
    return tuple(heapq.nsmallest(SKETCH, hashes))


def resemblance(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Estimate the share of shingles that two texts have in common, 0 to 1."""
    a, b = set(one), set(other)
    if a.isdisjoint(b):
        return 0.0
    both = heapq.nsmallest(SKETCH, a | b)
    return sum(value in a and value in b for value in both) / len(both) if both else 0.0


class Rarity:
    """How rare each word is: a small table of news English, plus what is held.

    The table is counted from the invented articles of the project's own corpus, so that a store
    that holds nothing yet already knows that "minister" tells little.
    """

    HELD = 0.2
    """Weight of what is held against the table: a word of the day's big story is still rare
    (best of 1.0 and 0.2 on one half of the headlines, see the bench)."""

    def __init__(self, held: int = 0, counts: Mapping[str, int] | None = None) -> None:
        total, self._usual = _usual()
        self._counts = counts if counts is not None else {}
        self._most = math.log(total + held + 1)
        self._known: dict[str, float] = {}

    def __call__(self, word: str) -> float:
        """Give how rare a word is: inverse document frequency as a share of the rarest, to 0.02."""
        known = self._known.get(word)
        if known is None:
            seen = self._usual.get(word, 0) + self.HELD * self._counts.get(word, 0)
            known = max(0.02, 1 - math.log(seen + 1) / self._most)
            self._known[word] = known
        return known


@functools.cache
def _usual() -> tuple[int, Mapping[str, int]]:
    table = importlib.resources.files("bot").joinpath("tables/usual_words.tsv")
    rows = [line.split("\t") for line in table.read_text("utf-8").splitlines() if line[:1] != "#"]
    counts = {word: int(count) for word, count in rows}
    return counts.pop("*"), counts


def _own(text: str) -> tuple[str, str]:
    """Part the sentences about this affair from those that set another one apart."""
    if not _APART.search(text):
        return text, ""
    said = _SENTENCE.split(text)
    own = [sentence for sentence in said if not _APART.search(sentence)]
    return "\n".join(own), "\n".join(sentence for sentence in said if _APART.search(sentence))


def _names(text: str) -> tuple[dict[str, int], frozenset[str]]:
    """Give the last words of names with their counts, and every word that stands in a name.

    A capitalised run counts once ("Marit Olesk-Saar" is one name and not three things shared).
    What also stands there small is no name, nor is a usual word that only begins sentences.
    """
    _, usual = _usual()
    small = {stem(found) for found in _WORD.findall(text) if found.islower()}
    last: Counter[str] = Counter()
    every: set[str] = set()
    for found in _RUN.finditer(text):
        parts = [
            word
            for word in _NAME.findall(found[0])
            if stem(word) not in small
            and stem(word) not in _CALENDAR
            and (len(word) >= SHORT or word.isupper())
        ]
        at = found.start()
        begins = text[max(0, at - 2) : at] in _BEGINS or text[at - 1 : at] != " "
        if begins and len(parts) == 1 and stem(parts[0]) in usual:
            continue
        every.update(stem(piece) for word in parts for piece in _WORD.findall(word))
        if parts:
            last[country(stem(parts[-1]))] += 1
    return dict(last), frozenset(every)


def country(word: str) -> str:
    """Give a people's country ("danish": "denmark"), any other word as it is."""
    return _peoples().get(word, word)


def is_country(word: str) -> bool:
    """Say whether a folded name is a country's."""
    return word in _countries()


@functools.cache
def _countries() -> frozenset[str]:
    return frozenset(_peoples().values())


@functools.cache
def _peoples() -> Mapping[str, str]:
    table = importlib.resources.files("bot").joinpath("tables/peoples.tsv")
    rows = (line.partition("\t") for line in table.read_text("utf-8").splitlines())
    return {people: name for people, _, name in rows if name}


def credit(text: str) -> str | None:
    """Give the agency that a text credits, in its dateline or at its end."""
    for part in (text[:200], text[-60:]):
        found = _CREDIT.search(part)
        if found:
            return found[1] or found[2]
    return None
