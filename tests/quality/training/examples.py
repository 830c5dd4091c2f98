"""Annotated rows in, windows with their labels out."""

import itertools
import json
import pathlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from summariser.document import Document
from summariser.neural import candidates
from summariser.neural.labels import CLASSES, KINDS, MENTIONS, PARTS, RELATIONS, STATUSES, WHYS
from summariser.neural.windows import Reading, read
from summariser.records import Article
from tests.quality.parts import with_parts
from tests.quality.second import read_again

IGNORE = -100
_SMALL = frozenset(("the", "a", "an", "former", "then", "acting", "outgoing"))
_TITLES = frozenset(
    "mr mrs ms dr sir dame lord lady president prime minister senator sen rep representative "
    "chancellor secretary general gen lt col maj captain king queen pope professor prof "
    "governor mayor congressman congresswoman ambassador judge justice reverend bishop".split()
)
WRITTEN = pathlib.Path(__file__).parent.parent / "data" / "written"  # our own invented articles
COPIED = 0.2  # share of 8-grams in common with a dev article
Row = Mapping[str, Any]
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Gold:
    """What the annotation says about one pledge or non-pledge, as character spans."""

    number: int  # pledges that restate each other share it; -1 for a non-pledge
    evidence: Place
    trigger: Place | None
    label: int  # of CLASSES
    status: int = IGNORE
    kind: int = IGNORE
    why: int = IGNORE
    parts: Mapping[str, Place | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Doer:
    """A name of a body, a country or a group, and the words that say what it does there.

    Attributes:
        word: The name's first word.
        relation: Of RELATIONS.
        deed: First and last word, in the name's sentence or the next; ``None`` where neither says.
    """

    word: int
    relation: int
    deed: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Example:
    """One article ready to train on; the arrays have a row per word of the article."""

    id: str
    document: Document
    reading: Reading
    facts: candidates.Sentences
    mention: np.ndarray[Any, Any]
    key: np.ndarray[Any, Any]
    role: np.ndarray[Any, Any]
    trigger: np.ndarray[Any, Any]
    evidence: np.ndarray[Any, Any]
    lead: np.ndarray[Any, Any]  # a row per sentence
    golds: tuple[Gold, ...]
    doers: tuple[Doer, ...]


def rows(path: pathlib.Path) -> Iterator[Row]:
    """Read JSON lines."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def shingles(text: str) -> set[tuple[str, ...]]:
    """Cut a text into its runs of eight words."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + 8]) for i in range(len(words) - 7)}


def load(corpus: pathlib.Path) -> list[Row]:
    """Give the rows to train on: no copy of a dev article, none that a floor is measured on.

    A copy shares a fifth of its runs of eight words; three were found by the study, two here.
    Real articles come as the second reader judged them (`tests.quality.second`).
    """
    floor = floor_ids()
    dev = [shingles(row["text"]) for row in rows(corpus / "dev.jsonl")]
    kept = []
    for path in (*sorted((corpus / "train").glob("*.jsonl")), *sorted(WRITTEN.glob("*.jsonl"))):
        for row in with_parts(read_again(rows(path))):
            mine = shingles(row["text"])
            copied = max(len(mine & d) / max(1, min(len(mine), len(d))) for d in dev)
            if copied <= COPIED and row["id"] not in floor:
                kept.append(row)
    return kept


def floor_ids() -> frozenset[str]:
    """Give the synthetic articles that the repository's quality floors are measured on."""
    path = pathlib.Path(__file__).parent.parent / "data" / "synthetic.jsonl"
    return frozenset(row["id"] for row in rows(path))


def find(text: str, words: str | None, near: Place) -> Place | None:
    """Place a verbatim surface form: inside `near`, else the closest before it, else after."""
    if not words:
        return None
    at = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]
    at = at or [m.start() for m in re.finditer(re.escape(words), text)]
    if not at:
        return None

    def distance(start: int) -> tuple[int, int]:
        if near[0] <= start < near[1]:
            return (0, start - near[0])
        return (1, near[0] - start) if start < near[0] else (2, start - near[1])

    best = min(at, key=distance)
    return (best, best + len(words))


def golds_of(row: Row) -> Iterator[Gold]:
    """Place each pledge, its restatements and each non-pledge in the text."""
    text = row["text"]
    for number, pledge in enumerate(row["pledges"]):
        start = text.find(pledge["evidence"])
        evidence = (start, start + len(pledge["evidence"]))
        offset = pledge["evidence"].find(pledge["trigger"] or "\0")
        trigger = (start + offset, start + offset + len(pledge["trigger"])) if offset >= 0 else None
        parts: dict[str, Place | None] = {
            name: find(text, pledge.get(f"{name}_text"), evidence) for name in PARTS[:-1]
        }
        yield Gold(
            number,
            evidence,
            trigger,
            CLASSES.index("core" if pledge["core"] else "optional"),
            STATUSES.index(pledge["status"]),
            KINDS.index(pledge["kind"]),
            parts=parts | {"evidence": evidence},
        )
        for other in pledge["alt_evidence"] or []:
            start = text.find(other)
            yield Gold(number, (start, start + len(other)), None, CLASSES.index("restated"))
    for other in row["non_pledges"]:
        start = text.find(other["evidence"])
        why = WHYS.index(other["why"]) if other["why"] in WHYS else IGNORE
        yield Gold(-1, (start, start + len(other["evidence"])), None, 0, why=why)


def words_in(reading: Reading, place: Place) -> range:
    """Give the numbers of the words that overlap a character span."""
    starts = [w.start for w in reading.words]
    first = int(np.searchsorted([w.end for w in reading.words], place[0], side="right"))
    return range(first, int(np.searchsorted(starts, place[1], side="left")))


def _paint(column: Any, where: range, begin: int, inside: int) -> None:
    column[where.start : where.stop] = inside
    if where:
        column[where.start] = begin


def _plain(word: str) -> str:
    return word.lower().removesuffix("'s").removesuffix("\u2019s").strip(".,")


def _bare(form: str, actor: Row) -> str:
    """Take the office off a person's name: "President Donald Trump" names Donald Trump.

    The annotation lists both forms; a proposer that learns both cuts roles in two.
    """
    if actor["kind"] != "person":
        return form
    office = {*_TITLES, *map(_plain, (actor.get("role_text") or "").split())}
    words = form.split(" ")
    first = 0
    while first < len(words) - 1 and _plain(words[first]) in office | _SMALL:
        first += 1
    titled = any(_plain(word) in office for word in words[:first])
    return " ".join(words[first:]) if titled else form


def _role_place(text: str, m: re.Match[str], forms: Iterable[str]) -> Place:
    """Take the name off a role: "Emergencies Minister Yevgeny Zinichev" keeps its first half."""
    start, end = m.span()
    for form in forms:
        at = text.find(form, start, end)
        if at < 0:
            continue
        before, after = at - start, end - at - len(form)
        start, end = (start, at) if before >= after else (at + len(form), end)
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return start, end


def _paint_actors(row: Row, reading: Reading, columns: dict[str, Any]) -> None:
    """Label every place where a surface form of an actor stands, and the words of its role."""
    text, mention, key = row["text"], columns["mention"], columns["key"]
    bare = [
        (sorted({_bare(f, actor) for f in actor["mentions"]}), actor) for actor in row["actors"]
    ]
    forms = sorted(
        ((form, actor) for some, actor in bare for form in some), key=lambda pair: len(pair[0])
    )
    for form, actor in forms:  # longest last: it wins
        kind = MENTIONS.index(actor["kind"])
        for m in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text):
            where = words_in(reading, m.span())
            after = mention[where.stop] if where.stop < len(mention) else 0
            if not where or (after and after % 2 == 0):
                continue  # would cut a longer one in two
            _paint(mention, where, 1 + 2 * kind, 2 + 2 * kind)
            key[where.start : where.stop] = IGNORE
            key[where.start] = actor["salience"] == "key"
    for some, actor in bare:
        if actor.get("role_text"):
            for m in itertools.islice(re.finditer(re.escape(actor["role_text"]), text), 2):
                start, end = _role_place(text, m, some)
                if start < end:
                    _paint(columns["role"], words_in(reading, (start, end)), 1, 2)


def _doers(row: Row, reading: Reading, mention: np.ndarray[Any, Any]) -> Iterator[Doer]:
    """Say at each name of an actor whose part is annotated which words tell it, if any near do.

    They belong to the names of their own sentence, and to those of the one before where the actor
    goes on as "it".
    """
    for actor in row["actors"]:
        if "relation" not in actor:
            continue
        relation = RELATIONS.index(actor["relation"])
        deed = words_in(reading, actor["part"]) if actor["part"] else range(0)
        places = {
            words_in(reading, m.span()).start
            for form in actor["mentions"]
            for m in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", row["text"])
        }
        named = sorted(i for i in places if i < len(mention) and mention[i] % 2 == 1)
        home = reading.sentence[deed.start] if deed else -9
        here = any(reading.sentence[i] == home for i in named)
        for i in named:
            told = bool(deed) and reading.sentence[i] == (home if here else home - 1)
            yield Doer(i, relation, (deed.start, deed.stop - 1) if told else None)


def _paint_pledges(golds: Sequence[Gold], reading: Reading, columns: dict[str, Any]) -> None:
    """Label triggers and evidence; restatements count neither for nor against."""
    trigger, evidence = columns["trigger"], columns["evidence"]
    for gold in golds:
        where = words_in(reading, gold.evidence)
        if gold.number < 0:
            _paint(evidence, where, 3, 3)
        elif gold.trigger is None:
            trigger[where.start : where.stop] = IGNORE
            evidence[where.start : where.stop] = IGNORE
    own = [gold for gold in golds if gold.trigger is not None]
    for gold in own:
        where = words_in(reading, gold.evidence)
        _paint(evidence, where, gold.label, gold.label)
        trigger[where.start : where.stop][trigger[where.start : where.stop] == IGNORE] = 0
    for gold in own:
        if gold.trigger is not None:
            _paint(trigger, words_in(reading, gold.trigger), 1, 2)


def _leads(row: Row, document: Document) -> np.ndarray[Any, Any]:
    lead = np.zeros(len(document.sentences), dtype=np.float32)
    for sentence in row["lead"]:
        start = row["text"].find(sentence)
        middle = start + len(sentence) // 2
        for i, (a, b) in enumerate(document.sentences):
            lead[i] = max(lead[i], float(start >= 0 and a <= middle < b))
    return lead


def example(row: Row, document: Document) -> Example:
    """Turn one row into labels for each word and sentence."""
    reading = read(document)
    columns: dict[str, Any] = {
        name: np.zeros(len(reading.words), dtype=np.int64)
        for name in ("mention", "role", "trigger", "evidence")
    }
    columns["key"] = np.full(len(reading.words), IGNORE, dtype=np.int64)
    golds = tuple(golds_of(row))
    _paint_actors(row, reading, columns)
    _paint_pledges(golds, reading, columns)
    return Example(
        id=row["id"],
        document=document,
        reading=reading,
        facts=candidates.survey(document),
        lead=_leads(row, document),
        golds=golds,
        doers=tuple(_doers(row, reading, columns["mention"])),
        **columns,
    )


def article_of(row: Row) -> Article:
    """Take the row's text and title."""
    return Article(id=row["id"], text=row["text"], title=row.get("title"), url=row.get("url"))
