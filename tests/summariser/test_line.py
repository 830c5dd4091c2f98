"""Line 1: what may be left out of a sentence, what may not, and what is no line at all."""

import datetime as dt

import pytest

from summariser import Article, brief
from summariser.clause import main_verb, stands
from summariser.document import read, tokens
from summariser.furniture import pieces
from summariser.reading import understand
from summariser.rules import RuleProposer
from summariser.shorten import parts, sound

DAY = dt.date(2025, 3, 1)


def line(text: str, title: str | None = None) -> str:
    """Line 1 of a text, by the rules."""
    made = brief(Article(id="x", text=text, title=title), as_of=DAY, proposer=RuleProposer())
    assert made.what
    return made.what.text


def units(sentence: str) -> set[str]:
    """The words of each unit that may go."""
    reading = understand(read(Article(id="x", text=sentence)))
    return {
        sentence[p.unit.start : p.unit.end].strip() for p in parts(reading, 0, len(sentence) - 1)
    }


@pytest.mark.parametrize(
    ("sentence", "unit"),
    [
        ("Norland's parliament (the Ting) passed the budget in Oslund.", "(the Ting)"),
        ("Her Excellency Ada Brack opened the new harbour at Weststrand.", "Her Excellency"),
        ("The mayor opened the harbour on Tuesday with a short speech.", "on Tuesday"),
        ("In a windy square, the mayor opened the market hall.", "In a windy square,"),
        ("The bank, founded in 1890, lowered its rate by half a point.", ", founded in 1890,"),
        ("The union called a strike after talks with the owners failed.", "after talks"),
        (
            "The council bought the mill, which had stood empty for years.",
            ", which had stood empty",
        ),
    ],
)
def test_whole_units_may_go(sentence: str, unit: str) -> None:
    """Asides, openings, day words, courtesies and tails that leave a clause are units."""
    assert any(found.startswith(unit) for found in units(sentence))


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("The minister urged Estavia to free the two sailors.", "to free"),
        ("The ministry will pay the farmers if the harvest fails in May.", "if the harvest"),
        ("The Office for Fair Rents won the case against the owners.", "for Fair Rents"),
        ("The envoy travelled from Norland to Estavia with a letter.", "to Estavia"),
        ("Talks between Norland and Estavia ended without a word.", "without a word"),
        ("The fire closed the tunnel, the rail company said.", ", the rail company said"),
        ("The court found evidence that the mayor lied.", "that the mayor"),
        ("Prices rose six weeks after the tax began.", "after the tax"),
    ],
)
def test_what_carries_the_sense_is_no_unit(sentence: str, words: str) -> None:
    """Conditions, negations, attributions, names and what a verb asks for stay."""
    assert not any(found.startswith(words) for found in units(sentence))


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        ("The senate passed the bill", True),
        ("Norland will send 40 nurses to Estavia", True),
        ("What organisers called a march began at noon", True),
        ("Emails exchanged among officials have been published", True),
        ("Farmers warn that the wells are dry", True),
        ("Prime Minister Ada Brack, Foreign Minister Jo Lund and the Education Minister", False),
        ("Establish a fund for new harbours", False),
        ("Announced a trial of two vaccines in May", False),
        ("The minister signed a treaty with the", False),
        ("The minister signed a treaty to", False),
        ("The minister said", False),
        ("The council (founded in 1990 bought the mill", False),
        ("The minister called it “a good day for the coast", False),
        ("{{Byline|date of the report was given by the ministry", False),
        ("A loan to Estavia, secured on the harbour", False),
    ],
)
def test_a_clause_stands_alone(words: str, *, whole: bool) -> None:
    """A line has a subject, a finite verb and an end, and no mark is left open."""
    assert stands(words, tokens(words, 0, len(words))) is whole


def test_verb_of_an_aside_is_not_the_main_one() -> None:
    """The verb of a relative clause is stepped over."""
    found = tokens(text := "The man who sold the boat was fined.", 0, len(text))
    main = main_verb(found)
    assert main is not None
    assert found[main].text == "was"


@pytest.mark.parametrize(
    ("text", "story"),
    [
        ("OSLUND, Norland, 3 March - The mint closed.", ["The mint closed."]),
        ("OSLUND: The mint closed.", ["The mint closed."]),
        ("Media release: The mint closed.", ["The mint closed."]),
        ("Mint to close Monday, March 3, 2025 The mint will close.", ["The mint will close."]),
        ("The mint closed.It had 40 workers.", ["The mint closed.", "It had 40 workers."]),
        ("The end of a centuryRemoval of tolls begins.", None),
        ("{{Byline|date The mint closed.", []),
    ],
)
def test_furniture_is_no_part_of_the_story(text: str, story: list[str] | None) -> None:
    """Datelines, labels, glued headlines and templates are cut off, glued sentences apart."""
    found = [text[a:b] for a, b in pieces(text, 0, len(text))]
    if story is None:
        assert found[-1] == "Removal of tolls begins."
    else:
        assert found == story


def test_lines_broken_in_the_source_are_joined() -> None:
    """A sentence that an old page breaks over three lines is one sentence in line 1."""
    text = (
        "The Norland cabinet has endorsed\n\na draft treaty on the sharing of the river\n\n"
        "with its neighbour Estavia."
    )
    assert line(text).startswith("The Norland cabinet has endorsed a draft treaty")


def test_line_begins_with_a_capital() -> None:
    """Where an opening is dropped, the next word becomes the first."""
    text = "We are pleased to announce that public gifts to the harbour fund are free of tax."
    assert line(text) == "Public gifts to the harbour fund are free of tax"


def test_what_only_the_sentence_before_explains_comes_later() -> None:
    """A sentence about "he" is taken only where no other can be told."""
    text = (
        "He thanked everyone.\nHe won by 200 votes in the town.\nAda Brack won the town of Oslund."
    )
    assert line(text) == "Ada Brack won the town of Oslund"


def test_no_line_is_cut_in_the_middle_of_a_phrase() -> None:
    """A sentence of 60 words ends where a clause can end."""
    text = (
        "The Norland parliament passed a law on the protection of the northern forests after a"
        " debate of nine hours in which members of all parties, many of them from the coast, spoke"
        " about the price of timber, the future of the mills and the rights of the villages that"
        " have lived from the woods for generations and fear for their work."
    )
    shown = line(text)
    assert len(shown.split()) <= 35
    assert sound(shown, ((0, len(shown)),))


@pytest.mark.parametrize(
    ("text", "shown", "proof"),
    [
        (
            "I am pleased to announce a fund of $5 million for the ports of Australia.",
            "Australia: I am pleased to announce a fund of $5 million for the ports of Australia",
            None,
        ),
        (
            (
                "The Government will build two bridges over the Sarrin in the coming year.\n"
                "Australia has 40 such bridges."
            ),
            "Australia: The Government will build two bridges over the Sarrin in the coming year",
            "The Government",
        ),
        (
            (
                "We will build two bridges over the Sarrin in the coming year.\n"
                "The Australian Government has built 40 such bridges."
            ),
            "Australian Government: We will build two bridges over the Sarrin in the coming year",
            "Australian Government",
        ),
    ],
)
def test_line_says_who_speaks(text: str, shown: str, proof: str | None) -> None:
    """A line of "we" or "the Government" begins with the name, which has a place that proves it."""
    article = Article(id="x", text=text, home="Australia")
    made = brief(article, as_of=DAY, proposer=RuleProposer())
    assert made.what
    if proof is None:  # the line has the name itself
        assert made.what.text == shown.removeprefix("Australia: ")
        return
    assert made.what.text == shown
    assert made.what.source
    assert made.what.source.evidence.text == proof
    assert made.layout[0].text == shown
    assert made.layout[0].segments[0].evidence == (made.what.source.evidence,)


def test_nobody_speaks_for_a_publisher_without_a_country() -> None:
    """Where it is not known who "we" is, nothing is put before the line."""
    made = brief(
        Article(id="x", text="We will build two bridges over the Sarrin in Norland next year."),
        as_of=DAY,
        proposer=RuleProposer(),
    )
    assert made.what
    assert made.what.source is None


def test_a_text_without_a_clause_gives_its_words() -> None:
    """A list has no sentence: its first words that are no template, and no loose end."""
    text = "{{Byline|date of the day\nNew harbours for all of the.\nTolls"
    assert line(text) == "New harbours for all"
