"""From a question to the sentences that answer it, or to the admission that none does.

Each sentence of the stories that share words with the question is weighed by the question's words
that it has itself (most), that its neighbours have, and that its article has. It is an answer only
if it holds the kind of fact that is asked for, its article has every name of the question, and
together they have most of what is asked. Wrong answers cost more than refusals: the thresholds
stand where no unanswerable question of the measured set got an answer (`make quality`).
"""

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.commands.question import Question, Wanted, key, keys_of, understand
from bot.commands.reply import Choice, Choices, Part, Quote, Reply, Say, ShowStory
from bot.commands.words import story_words
from bot.model import HeldArticle, Story
from summariser import Evidence, Worded, sentences

LOOKED_UP = 7
"""Words looked up for one question."""
SHOWN = 3
"""Quotes in one answer, each of another article."""
NEAR = 0.8
"""A further article's sentence is shown when it weighs this share of the best one's."""
OWN = 0.36
"""Least share of the question's weight that the sentence itself must have."""
OWN_BESIDE = 0.12
"""The same, where the sentences beside it have the rest."""
AROUND = 0.72
"""Least share that the sentence, its neighbours and the headline must have together."""
WHOLE = 0.86
"""Least share that the whole article must have."""
TITLE = 0.35
"""What a word of the headline counts when sentences of its article are compared."""
FEW = 3
"""Words of a short question, which must stand close together in what answers it ..."""
CLOSE = 16
"""... within this many words."""
LIGHT = frozenset(
    map(
        key,
        (
            "come",
            "make",
            "take",
            "put",
            "see",
            "use",
            "announce",
            "need",
            "want",
            "receive",
            "face",
            "mean",
            "ask",
            "people",
            "happen",
            "year",
            "join",
            "part",
            "plan",
        ),
    )
)
"""Words that say little of what is asked."""
OF_SUMS = frozenset(map(key, ("cost", "pay", "amount", "sum", "money", "total")))
"""Words that only say that a sum is asked for."""
LONGEST = 300_000
"""Characters of one article that are weighed."""

_FIGURE = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|third|thirds"
    r"|quarter|dozen|hundred|thousand|million|billion|twice|double)\b",
    re.IGNORECASE,
)
_COINS = (
    r"dollars?|euros?|pounds?|kron(?:er|or|a)|crowns?|cedis|kina|rand|lei|kwacha|yen|francs?"
    r"|rupees|shillings|pesos|zloty|tenge|roubles?|hryvnias?"
)
_PRICE = re.compile(rf"[$€£¥]|\b(?:{_COINS})\b", re.IGNORECASE)
_MONEY = re.compile(
    rf"[$€£¥%]|\b(?:{_COINS}|percent|per cent|million|billion|tenth|third|half)\b", re.IGNORECASE
)
# What something costs: a sum behind a word of price, or before "a tonne".
_PRICED = re.compile(
    rf"\b(?:pric|cost|sell|sold|fetch|trad)\w*\W+(?:\w+\W+){{0,5}}?[$€£¥]?\d"
    rf"|\d[\d.,]*\s?(?:[kmb]|bn|million|billion)?\s?(?:{_COINS})?\s(?:an?|per|each|for)\b",
    re.IGNORECASE,
)
_FULL = re.compile(r"\b[A-Z\u00c0-\u00de][\w'-]+ (?:[A-Z\u00c0-\u00de][\w'-]+ ?)+")
_TIME = re.compile(
    r"\b(?:\d{4}|january|february|march|april|may|june|july|august|september|october|november"
    r"|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|yesterday|tomorrow"
    r"|week|weeks|month|months|year|years|day|days|hours?|midnight|noon|morning|evening|night"
    r"|spring|summer|autumn|winter|decade|century|season|end of)\b",
    re.IGNORECASE,
)
# When something was said is not when it is to happen.
_SAID_ON = re.compile(
    r"\b(?:said|says|told|announced|added|wrote|warned|confirmed|reported)\b[^.,;]{0,60}?\b"
    r"(?:on (?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday)\b"
    r"|\b(?:a|per|each|every) (?:day|week|month|year)\b"
    r"|\b(?:\d+|one|two|three|few|several|many)[ -]year[ -]old\b",
    re.IGNORECASE,
)
_SAYING = frozenset(map(key, ("said", "announced", "told", "wrote", "warned", "confirmed")))
_NAME = re.compile(r"(?<![.!?\u201c\"] )(?<!^)\b[^\W\d_a-z][^\W\d_]+")
_PLACE = re.compile(
    r"\b(?:in|at|near|from|to|on|beside|outside|off|of)\s+(?:the\s+)?[^\W\d_a-z]\w+"
)
_REASON = re.compile(
    r"\b(?:because|after|since|so that|blam|due to|owing|cit|in order|to \w+|as|for|led to"
    r"|reason|argu)\w*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A sentence that answers.

    Attributes:
        weight: 0 to about 1.5; an ordering, not a probability.
    """

    story: Story
    held: HeldArticle
    sentence: Evidence
    weight: float


def search_words(question: Question) -> str:
    """Give the words to look stories up by, in the forms that the question uses: names first.

    Words that say little would only make the search slow: half of all articles have them.
    """
    words = [word for word in re.findall(r"[^\W_]+", question.text) if key(word) in question.keys]
    telling = [word for word in words if key(word) not in LIGHT | OF_SUMS] or words
    telling.sort(key=lambda word: (key(word) not in question.names, -len(word)))
    return " ".join(list(dict.fromkeys(telling))[:LOOKED_UP])


def choose(
    text: str, stories: Sequence[tuple[Story, Sequence[HeldArticle]]]
) -> tuple[Question, list[Found]]:
    """Choose the sentences that answer, best first; none when nothing does."""
    question = understand(text)
    if not question.keys:
        return question, []
    articles = [(story, held, _Page(held)) for story, every in stories for held in every]
    weights = _weights(question, [page for _, _, page in articles])
    found = [
        best
        for story, held, page in articles
        if (best := _best(question, weights, story, held, page)) is not None
    ]
    found.sort(key=lambda one: -one.weight)
    return question, found


def chosen(found: Sequence[Found]) -> list[Found]:
    """Choose which of the answers are shown, newest first, none of them twice."""
    if not found:
        return []
    least = found[0].weight * NEAR
    shown: dict[str, Found] = {}
    for one in found:
        if one.weight >= least and len(shown) < SHOWN:
            shown.setdefault(" ".join(keys_of(one.sentence.text)), one)
    return sorted(shown.values(), key=_when, reverse=True)


def tell(
    text: str, shown: Sequence[Found], near: Sequence[Story], worded: Sequence[Worded] = ()
) -> Reply:
    """Quote what answers; or say that nothing does, with the nearest stories.

    Args:
        text: The question.
        shown: What answers, as it was chosen.
        near: The nearest stories, for when nothing does.
        worded: Sentences that these quotes prove, each with the numbers of its quotes.
    """
    if not shown:
        parts: list[Part] = [ShowStory(story=story) for story in near[:1]]
        if parts:
            parts.insert(0, Say(text="The nearest that is held:"))
        others = [Choice(label=story_words(s), command=f"more {s.id}") for s in near[1:3]]
        if others:
            parts.append(Choices(prompt="Also near", options=tuple(others)))
        return Reply(title="Not in the articles I hold", parts=tuple(parts), found=False)
    said = [Say(text=f"{one.text} {_numbers(one.cites)}") for one in worded]
    quotes = [_quote(one, place if worded else None) for place, one in enumerate(shown)]
    return Reply(title=f"{text[:1].upper()}{text[1:]}?", parts=(*said, *quotes))


def _numbers(cites: Sequence[int]) -> str:
    return "".join(f"[{place + 1}]" for place in cites)


def _when(found: Found) -> dt.datetime:
    return found.held.article.published or found.held.fetched


def _quote(found: Found, place: int | None) -> Quote:
    article = found.held.article
    leads = article.id == found.story.article.article.id
    label = article.title or story_words(found.story)
    return Quote(
        label=label if place is None else f"[{place + 1}] {label}",
        evidence=found.sentence,
        story=found.story.id if leads else None,
        outlet=article.outlet,
        published=article.published,
        url=article.url,
    )


class _Page:
    """An article's sentences with the keys of their words."""

    def __init__(self, held: HeldArticle) -> None:
        article = held.article
        self.sentences = sentences(article) if len(article.text) <= LONGEST else ()
        self.keys = [frozenset(keys_of(sentence.text)) for sentence in self.sentences]
        stated = f"{article.title or ''} {article.outlet or ''}"
        self.title = frozenset(keys_of(stated))
        self.all = frozenset().union(self.title, *self.keys)


def _weights(question: Question, pages: Sequence[_Page]) -> dict[str, float]:
    """Weigh each word of the question: rare ones and names more, words that say little less."""
    counts = Counter(word for page in pages for word in question.keys if _has(page.all, word))
    most = len(pages) + 1
    weights = {}
    for word in question.keys:
        rarity = 0.6 + math.log(most / (counts[word] + 0.5)) / math.log(most + 1)
        weights[word] = max(rarity, 0.3) * (1.3 if word in question.names else 1.0)
        if word in question.units:
            weights[word] = max(weights[word], 1.0)
        elif word in _light(question):
            weights[word] *= 0.25
    return weights


def _light(question: Question) -> frozenset[str]:
    """Give the words that say little here: "cost" does in "how much", not in "what is the cost"."""
    asks_how_much = question.wanted is Wanted.MONEY and not question.text.lower().startswith("what")
    return LIGHT | OF_SUMS if asks_how_much else LIGHT


def _has(keys: Iterable[str], word: str) -> bool:
    """Tell whether a word is there, or one that begins alike ("norway", "norwegian")."""
    if word in keys:
        return True
    if len(word) < 5:  # noqa: PLR2004 # short words begin alike by chance
        return False
    stem = word[: max(5, len(word) - 3)]
    return any(other.startswith(stem) for other in keys)


def _best(
    question: Question, weights: dict[str, float], story: Story, held: HeldArticle, page: _Page
) -> Found | None:
    """Find the article's sentence that answers best, if one does."""
    if _share(weights, page.all) < WHOLE or not all(_has(page.all, n) for n in question.names):
        return None
    # Words of the headline, and names of the lead, say which article is meant; the others say
    # which sentence of it.
    lead = page.title.union(*page.keys[:2])
    topic = page.title | (question.names & lead)
    chosen = {w: v * (TITLE if _has(topic, w) else 1.0) for w, v in weights.items()}
    # Two or three words and no name are found together by chance somewhere, unless close together.
    telling = [word for word in question.keys if word not in _light(question)]
    short = len(telling) <= FEW and not question.names
    figures = question.wanted in {Wanted.COUNT, Wanted.MONEY, Wanted.TIME}
    best: Found | None = None
    for place, sentence in enumerate(page.sentences):
        keys = page.keys[place]
        near = frozenset().union(*page.keys[max(place - 2, 0) : place + 2])
        own = _share(chosen, keys)
        around = _share(weights, page.title | near)
        about = _share(chosen, near)
        close = keys if question.wanted is Wanted.PERSON else near
        named = all(_has(close | lead, name) for name in question.names)
        if short and not _within([w for w in telling if w not in page.title], sentence.text):
            continue
        enough = own >= OWN or (figures and own >= OWN_BESIDE and about >= AROUND)
        if not (enough and around >= AROUND and named and _holds(question, sentence.text, keys)):
            continue
        if question.wanted is Wanted.PERSON and not _somebody(question, story, held, sentence.text):
            continue
        weight = own + 0.35 * around + 0.15 * about
        weight += _bonus(question, sentence.text, keys, place)
        if best is None or weight > best.weight:
            best = Found(story=story, held=held, sentence=sentence, weight=weight)
    return best


def _within(wanted: Sequence[str], sentence: str) -> bool:
    """Tell whether all of the words stand within a few of one another."""
    keys = keys_of(sentence)
    return any(
        all(_has(keys[at : at + CLOSE], word) for word in wanted)
        for at in range(max(len(keys) - CLOSE, 0) + 1)
    )


def _share(weights: dict[str, float], keys: frozenset[str]) -> float:
    """Give the share of the weight whose words are there."""
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if _has(keys, word)) / total


def _holds(question: Question, sentence: str, keys: frozenset[str]) -> bool:
    """Tell whether a sentence has the kind of fact that is asked for, beyond the question."""
    match question.wanted:
        case Wanted.COUNT:
            units = (*question.units, "people") if question.units else ()
            unit = not units or any(_has(keys, unit) for unit in units)
            return unit and bool(_FIGURE.search(sentence))
        case Wanted.MONEY:
            money = _PRICE if key("price") in question.keys else _MONEY
            # "What does it cost" may be answered by any sum, "the price of gold" only by a price.
            asks_price = re.search(r"\bprices?\b", question.text, re.IGNORECASE)
            patterns = (_FIGURE, money, _PRICED) if asks_price else (_FIGURE, money)
            return all(pattern.search(sentence) for pattern in patterns)
        case Wanted.TIME:
            asks_of_saying = _SAYING & set(question.keys)
            return bool(_TIME.search(sentence if asks_of_saying else _SAID_ON.sub("", sentence)))
        case Wanted.PERSON | Wanted.PLACE:
            return any(key(name) not in question.keys for name in _NAME.findall(sentence))
        case _:
            return True


def _somebody(question: Question, story: Story, held: HeldArticle, sentence: str) -> bool:
    """Tell whether somebody is named in the sentence whom the question does not name itself.

    A capital letter is not enough: wards and streets have them. It is an actor of the briefing,
    or a name of several words, none of which the question has.
    """
    asked = set(question.keys)
    if any(asked.isdisjoint(keys_of(name)) for name in _FULL.findall(sentence)):
        return True
    if held.article.id != story.briefing.article:
        return True
    parts = {
        part
        for actor in story.briefing.actors
        for name in (actor.name, *actor.aliases)
        for part in re.findall(r"[^\W\d_]{3,}", name)
        if part[0].isupper() and key(part) not in asked
    }
    return any(word in parts for word in re.findall(r"[^\W\d_]{3,}", sentence))


def _bonus(question: Question, sentence: str, keys: frozenset[str], place: int) -> float:
    """Prefer sentences shaped like an answer, and among equals the earlier one."""
    bonus = -0.004 * min(place, 20)
    if question.wanted is Wanted.PLACE and _PLACE.search(sentence):
        bonus += 0.05
    if question.wanted is Wanted.REASON and _REASON.search(sentence):
        bonus += 0.05
    if question.wanted is Wanted.PERSON and any(
        not any(key(part) in question.keys for part in name.split())
        for name in _FULL.findall(sentence)
    ):
        bonus += 0.12
    if question.wanted in {Wanted.MONEY, Wanted.COUNT} and re.search(r"[$€£]|\d", sentence):
        bonus += 0.05
    if any(_beside(unit, sentence) for unit in question.units):
        bonus += 0.15
    # A very long sentence has many words by chance.
    return bonus - 0.002 * max(len(keys) - 30, 0)


def _beside(unit: str, sentence: str) -> bool:
    """Tell whether a figure stands next to what is counted."""
    words = re.findall(r"[^\W_]+(?:[.,]\d+)*", sentence)
    for place, word in enumerate(words):
        if _FIGURE.fullmatch(word) or word[:1].isdigit():
            after = {key(other) for other in words[place + 1 : place + 4]}
            if _has(after, unit):
                return True
    return False
