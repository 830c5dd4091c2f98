"""A cue in, its other arguments out: by whom, from whom, for whom, whose, how much.

A by-phrase counts only for a passive. What is not there stays ``None``: a wrong pledger is
worse than a blank one.
"""

import re

from summariser.document import Document
from summariser.mentions import Certainty, Mention
from summariser.money import Sum
from summariser.proposal import Span
from summariser.records import ActorKind
from summariser.subjects import PREPOSITIONS, ending_at
from summariser.triggers import Cue

_BY = re.compile(r"\bby[ ](?:the[ ])?", re.IGNORECASE)
_FROM = re.compile(r"\bfrom[ ](?:the[ ])?", re.IGNORECASE)
_TO = re.compile(
    r"\b(?:to|for)[ ](?:the[ ]|help[ ]|support[ ]|assist[ ])?(?:people[ ]of[ ])?", re.IGNORECASE
)


def after_word(
    document: Document,
    pattern: re.Pattern[str],
    start: int,
    end: int,
    mentions: tuple[Mention, ...],
) -> Mention | None:
    """First mention that directly follows a matching word in a slice."""
    for match in pattern.finditer(document.text, start, end):
        for mention in mentions:
            begin = mention.title[0] if mention.title else mention.start
            if begin == match.end() and mention.end <= end:
                return mention
    return None


_POSSESSIVE = {"its", "his", "her", "their", "our", "my"}


def possessor(document: Document, cue: Cue, mentions: tuple[Mention, ...], at: int) -> Span | None:
    """Whose it is, when "its", "our" or "Norway's" stands within four words before ``at``."""
    tokens = document.tokens[cue.sentence]
    for position in range(at - 1, max(-1, at - 5), -1):
        token = tokens[position]
        if token.text.lower() in _POSSESSIVE:
            return Span(token.start, token.end)
        if token.text.endswith(("'s", "’s")) or token.text.endswith(("s'", "s’")):
            near = ending_at(mentions, token)
            return Span(near.start, near.end) if near else None
        if token.text.lower() in PREPOSITIONS or not token.text[0].isalnum():
            return None
    return None


def agent(document: Document, cue: Cue, mentions: tuple[Mention, ...]) -> Mention | None:
    """Who does it in a passive: "by" right after the verb's phrase."""
    return after_word(document, _BY, cue.end, cue.clause[1], mentions)


def giver(document: Document, cue: Cue, mentions: tuple[Mention, ...]) -> Mention | None:
    """From whom something is received."""
    return after_word(document, _FROM, cue.end, cue.clause[1], mentions)


_TAKER = re.compile(r"[ ](?:the[ ])?")
# Right after a taker stands the thing that it gets: "give Kenya $5 million", "send Oslo two ships".
_THING = re.compile(
    r"[ ](?:(?:a|an|the|another|more|some|its|up|about|at|over|around|nearly|almost|additional"
    r"|further|extra|new|one|two|three|four|five|six|seven|eight|nine|ten)[ ]|[\d$£€¥]|[A-Z]{1,3}\$)"
)


def recipient(document: Document, cue: Cue, mentions: tuple[Mention, ...]) -> Mention | None:
    """Whom it is for: right after the verb of giving, or right after "to" or "for"."""
    found = _taker(document, cue, mentions)
    found = found or after_word(document, _TO, cue.end, cue.clause[1], mentions)
    if found is None or found.nameless or found.certainty is Certainty.GUESS:
        return None
    return found


def _taker(document: Document, cue: Cue, mentions: tuple[Mention, ...]) -> Mention | None:
    """The indirect object, as in "will give Kenya $5 million"."""
    after = _TAKER.match(document.text, cue.end)
    for mention in mentions:
        if after and mention.start == after.end():
            return mention if _THING.match(document.text, mention.end) else None
    return None


_SUBJECT_GAP = 12


_FARTHER = re.compile(r"[ ](?:[a-z-]+[ ](?:on[ ])?){0,2}")
_ASIDE = re.compile(r"[ ](?:for|in|at|with|by|from|of|after|within|as|over|to)[ ]")


def _object(text: str, cue: Cue, one: Sum) -> bool:
    """Whether a count is right behind the verb, or a thing away: "reduce duties on 1,798 goods"."""
    if 0 <= one.start - cue.end <= _SUBJECT_GAP:
        return True
    between = text[cue.end : one.start] if cue.end < one.start < cue.end + _REACH else ""
    return bool(_FARTHER.fullmatch(between)) and not _ASIDE.search(between)


_REACH = 40
_TIED = re.compile(r",?\s(?:and\s)?")


def _first_of(text: str, group: list[Sum]) -> Sum:
    """Of "18 tanks and 30 vehicles will follow" the tanks: a list is told by its first."""
    at = len(group) - 1
    while at and _TIED.fullmatch(text, group[at - 1].end, group[at].start):
        at -= 1
    return group[at]


def amount(text: str, cue: Cue, sums: tuple[Sum, ...]) -> Sum | None:
    """The sum of a cue: money after the trigger first, then before it in the clause.

    A counted thing counts only as the object (after the trigger) or as the subject itself; a
    number with an unknown noun only right after the trigger.
    """
    inside = [s for s in sums if cue.clause[0] <= s.start < cue.clause[1]]
    money = [s for s in inside if s.money]
    counted = [s for s in inside if not s.money and s.currency != "percent" and not s.loose]
    percent = [s for s in inside if s.currency == "percent"]
    loose = [s for s in inside if s.loose and _object(text, cue, s)]
    for group in (money, counted, loose, percent):
        later = [s for s in group if s.start >= cue.start]
        if later:
            return later[0]
        if group and (group is money or 0 <= cue.start - group[-1].end <= _SUBJECT_GAP):
            return group[-1] if group is money else _first_of(text, group)
    return None


_HELP = re.compile(
    r"\b(?:support|aid|assistance|help|weapons|arms|relief|troops|training|funding|loan|grant)\b",
    re.IGNORECASE,
)


def helped(document: Document, cue: Cue, mentions: tuple[Mention, ...]) -> Mention | None:
    """For help with no "to" or "for": the one country that the sentence names as a place."""
    if not _HELP.search(document.text, cue.end, cue.clause[1]):
        return None
    found = {m.name: m for m in mentions if m.kind is ActorKind.COUNTRY and not m.adjective}
    return next(iter(found.values())) if len(found) == 1 else None
