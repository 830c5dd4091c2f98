"""The sample article and its traps: what a briefing of it must say, and must not."""

import datetime as dt
import pathlib

import pytest

from summariser import Article, Briefing, Pledge, PledgeKind, Status, brief

TEXT = (pathlib.Path(__file__).parent / "data" / "healey-kyiv-2024-12-19.txt").read_text()
DAY = dt.datetime(2024, 12, 19, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def briefing() -> Briefing:
    """Brief the sample as of its own day."""
    article = Article(id="kyiv", text=TEXT, outlet="BBC", published=DAY)
    return brief(article, as_of=DAY.date())


def of(briefing: Briefing, status: Status) -> list[Pledge]:
    """Pick the pledges of one status."""
    return [pledge for pledge in briefing.pledges if pledge.status is status]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("John Healey", "UK Defence Secretary"),
        ("David Lammy", "Foreign Secretary"),
        ("Keir Starmer", "Prime Minister"),
        ("Donald Trump", "US President-elect"),
    ],
)
def test_actors_stand_in_line_two_with_their_roles(
    briefing: Briefing, name: str, role: str
) -> None:
    """Whoever acts is named with the role that the text gives."""
    assert f"{name}, {role}" in briefing.lines()[1]


def test_misspelt_name_is_the_same_man(briefing: Briefing) -> None:
    """The "Healy" of one paragraph is John Healey, and no second actor."""
    [healey] = [actor for actor in briefing.actors if "Heal" in actor.name]
    assert {"Healey", "Healy"} <= set(healey.aliases)


def test_money_is_pledged(briefing: Briefing) -> None:
    """Healey, or the UK, pledges GBP 225m of military support to Ukraine."""
    [pledge] = [p for p in briefing.pledges if p.amount and p.amount.currency == "GBP"]
    assert pledge.amount
    assert pledge.amount.amount == 225_000_000
    assert pledge.status is Status.PLEDGED
    assert pledge.kind is PledgeKind.MILITARY
    assert pledge.pledger
    assert pledge.pledger.name in {"John Healey", "United Kingdom"}
    assert pledge.recipient
    assert pledge.recipient.name == "Ukraine"
    assert "drones, artillery shells and air defences" in pledge.what.text
    assert "£225m" in briefing.lines()[2]


def test_troops_are_an_option_and_no_promise(briefing: Briefing) -> None:
    """Sending British troops to train is under consideration, and nowhere pledged."""
    [option] = of(briefing, Status.UNDER_CONSIDERATION)
    assert "troops" in option.evidence.text
    assert "considered" in briefing.lines()[2]
    assert not any("troops" in p.what.text for p in briefing.pledges if p is not option)


def test_promise_without_detail_is_kept(briefing: Briefing) -> None:
    """Trump's promise to end the war is his, and has no sum."""
    [promise] = [p for p in briefing.pledges if p.pledger and p.pledger.name == "Donald Trump"]
    assert "end the war" in promise.what.text
    assert promise.amount is None


@pytest.mark.parametrize(
    "words",
    [
        "It is critical that allies across Europe step up",
        "allies must stand with Ukraine",
        "refused to give specific details",
        "this would require more weapons",
        "training of Ukrainian troops has taken place",
    ],
)
def test_demands_refusals_and_needs_are_no_pledges(briefing: Briefing, words: str) -> None:
    """What is asked of others, refused, needed or done already is nobody's pledge."""
    start = TEXT.index(words)
    end = start + len(words)
    touching = [
        pledge.evidence.text
        for pledge in briefing.pledges
        if pledge.evidence.start < end and start < pledge.evidence.end
    ]
    assert touching == []


def test_each_quote_equals_its_slice(briefing: Briefing) -> None:
    """Whatever the briefing rests on stands in the article at its offsets."""
    for span in briefing.all_evidence():
        assert TEXT[span.start : span.end] == span.text


def test_lines_fit_a_phone(briefing: Briefing) -> None:
    """Each line has at most 280 characters, the first at most 35 words of the article."""
    assert all(len(line) <= 280 for line in briefing.lines())
    assert briefing.what
    assert len(briefing.what.text.split()) <= 35


def test_line_one_tells_the_visit_and_the_open_door(briefing: Briefing) -> None:
    """What he is there for and what he does not rule out; whose report it is goes first."""
    what = briefing.lines()[0]
    assert "is in Kyiv to discuss plans to provide more support to Ukraine next year" in what
    assert "he has not ruled out sending UK troops" in what
    assert "broadcaster" not in what
