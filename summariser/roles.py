"""A mention in, the words of its role out: a title before it, an apposition after it."""

import functools
import re
from dataclasses import dataclass

from summariser.document import Document
from summariser.lexicon import table
from summariser.mentions import Mention, lexicon
from summariser.records import ActorKind

_WORD = r"[A-Za-z][\w’'-]*"
_APPOSITION = re.compile(
    r",[ ](?:who[ ](?:is|was)[ ])?(?P<role>(?:(?:the|a|an|its|their|his|her)[ ])?[^,;:.!?“”\"()\n]{3,90}?)"
    r"(?=,|[.!?;:](?:[ ]|$)|$)"
)
_BRACKET = re.compile(r"[ ]\((?P<role>[^()\n]{3,60})\)")
_BEFORE = re.compile(rf"(?P<role>(?:{_WORD}[ ](?:of[ ](?:the[ ])?)?){{1,6}})$")
_STOP_BEFORE = re.compile(
    r"^(?:.*\b(?:said|says|told|by|with|from|to|in|on|at|and|but|that|when|while|as|is|was|were|are"
    r"|have|has|had|after|before|for|the|a|an|its|his|her|their|will|would)[ ])",
    re.IGNORECASE,
)
_NOT_A_ROLE = re.compile(
    r"^(?:said|says|who|which|and|but|where|when|while|although|after|before|including|told|added"
    r"|with|in|on|at|from|to|by|for|as well|a day|a week|a month|a year|aged?|\d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class RoleWords:
    """A role as the text words it, with its place."""

    start: int
    end: int
    text: str
    sure: bool


def roles(document: Document, mention: Mention, kind: ActorKind) -> list[RoleWords]:
    """All roles that the text gives at this mention, surest first."""
    found = []
    if mention.title and not mention.nameless:
        found.append(_words(document, *mention.title, sure=True))
    if mention.adjective or mention.nameless:
        return found
    if kind is ActorKind.PERSON:
        found.extend(_lower_before(document, mention))
    found.extend(_after(document, mention, kind))
    return found


def _words(document: Document, start: int, end: int, *, sure: bool) -> RoleWords:
    return RoleWords(start, end, document.text[start:end], sure)


def _lower_before(document: Document, mention: Mention) -> list[RoleWords]:
    """Find "company meteorologist Evan Duffey": lower-case words with a title word right before."""
    if mention.title:
        return []
    begin = max(document.sentences[mention.sentence][0], mention.start - 80)
    match = _BEFORE.search(document.text, begin, mention.start)
    if not match:
        return []
    text = match["role"]
    cut = _STOP_BEFORE.match(text)
    start = match.start("role") + (cut.end() if cut else 0)
    words = document.text[start : mention.start].split()
    if not words or words[-1].lower() not in _role_nouns():
        return []
    return [_words(document, start, mention.start - 1, sure=True)]


@functools.cache
def _role_nouns() -> frozenset[str]:
    return lexicon().lower_titles | _occupations()


@functools.cache
def _occupations() -> frozenset[str]:
    return frozenset(row["word"] for row in table("occupations"))


def _after(document: Document, mention: Mention, kind: ActorKind) -> list[RoleWords]:
    end = document.sentences[mention.sentence][1]
    match = _APPOSITION.match(document.text, mention.end, min(end, mention.end + 130))
    match = match or _BRACKET.match(document.text, mention.end, min(end, mention.end + 70))
    if not match or _NOT_A_ROLE.match(match["role"]):
        return []
    text = match["role"]
    words = {word.lower().strip("’'") for word in text.split()}
    nouns = _role_nouns()
    titled = bool(words & nouns)
    article = text.split()[0].lower() in ("the", "a", "an", "its", "their", "his", "her")
    if kind is ActorKind.PERSON and not titled:
        return []
    if kind is not ActorKind.PERSON and not article:
        return []
    return [_words(document, match.start("role"), match.end("role"), sure=titled)]
