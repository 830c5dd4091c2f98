"""What a desk meets in the ledger: corrections, raises, local money, donors' totals, delivery."""

import dataclasses
import datetime as dt
import random
from decimal import Decimal

import pytest

from bot.accounts import Account, Life, accounts, side_by_side
from bot.claims import Claim, claims
from bot.clauses import arrived_of, figures, only_promised
from bot.commands.account_words import sum_of
from bot.disagreements import disagreements
from bot.ledger import Relation, tell
from bot.portions import portions
from bot.questions import Question, answer
from bot.timelines import timeline
from bot.totals import total
from summariser import (
    Actor,
    ActorKind,
    Article,
    Briefing,
    Evidence,
    Money,
    Party,
    PledgeKind,
    Role,
    Status,
)
from tests.bot.making import briefing
from tests.pledged import START, claim

TODAY = START.date() + dt.timedelta(days=10)


def told(*some: Claim) -> list[Relation]:
    """Tell claims and give what each was taken for."""
    return [said.relation for said in tell(some)]


def held(*some: Claim) -> list[Account]:
    """Tell claims, in another order than they were said, and give the accounts."""
    mixed = list(some)
    random.Random(7).shuffle(mixed)  # noqa: S311 # any other order
    return list(accounts(tell(mixed)).values())


def seeds(words: str, sum: str, **more: object) -> Claim:  # noqa: A002 # as in `claim`
    """Ireland's grant for Malawi."""
    given: dict[str, object] = {"pledger": "Ireland", "recipient": "Malawi", "evidence": words}
    given |= {"kind": PledgeKind.HUMANITARIAN}
    return claim("seed and storage", sum, **(given | more))  # type: ignore[arg-type] # by name


def test_sum_that_names_the_one_it_replaces_corrects_it() -> None:
    """A misprint is one pledge with the right sum, not two and not a part of the wrong one."""
    wrong = seeds("Ireland will give Malawi 63 million euros", "EUR 63m")
    right = seeds(
        "Ireland will give Malawi 36 million euros, not the 63 million announced on Monday",
        "EUR 36m",
        article="a2",
        day=1,
    )
    assert told(wrong, right) == [Relation.NEW, Relation.CONFLICTS]
    [account] = held(wrong, right)
    assert account.sum == (Decimal(36_000_000), "EUR")
    assert side_by_side(account) == ("Outlet of a1: EUR 63m", "Outlet of a2: EUR 36m")


def test_article_that_repeats_the_misprint_and_then_corrects_it() -> None:
    """What it says last holds: the account does not go back to the wrong sum."""
    first = seeds("Ireland will give Malawi 63 million euros", "EUR 63m")
    wire = seeds("36 million euros, not the 63 million of Monday", "EUR 36m", article="a2", day=1)
    again = seeds("We reported that Ireland gives Malawi €63m", "EUR 63m", article="a3", day=2)
    then = seeds(
        "The ministry says that the grant comes to €36 million",
        "EUR 36m",
        article="a3",
        day=2,
        position=1,
        pledger=None,
    )
    [account] = held(first, wire, again, then)
    assert account.sum == (Decimal(36_000_000), "EUR")


@pytest.mark.parametrize(
    ("words", "relation"),
    [
        ("The bid was raised from 38m to 44m", Relation.RAISES_TO),
        ("Norland now gives 44m, up from 38m", Relation.RAISES_TO),
        ("Norland gives 44m rather than 38m", Relation.CONFLICTS),
        ("44m, and no longer the 38m of last week, will be paid", Relation.CONFLICTS),
    ],
)
def test_the_words_say_whether_a_sum_was_raised_or_put_right(
    words: str, relation: Relation
) -> None:
    """Both are the same pledge with another sum; history tells them apart."""
    one = claim("harbour", "EUR 38m", pledger="Norland", recipient="Eastport")
    two = claim(
        "quays and cranes", "EUR 44m", pledger="Norland", recipient="Eastport", article="a2",
        day=1, evidence=words,
    )  # fmt: skip
    assert told(one, two) == [Relation.NEW, relation]
    [account] = held(one, two)
    assert account.sum == (Decimal(44_000_000), "EUR")


def test_part_that_names_its_whole_stays_a_part() -> None:
    """Of "92m of the 225m" the second sum is not replaced."""
    whole = claim("military aid", "GBP 225m")
    part = claim(
        "drones", "GBP 92m", article="a2", day=1, evidence="92m of the 225m goes to drones"
    )
    assert told(whole, part) == [Relation.NEW, Relation.PART_OF]
    assert total(held(whole, part)).binding == {"GBP": Decimal(225_000_000)}


def test_figures_are_read_as_they_are_written() -> None:
    """Long and short scales of English, thousands, decimals; a year or a part is no figure."""
    text = "1.38 billion, 63m, 1,200 tents, $85-million and 40 thousand; 225mm shells in 2026"
    assert [figure for _, _, figure in figures(text)] == [
        Decimal(1380000000), 63_000_000, 1200, 85_000_000, 40_000, 2026,
    ]  # fmt: skip


def test_outlets_that_write_their_own_dollars_tell_one_sum() -> None:
    """What is $85m at home is C$85m abroad: one pledge, both figures side by side."""
    wire = claim("grid repair", "CAD 85m", pledger="Canada", evidence="Canada pledged C$85m")
    home = claim("grid repair", "USD 85m", pledger="Canada", article="a2", day=0.1)
    assert told(wire, home) == [Relation.NEW, Relation.RESTATES]
    [account] = held(wire, home)
    assert account.sum == (Decimal(85_000_000), "CAD")
    assert side_by_side(account)[1] == "Outlet of a2: USD 85m, the same figure in other money"
    # months later, in another story, it is another sum
    other = claim("grid repair", "USD 85m", pledger="Canada", article="a3", day=90, story=9)
    assert told(wire, other) == [Relation.NEW, Relation.NEW]


def test_two_countries_that_give_the_same_sum_give_twice() -> None:
    """One conference, one figure, two donors; crowns of two countries are no conversion either."""
    given = [
        claim("winter aid", "EUR 100m", pledger="Norway"),
        claim("winter aid", "EUR 100m", pledger="Sweden", article="a2", day=0.1),
        claim("winter aid", "DKK 70m", pledger="Denmark", article="a3", day=0.2),
        claim("winter aid", "ISK 70m", pledger="Iceland", article="a4", day=0.3),
    ]
    assert told(*given) == [Relation.NEW] * 4
    assert total(held(*given)).binding == {
        "EUR": Decimal(200_000_000), "DKK": Decimal(70_000_000), "ISK": Decimal(70_000_000),
    }  # fmt: skip


def test_minister_and_country_are_one_pledger_of_one_sum() -> None:
    """The one outlet names the minister, the other the country."""
    one = claim("winter aid", "EUR 100m", pledger="Anna Lind")
    two = claim("winter aid", "EUR 100m", pledger="Sweden", article="a2", day=0.1)
    assert told(one, two) == [Relation.NEW, Relation.RESTATES]


def test_tally_of_a_conference_is_one_pledge_that_grows() -> None:
    """Each outlet has its count of what donors gave for one place; another place has its own."""
    tallies = [
        claim("aid for Sudan", "USD 1100m", pledger="International donors", recipient="Sudan"),
        claim(
            "for the displaced", "USD 1520m", pledger="Governments and lenders", recipient="Sudan",
            article="a2", day=0.5,
        ),
        claim(
            "reconstruction", "USD 300m", pledger="donors at the conference", recipient="Yemen",
            article="a3", day=0.6, story=2,
        ),
    ]  # fmt: skip
    sums = sorted(account.sum[0] for account in held(*tallies) if account.sum)
    assert sums == [300_000_000, 1_520_000_000]


def test_sum_without_an_owner_is_that_of_the_story_s_only_pledge_of_it() -> None:
    """A text goes on about a sum without its owner; where two pledges have it, nobody knows."""
    first = claim("carbon capture", "EUR 900m", pledger="Ardmore Cement", recipient=None)
    bare = claim(
        "two thirds of it for Poland", "EUR 900m", pledger=None, recipient="Poland", article="a2",
        day=1, kind=PledgeKind.FINANCIAL, position=1,
    )  # fmt: skip
    assert told(first, bare) == [Relation.NEW, Relation.RESTATES]
    other = claim("a new mill", "EUR 900m", pledger="Larch Timber", recipient=None, article="a3")
    assert told(first, other, bare)[-1] is Relation.NEW


def test_promise_told_in_the_past_is_no_delivery() -> None:
    """Donors who had pledged have not paid; what arrived has its own words."""
    assert only_promised("International donors had pledged more than $1.1 billion")
    assert only_promised("it had promised 25 million soles to a fund")
    assert not only_promised("the shells that Denmark had promised arrived in Odesa")
    assert not only_promised("Denmark has handed over the tanks it pledged")
    assert not only_promised("the clinic opened in May")
    assert arrived_of("Denmark has delivered 12 of the 30 tanks it promised", Decimal(30)) == 12
    assert arrived_of("800,000 of 2.4 million doses arrived", Decimal(2_400_000)) == 800_000
    assert arrived_of("30 tanks arrived, 12 of them in March", Decimal(30)) is None


def test_next_promise_of_a_donor_without_a_sum_is_its_own() -> None:
    """That both lead their articles does not make them one when they have nothing in common."""
    fund = claim("carbon capture", "EUR 900m", pledger="Ardmore Cement", recipient=None)
    dates = claim(
        "return to an earlier timetable", pledger="Ardmore Cement", recipient=None, article="a2",
        day=2, status=Status.CONDITIONAL,
    )  # fmt: skip
    assert told(fund, dates) == [Relation.NEW, Relation.NEW]


def test_stalled_pledge_goes_on_when_it_is_spoken_of_again() -> None:
    """A contract on hold is stalled, not overdue nor withdrawn; later news frees it."""
    gift = claim("forty transformers", "transformers 40", evidence="will give forty transformers")
    held_up = claim(
        "forty transformers", "transformers 40", article="a2", day=3, status=Status.REITERATED,
        evidence="the forty transformers", context="Delivery of them has stalled.",
    )  # fmt: skip
    [account] = held(gift, held_up)
    assert account.life(TODAY) is Life.STALLED
    assert answer([account], Question(lives=(Life.STALLED,)), today=TODAY)
    moves = claim(
        "forty transformers", "transformers 40", article="a3", day=5, status=Status.REITERATED,
        evidence="the contract for the forty transformers was signed",
    )  # fmt: skip
    [account] = held(gift, held_up, moves)
    assert account.life(TODAY) is Life.COMMITTED


def test_nothing_heard_of_it_is_a_state_of_its_own() -> None:
    """After half a year of silence, where no day was named; with a day it is overdue."""
    open_ended = claim("radar", "EUR 5m")
    [account] = held(open_ended)
    assert account.life(TODAY) is Life.ANNOUNCED
    assert account.life(TODAY + dt.timedelta(days=200)) is Life.NO_EVIDENCE
    [dated] = held(claim("radar", "EUR 5m", deadline="2026-05"))
    assert dated.life(TODAY + dt.timedelta(days=200)) is Life.OVERDUE


def test_joint_pledgers_are_found_by_each_and_counted_once() -> None:
    """Two ministers before one microphone: either's name finds it, a share is a part of it."""
    joint = claim("power grid", "EUR 100m", pledger="France and Germany", recipient="Moldova")
    again = claim(
        "the grid", "EUR 100m", pledger="Germany and France", recipient="Moldova", article="a2",
        day=1,
    )  # fmt: skip
    share = claim(
        "power grid", "EUR 60m", pledger="Germany", recipient="Moldova", article="a3", day=2,
        evidence="Germany's share of the 100 million is 60 million",
    )  # fmt: skip
    assert told(joint, again, share) == [Relation.NEW, Relation.RESTATES, Relation.PART_OF]
    found = held(joint, again, share)
    assert total(found).binding == {"EUR": Decimal(100_000_000)}
    for name in ("France", "Germany"):
        assert [
            account.key
            for account in answer(found, Question(pledger=name), today=TODAY)
            if not account.whole
        ] == ["a1:0:0"]


def test_yearly_sum_is_not_added_to_sums_that_are_paid_once() -> None:
    """GBP 3bn a year has no end to add up to: totals name it as left out."""
    found = held(
        claim("support for as long as it takes", "GBP 3bn", per="year"),
        claim("drones", "GBP 225m", article="a2", story=2, day=30),
    )
    added = total(found)
    assert added.binding == {"GBP": Decimal(225_000_000)}
    assert added.left_out == {"paid again and again": 1}


def test_increase_told_by_two_outlets_is_added_once() -> None:
    """One outlet tells "an extra 1bn, bringing the total to 2.3bn", another the total alone."""
    base = claim("air defence", "EUR 1.3bn", pledger="Netherlands")
    more = claim(
        "air defence", "EUR 1bn", pledger="Netherlands", article="a2", day=5,
        evidence="an extra 1bn for air defence, bringing the total to 2.3bn this year",
    )  # fmt: skip
    sums = claim(
        "air defence", "EUR 2.3bn", pledger="Netherlands", article="a3", day=5.1,
        evidence="raises its air defence aid to 2.3bn",
    )  # fmt: skip
    [account] = held(base, more, sums)
    assert account.sum == (Decimal(2_300_000_000), "EUR")


def test_range_and_its_ends_are_one_sum() -> None:
    """Between 40 and 60 million, up to 60, and 50: one pledge, unless it is far outside."""
    first = claim(
        "power grid", "EUR 40m", pledger="Norway", recipient="Moldova",
        evidence="Norway will give Moldova between 40 million and 60 million euros",
    )  # fmt: skip
    upper = claim(
        "power grid", "EUR 60m", pledger="Norway", recipient="Moldova", article="a2", day=0.1,
        modifier="up to", evidence="up to €60m for the grid",
    )  # fmt: skip
    middle = claim(
        "power grid", "EUR 50m", pledger="Norway", recipient="Moldova", article="a3", day=0.2,
    )  # fmt: skip
    assert told(first, upper, middle) == [Relation.NEW, Relation.RESTATES, Relation.RESTATES]
    over = claim(
        "power grid", "EUR 90m", pledger="Norway", recipient="Moldova", article="a4", day=1
    )
    assert told(first, over)[-1] is Relation.CONFLICTS


def test_range_is_shown_and_not_only_its_lower_end() -> None:
    """In lists, and where outlets are put side by side."""
    first = claim("power grid", "EUR 40m", evidence="between 40 million and 60 million euros")
    upper = claim("power grid", "EUR 60m", article="a2", day=0.1, modifier="up to")
    [account] = held(first, upper)
    assert sum_of(account) == "EUR 40m to EUR 60m"
    [found] = disagreements([account])
    assert found.words() == "Outlet of a1: EUR 40m to EUR 60m; Outlet of a2: up to EUR 60m"


def test_first_instalment_is_a_part_and_no_other_sum() -> None:
    """A smaller sum for what is named as a part contradicts nothing, unless it says so."""
    harbour = claim("a harbour at Eastport", "NOK 90m", pledger="Norway", recipient="Eastport")
    quays = claim(
        "the first quays of the harbour at Eastport", "NOK 15m", pledger="Norway",
        recipient="Eastport", article="a2", day=1,
    )  # fmt: skip
    assert told(harbour, quays) == [Relation.NEW, Relation.PART_OF]
    [whole] = [account for account in held(harbour, quays) if not account.whole]
    assert whole.sum == (Decimal(90_000_000), "NOK")


def test_outlets_that_give_only_the_day_are_told_in_one_order() -> None:
    """Which of two was read first decides nothing; their names do."""
    first = claim("winter aid", "EUR 100m", article="9", outlet="Aftenbladet")
    other = claim("aid for the winter", "EUR 100m", article="10", outlet="Morgenbladet")
    [account] = held(first, other)
    assert account.key == "9:0:0"
    turned = claim("winter aid", "EUR 100m", article="10", outlet="Aftenbladet")
    second = claim("aid for the winter", "EUR 100m", article="9", outlet="Morgenbladet")
    [account] = held(turned, second)
    assert account.purpose == "winter aid"


def test_what_was_said_before_a_raise_is_no_difference() -> None:
    """The old sum was right in its time; after the raise only new figures stand side by side."""
    old = claim("Sudan aid", "CAD 40m", pledger="Canada", recipient="Sudan")
    more = claim(
        "raised Sudan aid", "CAD 60m", pledger="Canada", recipient="Sudan", article="a2", day=1,
        evidence="raised its contribution from 40m to 60m",
    )  # fmt: skip
    [account] = held(old, more)
    assert side_by_side(account) == ()
    other = claim(
        "raised Sudan aid", "CAD 55m", pledger="Canada", recipient="Sudan", article="a3", day=1.1,
    )  # fmt: skip
    [account] = held(old, more, other)
    assert [line.split(": ")[1] for line in side_by_side(account)] == ["CAD 60m", "CAD 55m"]


def test_timeline_counts_outlets_and_parts() -> None:
    """Two outlets are named and the others counted; one part is told on its own."""
    some = [
        claim("aid", "GBP 225m", article=f"a{n}", day=n / 100, outlet=f"Outlet {n}")
        for n in range(5)
    ]
    part = claim("drones, of which", "GBP 92m", article="a0", position=1)
    found = held(*some, part)
    [whole] = [account for account in found if not account.whole]
    picture = timeline(whole, today=TODAY, parts=[each for each in found if each.whole])
    assert picture.moments[0].detail == "Outlet 0, Outlet 1 and 3 more: aid"
    assert "It has 1 part, told on its own." in picture.foot


def test_raise_is_not_taken_for_an_outlet_s_rough_conversion() -> None:
    """GBP 250m is near EUR 272m, which is how somebody wrote 225m: it is a raise all the same."""
    first = claim("military aid", "GBP 225m")
    euros = claim("military aid", "EUR 272m", article="a2", day=0.2)
    cents = claim("military aid", "EUR 266m", article="a3", day=0.3)
    more = claim(
        "military aid", "GBP 250m", article="a4", day=6,
        evidence="Britain has raised its aid from 225 million to 250 million pounds",
    )  # fmt: skip
    assert told(first, euros, cents, more) == [
        Relation.NEW, Relation.RESTATES, Relation.RESTATES, Relation.RAISES_TO,
    ]  # fmt: skip
    [account] = held(first, euros, cents, more)
    assert account.sum == (Decimal(250_000_000), "GBP")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "£225m, of which £92m is for drones, £68m for radar, £39m for shells, £26m for fuel.",
            {"drones": 92, "radar": 68, "shells": 39, "fuel": 26},
        ),
        (
            "£225m. Of that, £92m will go to drones and 40 million pounds to shells.",
            {"drones": 92, "shells": 40},
        ),
        ("£225m: £92m for drones, £133m for shells.", {"drones": 92, "shells": 133}),
        ("£225m for drones, and will lend Estavia £40m for roads.", {}),
        ("£225m. It gave £92m last year.", {}),
        ("£225m, including £300m that was announced in May.", {}),
        ("£225m, including £2,880 a year for each sailor.", {}),
    ],
)
def test_parts_of_a_sum_are_read_from_the_words_after_it(text: str, parts: dict[str, int]) -> None:
    """A list that says that it is one, or adds up; other sums of the sentence are not parts."""
    found = portions(text, Decimal(225_000_000), text.index("m") + 1)
    assert {each.what: each.amount / 10**6 for each in found} == parts
    for each in found:
        assert str(int(each.amount / 10**6)) in text[each.start : each.end]


def _heard(text: str, **given: object) -> list[Claim]:
    """Give what the ledger hears of an article whose one pledge is as given."""
    article = Article(id="a1", text=text, title="News", published=START, outlet="Wire")
    made = briefing(article)
    values: dict[str, object] = {"evidence": Evidence.of(article, 0, len(text))}
    pledge = dataclasses.replace(made.pledges[0], **(values | given))  # type: ignore[arg-type] # by name
    made = dataclasses.replace(made, pledges=(pledge,), actors=_ministers(article, made))
    return list(claims(article, made, seen=START, story=1, family="Wire"))


def _ministers(article: Article, made: Briefing) -> tuple[Actor, ...]:
    span = Evidence.of(article, 0, 9)
    role = Role(title="Defence Minister", evidence=span, affiliation="Sweden")
    [actor] = made.actors
    return (dataclasses.replace(actor, name="Anna Lind", kind=ActorKind.PERSON, roles=(role,)),)


def test_a_minister_s_promise_binds_the_government() -> None:
    """The pledger is the body that the text gives for the person; who said it is kept."""
    text = "Anna Lind, Sweden's Defence Minister, promised 500 million kronor for Somalia."
    span = Evidence(article="a1", start=0, end=9, text="Anna Lind")
    [one] = _heard(text, pledger=Party(name="Anna Lind", evidence=span))
    assert (one.pledger, one.speaker) == ("Sweden", "Anna Lind")
    country = claim("Somalia's police", "SEK 500m", pledger="Sweden", recipient="Somalia")
    same = dataclasses.replace(
        country, article="a2", pledger=one.pledger, published=START + dt.timedelta(hours=1)
    )
    assert told(country, same) == [Relation.NEW, Relation.RESTATES]


def test_some_of_what_was_promised_has_come() -> None:
    """Twelve of thirty tanks are a part that was delivered; the rest is open."""
    text = "Denmark has delivered 12 of the 30 tanks that it promised Ukraine."
    many = Money(
        amount=Decimal(30), currency="tanks", evidence=Evidence(
            article="a1", start=29, end=37, text="30 tanks"
        ),
    )  # fmt: skip
    [some] = _heard(text, amount=many, status=Status.FULFILLED)
    assert some.sum == (Decimal(12), "tanks")
    whole = claim("tanks", "tanks 30", pledger="Denmark")
    part = claim(
        "tanks", "tanks 12", pledger="Denmark", article="a2", day=40, status=Status.FULFILLED,
        evidence=some.evidence,
    )  # fmt: skip
    assert told(whole, part) == [Relation.NEW, Relation.FULFILS]
    [account] = [each for each in held(whole, part) if not each.whole]
    assert account.delivered == 12
    assert account.life(TODAY) is not Life.DELIVERED
    [promised] = _heard("Donors had pledged more than that.", status=Status.FULFILLED)
    assert promised.status is Status.REITERATED
