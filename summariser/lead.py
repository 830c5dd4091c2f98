"""Sentences in, those that carry the event out, best first.

Early sentences are weighed by facts with learned weights (lead_weights.tsv): place, what they
share with the title, the likeliest pledge in them, who is named, how they open and how long
they are.
"""

import functools
import re

from summariser.lexicon import table
from summariser.proposal import ProposedPledge
from summariser.reading import Reading
from summariser.weigh import odds

# The event stands early; later sentences of a long article are not looked at.
_FIRST = 14
_BEST = 3
_LEAST_WORDS = 5
_WORD = re.compile(r"\w{3,}")
_DATE_LINE = re.compile(r"^\W*(?:\w+day,? )?(?:\d{1,2} \w+|\w+ \d{1,2},?),? \d{4}\W*$")
_FIRST_PERSON = re.compile(r"\b(?:I|we|our|my|us)\b")
_SAYING = re.compile(r"\b(?:said|says|told|added)\b")
_ANNOUNCING = re.compile(
    r"\b(?:announc\w+|pledg\w+|will|agreed|signed|launch\w+|approved|died|won)\b"
)
_SIZES = (8, 14, 20, 26, 32, 38, 48)


@functools.cache
def _weights() -> dict[str, float]:
    return {row["fact"]: float(row["lead"]) for row in table("lead_weights")}


def lead(reading: Reading, pledges: tuple[ProposedPledge, ...]) -> tuple[int, ...]:
    """Indices of the best sentences; the first one when none has words enough."""
    weights = _weights()
    ranked = [
        (sum(weights.get(fact, 0.0) for fact in facts), -index)
        for index, facts in candidates(reading, pledges)
    ]
    ranked.sort(reverse=True)
    best = tuple(-index for _, index in ranked[:_BEST])
    return best or tuple(range(min(1, len(reading.document.sentences))))


# One place further down in another reader's order costs this much log odds. Chosen on the
# held-back articles, where line 1 shares .450 of its words with the annotator's (ROUGE-1), .448
# by the weights alone and .434 by the encoder's order alone; synthetic: .505, .493, .493.
_PLACE = 0.2


def seconded(
    reading: Reading, pledges: tuple[ProposedPledge, ...], order: tuple[int, ...]
) -> tuple[int, ...]:
    """Sentences by the weights and by another reader's order together, best first."""
    weights = _weights()
    places = {index: place for place, index in enumerate(order)}
    ranked = [
        (sum(weights.get(f, 0.0) for f in facts) - _PLACE * places.get(i, len(order)), -i)
        for i, facts in candidates(reading, pledges)
    ]
    return tuple(-index for _, index in sorted(ranked, reverse=True)) or order


def candidates(
    reading: Reading, pledges: tuple[ProposedPledge, ...]
) -> list[tuple[int, list[str]]]:
    """(index, facts) of each early sentence that could be line 1."""
    document = reading.document
    title = set(_WORD.findall((document.article.title or "").lower()))
    best: dict[int, float] = {}
    for pledge in pledges:
        index = document.sentence_at(pledge.trigger.start)
        best[index] = max(best.get(index, 0.0), pledge.core)
    found = []
    place = 0
    for index in range(min(_FIRST, len(document.sentences))):
        text = document.text[slice(*document.sentences[index])]
        words = text.split()
        if len(words) < _LEAST_WORDS or _DATE_LINE.match(text):
            continue
        facts = _of_place(reading, index, place)
        facts += _of_text(text, len(words), title)
        facts.append(f"pledge={int(best.get(index, 0.0) * 5)}")
        facts.append(f"pledge={int(best.get(index, 0.0) * 5)}&{min(place, 3)}")
        named = sum(not m.adjective for m in reading.by_sentence[index])
        facts += [f"named={min(named, 5)}", f"sums={min(len(reading.sums[index]), 2)}"]
        found.append((index, facts))
        place += 1
    return found


def _of_place(reading: Reading, index: int, place: int) -> list[str]:
    document = reading.document
    opens = index == 0 or document.paragraphs[index] != document.paragraphs[index - 1]
    near = min(place, 6)
    facts = ["bias", f"place={near}", f"opens={opens}", f"place={near}&home={bool(reading.home)}"]
    if reading.sayings[index].quoted:
        facts += ["quoted", f"quoted&{min(near, 2)}"]
    return facts


def _of_text(text: str, count: int, title: set[str]) -> list[str]:
    words = set(_WORD.findall(text.lower()))
    shared = len(words & title) / (len(title) or 1)
    size = sum(count >= limit for limit in _SIZES)
    facts = [
        f"title={int(shared * 6)}",
        f"size={size}",
        f"opening={text.split(maxsplit=1)[0].lower()}",
    ]
    facts += [f"title={int(shared * 6)}&untitled={not title}"]
    for name, pattern in (("i", _FIRST_PERSON), ("said", _SAYING), ("news", _ANNOUNCING)):
        if pattern.search(text):
            facts.append(name)
    if text[-1] not in ".!?”\"’'":
        facts.append("unended")
    return facts


def likely(facts: list[str]) -> float:
    """Expected share of the event's words, 0 to 1."""
    weights = _weights()
    return odds(sum(weights.get(fact, 0.0) for fact in facts))
