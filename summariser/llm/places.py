"""Words that somebody says are in a text in, the places where they are out.

Compared is what a reader sees: kinds of quotation mark, dash and blank are one, characters that
nobody sees are not there, and capitals do not matter. The places are offsets into the text as it
is, so that a quote shown is the article's own slice and never the model's spelling of it.
"""

from summariser.document import INVISIBLE
from summariser.proposal import Span

_ONE = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"')
    | dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
)
_ENDS = " .,;:…\"'"
MOST = 12
"""Places that are looked at for one quote."""


class Places:
    """One text, made ready for finding quotes in it; linear in its length."""

    def __init__(self, text: str) -> None:
        kept: list[str] = []
        self._at: list[int] = []
        for place, char in enumerate(text):
            for one in _folded(char):
                if one == " " and kept and kept[-1] == " ":
                    continue
                kept.append(one)
                self._at.append(place)
        self._folded = "".join(kept)

    def find(self, quote: str, within: Span | None = None) -> tuple[Span, ...]:
        """Give the places of a quote, in order; none when it is not there word by word.

        Args:
            quote: As somebody gives it; an ellipsis or a full stop at its ends is not compared.
            within: Only places inside this span count.
        """
        wanted = fold(quote).strip(_ENDS)
        if not wanted:
            return ()
        found: list[Span] = []
        begin = self._folded.find(wanted)
        while begin >= 0 and len(found) < MOST:
            end = begin + len(wanted)
            span = Span(self._at[begin], self._at[end - 1] + 1)
            inside = within is None or (within.start <= span.start and span.end <= within.end)
            if inside and self._whole(begin, end):
                found.append(span)
            begin = self._folded.find(wanted, begin + 1)
        return tuple(found)

    def _whole(self, begin: int, end: int) -> bool:
        """Tell whether neither end cuts a word in two."""
        text = self._folded
        front = begin > 0 and text[begin - 1].isalnum() and text[begin].isalnum()
        back = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
        return not front and not back


def fold(text: str) -> str:
    """Give a text as it is compared."""
    return " ".join("".join(map(_folded, text)).split())


def _folded(char: str) -> str:
    if char in INVISIBLE:
        return ""
    if char.isspace():
        return " "
    char = char.translate(_ONE)
    if char == "…":
        return "..."
    lower = char.lower()
    return lower if len(lower) == 1 else char
