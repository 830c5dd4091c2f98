"""A sentence in, the words of it that tell the event out: what is worth least goes.

Each unit that may go (`summariser.units`) has facts with learned weights (line_weights.tsv): how
many of its words an annotator would have kept. Titles of courtesy and day words always go; other
units when they are worth less than `LEAST`, and the least worth of them until at most 35 words are
left. What cannot be brought under it by whole units is no line.
"""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summariser.clause import main_verb, opening_end, stands
from summariser.document import Token, tokens
from summariser.lexicon import table
from summariser.mentions import Mention
from summariser.reading import Reading
from summariser.tails import tails
from summariser.units import Unit, inner
from summariser.weigh import odds

LONGEST = 35
# A unit goes when less than this share of its words is expected in an annotator's line. A line
# that shares half of its words gains by every unit that shares a quarter.
LEAST = 0.25
# Fewer words than these tell no event: no more units go, if not to bring the line under 35.
_ENOUGH = 14
_FEWEST = 8
_ALWAYS = frozenset({"courtesy", "day", "outlet"})
_ANNOUNCED = re.compile(
    r"(?:Today,?[ ])?(?:I am|I’m|I'm|We are)[ ](?:very[ ]|today[ ])?(?:pleased|delighted|proud|happy)"
    r"[ ](?:today[ ])?to[ ](?:today[ ])?(?:announce|advise|confirm)(?:[ ]today)?[ ]that[ ]"
)
_WORD = re.compile(r"\w{3,}")
_SIZES = (2, 3, 5, 8, 12, 18)

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A unit of a sentence with what is known of it.

    Attributes:
        worth: Expected share of its words that an annotator keeps, 0 to 1.
    """

    unit: Unit
    facts: tuple[str, ...]
    worth: float


@functools.cache
def _weights() -> dict[str, float]:
    return {row["fact"]: float(row["kept"]) for row in table("line_weights")}


def shorten(reading: Reading, start: int, end: int, most: int = LONGEST) -> Spans | None:
    """Spans of a sentence that are a whole clause of at most ``most`` words.

    Args:
        reading: The article's.
        start: First code point of the sentence.
        end: Behind its last one.
        most: Words, as blanks divide them.

    Returns:
        The spans to keep, in text order; ``None`` when no whole units bring it under ``most``, or
        when it is no clause.
    """
    text = reading.document.text
    announced = _ANNOUNCED.match(text, start, end)
    if announced:
        start = announced.end()
    keep: Spans = ((start, end),)
    found = list(parts(reading, start, end))
    for part in found:
        if part.unit.kind in _ALWAYS:
            keep = without(keep, part.unit)
    dropped = _cheap(text, found, keep, most)
    for unit in dropped:
        keep = without(keep, unit)
    keep = tidy(text, keep)
    if not keep or count(text, keep) > most or not sound(text, keep):
        keep = tidy(text, ((start, end),))
    return keep if keep and count(text, keep) <= most and sound(text, keep) else None


def _cheap(text: str, found: Sequence[Part], keep: Spans, most: int) -> list[Unit]:
    """The units to leave out: those worth too little, then the least worth while it is too long."""
    inside = [part for part in found if part.unit.kind not in _ALWAYS and not part.unit.chain]
    chains = {n: [p for p in found if p.unit.chain == n] for n in (1, 2)}
    gone: list[Unit] = []
    for part in inside:
        fewer = without(keep, part.unit)
        if part.worth < LEAST and count(text, fewer) >= _ENOUGH:
            keep, gone = fewer, [*gone, part.unit]
    for chain in chains.values():
        for size in range(1, _run(text, chain) + 1):
            fewer = without(keep, chain[-size].unit)
            if count(text, fewer) < _ENOUGH:
                break
            keep, gone = fewer, [*gone, chain[-size].unit]
    while count(text, keep) > most:
        left = [p for p in inside if p.unit not in gone]
        ends = [next((p for p in reversed(c) if p.unit not in gone), None) for c in chains.values()]
        choices = [
            p
            for p in (*left, *(p for p in ends if p))
            if count(text, without(keep, p.unit)) >= _FEWEST
        ]
        if not choices:
            break
        least = min(choices, key=lambda p: p.worth)
        keep, gone = without(keep, least.unit), [*gone, least.unit]
    return gone


def _run(text: str, chain: Sequence[Part]) -> int:
    """How many tails from the end are together worth less than they cost."""
    best = total = 0.0
    size = 0
    for number, part in enumerate(reversed(chain), 1):
        words = len(text[part.unit.start : part.unit.end].split())
        total += words * (LEAST - part.worth)
        if total > best:
            best, size = total, number
    return size


def parts(reading: Reading, start: int, end: int) -> Iterator[Part]:
    """The units of a sentence, weighed."""
    text = reading.document.text
    words = tokens(text, start, end)
    main = main_verb(words, opening_end(words))
    if main is None:
        return
    weights = _weights()
    names = [(m.start, m.end) for m in _named(reading, start, end)]
    title = set(_WORD.findall((reading.document.article.title or "").lower()))
    whole = len(text[start:end].split())
    found = (*inner(text, words, main), *_outlet(reading, start, end))
    for unit in (*found, *tails(text, words, main, names)):
        facts = tuple(_facts(reading, unit, start, title, whole))
        worth = odds(sum(weights.get(fact, 0.0) for fact in facts))
        yield Part(unit=unit, facts=facts, worth=worth)


# "..., reports the British broadcaster BBC": whose report it is, and no doubt of what it says.
_PRESS = re.compile(
    r"\b(?:broadcaster|newspaper|daily|weekly|magazine|news (?:agency|site|website)|BBC|CNN|AFP|Reuters)\b"
)


def _outlet(reading: Reading, start: int, end: int) -> Iterator[Unit]:
    """The outlet's word for its own report, which line 1 names at its end: ", reports the BBC"."""
    text = reading.document.text
    comma = text.rfind(", report", start, end)
    if comma <= start or "," in text[comma + 1 : end]:
        return
    outlet = reading.document.article.outlet
    if _PRESS.search(text, comma, end) or (outlet and outlet in text[comma:end]):
        yield Unit(start=comma, end=end, kind="outlet")


def _named(reading: Reading, start: int, end: int) -> Iterator[Mention]:
    first = reading.document.sentence_at(start)
    for index in range(first, reading.document.sentence_at(end - 1) + 1):
        yield from reading.by_sentence[index]


def _facts(reading: Reading, unit: Unit, start: int, title: set[str], whole: int) -> Iterator[str]:
    text = reading.document.text
    piece = text[unit.start : unit.end]
    words = piece.split()
    size = sum(len(words) >= limit for limit in _SIZES)
    before = len(text[start : unit.start].split())
    place = sum(before >= limit for limit in (6, 10, 14, 18, 22, 26, 32, 40))
    low = [word.strip(",.;:—–-“”\"'()").lower() for word in words]
    first = next((word for word in low if word), "")
    content = set(_WORD.findall(piece.lower()))
    shared = len(content & title)
    said = set(_WORD.findall(text[start : unit.start].lower()))
    names = sum(
        unit.start <= m.start and m.end <= unit.end for m in _named(reading, unit.start, unit.end)
    )
    sort = "tail" if unit.chain else "inner"
    yield from ("bias", sort, f"kind={unit.kind}", f"first={first}", f"size={size}")
    yield from (f"place={place}", f"{sort}&place={place}", f"kind={unit.kind}&size={size}")
    yield f"title={min(shared, 3)}"
    yield f"titled={min(4, 5 * shared // max(1, len(content)))}&untitled={not title}"
    yield f"names={min(names, 3)}"
    yield f"again={min(3, 4 * len(content & said) // max(1, len(content)))}"
    yield f"whole={sum(whole >= limit for limit in (14, 20, 26, 32, 38, 46))}"
    if re.search(r"\d", piece):
        yield "number"
    if re.search(r"[$£€]|\b(?:million|billion)\b", piece):
        yield "money"
    if re.search(r"\b(?:19|20)\d\d\b", piece):
        yield "year"
    for word in low[:2]:
        yield f"has={word}"
    if low:
        yield f"last={low[-1]}"


def without(keep: Spans, unit: Unit) -> Spans:
    """Cut a unit out of spans."""
    rest: list[tuple[int, int]] = []
    for a, b in keep:
        if unit.end <= a or b <= unit.start:
            rest.append((a, b))
            continue
        if a < unit.start:
            rest.append((a, unit.start))
        if unit.end < b:
            rest.append((unit.end, b))
    return tuple(rest)


def count(text: str, keep: Spans) -> int:
    """Words of the spans, as blanks divide them."""
    return sum(len(text[a:b].split()) for a, b in keep)


def joined(text: str, keep: Spans) -> str:
    """Words of the spans on one line."""
    words = " ".join(" ".join(text[a:b].split()) for a, b in keep)
    return re.sub(r"[ ]+([,.;:!?])", r"\1", words)


def capital(line: str) -> str:
    """A line that begins with a capital letter; a name that is written small stays so."""
    first = line[:1].upper()
    if len(first) != 1 or any(char.isupper() for char in line.split(" ", 1)[0]):
        return line
    return first + line[1:]


def sound(text: str, keep: Spans) -> bool:
    """Whether the spans read as a whole clause."""
    shown: list[Token] = [t for a, b in keep for t in tokens(text, a, b)]
    return stands(joined(text, keep), shown)


def tidy(text: str, keep: Spans) -> Spans:
    """Spans without blanks at their borders, and without marks that open or end the line."""
    spans: list[tuple[int, int]] = []
    for a, b in keep:
        start, end = a, b
        while start < end and (text[start].isspace() or (text[start] in ",;:–—-" and not spans)):
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            spans.append((start, end))
    while spans:
        start, end = spans.pop()
        while end > start and text[end - 1] in ",;:. –—":
            end -= 1
        if start < end:
            spans.append((start, end))
            break
    return tuple(spans)
