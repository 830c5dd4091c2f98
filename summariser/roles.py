"""A mention in, the words of its role out: a title before it, an apposition after it."""

import functools
import re
from dataclasses import dataclass

from summariser.document import Document
from summariser.lexicon import table
from summariser.mentions import Mention
from summariser.records import ActorKind
from summariser.vocabulary import lexicon

_WORD = r"[A-Za-z][\w’'-]*"
_APPOSITION = re.compile(
    r"(?:,|[ ][—–-])[ ](?:who[ ](?:is|was)[ ])?(?P<role>(?:(?:the|a|an|its|their|his|her)[ ])?[^,;:.!?“”\"()\n]{3,90}?)"
    r"(?=,|[ ]?[—–(]|[.!?;:](?:[ ]|$)|$)"
)
_SHORT = re.compile(r"[ ]\([A-Z][\w&.-]{1,9}\)")
_BRACKET = re.compile(r"[ ]\((?P<role>[^()\n]{3,60})\)")
_BEFORE = re.compile(rf"(?P<role>(?:{_WORD}[ ](?:of[ ](?:the[ ])?)?){{1,6}})$")
_STOP_BEFORE = re.compile(
    r"^(?:.*\b(?:said|says|told|by|with|from|to|in|on|at|and|but|that|when|while|as|is|was|were|are"
    r"|have|has|had|after|before|for|the|a|an|its|his|her|their|will|would)[ ])",
    re.IGNORECASE,
)
_NOT_A_ROLE = re.compile(
    r"^(?:said|says|who (?:is|was|said|will|has|had)|which|and|but|where|when|while|although|after|before|including|told|added"
    r"|along|acting via|seen|they|elected|selected|learned|with|in|on|at|from|to|by|for|as well|a day|a week|a month|a year|aged?|\d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class RoleWords:
    """A role as the text words it, with its place."""

    start: int
    end: int
    text: str
    sure: bool


_HONORIFICS = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "miss",
        "sir",
        "dame",
        "dr",
        "lord",
        "lady",
        "professor",
        "hon",
        "honourable",
        "rt",
    }
)
_WHO = re.compile(
    r",?[ ](?P<role>who[ ](?:heads|leads|led|chairs|chaired|runs|coordinates|represents|founded"
    r"|directs|commands|oversees|owns)[ ][^,;:.!?“”\"()\n]{3,80})"
)
_HALF = re.compile(
    r"(?:^|[,;:“”\"–—][ ]?|\b(?:said|says|by|with|from|to|and|but|that|when|as|told|where)[ ])"
    r"(?P<role>(?:(?:the|its|their|his|her|our)[ ])?[^,;:.!?“”\"()\n]{4,80}?),[ ]$",
    re.IGNORECASE,
)


def roles(document: Document, mention: Mention, kind: ActorKind) -> list[RoleWords]:
    """All roles that the text gives at this mention."""
    if mention.adjective:
        return []
    if mention.nameless:
        return [_words(document, mention.start, mention.end, sure=True)]
    found = []
    if mention.title:
        found += _titled(document, mention.title)
    if kind in (ActorKind.ORG, ActorKind.GROUP):
        found += _sort_before(document, mention)
    elif kind is ActorKind.PERSON:
        found += _lower_before(document, mention)
        found += _before_comma(document, mention)
        found += _said_to_be(document, mention)
    return found + _after(document, mention, kind)


def _titled(document: Document, title: tuple[int, int]) -> list[RoleWords]:
    """The title in front of a name; "Mr" and "Dr" alone are no role."""
    words = document.text[title[0] : title[1]].replace(".", "").split()
    if all(word.lower() in _HONORIFICS for word in words):
        return []
    begin, text = title[0], document.text
    for word in ("then-", "former ", "acting "):
        if text[max(0, begin - len(word)) : begin].lower() == word:
            begin -= len(word)
    return [_words(document, begin, title[1], sure=len(words) > 1)]


def _before_comma(document: Document, mention: Mention) -> list[RoleWords]:
    """Find "the Minister for Health, Nicola Roxon": a phrase with a title word, then a comma."""
    begin = mention.title[0] if mention.title else mention.start
    begin -= 4 * document.text.endswith("the ", 0, begin)  # ", the Hon Daryl Williams"
    start = max(document.sentences[mention.sentence][0], begin - 100)
    match = _HALF.search(document.text, start, begin)
    if match and not _NOT_A_ROLE.match(match["role"]):
        words = [word.strip("’'s").lower() for word in match["role"].split()]
        nouns = role_nouns()
        if any(word in nouns for word in words[:8]) and not any(w in _VERBS for w in words):
            return [_words(document, match.start("role"), match.end("role"), sure=True)]
    match = _WHOLE.search(document.text, start, begin)
    if match and _is_office(match["role"].split(" ", 1)[-1]):
        return [_words(document, match.start("role"), match.end("role"), sure=True)]
    return []


# The last "the ...," before a name, however it hangs in its sentence.
_WHOLE = re.compile(
    r"\b(?P<role>(?:the|an?|its|their|his|her|[A-Z][\w-]+['’]s)[ ](?:(?!(?:the|an?|its|their|his|her)[ ])"
    r"[^\s,;:.!?“”\"()]+[ ]){0,8}(?:(?:of|for|to|in|at)[ ]the[ ])?[^\s,;:.!?“”\"()]+),[ ]$"
)
_BEHIND = re.compile(r"[ ](?:of|for|to|in|at|on|from|with|who)[ ]")
# "Is president of Latvia", "named deputy governor of the bank": what the text says that somebody is.
_IS = re.compile(
    r"[ ](?:is|was|has[ ]been|had[ ]been|became|remains|will[ ]be|will[ ]become)[ ](?:(?:also|now|then|currently)[ ])?"
    r"(?P<role>(?:(?:the|an?|its|their)[ ])?[^,;:.!?“”\"()\n]{4,90}?)"
    r"(?=[,;:.!?()]|[ ](?:since|until|when|while|after|before|during|and|who|which|that|for[ ](?:\w+[ ])?(?:\w+[ ])?(?:years?|months?|weeks?))\b|$)"
)
_NAMED = re.compile(
    r"[ ](?:as[ ])?(?P<role>(?:(?:the|an?|its|their)[ ])?[^,;:.!?“”\"()\n]{4,90}?)"
    r"(?=[,;:.!?()]|[ ](?:since|until|when|while|after|before|during|and|who|which|that)\b|$)"
)
_NAMING = re.compile(
    r"\b(?:named|appointed|elected|nominated|appoint|name|appoints|names|naming|appointing)[ ]$"
)


def _said_to_be(document: Document, mention: Mention) -> list[RoleWords]:
    """Find "Ann Lee is president of Latvia", "has appointed Ann Lee deputy governor"."""
    end = document.sentences[mention.sentence][1]
    begin = mention.title[0] if mention.title else mention.start
    start = max(document.sentences[mention.sentence][0], begin - 12)
    shape = _NAMED if _NAMING.search(document.text, start, begin) else _IS
    match = shape.match(document.text, mention.end, min(end, mention.end + 120))
    if not match or not _is_office(_FRONT.sub("", match["role"])):
        return []
    return [_words(document, match.start("role"), match.end("role"), sure=True)]


_FRONT = re.compile(r"^(?:the|an?|its|their)[ ]")


def _is_office(words: str) -> bool:
    """Whether a phrase is headed by an office or a trade: "deputy governor of the bank"."""
    head = _BEHIND.split(words, maxsplit=1)[0].split()
    low = [word.strip("’'").lower() for word in head]
    return (
        bool(low)
        and len(low) <= 6
        and low[-1] in role_nouns()
        and not any(w in _VERBS for w in low)
    )


_VERBS = {"said", "says", "was", "were", "is", "are", "had", "has", "have", "will", "told", "met"}


def _words(document: Document, start: int, end: int, *, sure: bool) -> RoleWords:
    return RoleWords(start, end, document.text[start:end], sure)


def _lower_before(document: Document, mention: Mention) -> list[RoleWords]:
    """Find "company meteorologist Evan Duffey": words with a title word right before."""
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
    if not words or words[-1].lower() not in role_nouns():
        return []
    return [_words(document, start, mention.start - 1, sure=True)]


_SORT = re.compile(rf"(?:[“\"\s(]|^)(?P<role>(?:{_WORD}[ ]){{1,4}})$")
_NO_SORT = re.compile(
    r"^(?:.*\b(?:of|said|says|told|by|with|from|to|in|on|at|and|but|that|when|while|as|is|was|were|are|have|has|had|after"
    r"|before|for|against|the|a|an|its|his|her|their|will|would|through|into|under|or|between|no|this|these|any|all"
    r"|over|about|via|per|than|both|some|other|several|many|two|three)[ ]|(?:to|will|would)[ ]\w+[ ])",
    re.IGNORECASE,
)


def _sort_before(document: Document, mention: Mention) -> list[RoleWords]:
    """Find "the Finnish security firm F-Secure", "the ruling Frelimo party": what sort it is."""
    text = document.text
    begin = max(document.sentences[mention.sentence][0], mention.start - 60)
    match = _SORT.search(text, begin, mention.start)
    if not match:
        return []
    cut = _NO_SORT.match(match["role"])
    start = match.start("role") + (cut.end() if cut else 0)
    words = text[start : mention.start].split()
    opens = start == document.sentences[mention.sentence][0]
    sort = words[-1].lower() if words and opens and len(words) == 1 else "".join(words[-1:])
    if sort not in bodies() or not words[0][0].isalpha():
        return []
    if re.search(r"\b(?:to|will|would|not) $", text[max(0, start - 6) : start]):
        start += len(words[0]) + 1
        words = words[1:]
    return [_words(document, start, mention.start - 1, sure=True)] if words else []


@functools.cache
def role_nouns() -> frozenset[str]:
    """Words that head an office or a trade, in lower case."""
    return lexicon().lower_titles | frozenset(row["word"] for row in table("occupations"))


_OF_BODY = re.compile(
    r"[ ](?P<role>(?:of|from)[ ](?:the[ ])?(?:[A-Z][\w&.’'–-]+)(?:[ ](?:(?:of|for|and)[ ](?:the[ ])?)?[A-Z][\w&’'–-]+)*)"
    r"(?=,|\.?(?:[ ][a-z]|$))"
)
_LONGEST_OF = 70


def _of_body(document: Document, start: int, end: int) -> list[RoleWords]:
    """Find "Ann Lee of the Harvard Observatory": whom somebody without an office belongs to."""
    match = _OF_BODY.match(document.text, start, min(end, start + _LONGEST_OF))
    if not match or " " not in match["role"]:
        return []
    return [_words(document, match.start("role"), match.end("role"), sure=False)]


@functools.cache
def bodies() -> frozenset[str]:
    """Words that say what sort of body or group somebody is, in lower case."""
    return lexicon().nominals | frozenset(row["word"] for row in table("bodies"))


def _after(document: Document, mention: Mention, kind: ActorKind) -> list[RoleWords]:
    end = document.sentences[mention.sentence][1]
    begin = mention.end
    if kind is not ActorKind.PERSON and (short := _SHORT.match(document.text, begin, begin + 16)):
        begin = short.end()  # "(ECJ)" stands between a body and what it is
    match = _APPOSITION.match(document.text, begin, min(end, begin + 130))
    match = match or _BRACKET.match(document.text, mention.end, min(end, mention.end + 70))
    match = match or _WHO.match(document.text, mention.end, min(end, mention.end + 100))
    if not match and kind is ActorKind.PERSON:
        return _of_body(document, mention.end, end)
    if not match or _NOT_A_ROLE.match(match["role"]):
        return []
    text = match["role"]
    words = {word.lower().strip("’'") for word in text.split()}
    titled = bool(words & role_nouns())
    article = text.split()[0].lower() in ("the", "a", "an", "its", "their", "his", "her", "who")
    if not article and not (titled and kind is ActorKind.PERSON):
        return []
    return [_words(document, match.start("role"), match.end("role"), sure=titled)]
