"""How firm a pledge is, read from the words that commit and from those around them."""

import datetime as dt

import pytest

from summariser import Article, Status
from summariser.agree import agreed
from summariser.document import Document, read
from summariser.proposal import Proposal, ProposedPledge, Span
from summariser.records import PledgeKind
from summariser.signs import signs
from summariser.status import firmness, status

PUBLISHED = dt.datetime(2021, 6, 1, tzinfo=dt.UTC)
PLEDGED, OPEN, IF, AGAIN, KEPT, BACK = Status


def document(text: str, title: str | None = None) -> Document:
    """Read an article of one text."""
    return read(Article(id="a", text=text, title=title, published=PUBLISHED))


def marked(text: str) -> tuple[Document, Span, Span]:
    """Read a text whose clause stands in [] and whose words that commit in {}."""
    plain = text.translate(str.maketrans("", "", "[]{}"))
    places = [
        len(text[: text.index(mark)].translate(str.maketrans("", "", "[]{}"))) for mark in "[]{}"
    ]
    return document(plain), Span(places[2], places[3]), Span(places[0], places[1])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Norland {will give} Estavia 5 million pounds] for wells.", PLEDGED),
        ("[Norland {will send} doctors as soon as possible].", PLEDGED),
        ("[Norland {will send} doctors once the UN finds the money].", IF),
        ("[Norland {will send} doctors] if the parliament approves.", IF),
        ("[Norland's {offer} of 5 million pounds is tied to a ceasefire].", IF),
        ("[Norland {is considering} sending doctors to Estavia].", OPEN),
        ("[Norland {may send} 40 doctors to Estavia], officials said.", OPEN),
        ("[Norland {has not ruled out} sending doctors].", OPEN),
        ("[Norland {reaffirmed its commitment} to the fund].", AGAIN),
        ("[Norland {remains committed to} the peace process].", AGAIN),
        ("[Norland {will continue to work} with its neighbours].", AGAIN),
        ("[Norland {has made good on} its promise of ten clinics].", KEPT),
        ("[Norland {has withdrawn} its pledge of 5 million pounds].", BACK),
        ("[Norland {has scrapped} its promise of ten clinics].", BACK),
    ],
)  # fmt: skip
def test_words_alone_tell_how_firm_it_is(text: str, expected: Status) -> None:
    """New, open, hung on something, repeated, kept, taken back; the encoder is not asked."""
    article, trigger, clause = marked(text)
    assert status(article, trigger, clause, firmness(article, trigger, clause)) is expected


@pytest.mark.parametrize("word", ["may send", "is considering", "could send"])
def test_nobody_makes_firm_what_is_only_weighed(word: str) -> None:
    """However sure a reader is that it was pledged, words that weigh stay open."""
    article, trigger, clause = marked(f"[Norland {{{word}}} doctors to Estavia].")
    sure = (0.99, 0.002, 0.002, 0.002, 0.002, 0.002)
    assert status(article, trigger, clause, sure) not in (PLEDGED, AGAIN, KEPT)


def test_new_must_be_twice_as_likely_as_anything_else() -> None:
    """A wrong "pledged" is the worst error."""
    article, trigger, clause = marked("[Norland {will send} doctors].")
    assert status(article, trigger, clause, (0.6, 0, 0.4, 0, 0, 0)) is IF
    assert status(article, trigger, clause, (0.7, 0, 0.3, 0, 0, 0)) is PLEDGED


@pytest.mark.parametrize(("chance", "expected"), [(0.95, IF), (0.0, PLEDGED)])
def test_both_readers_have_a_say(chance: float, expected: Status) -> None:
    """The encoder's chances are weighed with what the words alone give."""
    article, trigger, clause = marked("[Norland {will give} Estavia 5 million pounds] for wells.")
    own = ProposedPledge(
        trigger=trigger, evidence=clause, status=PLEDGED, kind=PledgeKind.OTHER, score=0.99,
        core=0.99,
        firmness=(1 - chance, 0, chance, 0, 0, 0),
    )  # fmt: skip
    mine = Proposal(lead=(0,), mentions=(), pledges=(own,), by="encoder")
    [found] = agreed(article, mine, Proposal(lead=(0,), mentions=(), pledges=())).pledges
    assert found.status is expected


def test_signs_know_where_they_stand() -> None:
    """In the words, the clause, elsewhere in the sentence, before it, and in the headline."""
    text = "It was promised again. If it rains, Norland will again send pumps."
    article = document(text, title="Norland repeats its offer")
    begin = text.index("Norland")
    found = signs(article, Span(text.index("will"), text.index(" send")), Span(begin, len(text)))
    assert {"again in sentence before", "if outside", "again in trigger"} <= set(found)
    assert {"again in clause", "offer in title", "again in title"} <= set(found)


@pytest.mark.parametrize(("year", "sort"), [(2019, "old"), (2021, "this"), (2024, "next")])
def test_years_count_from_the_day_of_publication(year: int, sort: str) -> None:
    """What was set aside in a year gone by is no news."""
    article, trigger, clause = marked(f"[In {year} Norland {{pledged}} 5 million pounds].")
    assert f"{sort} year in clause" in signs(article, trigger, clause)


@pytest.mark.parametrize("text", ["x", "?", "will " * 4000])
def test_any_text_has_chances(text: str) -> None:
    """They sum to 1, whatever the words are."""
    article = document(text)
    chances = firmness(article, Span(0, 1), Span(0, len(text)))
    assert len(chances) == len(Status)
    assert sum(chances) == pytest.approx(1)


def test_kept_must_be_likelier_than_promised() -> None:
    """Who says "delivered" of a mere promise is as wrong as any that makes it firm."""
    article, trigger, clause = marked("[Norland {promised} to cut fees] after the election.")
    assert status(article, trigger, clause, (0.52, 0, 0, 0, 0.48, 0)) is PLEDGED
