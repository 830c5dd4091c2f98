"""A clause and the words that commit in, the signs of how firm it is out, by name.

Signs stand in the words that commit, in the clause, elsewhere in the sentence, in the sentence
before and in the headline; `summariser.status` weighs them. Whoever reads, the signs are the same.
"""

import functools
import itertools
import re
from collections.abc import Iterator

from summariser.document import Document
from summariser.proposal import Span
from summariser.triggers import cues_within

_MONTHS = r"january|february|march|april|may|june|july|august|september|october|november|december"
_DAYS = r"monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_SORTS = {
    name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for name, words in {
        "if": r"if|unless|provid(?:ed|ing)(?: that)?|on condition|condition(?:al|ed|s)?|subject to"
        r"|contingent|only (?:when|once|after)|in (?:return|exchange)(?: for)?|(?:so|as) long as"
        r"|as soon as(?! (?:possible|practicable|feasible))|pending|once|tied to|hinges? on"
        r"|depend(?:s|ing|ent|ed)? (?:up)?on|should (?:the|it|he|she|they|any)|whatever|whenever"
        r"|within \w+ \w+ of (?:being|taking|winning)|approval|approved by|ratif\w+|assuming"
        r"|in the event|were to|consent|agree to",
        "again": r"reaffirm\w*|re-?iterat\w*|repeat(?:s|ed|ing|edly)?|again|remain(?:s|ed|ing)?"
        r"|still|restat\w+|renew\w+|re-?commit\w*|long-?standing|long[- ]term commitment|once more"
        r"|as (?:(?:he|she|it|they|we|i) (?:had |have |has )?)?(?:promised|said|pledged|announced"
        r"|agreed)|already|previous(?:ly)?|earlier|recent(?:ly)?|continu\w+|stands? (?:by|firm)"
        r"|always|existing|unchanged|recall(?:s|ed|ing)|same",
        "maybe": r"consider\w*|rul(?:e|ed|es|ing) (?:\w+ )?out|may|might|could|look(?:s|ed|ing)?"
        r" (?:at|into)|weigh\w*|explor\w*|options?|stud(?:y|ies|ied|ying)|possib\w+|review\w*"
        r"|examin\w*|discuss\w*|talks|think\w*|mull\w*|perhaps|whether|not (?:yet )?decid\w+"
        r"|open to|exclud\w+|propos\w+|draft|plans?|ideas?|prospects?",
        "back": r"withdr[ae]w\w*|scrap\w*|abandon\w*|ditch\w*|shelv\w*|cancel\w*|revok\w*"
        r"|rescind\w*|walk\w* away|back\w* (?:out|away|off|down)|reneg\w*|drop(?:s|ped|ping)"
        r"|no longer|pull(?:ed|ing|s)? (?:out|its|the)|not (?:now )?(?:go ahead|proceed|take place)"
        r"|tak(?:e|es|en|ing) (?:it |that )?back|gone back|went back|u-turn|revers\w+|suspend\w*",
        "kept": r"deliver(?:s|ed|ing)? on|honou?r(?:s|ed|ing)|fulfil\w*|ma(?:de|kes|king|ke) good"
        r"|(?:kept|keep(?:s|ing)?) (?:its|his|her|their|our) (?:promise|word|pledge)|handed over"
        r"|(?:it|had) promised|(?:promised|pledged) (?:in|last)|has (?:now )?done|have now"
        r"|undertook|arriv\w+|has paid|was signed|completed?",
        "offer": r"offer\w*|bid\w*|threat\w*|reward\w*|stand-?by|loan|tender\w*|ultimatum|warn\w*"
        r"|(?:re-?)?elect(?:ed|ion)\w*|manifesto|campaign\w*|candidate|opposition|readiness|ready"
        r"|willing\w*|prepared",
        "new": r"new|additional|further|extra|immediate|another|more|first|today|tonight|also|now"
        r"|announces?|announced|increas\w+|boost\w*",
        "said": r"(?:has|have|had) (?:\w+ly |also |always |already )?(?:said|told|pledged|promised"
        r"|committed|announced|agreed|undertaken|vowed|insisted|offered|made|provided|set)",
        "past": rf"(?:last|previous|past|earlier this|earlier in|back in) (?:year|month|week|spring"
        rf"|summer|autumn|fall|winter|election|budget|{_MONTHS}|{_DAYS})|(?:years?|months?|weeks?)"
        r" (?:ago|earlier|before)|since|to date|so far",
    }.items()
}
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SUM = re.compile(r"[$£€¥₹]\s?\d|\b\d[\d,.]*\s(?:[mb]illion|trillion|euros?|dollars?|pounds?)")
_CONTENT = re.compile(r"\w{4,}")
_AUXILIARY = re.compile(
    r"\b(?:(?P<perfect>has|have|['’]ve)|(?P<pluperfect>had)|(?P<be>is|are|was|were|am|be|been))"
    r"\s(?:\w+ly\s|also\s|already\s|now\s)?$",
    re.IGNORECASE,
)
_FAR = 400  # code points before and behind the words that commit in which a sign is looked for
_WORDS = 12
_PLACES = ((0, "first"), (1, "second"), (5, "early"))
_SHARED = 3


def signs(document: Document, trigger: Span, evidence: Span) -> list[str]:
    """Name all signs, each once."""
    found = [
        "bias",
        *_of_trigger(document, trigger),
        *_of_sorts(document, trigger, evidence),
        *_of_words(document, trigger),
        *_of_years(document, trigger, evidence),
        *_of_place(document, trigger, evidence),
    ]
    return list(dict.fromkeys(found))


def _of_trigger(document: Document, trigger: Span) -> Iterator[str]:
    inside = cues_within(document, trigger)
    for cue, form, status in inside:
        yield from (f"cue={cue}", f"form={form}", f"table={status}")
    yield f"first form={inside[0][1] if inside else 'none'}"
    words = [
        token.text.lower()
        for token in document.tokens[document.sentence_at(trigger.start)]
        if token.start < trigger.end and trigger.start < token.end
    ]
    yield from (f"t:{word}" for word in words if word[0].isalpha())
    yield from (f"t2:{one} {two}" for one, two in itertools.pairwise(words))
    if words:
        yield from (f"t first={words[0]}", f"t last={words[-1]}")
    tense = _AUXILIARY.search(document.text, max(0, trigger.start - 30), trigger.start)
    if tense:
        yield str(tense.lastgroup)


def _of_sorts(document: Document, trigger: Span, evidence: Span) -> Iterator[str]:
    number = document.sentence_at(trigger.start)
    start, end = document.sentences[number]
    first = start
    if number and document.paragraphs[number - 1] == document.paragraphs[number]:
        first = document.sentences[number - 1][0]
    first = max(first, trigger.start - _FAR)
    last = min(max(end, evidence.end), trigger.end + _FAR)
    for name, pattern in _SORTS.items():
        for match in pattern.finditer(document.text, first, last):
            yield from _where(name, match, start, trigger, evidence)
    yield from _of_title(document.article.title or "")


@functools.lru_cache(maxsize=64)  # asked for each promise of an article
def _of_title(title: str) -> tuple[str, ...]:
    return tuple(f"{name} in title" for name, sort in _SORTS.items() if sort.search(title[:_FAR]))


def _where(
    name: str, match: re.Match[str], start: int, trigger: Span, evidence: Span
) -> Iterator[str]:
    if match.start() < start:
        yield f"{name} in sentence before"
        return
    if evidence.start <= match.start() < evidence.end:
        yield f"{name} in clause"
    else:
        yield f"{name} outside"
    if match.end() <= trigger.start:
        yield from (f"{name} before", f"{name} before={match.group().lower()}")
    elif match.start() >= trigger.end:
        yield from (f"{name} after", f"{name} after={match.group().lower()}")
    else:
        yield f"{name} in trigger"


def _of_words(document: Document, trigger: Span) -> Iterator[str]:
    tokens = document.tokens[document.sentence_at(trigger.start)]
    before = [t.text.lower() for t in tokens if t.end <= trigger.start][-_WORDS:]
    after = [t.text.lower() for t in tokens if t.start >= trigger.end][:_WORDS]
    yield from (f"b:{word}" for word in before if word[0].isalpha())
    yield from (f"a:{word}" for word in after if word[0].isalpha())
    yield f"last={before[-1] if before else '^'}"
    yield f"next={after[0] if after else '$'}"


def _of_years(document: Document, trigger: Span, evidence: Span) -> Iterator[str]:
    published = document.article.published
    if published is None:
        return
    start, end = document.sentences[document.sentence_at(trigger.start)]
    for match in _YEAR.finditer(document.text, start, max(end, evidence.end)):
        year = int(match.group())
        sort = "this" if year == published.year else "old" if year < published.year else "next"
        inside = evidence.start <= match.start() < evidence.end
        yield from (f"{sort} year", f"{sort} year {'in clause' if inside else 'outside'}")


def _of_place(document: Document, trigger: Span, evidence: Span) -> Iterator[str]:
    text = document.text
    number = document.sentence_at(trigger.start)
    yield "place=" + next((name for most, name in _PLACES if number <= most), "late")
    clause = text[evidence.start : evidence.end]
    if any(mark in clause for mark in '"“”'):
        yield "quote"
    start = document.sentences[number][0]
    opened = text.count("“", start, trigger.start) > text.count("”", start, trigger.start)
    if opened or text.count('"', start, trigger.start) % 2:
        yield "spoken"
    yield "sum" if _SUM.search(clause) else "no sum"
    title = set(_CONTENT.findall((document.article.title or "").lower()))
    yield f"title={min(_SHARED, len(title & set(_CONTENT.findall(clause.lower()))))}"
