"""What a learner marks is moved to whole words before anything is made of it."""

import pytest

from summariser.bounds import whole, whole_role
from summariser.proposal import Span

TEXT = "Norway's aid ministry said Emeka Obiora, resident coordinator in Dushanbe, has left."


def mark(words: str) -> Span:
    """Mark these characters."""
    start = TEXT.index(words)
    return Span(start, start + len(words))


@pytest.mark.parametrize(
    ("marked", "meant"),
    [
        ("Norway", "Norway"),
        ("'s aid ministry", "aid ministry"),
        ("s aid ministry", "aid ministry"),
        ("meka Obi", "Emeka Obiora"),
        ("resident coordinator in", "resident coordinator"),
        (", ", None),
    ],
)
def test_names_begin_and_end_at_words(marked: str, meant: str | None) -> None:
    """Possessive ends, cut words and loose prepositions are mended."""
    found = whole(TEXT, mark(marked))
    assert (TEXT[found.start : found.end] if found else None) == meant


@pytest.mark.parametrize("marked", ["has left", "'s", ","])
def test_what_is_no_role_is_none(marked: str) -> None:
    """Verbs and loose ends are not shown as somebody's role."""
    assert whole_role(TEXT, mark(marked)) is None
