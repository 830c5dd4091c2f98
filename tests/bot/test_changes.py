"""When a story has a new version, and what is said to have changed."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from bot.changes import changed, only_bettered, repeats
from summariser import (
    Actor,
    ActorKind,
    Article,
    Briefing,
    Evidence,
    Money,
    Party,
    Pledge,
    RuleProposer,
    Salience,
    Status,
    What,
    brief,
)
from tests.bot.making import briefing
from tests.summariser.llm.sample import DAY, honest, proved
from tests.summariser.llm.sample import article as sample

TEXT = "Ireland gives Malawi 63 million euros for seed. Ann Berg leaves. At least seven dead."


def _span(words: str, text: str = TEXT) -> Evidence:
    article = Article(id="1", text=text)
    start = text.index(words)
    return Evidence.of(article, start, start + len(words))


def _told(what: str = TEXT, *pledges: Pledge, actors: tuple[Actor, ...] = ()) -> Briefing:
    base = briefing(Article(id="1", text=what))
    return dataclasses.replace(
        base,
        what=What(text=what, evidence=(_span(what, what),)),
        pledges=pledges,
        actors=actors,
        as_of=dt.date(2024, 5, 11),
    )


def _pledge(amount: int | None, currency: str = "EUR", **given: object) -> Pledge:
    base = briefing(Article(id="1", text=TEXT)).pledges[0]
    span = _span("Ireland")
    money = Money(amount=Decimal(amount), currency=currency, evidence=span) if amount else None
    values = {
        "pledger": Party(name="Ireland", evidence=span),
        "recipient": Party(name="Malawi", evidence=_span("Malawi")),
        "amount": money,
        "what": _span("seed"),
    }
    return dataclasses.replace(base, **(values | given))  # type: ignore[arg-type] # test's own


@pytest.mark.parametrize(
    ("new", "says"),
    [
        (_pledge(36_000_000), "was EUR 63,000,000, now EUR 36,000,000"),
        (_pledge(63_000_000, status=Status.WITHDRAWN), "withdrawn, was pledged"),
        (_pledge(9_000_000, recipient=Party(name="Zambia", evidence=_span("Ann"))), "new: Ireland"),
        (_pledge(68_000_000, "USD"), None),  # the same sum converted
        (_pledge(63_000_000, status=Status.REITERATED), None),
        (_pledge(None), None),
        (_pledge(9_000_000, what=_span("leaves"), status=Status.REITERATED), None),
    ],
)
def test_pledge_that_changes(new: Pledge, says: str | None) -> None:
    """Another sum, status or recipient is news; a conversion or repetition is not."""
    told = changed(_told(TEXT, _pledge(63_000_000)), _told(TEXT, new))
    assert bool(told) is bool(says)
    if says:
        assert says in told[0]


def test_sum_named_at_last_is_news() -> None:
    """What was announced without a sum has one now."""
    [said] = changed(_told(TEXT, _pledge(None)), _told(TEXT, _pledge(63_000_000)))
    assert said.startswith("now with a sum")


def test_other_count_of_the_same_thing_is_news() -> None:
    """The toll climbs; another thing's count is another thing."""
    first = _told("A ferry sank off Bira on Saturday and at least seven dead were found.")
    assert changed(first, _told("The toll rose and 31 dead were found.")) == ("dead: 7, now 31",)
    assert changed(first, _told("Thirty-one dead were found.")) == ("dead: 7, now 31",)
    assert not changed(first, _told("All seven dead were carried by 12 men."))


def test_same_news_in_other_words_changes_nothing() -> None:
    """Nor does a pledge that the later article leaves out."""
    assert not changed(_told(TEXT, _pledge(63_000_000)), _told("Ireland will help."))


def test_key_actor_of_the_first_line_is_news() -> None:
    """Somebody new who only stands in the text is not."""
    actor = Actor(
        name="Ann Berg", kind=ActorKind.PERSON, mentions=(_span("Ann Berg"),), salience=Salience.KEY
    )
    minor = dataclasses.replace(actor, salience=Salience.MINOR)
    old = _told("Ireland gives seed.")
    told = dataclasses.replace(_told("Ann Berg leaves.", actors=(actor,)), as_of=LATER)
    assert changed(old, told) == ("new in it: Ann Berg",)
    assert not changed(old, _told("Ann Berg leaves.", actors=(actor,)))  # whom one outlet asked
    assert not changed(old, _told("Ann Berg leaves.", actors=(minor,)))
    assert not changed(old, _told("Ireland gives.", actors=(actor,)))
    body = dataclasses.replace(actor, kind=ActorKind.ORG)
    assert not changed(old, _told("Ann Berg leaves.", actors=(body,)))


LATER = dt.date(2030, 1, 1)


def _later(text: str, *pledges: Pledge) -> Briefing:
    return dataclasses.replace(_told(text, *pledges), as_of=LATER)


def test_turn_of_the_affair_on_a_later_day_is_news() -> None:
    """It arrives, is put off, is adopted; the same word twice, or on the same day, is not news."""
    first = _told("Ireland will give seed.")
    for turn in ("arrived in Lilongwe", "was postponed", "was adopted", "was suspended"):
        [said] = changed(first, _later(f"The seed {turn}."))
        assert said.startswith("since then ")
        assert turn in said
        assert not changed(_told(f"The seed {turn}."), _later(f"All seed {turn} on Monday."))
    assert not changed(first, _told("The seed arrived in Lilongwe."))


def test_dead_are_counted_in_whatever_words() -> None:
    """People who died, bodies, dead: the number is what changes."""
    first = _told("At least seven people died when a ferry sank off Bira.")
    for text, most in (
        ("The search has turned up twelve more dead since Saturday.", 12),
        ("Thirty-one passengers are now known to have died in the disaster.", 31),
        ("Divers brought up nineteen bodies.", 19),
    ):
        [said] = changed(first, _told(text))
        assert said.startswith(f"dead: 7, now {most}")
    assert not changed(first, _told("Seven are dead after the ferry sank."))


def test_one_sum_is_one_pledge_whoever_is_named() -> None:
    """The minister here, the country there; a dollar without its country is the same dollar."""
    gave = _pledge(63_000_000, "CAD")
    other = _pledge(63_000_000, "USD", pledger=Party(name="Zambia", evidence=_span("Ann")))
    assert not changed(_told(TEXT, gave), _told(TEXT, other))


def test_what_is_only_considered_needs_a_sum_to_be_news() -> None:
    """And what has no sum needs a later day; what arrives does not need a giver."""
    idle = _pledge(None, status=Status.UNDER_CONSIDERATION, what=_span("seed"))
    assert not changed(_told(TEXT), _later(TEXT, idle))
    firm = _pledge(None, what=_span("seed"))
    assert not changed(_told(TEXT), _told(TEXT, firm))
    assert changed(_told(TEXT), _later(TEXT, firm))
    came = _pledge(9_000_000, status=Status.FULFILLED, pledger=None)
    assert changed(_told(TEXT), _told(TEXT, came))


def test_correction_that_says_so_is_news() -> None:
    """Once: the next article about the correction is not."""
    correction = _told("Correction: Ireland gives seed to Zambia.")
    assert changed(_told("Ireland gives seed."), correction)
    assert not changed(correction, correction)


def test_better_words_alone_are_told_nobody() -> None:
    """A version with a model's proved words for the same substance is an edit and no news."""
    offline = brief(sample(), as_of=DAY, proposer=RuleProposer())
    better = improved()
    assert only_bettered(better, offline)
    assert not only_bettered(offline, offline)
    assert not only_bettered(better, None)
    assert not only_bettered(better, better)
    assert not only_bettered(dataclasses.replace(better, article="other"), offline)


def improved() -> Briefing:
    """Let an honest model better the sample's briefing."""
    made = proved(honest())
    assert made.briefing
    return made.briefing


def test_what_an_earlier_version_told_is_no_version_again() -> None:
    """Who has not heard repeats the old sum, and each outlet leaves another pledge out."""
    roads = _pledge(9_000_000, what=_span("leaves"))
    first = _told(TEXT, _pledge(63_000_000), roads)
    right = _told(TEXT, _pledge(36_000_000))
    for late in (_told(TEXT, _pledge(63_000_000)), _told(TEXT, _pledge(36_000_000), roads)):
        assert changed(right, late)
        assert repeats(right, late, [first])
        assert not repeats(right, late, [])


def test_turn_back_is_news_although_it_was_told_before() -> None:
    """Pledged, withdrawn, pledged again: each is a version; so is another sum than any before."""
    given = _told(TEXT, _pledge(63_000_000))
    taken = _told(TEXT, _pledge(63_000_000, status=Status.WITHDRAWN))
    assert changed(taken, given)
    assert not repeats(taken, given, [given])
    other = _told(TEXT, _pledge(80_000_000))
    assert not repeats(_told(TEXT, _pledge(36_000_000)), other, [given])
