"""What charts show and say, before they are drawn."""

import datetime as dt
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.accounts import Account, accounts
from bot.charts import BARS, by_pledger, over_time
from bot.claims import Claim
from bot.ledger import tell
from bot.pictures import ALT, short
from bot.timelines import MOMENTS, timeline
from summariser import Status
from tests.pledged import claim

TODAY = dt.date(2026, 11, 1)


def _held(*said: Claim) -> tuple[Account, ...]:
    return tuple(accounts(tell(said)).values())


UK = (
    claim("drones and shells", "GBP 225m", article="a1", outlet="BBC"),
    claim("of which drones", "GBP 92m", article="a1", position=1, outlet="BBC"),
    claim("drones and shells", "EUR 272m", article="a2", day=0.2, outlet="Le Soir d'Ici"),
    claim(
        "delivered drones and shells", "GBP 120m", article="a5", day=150, outlet="Wire",
        status=Status.FULFILLED,
    ),
)  # fmt: skip


def test_a_bar_is_what_a_pledger_bound_itself_to() -> None:
    """A part is not added to its whole, nor a conversion to the sum that it converts."""
    picture = by_pledger(_held(*UK), recipient="Ukraine", today=TODAY)
    assert picture
    [bar] = picture.bars
    assert (bar.label, bar.firm, bar.loose) == ("United Kingdom", 225e6, 0)
    assert "part of a sum that is counted" in picture.foot[0]
    assert "part of a sum that is counted" in picture.alt
    assert "United Kingdom: GBP 225m." in picture.alt


def test_what_does_not_bind_has_a_bar_of_its_own() -> None:
    """Considered and conditional sums are never in the firm bar."""
    thought = claim(
        "patrol boats", "GBP 500m", article="b", story=2, status=Status.UNDER_CONSIDERATION
    )
    picture = by_pledger(_held(UK[0], thought), recipient="Ukraine", today=TODAY)
    assert picture
    [bar] = picture.bars
    assert (bar.firm, bar.loose) == (225e6, 500e6)
    assert "considered or conditional GBP 500m" in picture.alt


def test_several_currencies_are_compared_and_the_rates_named() -> None:
    """The sum as it was said stands beside the bar; one without a rate is left out, and said."""
    held = _held(
        UK[0],
        claim("grant", "NOK 7bn", article="n", pledger="Norway", story=2),
        claim("grant", "XYZ 3m", article="x", pledger="Elsewhere", story=3),
        claim("tanks", "tanks 30", article="t", pledger="Spain", story=4),
    )
    picture = by_pledger(held, recipient="Ukraine", today=TODAY, currency="EUR")
    assert picture
    assert [bar.label for bar in picture.bars] == ["Norway", "United Kingdom"]
    assert picture.bars[0].firm_words.startswith("NOK 7bn (about EUR 6")
    foot = " ".join(picture.foot)
    assert "no rate for XYZ (1)" in foot
    assert "counted in things, not in money (1)" in foot
    assert "GBP" in foot
    assert "ECB" in foot


def test_many_pledgers_share_one_bar_at_the_end() -> None:
    """The greatest have their own; nobody is dropped without a word."""
    many = _held(
        *(
            claim("grant", f"EUR {n}m", article=f"m{n}", pledger=f"Land{letter}", story=n)
            for n, letter in enumerate(string.ascii_lowercase, 1)
        )
    )
    picture = by_pledger(many, recipient="Ukraine", today=TODAY)
    assert picture
    assert len(picture.bars) == BARS + 1
    rest = picture.bars[-1]
    assert rest.rest
    assert rest.label == f"{26 - BARS} others together"
    assert sum(bar.firm for bar in picture.bars) == sum(range(1, 27)) * 1e6


def test_without_sums_there_is_nothing_to_draw() -> None:
    """An empty chart would look like a broken one."""
    wordless = _held(claim("help", None))
    assert by_pledger((), recipient="Ukraine", today=TODAY) is None
    assert by_pledger(wordless, recipient="Ukraine", today=TODAY) is None
    assert over_time(wordless, about="Ukraine", today=TODAY) is None


def test_announced_and_delivered_are_two_lines() -> None:
    """A part that arrived is counted as delivered on its day, not as another pledge."""
    picture = over_time(_held(*UK), about="Ukraine", today=TODAY)
    assert picture
    firm, arrived = picture.lines
    assert firm.points == (("2026-03-02", 225e6),)
    assert arrived.points == (("2026-07-30", 120e6),)
    assert "Delivered: GBP 120m since 30 Jul 2026." in picture.alt


def test_a_withdrawn_pledge_leaves_the_line_on_its_day() -> None:
    """History stays as it was; the sum ends where the total ends."""
    gone = claim("drones and shells", "GBP 225m", article="w", day=30, status=Status.WITHDRAWN)
    picture = over_time(_held(UK[0], gone), about="Ukraine", today=TODAY)
    assert picture
    assert picture.lines[0].points == (("2026-03-02", 225e6), ("2026-04-01", 0.0))
    assert picture.lines[1].end == "none reported"


def test_a_timeline_tells_who_said_what_and_what_is_awaited() -> None:
    """Conversions are told as such, gaps are named, a passed day is said to have passed."""
    raised = claim(
        "the package of drones and shells was raised to GBP 300m", "GBP 300m", article="a4",
        day=90, outlet="Wire", deadline="2026-09",
    )  # fmt: skip
    held = {each.key: each for each in _held(*UK, raised)}
    whole = held[UK[0].key]
    picture = timeline(whole, today=TODAY, parts=[held[key] for key in whole.parts])
    heads = [(each.day, each.head) for each in picture.moments]
    assert heads == [
        ("2 Mar 2026", "announced: GBP 225m"),
        ("2 Mar 2026", "said again, converted: EUR 272m"),
        ("31 May 2026", "raised: GBP 300m"),
        ("30 Jul 2026", "a part delivered: GBP 120m"),
        ("Sep 2026", "due, and the day has passed"),
    ]
    assert picture.moments[2].gap == "3 months later"
    assert picture.moments[0].detail.startswith("BBC: ")
    assert picture.foot[0] == "State on 1 Nov 2026: overdue."


def test_repetitions_of_one_day_are_one_moment() -> None:
    """Ten outlets that say one thing on one day fill no picture; none is lost from the words."""
    same = [
        claim("drones and shells", "GBP 225m", article=f"r{n}", day=n / 100, outlet=f"Paper {n}")
        for n in range(10)
    ]
    later = [
        claim("drones and shells", "GBP 225m", article=f"s{n}", day=10 + n, outlet=f"Later {n}")
        for n in range(20)
    ]
    [whole] = _held(*same, *later)
    picture = timeline(whole, today=TODAY)
    assert len(picture.moments) == MOMENTS
    assert picture.moments[0].detail.startswith("Paper 0, Paper 1")
    assert f"Left out: {21 - MOMENTS} between" in " ".join(picture.foot)


@given(st.text(max_size=300), st.text(max_size=300), st.integers(1, 10**15))
def test_no_name_breaks_a_picture(name: str, what: str, amount: int) -> None:
    """Control characters are gone, long words are cut, the alternative text fits everywhere."""
    said = claim(what or "x", f"EUR {amount}", pledger=name or None, recipient=name or None)
    [account] = _held(said)
    for picture in (
        by_pledger([account], recipient=name, today=TODAY),
        over_time([account], about=name, today=TODAY),
        timeline(account, today=TODAY),
    ):
        assert picture
        assert len(picture.alt) <= ALT
        assert picture.alt.isprintable()


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "0"), (0.5, "0.5"), (950, "950"), (40_000, "40k"), (999_999, "1m"), (225e6, "225m"),
        (1.254e9, "1.25bn"), (7e12, "7tn"), (12_345e12, "12,345tn"),
    ],
)  # fmt: skip
def test_sums_are_short(amount: float, words: str) -> None:
    """Three digits and a unit are what a glance takes in."""
    assert short(amount) == words
