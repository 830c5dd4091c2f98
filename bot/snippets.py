"""A text and the words that were asked for in, verbatim pieces with their places out.

A piece is cut at the borders of words, never of letters, around the places where most of the
asked words stand close together; what it shows is the article's own text, so its offsets hold.
"""

import re
import unicodedata
from collections.abc import Collection

from summariser import Article, Evidence

AROUND = 90
"""Characters shown before and after what was found: a line or two of a chat."""

LOOKED_AT = 200_000
"""Characters of a text that are searched for quotes."""

_WORD = re.compile(r"[^\W_]+")


def quotes(article: Article, words: Collection[str], *, most: int = 2) -> tuple[Evidence, ...]:
    """Quote where an article has these words.

    Args:
        article: Its text is quoted, never its headline.
        words: Folded: without case and accents.
        most: Pieces to give.

    Returns:
        Pieces that do not overlap, in the order of the text, those with most different words
        chosen first; none when the words stand in the headline alone.
    """
    text = article.text[:LOOKED_AT]
    wanted = set(words)
    found = [
        (match.start(), match.end(), folded)
        for match in _WORD.finditer(text)
        if (folded := _fold(match[0])) in wanted
    ]
    pieces: list[tuple[int, int, int]] = []
    for at, (start, end, _) in enumerate(found):
        last, kinds = end, set()
        for _, other_end, folded in found[at:]:
            if other_end - start > 2 * AROUND:
                break
            last = other_end
            kinds.add(folded)
        pieces.append((len(kinds), start, last))
    chosen: list[tuple[int, int]] = []
    for _, start, end in sorted(pieces, key=lambda piece: (-piece[0], piece[1])):
        cut = _widened(text, start, end)
        if len(chosen) == most:
            break
        if all(cut[1] <= other[0] or cut[0] >= other[1] for other in chosen):
            chosen.append(cut)
    return tuple(Evidence.of(article, start, end) for start, end in sorted(chosen))


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span to whole words, inside its paragraph."""
    room = max(0, 2 * AROUND - (end - start)) // 2
    first = max(text.rfind("\n", 0, start) + 1, start - room)
    stop = text.find("\n", end)
    last = min(stop if stop >= 0 else len(text), end + room)
    while first and first < start and _WORD.match(text[first - 1]) and _WORD.match(text[first]):
        first += 1
    while (
        last > end and last < len(text) and _WORD.match(text[last]) and _WORD.match(text[last - 1])
    ):
        last -= 1
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


def _fold(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).casefold()
    return "".join(char for char in plain if not unicodedata.combining(char))
