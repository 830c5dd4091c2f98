"""Article in, the shared reading of it out: clean text, paragraphs, sentences, words.

Everything later speaks in code points of `Article.text`. The clean text has the same length:
characters that a reader cannot see (zero width, bidirectional, soft hyphen) and the odd kinds
of space become plain spaces, so that a slice means the same in both.
"""

import functools
import re
from dataclasses import dataclass

import nupunkt

from summariser.records import Article

INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_ODD_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\r\x0b\x0c\x1c\x1d\x1e\x1f\x85"
_CLEAN = str.maketrans(
    dict.fromkeys(INVISIBLE + _ODD_SPACES, " ") | {"\u2028": "\n", "\u2029": "\n"}
)
_PARAGRAPH = re.compile(r"[^\n]+")
_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,6}|\w+(?:[-'’&/]\w+)*|[^\w\s]")

# nupunkt was made for prose; a "paragraph" longer than this is cut first (at a space where
# there is one), so that time stays linear on a text without line ends.
_LONGEST_PARAGRAPH = 4000


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark, with its place."""

    start: int
    end: int
    text: str

    @property
    def capital(self) -> bool:
        """Whether it starts with a capital letter."""
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article with the spans that every later step needs.

    Attributes:
        text: The clean text, as long as ``article.text``.
        sentences: (start, end) code-point offsets, in order, not overlapping, trimmed.
        paragraphs: For each sentence, the index of its paragraph.
        tokens: For each sentence, its words and marks.
    """

    article: Article
    text: str
    sentences: tuple[tuple[int, int], ...]
    paragraphs: tuple[int, ...]
    tokens: tuple[tuple[Token, ...], ...]

    def sentence_at(self, offset: int) -> int:
        """Index of the sentence that covers ``offset``, or of the one before it."""
        low, high = 0, len(self.sentences)
        while low < high:
            middle = (low + high) // 2
            if self.sentences[middle][0] <= offset:
                low = middle + 1
            else:
                high = middle
        return max(low - 1, 0)


def read(article: Article) -> Document:
    """Cut an article up; takes any text and keeps every offset."""
    clean = clean_text(article.text)
    sentences, paragraphs = borders(clean)
    return Document(
        article=article,
        text=clean,
        sentences=tuple(sentences),
        paragraphs=tuple(paragraphs),
        tokens=tuple(tuple(tokens(clean, a, b)) for a, b in sentences),
    )


def borders(clean: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Find the sentences of a clean text, and the paragraph of each."""
    sentences: list[tuple[int, int]] = []
    paragraphs: list[int] = []
    for number, (start, end) in enumerate(_paragraphs(clean)):
        for a, b in _sentences(clean[start:end]):
            sentences.append((start + a, start + b))
            paragraphs.append(number)
    return sentences, paragraphs


def clean_text(text: str) -> str:
    """Give the text as it is read: every character in its place, odd spaces plain."""
    return text.translate(_CLEAN)


def tokens(text: str, start: int, end: int) -> list[Token]:
    """Words and marks of a slice."""
    return [Token(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text, start, end)]


def _paragraphs(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for match in _PARAGRAPH.finditer(text):
        start, end = match.span()
        while end - start > _LONGEST_PARAGRAPH:
            cut = text.rfind(" ", start + 1, start + _LONGEST_PARAGRAPH)
            cut = cut if cut > start else start + _LONGEST_PARAGRAPH
            found.append((start, cut))
            start = cut
        found.append((start, end))
    return found


# An abbreviation that nupunkt's newspaper model ends a sentence at, though a name follows.
_NO_END = re.compile(
    r"\b(?:Sen|Rep|Gov|Gen|Lt|Col|Maj|Capt|Sgt|St|Mr|Mrs|Ms|Dr|Prof|Rev|Hon|No|Jr|vs)\.\s*$"
)


def _sentences(paragraph: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in _split(paragraph):
        piece = paragraph[start:end]
        a = start + len(piece) - len(piece.lstrip())
        b = start + len(piece.rstrip())
        if a >= b:
            continue
        if found and (_NO_END.search(paragraph, *found[-1]) or _hangs(paragraph[a:b])):
            found[-1] = (found[-1][0], b)
        else:
            found.append((a, b))
    return found


def _hangs(piece: str) -> bool:
    """A piece that cannot start a sentence: closing marks, or a word in lower case."""
    return piece[0] in "”’)]»,;:" or not any(char.isalnum() for char in piece)


@functools.lru_cache(maxsize=512)
def _split(paragraph: str) -> tuple[tuple[int, int], ...]:
    if not paragraph.strip():
        return ()
    return tuple((a, b) for a, b in nupunkt.sent_spans(paragraph))
