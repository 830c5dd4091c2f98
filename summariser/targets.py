"""A mention in, what is done to it there out: a target, a recipient, one accused.

The words before a name say what it is the object of: a noun with its preposition ("sanctions on
X"), or a verb ("urged X to withdraw", "accused X of shelling"). What the noun makes of the name
("target of") is one of the few labels in targets.tsv; the noun is the text's.
"""

import functools
from collections.abc import Sequence

from summariser.deeds import Deed
from summariser.lexicon import listed, table
from summariser.mentions import Mention
from summariser.phrases import Word, phrase
from summariser.proposal import Span
from summariser.records import ActorKind
from summariser.verbs import Tense, verb

OBJECT = 0.7
ASKED = 0.8
DONE = 0.6
MADE = 0.5
_REACH = 8
_BESIDES = frozenset({"the", "a", "an", "its", "his", "her", "their", "our", "so-called", "both", "also", "neighbouring",
                      "neighboring", "all", "these", "those", "new", "certain"})  # fmt: skip
_ASKED = frozenset({"urge", "call", "ask", "tell", "order", "require", "press", "invite", "force", "allow", "direct",
                    "instruct", "permit", "oblige", "expect", "authorise", "authorize", "enable", "appoint",
                    "commission", "choose", "select", "nominate", "elect"})  # fmt: skip
_ACCUSED = {
    "accuse": ("of",), "convict": ("of",), "acquit": ("of",), "suspect": ("of",), "blame": ("for", "on"),
    "charge": ("with", "over"), "fine": ("for", "over"), "sue": ("for", "over"), "praise": ("for",),
    "criticise": ("for", "over"), "criticize": ("for", "over"), "condemn": ("for",), "sentence": ("to",),
    "award": ("for",), "honour": ("for",), "honor": ("for",),
}  # fmt: skip
_DONE = frozenset({"sanction", "arrest", "detain", "attack", "invade", "ban", "overthrow", "acquire", "sue", "bomb",
                   "evacuate", "dissolve", "suspend", "dismiss", "expel", "shell", "blacklist", "impeach", "kidnap",
                   "murder", "assassinate", "fine", "jail", "oust", "defeat", "charge", "convict", "outlaw",
                   "nationalise", "nationalize", "privatise", "recognise", "recognize", "release"})  # fmt: skip
_MAKERS = {"fund": "funder of", "finance": "funder of", "organise": "organiser of", "organize": "organiser of",
           "host": "host of", "own": "owner of", "operate": "operator of", "run": "operator of",
           "publish": "publisher of", "manufacture": "maker of", "sponsor": "sponsor of"}  # fmt: skip
LABELS = frozenset({"host of the visit", "funder", "target of", "subject of", "adversary in", "recipient of", "host of", "party to", "scene of",
                    "target of sanctions", "donor", "recipient", "recipients", *_MAKERS.values()})  # fmt: skip


@functools.cache
def _ties() -> dict[str, dict[str, str]]:
    """The label of each noun by its preposition."""
    ties: dict[str, dict[str, str]] = {}
    for row in table("targets"):
        ties.setdefault(row["noun"], {}).update(dict.fromkeys(listed(row["ties"]), row["label"]))
    return ties


def targets(found: Sequence[Word], mention: Mention, kind: ActorKind) -> list[Deed]:
    """All that is done to a mention in its sentence."""
    at = next((i for i, word in enumerate(found) if word.end > mention.start), None)
    if at is None or found[at].start != mention.start:
        return []
    behind = next((i for i, word in enumerate(found) if word.start >= mention.end), len(found))
    inside = found[behind - 1]
    if inside.end > mention.end and inside.text[mention.end - inside.start :] not in ("'", "’"):
        return []  # "on Iran's oil": not on Iran
    if behind < len(found) and inside.end == mention.end and not _sort_around(found, at, behind):
        if found[behind].low in _PEOPLE_OF:
            behind += 1
        elif _goes_on(found, behind, kind):
            return []
    before = at - 1
    while before >= 0 and found[before].low in _BESIDES:
        before -= 1
    if before < 0:
        return []
    if sort := _sort_around(found, at, behind):
        return [sort]
    return [
        deed
        for deed in (
            _tied(found, mention, before, kind),
            _asked(found, before, behind),
            _got(found, mention, at, behind, kind),
            _made(found, mention, before),
        )
        if deed
    ]


def _sort_around(found: Sequence[Word], at: int, behind: int) -> Deed | None:
    """What sort it is when the words stand around it: "the ruling Frelimo party"."""
    if at < 1 or behind >= len(found) or found[behind].low not in _PARTIES:
        return None
    first = at
    while first > 0 and found[first - 1].low in _SORTS:
        first -= 1
    if first == at:
        return None
    spans = (
        Span(found[first].start, found[at - 1].end),
        Span(found[behind].start, found[behind].end),
    )
    return Deed("", spans, Span(spans[0].start, spans[1].end), SORT)


SORT = 1.2
_PARTIES = frozenset({"party", "group", "movement", "coalition", "alliance", "militia", "rebels", "bloc", "union",
                      "company", "newspaper", "airline", "bank", "network", "club"})  # fmt: skip
_SORTS = frozenset({"ruling", "opposition", "main", "biggest", "largest", "governing", "far-right", "far-left",
                    "left-wing", "right-wing", "centre-left", "centre-right", "conservative", "liberal", "socialist",
                    "communist", "nationalist", "separatist", "rebel", "armed", "militant", "banned", "outlawed",
                    "Islamist", "islamist", "populist", "green", "democratic", "state", "state-owned", "rival"})  # fmt: skip


def _goes_on(found: Sequence[Word], behind: int, kind: ActorKind) -> bool:
    """Whether the name only describes the noun behind it: "on Turkey border talks"."""
    word = found[behind]
    after = found[behind + 1] if behind + 1 < len(found) else None
    noun = word.text.islower() and not word.mark and verb(word.text) is None and len(word.text) > 3
    plain = after is None or after.mark or after.low in ("in", "of", "for", "and", "on", "to")
    return noun and plain and kind is not ActorKind.PERSON and word.low not in _CLOSES


# "Strikes on ISIL fighters" are strikes on ISIL.
_PEOPLE_OF = frozenset({"terrorists", "fighters", "targets", "forces", "militants", "positions", "troops", "members",
                        "officials", "government", "regime", "insurgents", "rebels", "militias"})  # fmt: skip
_CLOSES = frozenset({"with", "from", "into", "over", "under", "after", "before", "because", "since", "while", "that",
                     "which", "until", "through", "during", "against", "about", "between", "within", "amid", "without",
                     "when", "where", "also", "today", "yesterday", "last", "this", "following", "despite",
                     "although", "though", "and", "than", "itself", "alone", "earlier"})  # fmt: skip


def _tied(found: Sequence[Word], mention: Mention, before: int, kind: ActorKind) -> Deed | None:
    """A noun with its preposition: "sanctions on", "agreement between A and"."""
    tie = found[before].low
    if tie in ("and", "&"):
        before = _between(found, before)
        tie = found[before].low if before >= 0 else ""
    if before < 1:
        return None
    noun = found[before - 1]
    label = _ties().get(noun.low, {}).get(tie)
    if label is None or (kind is ActorKind.PERSON and label not in ("target of", "subject of")):
        return None
    return Deed(label, (Span(noun.start, noun.end),), Span(noun.start, mention.end), OBJECT)


def _between(found: Sequence[Word], at: int) -> int:
    """From the "and" of "between A and B" back to the "between"; -1 where there is none."""
    for back in range(at - 1, max(-1, at - _REACH), -1):
        if found[back].low == "between":
            return back
        if found[back].mark and found[back].text != ",":
            return -1
    return -1


def _asked(found: Sequence[Word], before: int, behind: int) -> Deed | None:
    """A verb before the name: "urged X to", "called on X to", "accused X of", "sanctioned X"."""
    at = before - 1 if found[before].low in ("on", "upon") and before else before
    one = verb(found[at].text) if found[at].text.islower() else None
    if one is None or not one.tense & Tense.PAST or not one.tense & Tense.PARTICIPLE:
        return None
    head = Span(found[at].start, found[before].end)
    link = found[behind].low if behind < len(found) else ""
    if one.base in _ASKED and (one.base == "call") == (at < before) and link == "to":
        return _with(found, head, behind, ASKED)
    if at < before:
        return None
    if link in _ACCUSED.get(one.base, ()):
        return _with(found, head, behind, ASKED)
    if one.base in _DONE:
        return Deed("", (head,), Span(head.start, found[behind - 1].end), DONE)
    return None


def _got(
    found: Sequence[Word], mention: Mention, at: int, behind: int, kind: ActorKind
) -> Deed | None:
    """Who is given something, or is visited: "lend Malawi $120 million", "visiting Japan"."""
    before = at - 1
    while before >= 0 and found[before].low in _BESIDES:
        before -= 1
    one = verb(found[before].text) if before >= 0 and found[before].text.islower() else None
    if one is None or kind is ActorKind.PERSON:
        return None
    if one.base == "visit" and kind is ActorKind.COUNTRY:
        span = Span(found[before].start, mention.end)
        return Deed("host of the visit", (), span, OBJECT)
    if one.base not in _GIVES or behind >= len(found) or found[behind].mark:
        return None
    word = found[behind]
    if word.low in ("a", "an", "another", "up", "with", "some", "more", "about") or (
        any(char.isdigit() for char in word.text)
    ):
        return Deed("recipient", (), Span(found[before].start, word.end), DONE)
    return None


_GIVES = frozenset(
    {"give", "lend", "grant", "award", "offer", "send", "provide", "supply", "pay", "allocate"}
)


def _with(found: Sequence[Word], head: Span, behind: int, weight: float) -> Deed | None:
    """The verb, then what stands behind the name: "urged" "to withdraw its troops"."""
    rest = phrase(found, behind, lead=2)
    if not rest:
        return None
    return Deed("", (head, *rest), Span(head.start, rest[-1].end), weight)


def _made(found: Sequence[Word], mention: Mention, before: int) -> Deed | None:
    """What it makes, owns or pays for: "the study published by X", "owned by X"."""
    if before < 2 or found[before].low not in ("by", "in"):
        return None
    one = verb(found[before - 1].text)
    label = _MAKERS.get(one.base) if one and one.tense & Tense.PARTICIPLE else None
    noun = found[before - 2]
    if label is None or (found[before].low == "in") != (
        label == "publisher of" and found[before].low == "in"
    ):
        return None
    if noun.mark or not noun.text.islower() or verb(noun.text) or len(noun.text) < _SHORTEST:
        return None
    return Deed(label, (Span(noun.start, noun.end),), Span(noun.start, mention.end), MADE)


_SHORTEST = 4
