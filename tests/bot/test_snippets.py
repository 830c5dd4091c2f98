"""Quotes of what was found are the article's own words, with their places."""

from hypothesis import given
from hypothesis import strategies as st

from bot.snippets import AROUND, quotes
from summariser import Article

TEXT = (
    "The harbour of Eastport was closed on Monday after a storm. Ferries stayed in.\n"
    "Norland will pay for a new pier, the minister said in São Tomé. " + "Filler words here. " * 30
    + "The pier is to be ready in May."
)  # fmt: skip


def _article(text: str = TEXT) -> Article:
    return Article(id="1", text=text, title="A pier")


def test_quote_is_the_article_s_own_words_around_what_was_asked() -> None:
    """Cut between words, inside a paragraph; accents and case do not matter."""
    [piece] = quotes(_article(), {"sao", "norland"}, most=1)
    assert piece.text == TEXT[piece.start : piece.end]
    assert piece.text.startswith("Norland will pay")
    assert "São Tomé" in piece.text
    assert TEXT[piece.end - 1 : piece.end + 1].strip() == TEXT[piece.end - 1]


def test_pieces_with_most_of_the_words_are_chosen_and_stand_in_order() -> None:
    """Two pieces that do not overlap."""
    first, second = quotes(_article(), {"pier", "norland"})
    assert "new pier" in first.text
    assert "ready in May" in second.text
    assert first.end <= second.start


def test_words_of_the_headline_alone_quote_nothing() -> None:
    """There is nothing to quote."""
    assert quotes(_article("Nothing."), {"pier"}) == ()
    assert quotes(_article(), set()) == ()


@given(st.text(max_size=600), st.sets(st.text(min_size=1, max_size=5), max_size=3))
def test_any_text_is_quoted_truly(text: str, words: set[str]) -> None:
    """Offsets hold, pieces are short, whatever the characters."""
    for piece in quotes(_article(text), words, most=3):
        assert piece.text == text[piece.start : piece.end]
        assert piece.end - piece.start <= max(4 * AROUND + 2, 600)
