"""A cue in, its arguments out: who is bound, who gets it, the sum, by when, who says so.

Linear grammar, no parse: the subject is the last thing before the trigger that can act and
does not hang on a preposition; a by-phrase counts only for a passive. What is not there stays
``None``: a wrong pledger is worse than a blank one.
"""

import re
from dataclasses import dataclass

from summariser.document import Document, Token
from summariser.mentions import Mention
from summariser.money import Sum
from summariser.proposal import Span
from summariser.records import ActorKind
from summariser.triggers import Cue

PRONOUNS = frozenset({"i", "we", "he", "she", "they", "it"})
_RELATIVE = frozenset({"who", "which", "that"})
_PREPOSITIONS = frozenset(
    [
        "of",
        "to",
        "for",
        "in",
        "with",
        "by",
        "from",
        "on",
        "at",
        "against",
        "between",
        "into",
        "over",
        "under",
        "about",
        "through",
        "across",
        "among",
        "including",
        "than",
        "as",
        "per",
        "via",
        "toward",
        "towards",
        "within",
        "during",
        "after",
        "before",
        "since",
        "until",
        "near",
        "upon",
        "behind",
        "like",
    ]
)
NOMINALS = frozenset(
    [
        "government",
        "company",
        "bank",
        "ministry",
        "party",
        "commission",
        "council",
        "firm",
        "agency",
        "department",
        "ministers",
        "officials",
        "allies",
        "leaders",
        "union",
        "group",
        "administration",
        "office",
        "authorities",
        "organisation",
        "organization",
        "president",
        "minister",
        "premier",
        "secretary",
        "chancellor",
        "mayor",
        "governor",
        "spokesman",
        "spokeswoman",
        "charity",
        "committee",
        "parliament",
        "city",
        "state",
        "country",
        "nation",
        "fund",
        "foundation",
        "ministry",
        "club",
        "university",
        "airline",
        "regulator",
        "operator",
        "police",
        "army",
        "military",
        "board",
        "court",
        "court",
        "coalition",
        "alliance",
        "presidency",
        "cabinet",
        "town",
        "province",
        "region",
        "senate",
        "lender",
        "carrier",
        "retailer",
        "manufacturer",
        "insurer",
        "miner",
        "employer",
        "employers",
        "unions",
        "countries",
        "nations",
        "donors",
        "members",
        "states",
        "governments",
        "companies",
        "banks",
        "firms",
        "parties",
        "chief",
        "leader",
        "director",
        "ambassador",
        "king",
        "queen",
        "pope",
        "prince",
        "senator",
        "lawmakers",
        "authority",
        "watchdog",
        "institute",
        "association",
        "federation",
        "corporation",
        "institution",
        "body",
        "bloc",
        "consortium",
        "owner",
        "owners",
        "organisers",
        "organizers",
        "couple",
        "family",
        "families",
        "man",
        "woman",
        "candidate",
        "rebels",
        "militants",
        "protesters",
        "workers",
        "teachers",
        "doctors",
        "nurses",
        "players",
        "team",
        "league",
        "broadcaster",
        "museum",
        "hospital",
        "school",
        "church",
        "treasury",
        "commissioner",
        "commissioners",
    ]
)
_DETERMINERS = frozenset({"the", "its", "his", "her", "their", "our", "a", "an", "this", "both"})
_SKIP = frozenset(
    [
        "also",
        "now",
        "today",
        "already",
        "still",
        "currently",
        "formally",
        "recently",
        "soon",
        "jointly",
        "not",
        "again",
        "never",
        "always",
        "both",
        "each",
        "all",
        "yesterday",
        "has",
        "have",
        "had",
        "is",
        "are",
        "was",
        "were",
        "then",
        "further",
    ]
)
_VERBISH = re.compile(
    r"^(?:said|says|adding|added|announced|told|announcing|saying|confirmed|stated)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What stands before a trigger as its subject.

    Attributes:
        kind: "mention", "pronoun", "nominal", "thing" (something that cannot act) or "none".
        span: Its words; ``None`` for "none".
        mention: The mention, when there is one.
        far: Not right before the trigger.
    """

    kind: str
    span: Span | None = None
    mention: Mention | None = None
    far: bool = False


NO_SUBJECT = Subject(kind="none")


def subject(document: Document, cue: Cue, mentions: tuple[Mention, ...]) -> Subject:
    """Find the subject of a cue in its own sentence."""
    tokens = document.tokens[cue.sentence]
    at = _skip_back(tokens, cue.token)
    if at <= 0:
        return NO_SUBJECT
    last = tokens[at - 1]
    word = plain(last.text)
    if word in PRONOUNS:
        return Subject(kind="pronoun", span=Span(last.start, last.end))
    if word in _RELATIVE:
        return _antecedent(tokens, at - 1, mentions)
    near = _ending_at(mentions, last)
    if near and not (cue.form in ("participle", "noun") and _hangs(tokens, near)):
        return _of_mention(tokens, near, mentions)
    if word in NOMINALS and cue.form != "noun":
        return _nominal(tokens, at - 1)
    if word.isalpha() and not word.istitle() and cue.form in ("modal", "would", "future", "may"):
        return _phrase_head(tokens, at - 1, mentions)
    return _farther(document, cue, mentions)


def plain(word: str) -> str:
    """A word in lower case without "'s", "'ll", "'re" and the like."""
    return word.lower().split("’")[0].split("'")[0]


def _skip_back(tokens: tuple[Token, ...], at: int) -> int:
    """Step over adverbs, and over an aside between two commas."""
    while at > 0:
        word = tokens[at - 1].text.lower()
        if word in _SKIP or (word.endswith("ly") and len(word) > 4):
            at -= 1
        elif word in (",", ")", "—", "–"):
            other = at - 2
            opening = "(" if word == ")" else word
            while other > 0 and at - other < 25 and tokens[other].text != opening:
                other -= 1
            if other <= 0 or tokens[other].text != opening:
                return at
            at = other
        else:
            return at
    return at


def _ending_at(mentions: tuple[Mention, ...], last: Token) -> Mention | None:
    for mention in reversed(mentions):
        if mention.start <= last.start and mention.end in (last.end, last.end - 1, last.end - 2):
            return mention
    return None


def _of_mention(
    tokens: tuple[Token, ...], mention: Mention, mentions: tuple[Mention, ...]
) -> Subject:
    """A mention right before the trigger; when it hangs on "of", what it hangs on."""
    index = next((i for i, t in enumerate(tokens) if t.start >= mention.start), 0)
    begin = index
    while begin > 0 and tokens[begin - 1].text.lower() in ("the", "a"):
        begin -= 1
    before = tokens[begin - 1].text.lower() if begin else ""
    if before in _PREPOSITIONS and begin >= 2:
        return _phrase_head(tokens, begin - 2, mentions)
    return Subject(kind="mention", span=Span(mention.start, mention.end), mention=mention)


def _nominal(tokens: tuple[Token, ...], index: int) -> Subject:
    start = index
    while start > 0 and index - start < 4 and _in_phrase(tokens[start - 1]):
        start -= 1
        if tokens[start].text.lower() in _DETERMINERS:
            break
    return Subject(kind="nominal", span=Span(tokens[start].start, tokens[index].end))


def _in_phrase(token: Token) -> bool:
    word = token.text.lower()
    return (
        word.isalpha() and word not in _PREPOSITIONS and word not in ("that", "and", "but", "said")
    )


def _phrase_head(tokens: tuple[Token, ...], index: int, mentions: tuple[Mention, ...]) -> Subject:
    """Head of the noun phrase that ends at ``index``: "officials from the ministry"."""
    position = index
    while position > 0 and index - position < 12:
        word = tokens[position].text.lower()
        if word in (",", ";", "that", "said", "and", ":", "“", '"') or word in PRONOUNS:
            break
        if tokens[position - 1].text.lower() in _PREPOSITIONS and position >= 2:
            inner = _ending_at(mentions, tokens[position - 2])
            if inner:
                return Subject(kind="mention", span=Span(inner.start, inner.end), mention=inner)
            if tokens[position - 2].text.lower() in NOMINALS:
                return _nominal(tokens, position - 2)
        position -= 1
    last = tokens[index]
    if last.text.lower() in NOMINALS:
        return _nominal(tokens, index)
    return Subject(kind="thing", span=Span(last.start, last.end))


def _antecedent(tokens: tuple[Token, ...], index: int, mentions: tuple[Mention, ...]) -> Subject:
    """Whom "who" or "which" stands for, or after "said that": nobody yet."""
    before = index - 1
    if before >= 0 and tokens[before].text == ",":
        before -= 1
    if before < 0:
        return NO_SUBJECT
    near = _ending_at(mentions, tokens[before])
    if near:
        return Subject(kind="mention", span=Span(near.start, near.end), mention=near)
    if tokens[before].text.lower() in NOMINALS:
        return _nominal(tokens, before)
    return Subject(kind="thing", span=Span(tokens[before].start, tokens[before].end))


def _farther(document: Document, cue: Cue, mentions: tuple[Mention, ...]) -> Subject:
    """The sentence's own subject: for a second verb, a participle or a noun cue."""
    tokens = document.tokens[cue.sentence]
    best: Subject = NO_SUBJECT
    for mention in mentions:
        if mention.end > cue.start:
            break
        if mention.sentence != cue.sentence or mention.adjective:
            continue
        if _hangs(tokens, mention):
            continue
        best = Subject(
            kind="mention", span=Span(mention.start, mention.end), mention=mention, far=True
        )
        if mention.kind is not ActorKind.PERSON or cue.form != "noun":
            break
    first = _first_pronoun(tokens, cue.token)
    if first and (best.span is None or first.start < best.span.start):
        return Subject(kind="pronoun", span=Span(first.start, first.end), far=True)
    if best.span is None:
        for position in range(min(cue.token, 8)):
            if tokens[position].text.lower() in NOMINALS:
                found = _nominal(tokens, position)
                return Subject(kind="nominal", span=found.span, far=True)
    return best


def _hangs(tokens: tuple[Token, ...], mention: Mention) -> bool:
    """Whether a mention is governed by a preposition or is a possessor."""
    begin = mention.title[0] if mention.title else mention.start
    index = next((i for i, t in enumerate(tokens) if t.start >= begin), 0)
    while index > 0 and tokens[index - 1].text.lower() in ("the", "a", "its", "his", "their"):
        index -= 1
    return index > 0 and tokens[index - 1].text.lower() in _PREPOSITIONS


def _first_pronoun(tokens: tuple[Token, ...], before: int) -> Token | None:
    for token in tokens[: min(before, 12)]:
        if plain(token.text) in PRONOUNS and (plain(token.text) != "it" or token is tokens[0]):
            return token
    return None


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
            near = _ending_at(mentions, token)
            return Span(near.start, near.end) if near else None
        if token.text.lower() in _PREPOSITIONS or not token.text[0].isalnum():
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
    return found if found and not found.nameless else None


def _taker(document: Document, cue: Cue, mentions: tuple[Mention, ...]) -> Mention | None:
    """The indirect object, as in "will give Kenya $5 million"."""
    after = _TAKER.match(document.text, cue.end)
    for mention in mentions:
        if after and mention.start == after.end():
            return mention if _THING.match(document.text, mention.end) else None
    return None


_SUBJECT_GAP = 12


def amount(cue: Cue, sums: tuple[Sum, ...]) -> Sum | None:
    """The sum of a cue: money after the trigger first, then before it in the clause.

    A counted thing counts only as the object (after the trigger) or as the subject itself; a
    number with an unknown noun only right after the trigger.
    """
    inside = [s for s in sums if cue.clause[0] <= s.start and s.end <= cue.clause[1]]
    money = [s for s in inside if s.money]
    counted = [s for s in inside if not s.money and s.currency != "percent" and not s.loose]
    percent = [s for s in inside if s.currency == "percent"]
    loose = [s for s in inside if s.loose and 0 <= s.start - cue.end <= _SUBJECT_GAP]
    for group in (money, counted, loose, percent):
        later = [s for s in group if s.start >= cue.start]
        if later:
            return later[0]
        if group and (group is money or 0 <= cue.start - group[-1].end <= _SUBJECT_GAP):
            return group[-1]
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
