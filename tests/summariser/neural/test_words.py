"""Words and word pieces."""

from hypothesis import given
from hypothesis import strategies as st

from summariser.neural.words import pieces_of, shape_of, vocabulary, words_of


def test_words_are_cut_as_bert_cuts_them() -> None:
    """Punctuation stands alone, accents and case are dropped, rare words fall into pieces."""
    known = {number: piece for piece, number in vocabulary().items()}
    found = [known[n] for word in words_of("Zelenskyy’s €1.5bn, Orbán") for n in word.pieces]
    assert found == ["ze", "##len", "##sky", "##y", "’", "s", "€", "1", ".", "5", "##bn", ",",
                     "orb", "##an"]  # fmt: skip


def test_offsets_count_from_the_beginning_of_the_text() -> None:
    """A word of a slice can be cut out of the whole text."""
    text = "One. Two pounds."
    assert [text[w.start : w.end] for w in words_of(text, 5)] == ["Two", "pounds", "."]


def test_spelling_classes_tell_what_the_uncased_pieces_forget() -> None:
    """A name, an abbreviation, a year and a sum look different."""
    seen = [shape_of(w) for w in ("aid", "Healey", "US", "us", "2024", "225", "1bn", "£", "“")]
    assert seen == [0, 9, 8, 0, 1, 2, 6, 5, 4]


def test_a_word_without_pieces_is_unknown() -> None:
    """Forty letters and more are no word."""
    assert pieces_of("x" * 41) == (vocabulary()["[UNK]"],)


@given(st.text())
def test_any_text_is_cut_into_ordered_words(text: str) -> None:
    """No text raises; words do not overlap, and only blank space lies between them."""
    words = words_of(text)
    borders = [0, *(x for w in words for x in (w.start, w.end)), len(text)]
    assert borders == sorted(borders)
    gaps = zip(borders[::2], borders[1::2], strict=True)
    assert all(not text[a:b].strip("".join(c for c in text if not c.isprintable())).strip()
               for a, b in gaps)  # fmt: skip
    assert all(word.pieces for word in words)
