"""Document in, runs of capitalised words out: "UK Defence Secretary John Healey".

A run goes on over "of", "for" and "and" where the words before them are an office or a body,
and over particles of names ("van", "bin"). A single word at the start of a sentence is a name
only when it is one elsewhere, is in a table, or says something.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from summariser.document import Document, Token
from summariser.vocabulary import Lexicon, lexicon

_JOINERS = {"of", "for", "and", "&", "the", "on", "to"}
_PARTICLES = {"de", "da", "do", "dos", "del", "della", "di", "du", "la", "le", "van", "von", "der",
              "den", "bin", "ibn", "al", "el", "ter", "af", "y"}  # fmt: skip
# A longer run is a heading in capitals, not a name.
_LONGEST = 14


@dataclass(frozen=True, slots=True)
class Run:
    """Capitalised words that follow each other, in their sentence.

    Attributes:
        position, stop: Half-open range of its tokens in the sentence.
    """

    document: Document
    sentence: int
    position: int
    stop: int

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The run's own tokens."""
        return self.document.tokens[self.sentence][self.position : self.stop]

    @property
    def before(self) -> str:
        """The word or mark before the run."""
        return self.document.tokens[self.sentence][self.position - 1].text if self.position else ""

    @property
    def after(self) -> str:
        """The word or mark after the run."""
        tokens = self.document.tokens[self.sentence]
        return tokens[self.stop].text if self.stop < len(tokens) else ""


def runs(document: Document) -> Iterator[Run]:
    """All runs, in text order."""
    words = lexicon()
    lower = _lower_words(document)
    inner = _inner_words(document)
    for sentence, tokens in enumerate(document.tokens):
        position = 0
        while position < len(tokens):
            if not _starts_run(tokens, position, lower, words):
                position += 1
                continue
            stop = _run_end(document.text, tokens, position, words)
            if stop > position + 1 and _occupied(tokens, position, words):
                position += 1
            if not _only_opens(tokens, position, stop, inner):
                yield Run(document, sentence, position, stop)
            position = stop


def _occupied(tokens: tuple[Token, ...], position: int, words: Lexicon) -> bool:
    """Whether a run opens a sentence with what somebody is: "Carmaker Velden Motors"."""
    word = tokens[position].text
    listed = word in words.titles or word in words.org_heads
    return _opens(tokens, position) and not listed and word.lower() in words.occupations


def _only_opens(tokens: tuple[Token, ...], position: int, stop: int, inner: frozenset[str]) -> bool:
    """Whether a run is one word with a capital only because it opens a sentence."""
    if stop != position + 1 or not _opens(tokens, position):
        return False
    words = lexicon()
    name = plain(tokens[position].text)
    known = name in inner or _listed(name, words) or _speaks(tokens, stop, words)
    return not known or _dateline(tokens, stop)


def plain(name: str) -> str:
    """A name without its possessive ending."""
    for ending in ("'s", "’s", "'", "’"):
        name = name.removesuffix(ending)
    return name


def trim(token: Token) -> int:
    """End of a token without its possessive."""
    return token.start + len(plain(token.text))


def _lower_words(document: Document) -> frozenset[str]:
    return frozenset(
        token.text for sentence in document.tokens for token in sentence if token.text.islower()
    )


def _inner_words(document: Document) -> frozenset[str]:
    """Capitalised words inside sentences: what they show at a start is a name."""
    return frozenset(
        plain(token.text)
        for sentence in document.tokens
        for i, token in enumerate(sentence)
        if token.capital and not _opens(sentence, i)
    )


def _listed(name: str, words: Lexicon) -> bool:
    known = (words.countries, words.demonyms, words.organisations, words.titles, words.capitals)
    return name in words.given or any(name in part for part in known)


_AUXILIARIES = frozenset(
    ["is", "are", "was", "were", "has", "have", "had", "will", "would", "may", "plans", "hopes"]
)


def _speaks(tokens: tuple[Token, ...], stop: int, words: Lexicon) -> bool:
    """Whether a verb of saying or acting follows: its subject has a name."""
    following = tokens[stop].text if stop < len(tokens) else ""
    return following in words.speech and following not in _AUXILIARIES


def _dateline(tokens: tuple[Token, ...], stop: int) -> bool:
    return stop < len(tokens) and tokens[stop].text in "–—-" and tokens[stop - 1].text.isupper()


def _starts_run(
    tokens: tuple[Token, ...], position: int, lower: frozenset[str], words: Lexicon
) -> bool:
    token = tokens[position]
    if not token.capital or (len(token.text) == 1 and token.text != "X"):
        return False
    if token.text in words.never or token.text.lower() in {"i", "i'm", "i’m", "i've", "i’ve"}:
        return False
    first = _opens(tokens, position)
    if first and token.text.lower() in lower:
        following = tokens[position + 1] if position + 1 < len(tokens) else None
        known = token.text in words.titles or token.text in words.countries
        return known or bool(following and following.capital and following.text not in words.never)
    return True


def _opens(tokens: tuple[Token, ...], position: int) -> bool:
    """Whether a token starts a sentence, a quotation or a list entry."""
    return position == 0 or tokens[position - 1].text in "“\"‘'([:•*–—-"


def _run_end(text: str, tokens: tuple[Token, ...], position: int, words: Lexicon) -> int:
    """Index after the last token of the run that starts at ``position``."""
    stop = position + 1
    while stop < len(tokens) and stop - position < _LONGEST:
        here = tokens[stop]
        gap = text[tokens[stop - 1].end : here.start]
        if "\n" in gap or len(gap) > 1:
            break
        if here.text == "." and not gap and _abbreviated(tokens, stop):
            stop += 1
        elif gap and _name_like(here) and here.text not in words.never:
            if ends_in_possessive(tokens[stop - 1].text):
                break
            stop += 1
        elif (ahead := _joined(tokens, position, stop, words)) > stop:
            stop = ahead
        else:
            break
    return stop


def _name_like(token: Token) -> bool:
    return token.capital or (
        token.text[:2] in ("d'", "d’", "l'", "l’") and token.text[2:3].isupper()
    )


def _abbreviated(tokens: tuple[Token, ...], stop: int) -> bool:
    """Whether the full stop at ``stop`` belongs to "Sen." or an initial before a name."""
    before = tokens[stop - 1].text
    short = len(before) == 1 or f"{before}." in lexicon().titles or before in ("St", "Jr")
    return short and stop + 1 < len(tokens) and tokens[stop + 1].capital


def ends_in_possessive(word: str) -> bool:
    """Whether a word ends in "'s" or an apostrophe."""
    return word.endswith(("'s", "’s", "'", "’"))


def _joined(tokens: tuple[Token, ...], position: int, stop: int, words: Lexicon) -> int:
    """Where the run goes on after a joining word at ``stop``; ``stop`` when it does not."""
    word = tokens[stop].text
    if word not in _JOINERS and word not in _PARTICLES:
        return stop
    ahead = stop + 1
    if ahead < len(tokens) and tokens[ahead].text == "the" and word in ("of", "for", "to", "on"):
        ahead += 1
    if ahead >= len(tokens) or not tokens[ahead].capital or tokens[ahead].text in words.never:
        return stop
    if ends_in_possessive(tokens[stop - 1].text):
        return stop
    if word in _PARTICLES or word == "&":
        return ahead + 1
    run = [token.text for token in tokens[position:stop]]
    return ahead + 1 if _takes(run, word, words) else stop


def _takes(run: list[str], word: str, words: Lexicon) -> bool:
    """Whether a run so far ("Ministry", "Secretary of State") goes on with this joiner."""
    last = run[-1]
    head = last in words.org_heads or last in words.titles or last in ("Ministry", "House")
    if word == "of":
        return head or last in ("Bank", "State", "Secretary", "University", "States", "Republic")
    if word == "for":
        return head or last == "State"
    if word == "to":
        return last in words.titles
    if word == "and":
        inside = "of" in run or "for" in run
        body = any(w in words.org_heads or w in words.titles for w in run)
        return (inside and body) or " ".join([*run[-1:], "and"]) in _AND_NAMES
    return False


_AND_NAMES = {"Foreign and", "Bosnia and", "Trinidad and", "Health and"}
