"""A cue with its arguments in, the facts about it that are weighed out, each a short name."""

import itertools
import re
from dataclasses import dataclass

from summariser.document import Document
from summariser.money import Sum
from summariser.reading import Reading
from summariser.records import ActorKind
from summariser.subjects import Subject
from summariser.triggers import Cue

_WORD = re.compile(r"[^\W\d_]{3,}")
_PAST = re.compile(
    r"\b(?:last (?:year|month|week)|to date|so far|since (?:19|20)\d\d|already|previously|earlier"
    r"|in (?:19|20)\d\d|yesterday|has been|have been|had)\b",
    re.IGNORECASE,
)
_SAID = re.compile(r"\b(?:said|says|told|according to|added|announced|reported)\b", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:if|unless|subject to|provided that|on condition)\b", re.IGNORECASE)
_FOLLOWING = 7
_SIZES = (1e4, 1e6, 1e7, 1e8, 1e9, 1e10)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is the same for all cues of an article."""

    title: frozenset[str]
    cues: int
    sentences: int
    home: bool
    first_sums: dict[tuple[str, str], int]


def surroundings(reading: Reading, cues: list[Cue]) -> Surroundings:
    """Count once for an article."""
    title = frozenset(_WORD.findall((reading.document.article.title or "").lower()))
    first: dict[tuple[str, str], int] = {}
    for index, sums in enumerate(reading.sums):
        for one in sums:
            first.setdefault((str(one.amount.normalize()), one.currency), index)
    return Surroundings(
        title=title,
        cues=len(cues),
        sentences=len(reading.document.sentences),
        home=reading.home is not None,
        first_sums=first,
    )


def features(
    reading: Reading,
    cue: Cue,
    subject: Subject,
    total: Sum | None,
    *,
    around: Surroundings,
    reason: str | None,
) -> list[str]:
    """All facts about one cue."""
    document = reading.document
    found = ["bias", f"form={cue.form}", f"cue={cue.cue}", f"verb={cue.verb}"]
    found += _of_subject(reading, subject, cue)
    found += _of_sum(total, cue, around)
    found += _of_place(reading, cue, around)
    found += _of_words(document, cue, around)
    if reason:
        found += [f"veto={reason}", f"veto={reason}&{cue.form}"]
    if cue.passive:
        found += ["passive", f"passive&{'sum' if total and total.money else 'none'}"]
    if cue.negated:
        found.append("negated")
    return found


def _of_subject(reading: Reading, subject: Subject, cue: Cue) -> list[str]:
    found = [f"subject={subject.kind}", f"subject={subject.kind}&{cue.form}"]
    if subject.far:
        found.append(f"far&{cue.form}")
    if subject.mention:
        kind = subject.mention.kind
        found += [f"who={kind}", f"who={kind}&{cue.form}"]
        owner = reading.owners.get((subject.mention.start, subject.mention.end))
        if owner and owner.name == reading.home:
            found.append("who=home")
        if owner and owner.kind is ActorKind.PERSON and owner.roles:
            found.append(f"who=titled&{cue.form}")
    elif subject.span:
        words = reading.document.text[subject.span.start : subject.span.end].lower().split()
        if words:
            found += [f"head={words[-1]}", f"head={words[-1]}&{cue.form}"]
            if words[0] in ("this", "these", "that", "the", "such"):
                found.append(f"subject={subject.kind}&{words[0]}")
    return found


def _of_sum(total: Sum | None, cue: Cue, around: Surroundings) -> list[str]:
    if total is None:
        return [f"sum=none&{cue.form}", "sum=none"]
    sort = "money" if total.money else "percent" if total.currency == "percent" else "count"
    where = "before" if total.end <= cue.start else "after"
    found = [
        f"sum={sort}",
        f"sum={sort}&{cue.form}",
        f"sum={sort}&{where}",
        f"sum={sort}&{cue.verb}",
    ]
    if sort == "money":
        found.append(f"size={sum(float(total.amount) >= size for size in _SIZES)}")
    if total.modifier:
        found.append(f"modifier={total.modifier}")
    first = around.first_sums.get((str(total.amount.normalize()), total.currency), cue.sentence)
    if first < cue.sentence:
        found += ["again", f"again&{cue.form}"]
    return found


def _of_place(reading: Reading, cue: Cue, around: Surroundings) -> list[str]:
    saying = reading.sayings[cue.sentence]
    quoted = any(a <= cue.start < b for a, b in saying.quoted)
    place = min(cue.sentence, 6)
    found = [
        f"sentence={place}",
        f"sentence={place}&{cue.form}" if place <= 1 else f"later&{cue.form}",
        f"length={min(around.sentences // 8, 5)}",
        f"cues={min(around.cues // 4, 5)}",
        f"home={around.home}",
        f"home={around.home}&{cue.form}",
    ]
    if quoted:
        found += ["quoted", f"quoted&{cue.form}"]
    if saying.own:
        found.append("spoken")
    return found


def _of_words(document: Document, cue: Cue, around: Surroundings) -> list[str]:
    tokens = document.tokens[cue.sentence]
    found = []
    after = [t.text.lower() for t in tokens[cue.after : cue.after + _FOLLOWING]]
    before = [t.text.lower() for t in tokens[max(0, cue.token - 4) : cue.token]]
    found += [f"then={word}" for word in after if word[0].isalpha()]
    found += [f"then2={one} {two}" for one, two in itertools.pairwise(after[:4])]
    whole = {t.text.lower() for t in tokens if t.text[0].isalpha()}
    found += [f"in={word}" for word in sorted(whole)]
    found += [f"prior={word}" for word in before]
    if after:
        found += [f"next={after[0]}", f"next={after[0]}&{cue.form}"]
    if before:
        found += [f"last={before[-1]}", f"last={before[-1]}&{cue.form}"]
    else:
        found.append("first word")
    clause = document.text[cue.clause[0] : cue.clause[1]]
    sentence = document.text[slice(*document.sentences[cue.sentence])]
    words = set(_WORD.findall(clause.lower()))
    shared = len(words & around.title)
    found += [f"title={min(shared, 4)}", f"title={min(shared, 4)}&{cue.form}"]
    if cue.verb in around.title:
        found.append("verb in title")
    found += [
        name
        for name, pattern in (("past", _PAST), ("said", _SAID), ("if", _CONDITION))
        if pattern.search(sentence)
    ]
    return found
