"""Windows: what the encoder reads at once."""

from hypothesis import given
from hypothesis import strategies as st

from summariser import Article
from summariser.document import read as read_document
from summariser.neural.windows import LIMIT, READ, Reading, read


def reading(text: str, title: str | None = None) -> Reading:
    """Cut a text as the proposer does."""
    return read(read_document(Article(id="a", text=text, title=title)))


def judged(cut: Reading) -> list[int]:
    """Numbers of the words that some window judges."""
    return [i for window in cut.windows for i in window.words[window.body :]]


SENTENCE = "The government of Norland said it would send two hundred pumps to the coast. "


def test_each_word_is_judged_once() -> None:
    """Context is read again in the next window and judged in its own only."""
    cut = reading(SENTENCE * 60, "Norland sends pumps")
    assert len(cut.windows) > 1
    assert judged(cut) == list(range(len(cut.words)))
    assert all(window.body for window in cut.windows[1:])


def test_windows_are_of_about_equal_size() -> None:
    """A last window of one sentence would be read without its surroundings."""
    sizes = [len(w.pieces) for w in reading(SENTENCE * 60).windows]
    assert max(sizes) <= LIMIT
    assert min(sizes) > max(sizes) / 2


def test_reading_stops_after_a_while() -> None:
    """What a megabyte of text costs is bounded."""
    cut = reading(SENTENCE * 3000)
    assert len(cut.words) == READ


@given(st.text(max_size=3000), st.text(max_size=60))
def test_any_text_gives_windows_within_the_limit(text: str, title: str) -> None:
    """No text raises, and positions stay within what the encoder knows."""
    cut = reading(text, title)
    assert judged(cut) == list(range(len(cut.words)))
    for window in cut.windows:
        assert len(window.pieces) == len(window.shapes) <= 512
        assert all(0 <= place < len(window.pieces) for place in window.places)
