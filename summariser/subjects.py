"""A cue in, its subject out: the last thing before it that can act.

A linear grammar, no parse: asides are stepped over, what hangs on a preposition does not count,
"who" stands for the name before it, and a thing ("the funding") is said to be one.
"""

from dataclasses import dataclass

from summariser.document import Document, Token
from summariser.mentions import Mention
from summariser.proposal import Span
from summariser.records import ActorKind
from summariser.triggers import Cue
from summariser.vocabulary import lexicon

PRONOUNS = frozenset({"i", "we", "he", "she", "they", "it"})
_RELATIVE = frozenset({"who", "which", "that"})
PREPOSITIONS = frozenset({
    "about", "across", "after", "against", "among", "as", "at", "before", "behind", "between",
    "by", "during", "for", "from", "in", "including", "into", "like", "near", "of", "on",
    "over", "per", "since", "than", "through", "to", "toward", "towards", "under", "until",
    "upon", "via", "with", "within",
})  # fmt: skip
_DETERMINERS = frozenset({"the", "its", "his", "her", "their", "our", "a", "an", "this", "both"})
_SKIP = frozenset({
    "again", "all", "already", "also", "always", "are", "both", "currently", "each", "formally",
    "further", "had", "has", "have", "is", "jointly", "never", "not", "now", "recently", "soon",
    "still", "then", "today", "was", "were", "yesterday",
})  # fmt: skip


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


def subject_of(document: Document, cue: Cue, mentions: tuple[Mention, ...]) -> Subject:
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
    near = ending_at(mentions, last)
    if near and not (cue.form in ("participle", "noun") and _hangs(tokens, near)):
        return _of_mention(tokens, near, mentions)
    if word in lexicon().nominals and cue.form != "noun":
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


def ending_at(mentions: tuple[Mention, ...], last: Token) -> Mention | None:
    """The mention whose last word is a token."""
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
    if before in PREPOSITIONS and begin >= 2:
        return _phrase_head(tokens, begin - 2, mentions)
    start = _coordinated(tokens, index, mention, mentions)
    return Subject(kind="mention", span=Span(start, mention.end), mention=mention)


def _coordinated(
    tokens: tuple[Token, ...], index: int, mention: Mention, mentions: tuple[Mention, ...]
) -> int:
    """Start of "Japan, France and Germany" when the last of them is at ``index``."""
    start = mention.start
    kind = mention.kind
    joined = index >= 2 and tokens[index - 1].text in ("and", "&")
    while index >= 2 and tokens[index - 1].text in ("and", ",", "&"):
        other = ending_at(mentions, tokens[index - 2])
        if not joined or other is None or other.kind is not kind or other.adjective:
            break
        begin = other.title[0] if other.title else other.start
        index = next((i for i, t in enumerate(tokens) if t.start >= begin), 0)
        start = other.start
    return start


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
        word.isalpha() and word not in PREPOSITIONS and word not in ("that", "and", "but", "said")
    )


def _phrase_head(tokens: tuple[Token, ...], index: int, mentions: tuple[Mention, ...]) -> Subject:
    """Head of the noun phrase that ends at ``index``: "officials from the ministry"."""
    position = index
    while position > 0 and index - position < 12:
        word = tokens[position].text.lower()
        if word in (",", ";", "that", "said", "and", ":", "“", '"') or word in PRONOUNS:
            break
        if tokens[position - 1].text.lower() in PREPOSITIONS and position >= 2:
            inner = ending_at(mentions, tokens[position - 2])
            if inner:
                return Subject(kind="mention", span=Span(inner.start, inner.end), mention=inner)
            if tokens[position - 2].text.lower() in lexicon().nominals:
                return _nominal(tokens, position - 2)
        position -= 1
    last = tokens[index]
    if last.text.lower() in lexicon().nominals:
        return _nominal(tokens, index)
    return Subject(kind="thing", span=Span(last.start, last.end))


def _antecedent(tokens: tuple[Token, ...], index: int, mentions: tuple[Mention, ...]) -> Subject:
    """Whom "who" or "which" stands for, or after "said that": nobody yet."""
    before = index - 1
    if before >= 0 and tokens[before].text == ",":
        before -= 1
    if before < 0:
        return NO_SUBJECT
    near = ending_at(mentions, tokens[before])
    if near:
        return Subject(kind="mention", span=Span(near.start, near.end), mention=near)
    if tokens[before].text.lower() in lexicon().nominals:
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
            if tokens[position].text.lower() in lexicon().nominals:
                found = _nominal(tokens, position)
                return Subject(kind="nominal", span=found.span, far=True)
    return best


def _hangs(tokens: tuple[Token, ...], mention: Mention) -> bool:
    """Whether a mention is governed by a preposition or is a possessor."""
    begin = mention.title[0] if mention.title else mention.start
    index = next((i for i, t in enumerate(tokens) if t.start >= begin), 0)
    while index > 0 and tokens[index - 1].text.lower() in ("the", "a", "its", "his", "their"):
        index -= 1
    return index > 0 and tokens[index - 1].text.lower() in PREPOSITIONS


def _first_pronoun(tokens: tuple[Token, ...], before: int) -> Token | None:
    for token in tokens[: min(before, 12)]:
        if plain(token.text) in PRONOUNS and (plain(token.text) != "it" or token is tokens[0]):
            return token
    return None
