"""Traits of an article in, the story that it joins out, with the reasons.

One pass, newest article last, nothing ever compared with all: the index gives the few stories
that share the article's rarest words (`asked`), and each is compared with the story's profile
(the sum of its articles' weighted words), which stays as quick however many articles it has.

An event is *who and where* together with *what and how much*: two reports of one event share
both, two events of one affair share only the one (another day's decision of the same minister,
the same kind of gift to another country). So the score is the geometric mean of two cosines, of
the names and of the other words, and either alone is worth nothing. The threshold rises

* with each day between them (a follow-up must say more of the same);
* where the article itself sets its affair apart from another one;
* where it is about somebody, or in a country, of whom the story has never heard.

A headline alone has too few words for that: there all words are compared at once. What scores
nearly enough is linked and not merged. The decider is pure: the same traits and candidates give
the same decision, and each decision names its rule.
"""

import datetime as dt
import heapq
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.traits import Rarity, Traits, is_country, resemblance

RULE = "kinship-1"
"""Name and version of the rule, kept with each decision."""

WINDOW = dt.timedelta(days=14)
"""How long after its last article a story can be joined; in the events set gaps reach 8 days."""

ASKED = 12
"""Rarest words that the index is asked for."""

SHELVED = 48
"""Words that a story is kept under for one article; four times those asked for."""

CANDIDATES = 15
"""Stories that are scored at most, those sharing most of the asked words first."""

JOIN = 0.15
"""Score that joins on one day. In the events set reports of one event on one day score 0.12 to
0.38, and 0.24 and more when three days or more lie between; the near misses of that set and of
tests/quality/data, on which this and the doubts below were chosen too, stay under it."""

JOIN_BRIEF = 0.12
"""Score that joins where only a headline is known: best of 0.08, 0.10, 0.12, 0.15 on one half of
the headlines; the other half is what the bench reports."""

RARE = 0.5
LONE = 2.0
"""By how much the threshold of a headline rises where it shares at most one word that is rarer
than `RARE`: one word is a topic (precision .82 for .77 on that half, F1 .73 for .74)."""

LINK = 0.10
"""Score that links two stories without merging them."""

COPY = 0.35
"""Resemblance from which an article is a copy: rewritten agency copy in the events set begins
at 0.4, independent reports of one event end at 0.1."""

PROFILE = 400
"""Words that a profile keeps: the heaviest."""

RECENT = 6
"""Articles of a story that a copy is looked for in: the first and the latest."""

APART = 2.0
"""By how much the threshold rises where the text sets its affair apart; at 1.6 one near miss of
the events set merged, and reports of one event that say such a thing score 0.38 and more."""

ASIDE = 0.15
"""How like the story the sentence that sets an affair apart must be, to mean this story."""

RIVAL = 1.6
"""By how much it rises where the article has a protagonist, or a country, of its own."""

PROTAGONIST = 3
"""Mentions that make a name a protagonist."""

PER_DAY = 0.12
"""By how much it rises with each day between them."""

OFTEN = 4
"""Mentions of a name that count: a profile of one person must not be all about the surname."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What a near-identical copy of an article is known by.

    Attributes:
        article: Its key.
        sketch: As `Traits.sketch`.
    """

    article: str
    sketch: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A story as the index gives it.

    Attributes:
        story: Its key.
        size: How many articles it has.
        last: When its latest article was published.
        terms: Sum of its articles' weights, the heaviest words only.
        topic: The same without names.
        names: Sum of mentions, at most `OFTEN` an article.
        norms: Lengths of the three, as rare as the words were when it last grew.
        latest: Its lead article and a few recent ones, for near-identical copies.
    """

    story: int
    size: int
    last: dt.datetime
    terms: Mapping[str, float]
    topic: Mapping[str, float]
    names: Mapping[str, float]
    norms: tuple[float, float, float]
    latest: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinship:
    """Where an article belongs, and why.

    Attributes:
        story: The story that it joins; ``None`` begins one.
        score: Of the story joined, or of the nearest one.
        reasons: In plain words, for `why`.
        copy_of: Key of the article that this one repeats nearly word for word.
        linked: Stories of the same affair that it does not join, nearest first.
        rule: Which rule decided.
    """

    story: int | None
    score: float
    reasons: tuple[str, ...]
    copy_of: str | None = None
    linked: tuple[int, ...] = ()
    rule: str = RULE


@dataclass(frozen=True, slots=True)
class _Weighed:
    """Weighted words made ready to be compared with many profiles."""

    squares: Mapping[str, float]  # weight times rarity squared: the profile's rarity is in it
    norm: float

    @classmethod
    def of(cls, weights: Mapping[str, float], rarity: Rarity) -> "_Weighed":
        return cls(
            {word: weight * rarity(word) ** 2 for word, weight in weights.items()},
            _norm(weights, rarity),
        )

    def cosine(self, other: Mapping[str, float], norm: float) -> float:
        """Compare with a profile of that norm, 0 to 1."""
        shared = self.squares.keys() & other.keys()
        dot = sum(self.squares[word] * other[word] for word in shared)
        return min(1.0, dot / (self.norm * norm)) if dot else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """An article made ready once for all candidates."""

    of: Traits
    terms: _Weighed
    topic: _Weighed
    names: _Weighed
    aside: _Weighed


def asked(one: Traits, rarity: Rarity) -> tuple[str, ...]:
    """Choose the words to ask the index for: rare ones that the article leans on."""
    weigh = {word: weight * rarity(word) for word, weight in one.terms.items()}
    return tuple(heapq.nlargest(ASKED, weigh, key=lambda word: (weigh[word], word)))


def shelved(one: Traits, rarity: Rarity) -> tuple[str, ...]:
    """Choose the words that the article's story is found by: more than are asked for at once."""
    words = one.terms.keys() if one.brief else one.focus.keys() | one.names.keys()
    weigh = {word: one.terms.get(word, 1.0) * rarity(word) for word in words}
    return tuple(heapq.nlargest(SHELVED, weigh, key=lambda word: (weigh[word], word)))


def decide(one: Traits, candidates: Iterable[Candidate], rarity: Rarity) -> Kinship:
    """Choose a story for an article, or none."""
    reading = _Reading(
        of=one,
        terms=_Weighed.of(one.terms, rarity),
        topic=_Weighed.of(one.topic, rarity),
        names=_Weighed.of(_often(one), rarity),
        aside=_Weighed.of(one.aside, rarity),
    )
    scored = sorted(
        (_judge(reading, each, rarity) for each in candidates if _near(one, each)),
        key=lambda judged: (-judged.margin, judged.candidate.story),
    )
    linked = tuple(
        judged.candidate.story for judged in scored if judged.margin < 1 and judged.score >= LINK
    )
    if not scored:
        return Kinship(story=None, score=0.0, reasons=("no story shares its rare words",))
    best = scored[0]
    shared = ", ".join(_shared(one.terms, best.candidate.terms, rarity))
    return Kinship(
        story=best.candidate.story if best.margin >= 1 else None,
        score=best.score,
        reasons=(*best.reasons, f"shares {shared}"),
        copy_of=best.copy_of,
        linked=linked,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    candidate: Candidate
    score: float
    needed: float
    reasons: tuple[str, ...]
    copy_of: str | None

    @property
    def margin(self) -> float:
        return self.score / self.needed


def _near(one: Traits, story: Candidate) -> bool:
    return abs(one.published - story.last) <= WINDOW


def _judge(reading: _Reading, story: Candidate, rarity: Rarity) -> _Judged:
    one = reading.of
    for other in story.latest:
        if one.sketch and other.article != one.article:
            same = resemblance(one.sketch, other.sketch)
            if same >= COPY:
                return _Judged(
                    candidate=story,
                    score=1.0 + same,
                    needed=1.0,
                    reasons=(f"{same:.0%} of it is word for word in another article",),
                    copy_of=other.article,
                )
    whole = reading.terms.cosine(story.terms, story.norms[0])
    if one.brief:
        score, needed = whole, JOIN_BRIEF
        reasons = [f"their headlines are {_alike(whole)}"]
        rare = (rarity(word) > RARE for word in one.terms.keys() & story.terms.keys())
        if sum(rare) <= 1:
            needed *= LONE
            reasons.append("only one rare word is shared")
    else:
        what = reading.topic.cosine(story.topic, story.norms[1])
        who = reading.names.cosine(story.names, story.norms[2])
        score, needed = math.sqrt(what * who), JOIN
        reasons = [f"what happens is {_alike(what)}, who and where {_alike(who)}"]
        needed *= _doubt(reading, story, rarity, reasons)
    reasons.append(_enough(score / needed))
    return _Judged(
        candidate=story, score=score, needed=needed, reasons=tuple(reasons), copy_of=None
    )


def _alike(cosine: float) -> str:
    """Put a likeness into a word; the limits are a reader's, not the rule's."""
    return next(word for least, word in _LIKENESS if cosine >= least)


_LIKENESS = (
    (0.6, "much alike"),
    (0.35, "alike"),
    (0.15, "a little alike"),
    (-1.0, "hardly alike"),
)


def _enough(margin: float) -> str:
    """Say how surely the two are one event: ``margin`` is 1 where it is decided."""
    if margin >= 1:
        return "clearly one event" if margin >= CLEARLY else "enough to be one event"
    return "nearly enough to be one event" if margin >= NEARLY else "too little to be one event"


CLEARLY, NEARLY = 1.5, 0.8


def _doubt(reading: _Reading, story: Candidate, rarity: Rarity, reasons: list[str]) -> float:
    """Give by how much the threshold rises, and say why."""
    one, factor = reading.of, 1.0
    aside = reading.aside.cosine(story.terms, story.norms[0])
    if aside >= ASIDE:
        factor *= APART
        reasons.append("it sets its own affair apart from this one")
    rival = _rival(one, story, rarity)
    if rival:
        factor *= RIVAL
        reasons.append(f"it is about {rival}, of whom the story knows nothing")
    elsewhere = _elsewhere(one, story)
    if elsewhere:
        factor *= RIVAL
        reasons.append(f"it happens in {elsewhere}, which the story does not name")
    days = abs(one.published - story.last) / dt.timedelta(days=1)
    return factor * (1 + PER_DAY * days)


def _rival(one: Traits, story: Candidate, rarity: Rarity) -> str | None:
    """Name whom the article is about, when the story has never heard of it and lacks its own."""
    often = _often(one)
    mine = max((_weight(often, name, rarity) for name in often), default=None)
    if mine is None or not story.names or one.names[mine[1]] < PROTAGONIST:
        return None
    if mine[1] in story.names or mine[1] in story.terms or is_country(mine[1]):
        return None
    theirs = max(_weight(story.names, name, rarity) for name in story.names)
    return None if one.names.get(theirs[1], 0) > 1 else mine[1]


def _elsewhere(one: Traits, story: Candidate) -> str | None:
    """Name the article's country, when both have one and neither is the other's."""
    mine = [name for name in one.names if is_country(name)]
    theirs = [name for name in story.names if is_country(name)]
    if not mine or not theirs:
        return None
    here = max(mine, key=lambda name: (one.names[name], name))
    there = max(theirs, key=lambda name: (story.names[name], name))
    return here if here not in story.names and one.names.get(there, 0) <= 1 else None


def _weight(names: Mapping[str, float], name: str, rarity: Rarity) -> tuple[float, str]:
    return names[name] * rarity(name), name


def _norm(one: Mapping[str, float], rarity: Rarity) -> float:
    return math.sqrt(sum((weight * rarity(word)) ** 2 for word, weight in one.items()))


def _shared(one: Mapping[str, float], other: Mapping[str, float], rarity: Rarity) -> list[str]:
    weigh = {word: one[word] * other[word] * rarity(word) for word in one.keys() & other.keys()}
    return heapq.nlargest(4, weigh, key=lambda word: (weigh[word], word))


def joined(profile: Candidate | None, one: Traits, *, story: int, rarity: Rarity) -> Candidate:
    """Add an article to a story's profile; ``None`` begins one."""
    latest: tuple[Copy, ...]
    if profile is None:
        size, last, latest = 1, one.published, ()
        terms, topic, names = one.terms, one.topic, _often(one)
    else:
        size, last = profile.size + 1, max(profile.last, one.published)
        latest = (*profile.latest[:1], *profile.latest[1:][-(RECENT - 2) :])
        terms, topic = _sum(profile.terms, one.terms), _sum(profile.topic, one.topic)
        names = _sum(profile.names, _often(one))
    terms, topic = _heaviest(terms, rarity), _heaviest(topic, rarity)
    names = _heaviest(names, rarity)
    return Candidate(
        story=story,
        size=size,
        last=last,
        terms=terms,
        topic=topic,
        names=names,
        norms=(_norm(terms, rarity), _norm(topic, rarity), _norm(names, rarity)),
        latest=(*latest, Copy(article=one.article, sketch=one.sketch)),
    )


def _often(one: Traits) -> Mapping[str, float]:
    return {name: float(min(count, OFTEN)) for name, count in one.names.items()}


def _sum(one: Mapping[str, float], other: Mapping[str, float]) -> Mapping[str, float]:
    total = dict(one)
    for word, weight in other.items():
        total[word] = total.get(word, 0.0) + weight
    return total


def _heaviest(weights: Mapping[str, float], rarity: Rarity) -> Mapping[str, float]:
    if len(weights) <= PROFILE:
        return weights
    order = heapq.nlargest(PROFILE, weights, key=lambda word: (weights[word] * rarity(word), word))
    return {word: weights[word] for word in order}
