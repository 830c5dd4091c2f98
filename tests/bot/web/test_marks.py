"""Marking a text: every stretch is covered wholly or not at all, and no character is lost."""

from hypothesis import given
from hypothesis import strategies as st

from bot.web.marks import MOST_RULES, Span, cut, paragraphs, target_rules
from bot.web.views import text_view
from tests.bot.written import WRITTEN

_TEXTS = st.text(alphabet=st.sampled_from("ab \n\U0001d57bé"), max_size=60)
_SPANS = st.lists(
    st.builds(lambda a, b: Span(start=a, end=b), st.integers(-5, 70), st.integers(-5, 70)),
    max_size=12,
)


@given(_TEXTS, _SPANS)
def test_stretches_are_the_text_and_cover_each_span_exactly(text: str, spans: list[Span]) -> None:
    """Stretches joined are the text; those that name a span, joined, are its slice."""
    stretches = cut(text, spans)
    assert "".join(stretch.text for stretch in stretches) == text
    assert all(stretch.text for stretch in stretches)
    for place, span in enumerate(spans):
        covered = "".join(stretch.text for stretch in stretches if place in stretch.covered)
        opened = [stretch for stretch in stretches if place in stretch.opens]
        if 0 <= span.start < span.end <= len(text):
            assert covered == text[span.start : span.end]
            assert len(opened) == 1
        else:
            assert not covered
            assert not opened


@given(_TEXTS, _SPANS)
def test_paragraphs_keep_every_word_and_anchor(text: str, spans: list[Span]) -> None:
    """Paragraphs drop blank lines and nothing else."""
    groups = paragraphs(cut(text, spans))
    shown = ["".join(stretch.text for stretch in group) for group in groups]
    assert shown == [line for line in text.split("\n") if line.strip()]
    anchors = [place for group in groups for stretch in group for place in stretch.opens]
    assert len(set(anchors)) == len(anchors)


def test_every_quote_of_a_briefing_is_marked_in_its_text() -> None:
    """The marks with a quote's number, joined, are the quote."""
    for write in WRITTEN:
        article, briefing = write()
        pieces = [piece for group in text_view(article, briefing).paragraphs for piece in group]
        anchors = dict(anchor for piece in pieces for anchor in piece.anchors)
        for line in briefing.layout:
            for segment in line.segments:
                for evidence in segment.evidence:
                    number = anchors[f"e-{evidence.start}-{evidence.end}"][1:]
                    marked = [p.text for p in pieces if f"e{number}" in p.classes.split()]
                    assert "".join(marked) == evidence.text


def test_rules_light_up_as_many_quotes_as_promised() -> None:
    """There is one rule for each number, so that links work without JavaScript."""
    assert target_rules().count(":target") == MOST_RULES
