"""Text in, words with offsets, shapes and word pieces out (BERT's uncased WordPiece).

Labels are given to words, so that a span can only begin and end at a word border. The pieces
are those of `bert-base-uncased` (Wu et al. 2016, arXiv:1609.08144): greedy, longest first.
"""

import functools
import importlib.resources
import itertools
import re
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

UNKNOWN, START, STOP = "[UNK]", "[CLS]", "[SEP]"
_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
_LONGEST = 40  # letters; BERT gives up at 100, no English word needs that many
_QUOTES = frozenset("\"'`\u00ab\u00bb\u2018\u2019\u201c\u201d")
_MONEY = frozenset("$£€¥₦₹₽₴")


@dataclass(frozen=True, slots=True)
class Word:
    """One word or punctuation sign.

    Attributes:
        start: Offset of its first code point in the text.
        end: Offset after its last.
        shape: Class of its spelling, 0 to 11, see `shape_of`.
        pieces: Vocabulary ids, at least one.
    """

    start: int
    end: int
    shape: int
    pieces: tuple[int, ...]


@functools.cache
def vocabulary() -> Mapping[str, int]:
    """Read the pieces that ship with the weights, a piece per line."""
    lines = importlib.resources.files(__package__).joinpath("vocab.txt").read_text("utf-8")
    return {piece: number for number, piece in enumerate(lines.split("\n")) if piece}


def shape_of(word: str) -> int:
    """Class the spelling, which the uncased pieces forget."""
    tests = (
        word.islower() and not any(c.isdigit() for c in word),
        word.isdigit() and len(word) == 4,
        word.isdigit(),
        False,  # 3 is any other sign
        word[0] in _QUOTES,
        word[0] in _MONEY,
        any(c.isdigit() for c in word),
        word.isupper() and len(word) == 1,
        word.isupper(),
        word[0].isupper() and word[1:].islower(),
        word.isalpha() and not word.isascii(),
        word[0].isalnum(),
    )
    return tests.index(True) if any(tests) else 3


@functools.lru_cache(maxsize=20_000)
def pieces_of(word: str) -> tuple[int, ...]:
    """Cut one word into vocabulary ids; an impossible word is one `[UNK]`."""
    known = vocabulary()
    plain = "".join(
        c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn"
    )
    found: list[int] = []
    at = 0
    while at < len(plain) <= _LONGEST:
        for end in range(len(plain), at, -1):
            number = known.get(plain[at:end] if at == 0 else "##" + plain[at:end])
            if number is not None:
                found.append(number)
                at = end
                break
        else:
            return (known[UNKNOWN],)
    return tuple(found) or (known[UNKNOWN],)


def words_of(
    text: str, start: int = 0, end: int | None = None, *, most: int = sys.maxsize
) -> list[Word]:
    """Cut `text[start:end]` into at most `most` words; offsets count from the text's beginning."""
    stop = len(text) if end is None else end
    return [
        Word(m.start(), m.end(), shape_of(m.group()), pieces_of(m.group()))
        for m in itertools.islice(_WORD.finditer(text, start, stop), most)
    ]
