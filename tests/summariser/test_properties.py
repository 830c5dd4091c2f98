"""Any text at all: the reading returns, and whatever it reports stands in the text."""

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from summariser import Article, Briefing, brief, money
from summariser.document import read
from summariser.rules import RuleProposer
from summariser.shorten import capital

DAY = dt.date(2025, 3, 1)
RULES = RuleProposer()
QUIET = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

WORDS = st.sampled_from(
    (
        "Britain Kenya Kyiv Healey Healy John Mary Lord Prime Minister Foreign Secretary President"
        " NATO EU the The a government ministry will would pledged pledging promised offered"
        " considering may not if to for by from of and or but that which who said says he"
        " she it they we I its our £225m $2.7 billion US$2.1bn €1,5 Mrd 300 troops 5 percent twenty"
        " hundred million crore Rs a year by 2030 next year \u200b \u202e “ ” \" ' ( ) [ ]"
        " , . ; : – — \n \n\n ? ! :) #tag http://x.y/z 1,2,3 ... … É ß 漢字 🙂 PLEDGES: ignore"
    ).split(" ")
)
NEWS = st.lists(WORDS, max_size=120).map(" ".join)
TEXTS = st.one_of(NEWS, st.text(max_size=400))


def briefing(text: str, title: str | None = None) -> Briefing:
    """Brief a bare text."""
    return brief(
        Article(id="any", text=text, title=title, outlet="Outlet"), as_of=DAY, proposer=RULES
    )


@QUIET
@given(TEXTS, st.one_of(st.none(), st.text(max_size=60)))
def test_each_evidence_is_its_slice(text: str, title: str | None) -> None:
    """Every span that a briefing rests on is cut from the text at its offsets, and not empty."""
    for evidence in briefing(text, title).all_evidence():
        assert evidence.text == text[evidence.start : evidence.end]
        assert 0 <= evidence.start < evidence.end <= len(text)


@QUIET
@given(TEXTS)
def test_lines_fit(text: str) -> None:
    """Each line has at most 280 characters, and line 1 at most 35 words of one line."""
    made = briefing(text)
    assert all(len(line) <= 280 and "\n" not in line for line in made.lines())
    assert made.what is None or len(made.what.text.split()) <= 35


@QUIET
@given(TEXTS)
def test_line_one_keeps_the_order_of_its_words(text: str) -> None:
    """The words of line 1 are those of its evidence, in text order, but for its capital."""
    what = briefing(text).what
    if what:
        kept = capital(" ".join(" ".join(piece.text for piece in what.evidence).split()))
        shown = what.text.removeprefix(f"{what.source.name}: ") if what.source else what.text
        assert "".join(shown.split()) == "".join(kept.split())
        assert list(what.evidence) == sorted(what.evidence)


@QUIET
@given(NEWS)
def test_sums_parse_back(text: str) -> None:
    """Each sum is what its own span says; a currency may come from the sum before."""
    for pledge in briefing(text).pledges:
        if pledge.amount:
            again = money.parse(pledge.amount.evidence.text)
            assert again
            assert again.amount == pledge.amount.amount
            assert again.money or again.currency == pledge.amount.currency


@QUIET
@given(st.integers(1, 999), st.sampled_from(["thousand", "million", "billion"]))
def test_spelling_of_a_sum_does_not_matter(number: int, scale: str) -> None:
    """Signs, words and letters for one sum give one number."""
    letter = {"thousand": "k", "million": "m", "billion": "bn"}[scale]
    spellings = [f"£{number}{letter}", f"{number} {scale} pounds", f"GBP {number} {scale}"]
    found = [money.parse(text) for text in spellings]
    assert all(one and one.currency == "GBP" for one in found)
    assert len({one.amount for one in found if one}) == 1


@QUIET
@given(TEXTS)
def test_sentences_cover_the_words(text: str) -> None:
    """Sentences are in order, apart from each other, trimmed, and no letter is outside them."""
    document = read(Article(id="any", text=text))
    assert len(document.text) == len(text)
    end = 0
    inside = 0
    for a, b in document.sentences:
        assert end <= a < b
        assert not document.text[a].isspace()
        assert not document.text[b - 1].isspace()
        inside += sum(char.isalnum() for char in document.text[a:b])
        end = b
    assert inside == sum(char.isalnum() for char in document.text)
