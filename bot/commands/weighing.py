"""From a question and an article to the sentence of it that answers best, with its weight.

A sentence is an answer only if it holds the kind of fact that is asked for, every name of the
question is near it, every word of the question that says something is in its article, and those
that do not say which article is meant stand in the sentence or beside it. Wrong answers cost more
than refusals: the thresholds stand where few unanswerable questions of the measured sets got an
answer (`make quality`).
"""

import math
from collections.abc import Mapping, Sequence

from bot.commands.facts import bonus, counts, holds, in_the_role, measured, somebody
from bot.commands.keys import has, key, keys_of
from bot.commands.question import Question, Wanted
from bot.model import HeldArticle, Story
from summariser import Evidence, sentences

OWN = 0.2
"""Least share of the telling weight that the sentence itself must have."""
BESIDE = 0.5
"""Least share that it and the sentences beside it must have together."""
WHOLE = 0.6
"""Least share that the sentence, its surroundings and the headline must have together."""
TITLE = 0.35
"""What a word of the headline counts when sentences of its article are compared."""
BEFORE, AFTER, TOPIC = 0.75, 0.5, 0.6
"""What a word counts that stands in the sentence before, or behind, or in the headline."""
AROUND = (1.0, 0.85, 0.8, 0.4)
"""The same in the whole article: in the sentence, beside it, in headline or lead, elsewhere."""
RARE = 0.4
"""What a word counts at least; a word of one sentence alone counts about one more."""
LITTLE = 0.35
"""What a word counts that says little."""
FEW = 3
"""Words of a short question, which must stand close together in what answers it ..."""
CLOSE = 20
"""... within this many words."""
_LIGHT = """
come make take put see use announce need want receive face mean ask people happen year join part
plan go lack hear decide get set stay remain stand run hold reach bring work try turn show keep
become seem let move include involve amount number add expect package propose last next first
allow carry follow agree be keep give pledge
"""
_HOW_BIG = "far long high tall deep wide heavy fast big large"
LIGHT = frozenset(map(key, _LIGHT.split()))
"""Words that say little of what is asked."""
OF_SUMS = frozenset(map(key, ("cost", "pay", "amount", "sum", "money", "total", "share")))
"""Words that only say that a sum is asked for."""
OF_KIND: Mapping[Wanted, frozenset[str]] = {
    Wanted.MONEY: OF_SUMS,
    Wanted.COUNT: frozenset(map(key, ("number", "size"))),
    Wanted.SHARE: OF_SUMS | {key("percentage"), key("proportion")},
    Wanted.MEASURE: frozenset(map(key, _HOW_BIG.split())),
    Wanted.SCORE: frozenset(map(key, ("score", "result", "vote"))),
    Wanted.AGE: frozenset(map(key, ("old", "age"))),
}
"""Words that only say which kind of fact is asked for."""
GIVING = frozenset(map(key, ("give", "pledge", "lend", "invest", "pay", "fund", "announce", "add")))
"""Words of questions that the pledges of a briefing answer."""
PLEDGED = 0.25
"""What it adds to a sentence that it says such a pledge."""
LONGEST = 300_000
"""Characters of one article that are weighed."""


class Page:
    """An article's sentences, each with the words of the question that it has."""

    def __init__(self, held: HeldArticle, asked: Sequence[str]) -> None:
        article = held.article
        self.held = held
        self.sentences = sentences(article) if len(article.text) <= LONGEST else ()
        self.runs = [keys_of(sentence.text) for sentence in self.sentences]
        stated = keys_of(f"{article.title or ''} {article.outlet or ''}")
        every = frozenset().union(stated, *self.runs)
        alike = {word: frozenset(k for k in every if has((k,), word)) for word in asked}
        self.hits = [self._of(alike, run) for run in self.runs]
        self.title = self._of(alike, stated)
        self.lead = self.title.union(*self.hits[:2])
        self.all = self.title.union(*self.hits)
        self.stated = stated

    @staticmethod
    def _of(alike: Mapping[str, frozenset[str]], run: Sequence[str]) -> frozenset[str]:
        there = frozenset(run)
        return frozenset(word for word, forms in alike.items() if not forms.isdisjoint(there))

    def calls(self, name: Sequence[str]) -> bool:
        """Tell whether a name of several words stands somewhere as it was asked for."""
        return any(_stands(name, run) for run in (self.stated, *self.runs))


def _stands(name: Sequence[str], run: Sequence[str]) -> bool:
    many = len(name)
    return any(
        run[at] == name[0] and list(run[at : at + many]) == list(name)
        for at in range(len(run) - many + 1)
    )


def weigh(question: Question, page: Page) -> dict[str, float]:
    """Weigh each word of the question: rare ones in the article and names more.

    The rarity is that among the article's own sentences: every article that is read has all
    telling words, and it is the sentence that is looked for.
    """
    most = len(page.sentences) + 1
    weights = {}
    little = light(question)
    for word in question.keys:
        told = sum(word in hits for hits in page.hits)
        rarity = RARE + math.log(most / (told + 0.5)) / math.log(most + 1)
        weights[word] = max(rarity, 0.3) * (1.3 if word in question.names else 1.0)
        if word in question.units and word not in LIGHT:
            weights[word] = max(weights[word], 1.0)
        elif word in little:
            weights[word] *= LITTLE
    return weights


def light(question: Question) -> frozenset[str]:
    """Give the words that say little here: "cost" does in "how much", not in "what is the cost"."""
    asks_what = question.text.lower().startswith("what")
    if question.wanted is Wanted.MONEY and asks_what:
        return LIGHT
    return LIGHT | OF_KIND.get(question.wanted, frozenset())


def best(question: Question, story: Story, page: Page) -> tuple[Evidence, float] | None:
    """Find the article's sentence that answers best, with its weight, if one does."""
    reading = _Reading(question, weigh(question, page), story, page)
    if not reading.about_this():
        return None
    found = [
        (sentence, weight)
        for place, sentence in enumerate(page.sentences)
        if (weight := reading.weight(place)) is not None
    ]
    return max(found, key=lambda one: one[1], default=None)


class _Reading:
    """One article, read for one question."""

    def __init__(
        self, question: Question, weights: Mapping[str, float], story: Story, page: Page
    ) -> None:
        self.question = question
        self.page = page
        self.weights = weights
        small = light(question) | question.role
        self.telling = [word for word in question.keys if word not in small]
        # Words of the headline, and names of the lead, say which article is meant; the others say
        # which sentence of it.
        self.topic = page.title | (question.names & page.lead)
        self.specific = {w: v * (TITLE if w in self.topic else 1.0) for w, v in weights.items()}
        self.actors = _actors(story, page.held)
        self.pledged = _pledged(question, story, page.held)
        published = page.held.article.published
        self.year = published.year if published else None

    def about_this(self) -> bool:
        """Tell whether the article has every word that says something, and each full name."""
        page = self.page
        told = all(word in page.all for word in self.telling)
        return told and all(map(page.calls, self.question.full))

    def weight(self, place: int) -> float | None:
        """Weigh a sentence; ``None`` where it is no answer."""
        question, page = self.question, self.page
        sentence = page.sentences[place]
        own = page.hits[place]
        if question.role:
            if not in_the_role(question, sentence.text):
                return None
            own |= question.role
        before = page.hits[place - 1] if place else frozenset[str]()
        if not self._named(place, own, before) or self._scattered(place):
            return None
        has_own, beside, around = self._shares(place, own, before)
        # "64 metres long" says it alone, where the headline has the ship.
        whole = page.lead.issuperset(self.telling) and measured(question, sentence.text)
        if not (has_own >= OWN or whole) or beside < BESIDE or around < WHOLE:
            return None
        if not self._answers(sentence.text, own | before):
            return None
        said = any(_overlap(sentence, words) for words in self.pledged)
        return (
            0.5 * has_own
            + 0.5 * beside
            + 0.35 * around
            + bonus(question, sentence.text, place)
            + (PLEDGED if said else 0)
        )

    def _named(self, place: int, own: frozenset[str], before: frozenset[str]) -> bool:
        """Tell whether every name of the question is near, or in the headline or lead."""
        question, page = self.question, self.page
        close = own.union(*page.hits[max(place - 2, 0) : place + 3])
        if question.wanted is Wanted.PERSON:
            close = own | before if question.role else own
        return all(name in close or name in page.lead for name in question.names)

    def _scattered(self, place: int) -> bool:
        """Tell whether a short question's words stand too far apart.

        Two or three words and no name are found together by chance somewhere.
        """
        question, page = self.question, self.page
        if len(self.telling) > FEW or question.names or question.role:
            return False
        return not _within([w for w in self.telling if w not in page.title], page.runs[place])

    def _shares(
        self, place: int, own: frozenset[str], before: frozenset[str]
    ) -> tuple[float, float, float]:
        """Give the shares of the question in the sentence, with those beside it, in the whole."""
        page = self.page
        after = page.hits[place + 1] if place + 1 < len(page.hits) else frozenset[str]()
        beside = (
            dict.fromkeys(self.topic, TOPIC)
            | dict.fromkeys(after, AFTER)
            | dict.fromkeys(before, BEFORE)
            | dict.fromkeys(own, 1.0)
        )
        of_own, of_near, of_lead, of_rest = AROUND
        around = (
            dict.fromkeys(page.all, of_rest)
            | dict.fromkeys(page.lead, of_lead)
            | dict.fromkeys(own | before | after, of_near)
            | dict.fromkeys(own, of_own)
        )
        return (
            _share(self.specific, dict.fromkeys(own, 1.0)),
            _share(self.specific, beside),
            _share(self.weights, around),
        )

    def _answers(self, sentence: str, there: frozenset[str]) -> bool:
        """Tell whether the sentence holds the kind of fact asked for, about what is asked."""
        question = self.question
        if not holds(question, sentence, year=self.year):
            return False
        if question.wanted is Wanted.COUNT:
            return counts(question, sentence, there)
        if question.wanted is Wanted.PERSON and not question.role:
            return somebody(question, self.actors, sentence)
        return True


def _actors(story: Story, held: HeldArticle) -> Sequence[str]:
    if held.article.id != story.briefing.article:
        return ()
    return [name for each in story.briefing.actors for name in (each.name, *each.aliases)]


def _pledged(question: Question, story: Story, held: HeldArticle) -> Sequence[Evidence]:
    """List the words of pledges by whom the question names, when it asks for what they give."""
    if held.article.id != story.briefing.article or not GIVING & set(question.keys):
        return ()
    return [
        pledge.evidence
        for pledge in story.briefing.pledges
        if pledge.pledger and set(keys_of(pledge.pledger.name)) & question.names
    ]


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.start < other.end and other.start < one.end


def _within(wanted: Sequence[str], run: Sequence[str]) -> bool:
    """Tell whether all of the words stand within a few of one another."""
    return any(
        all(has(tuple(run[at : at + CLOSE]), word) for word in wanted)
        for at in range(max(len(run) - CLOSE, 0) + 1)
    )


def _share(weights: Mapping[str, float], there: Mapping[str, float]) -> float:
    """Give the share of the weight whose words are there, each as much as it is."""
    total = sum(weights.values())
    return sum(weight * there.get(word, 0.0) for word, weight in weights.items()) / total
