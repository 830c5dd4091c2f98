"""A name in its sentence in, whether it stands there as a subject out.

A name that hangs on a preposition, follows another name's comma as a place, or is the object of a
verb does nothing there.
"""

from collections.abc import Sequence

from summariser.mentions import Mention
from summariser.phrases import OPENS, Word
from summariser.records import ActorKind
from summariser.verbs import AUXILIARIES, Tense, verb

ORGANS = frozenset({"government", "parliament", "military", "army", "forces", "navy", "police", "court", "ministry",
                     "cabinet", "authorities", "officials", "board", "troops", "leadership", "lawmakers",
                     "researchers", "scientists", "lawyers", "parliamentarians", "senate", "administration"})  # fmt: skip
_BEFORE = frozenset({"the", "a", "an", "its", "his", "her", "their", "our", "both"})
_HANGERS = frozenset({"than", "like", "including", "following", "amid", "against", "versus", "v"})
_ASKING = frozenset({"report", "rule", "find", "agree", "show", "indicate", "require", "ensure", "demand", "propose",
                     "allege", "estimate", "help", "see", "predict", "reveal", "expect"})  # fmt: skip
_SIDE = frozenset({"though", "although", "if", "while", "when", "after", "before", "because", "since", "as", "which",
                   "where", "until", "whether", "unless", "once", "whose"})  # fmt: skip
SAY = frozenset({"say", "tell", "add", "note", "state", "claim", "insist", "argue", "explain", "stress", "comment",
                  "reply", "warn", "emphasise", "emphasize", "remark", "conclude", "mention", "think", "believe",
                  "hope", "express", "acknowledge", "remind", "feel", "know", "mean", "suggest"})  # fmt: skip
ANNOUNCE = frozenset(
    {"announce", "confirm", "declare", "promise", "pledge", "indicate", "reveal", "vow", "decide"}
)
_PLURALS = frozenset({"police", "people", "forces", "troops", "militia", "staff", "authorities"})


def behind(found: Sequence[Word], mention: Mention) -> int | None:
    """Index of the first word behind a mention; past the organ that it owns ("its parliament")."""
    for number, word in enumerate(found):
        if word.start >= mention.end:
            return number
        if word.start < mention.end < word.end:
            rest = word.text[mention.end - word.start :]
            owned = number + 1 < len(found) and found[number + 1].low in ORGANS
            if rest in ("'s", "’s", "'", "’") and owned and mention.kind is not ActorKind.PERSON:
                return number + 2
            return None
    return None


def hung(found: Sequence[Word], mention: Mention) -> bool:
    """Whether the name hangs on a preposition or is the object of a verb: it does nothing there."""
    begin = mention.title[0] if mention.title else mention.start
    at = next((i for i, word in enumerate(found) if word.end > begin), 0) - 1
    for back in range(at, max(-1, at - 10), -1):
        word = found[back]
        if word.text == "," and back == at and _places(found, mention, back):
            return True
        if word.low in OPENS or word.low in _HANGERS:
            return True
        if word.mark or word.low in _SIDE or word.low == "that":
            return False
        if word.low in _BEFORE:
            continue
        one = verb(word.text) if word.text.islower() else None
        if one is not None and (back == at or not one.tense & Tense.BASE):
            return one.base not in SAY | ANNOUNCE | _ASKING
        if not word.text.islower() and back == at:
            return False
    return False


def _places(found: Sequence[Word], mention: Mention, comma: int) -> bool:
    """Whether a country behind a comma only says where: "the parliament of Victoria, Australia"."""
    behind = next((word for word in found if word.start >= mention.end), None)
    listed = behind is not None and behind.low in ("and", ",")
    named = comma > 0 and found[comma - 1].text[:1].isupper()
    return mention.kind is ActorKind.COUNTRY and named and not listed


def inverted(found: Sequence[Word], mention: Mention) -> bool:
    """Whether an auxiliary stands before the name: "only once has Congress voted"."""
    at = next((i for i, word in enumerate(found) if word.end > mention.start), 0) - 1
    while at >= 0 and found[at].low in _BEFORE:
        at -= 1
    return at >= 0 and found[at].text in AUXILIARIES  # "Will Hodgman": a name


def subordinate(found: Sequence[Word], mention: Mention) -> bool:
    """Whether the name begins a side clause: "though X ...", "in which X ..."."""
    at = next((i for i, word in enumerate(found) if word.end > mention.start), 0) - 1
    while at >= 0 and (found[at].low in _BEFORE or found[at].low in ("only", "even")):
        at -= 1
    return at >= 0 and found[at].low in _SIDE


def is_plural(mention: Mention, kind: ActorKind) -> bool:
    """Whether a name takes a verb as "they" does."""
    last = mention.name.split()[-1].lower()
    return (
        kind is ActorKind.GROUP
        or last in _PLURALS
        or (last.endswith("s") and kind is ActorKind.ORG)
    )
