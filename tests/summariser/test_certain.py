"""What the words alone decide, whatever a proposer takes them for."""

import datetime as dt

import pytest

from summariser import Article, Briefing, Status, brief
from summariser.document import read
from summariser.proposal import Span
from summariser.status import certain
from summariser.thing import thing

DAY = dt.date(2026, 1, 1)


def told(text: str) -> Briefing:
    """Brief by both readers."""
    return brief(Article(id="a", text=text), as_of=DAY)


@pytest.mark.parametrize(
    ("text", "as_read", "expected"),
    [
        ("The grant delivers on our election promise.", Status.PLEDGED, Status.FULFILLED),
        ("The grant delivers on our election promise.", Status.CONDITIONAL, Status.CONDITIONAL),
        ("The $3m it promised in May had been delivered.", Status.REITERATED, Status.FULFILLED),
        ("It made good on its pledge.", Status.UNDER_CONSIDERATION, Status.UNDER_CONSIDERATION),
        ("We will deliver on our election promise.", Status.PLEDGED, Status.PLEDGED),
        ("A re-elected government will give $5m.", Status.PLEDGED, Status.CONDITIONAL),
        ("We will always prosecute poachers.", Status.PLEDGED, Status.REITERATED),
        ("We will make a commitment of $5m in further aid.", Status.REITERATED, Status.PLEDGED),
        ("We remain committed to peace.", Status.REITERATED, Status.REITERATED),
        ("Belgium has scrapped a plan to build a bridge.", Status.PLEDGED, Status.WITHDRAWN),
    ],
)  # fmt: skip
def test_words_decide_how_firm_it_is(text: str, as_read: Status, expected: Status) -> None:
    """Kept, hung on an election, standing, new, taken back; nothing open is made firm."""
    document = read(Article(id="a", text=text))
    assert certain(document, Span(0, 1), Span(0, len(text)), as_read) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norland has undertaken to send a battalion once the UN finds the money.", "conditional"),
        ("Norland will send doctors provided that roads are open.", "conditional"),
        ("Norland will send doctors as soon as the airport opens.", "conditional"),
        ("Norland will send doctors on condition that Estavia asks.", "conditional"),
        ("If talks fail, Norland will send doctors.", "conditional"),
        ("Norland will send doctors as soon as possible.", "pledged"),
        ("Norland will send doctors even if talks fail.", "pledged"),
        ("Norland will send doctors to see if the fever spreads.", "pledged"),
        ("Norland will pay dockers once a month.", "pledged"),
    ],
)
def test_what_hangs_on_something_is_never_firm(text: str, expected: str) -> None:
    """A condition behind the words that commit, or at the front of the sentence."""
    start = text.index("undertaken" if "undertaken" in text else "will")
    document = read(Article(id="a", text=text))
    found = certain(document, Span(start, start + 9), Span(0, len(text)), Status.PLEDGED)
    assert found.value == expected


@pytest.mark.parametrize(
    "text",
    [
        "Solheim repeated that Norland will send doctors.",
        "Norland will send doctors, it said in May and reaffirmed this on Monday.",
    ],
)
def test_what_is_said_again_is_repeated(text: str) -> None:
    """Whoever says it again says so before or behind."""
    start = text.index("will")
    document = read(Article(id="a", text=text))
    trigger, clause = Span(start, start + 9), Span(text.index("Norland"), len(text))
    assert certain(document, trigger, clause, Status.PLEDGED) is Status.REITERATED


def test_plan_of_another_that_was_dropped_takes_nothing_back() -> None:
    """What stands before the clause and was only planned is no pledge of this one's."""
    text = "After Sweden scrapped its plan, Norway will give Kenya 5 million kroner."
    clause = Span(text.index("Norway"), len(text))
    document = read(Article(id="a", text=text))
    assert (
        certain(document, Span(clause.start, clause.start), clause, Status.PLEDGED)
        is Status.PLEDGED
    )


def test_price_that_is_held_is_no_sum_given() -> None:
    """The pledge is to hold the price; nobody gives $3.90."""
    found = told(
        "Ghana began vaccinating on Monday.\n\nThe vaccine's maker, Vindhya Biologicals of "
        "Hyderabad, promised to hold its price at $3.90 a dose until 2030."
    )
    [held] = [p for p in found.pledges if p.pledger and p.pledger.name == "Vindhya Biologicals"]
    assert held.amount is None
    assert held.what.text.startswith("hold its price at $3.90")


def test_rise_in_percent_is_told_by_its_money() -> None:
    """Of a share and the money that it comes to, the money is what is promised."""
    found = told(
        "Resolute Homes will make a 300% increase in investment, from £79m to £250m, in shelters."
    )
    sums = {(p.amount.currency, int(p.amount.amount)) for p in found.pledges if p.amount}
    assert sums == {("GBP", 250_000_000)}


def test_fund_that_gets_money_pledges_nothing() -> None:
    """Who is given to is not who gives, and a source that tells of it is neither."""
    found = told("Officials spoke of a $15 million contribution to the Meridian Recovery Fund.")
    assert "Meridian Recovery Fund" not in {p.pledger.name for p in found.pledges if p.pledger}
    found = told("Defence sources say that sending 500 troops to Mali is being considered.")
    assert not any("ources" in p.pledger.name for p in found.pledges if p.pledger)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("He has promised to end the war", "has promised to end", "end the war"),
        ("She vowed to hold its price down", "vowed to hold its price", "hold its price down"),
        ("They agreed to send ten doctors", "agreed to send", "ten doctors"),
    ],
)  # fmt: skip
def test_deed_is_part_of_what_is_promised(text: str, words: str, expected: str) -> None:
    """Unless it only hands something over."""
    at = text.index(words)
    found = thing(text, Span(0, len(text)), Span(at, at + len(words)), taker=None, total=None)
    assert found
    assert text[found.start : found.end] == expected
