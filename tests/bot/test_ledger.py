"""The ledger in the words of a desk: one pledge counted once, however often it is told."""

import datetime as dt
import random
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.accounts import Life, accounts, raised, side_by_side
from bot.claims import Claim
from bot.ledger import Correction, Relation, tell
from bot.questions import Question, answer, due
from bot.totals import total
from summariser import PledgeKind, Status
from tests.pledged import START, claim, events

TODAY = START.date() + dt.timedelta(days=10)
GOLD = events()


def week_in_kyiv() -> list[Claim]:
    """One visit as six outlets tell it, in three currencies, with the parts of the sum."""
    total_of = "military aid for drones, shells and air defence in the coming year"
    return [
        claim(total_of, "GBP 225m", article="bbc"),
        claim("drones", "GBP 92m", article="bbc", position=1),
        claim("air defence systems", "GBP 68m", article="bbc", position=2),
        claim("ammunition and spare parts", "GBP 39m", article="bbc", position=3),
        claim("training equipment", "GBP 26m", article="bbc", position=4),
        claim("military support, 3bn a year", "GBP 3bn", article="bbc", position=5, per="year"),
        claim("military aid package", "EUR 272m", article="euro", day=0.2),
        claim("military aid package, drones and shells", "USD 286m", article="us", day=0.4),
        claim("the military aid package", "GBP 225m", article="pa", day=0.5),
        claim("drones and air defence", "GBP 225m", article="daily", day=1),
        claim(
            "military aid announced in Kyiv",
            "GBP 225m",
            article="weekly",
            day=5,
            status=Status.REITERATED,
        ),
    ]


def test_one_visit_told_by_six_outlets_is_one_pledge_with_four_parts() -> None:
    """GBP 225m is 92 + 68 + 39 + 26; EUR 272m and USD 286m are the same sum converted."""
    told = tell(week_in_kyiv())
    relations = [said.relation for said in told]
    assert relations[0] is Relation.NEW
    assert relations[1:5] == [Relation.PART_OF] * 4
    assert relations[6:] == [Relation.RESTATES] * 5
    held = accounts(told)
    whole = held[told[0].entry]
    assert len(whole.parts) == 4
    assert len(whole.outlets) == 6
    added = total(held.values(), currency="EUR")
    assert added.binding == {"GBP": Decimal(225_000_000)}
    assert added.left_out == {"part of a sum that is counted": 4, "paid again and again": 1}
    assert added.compared is not None
    assert "ECB" in added.rates[0]
    lines = side_by_side(whole)
    assert any("EUR 272m, the same sum converted" in line for line in lines)


def test_yearly_sum_said_again_is_a_restatement() -> None:
    """A sum of GBP 3bn a year is old news the second time."""
    one = claim("3bn a year for as long as it takes", "GBP 3bn", per="year")
    two = claim("support of 3bn a year", "GBP 3bn", per="year", article="a2", day=40, story=2)
    assert [said.relation for said in tell([one, two])] == [Relation.NEW, Relation.RESTATES]


def test_increase_is_not_taken_for_the_new_total() -> None:
    """An extra GBP 1bn that brings the total to 2.3bn adds 1bn, once."""
    one = claim("aid for the year", "GBP 1.3bn")
    text = "an extra 1bn for the year, bringing the total to 2.3bn"
    two = claim("aid for the year", "GBP 1bn", article="a2", day=1, evidence=text)
    told = tell([one, two])
    assert told[1].relation is Relation.RAISES_TO
    [account] = accounts(told).values()
    assert account.sum == (Decimal(2_300_000_000), "GBP")
    assert len(raised(account)) == 1


def test_raise_to_a_new_total_replaces_it() -> None:
    """Canada goes back to the microphone: 40m becomes 60m and not 100m."""
    one = claim("contribution to Sudan aid", "CAD 40m", pledger="Canada", recipient="Sudan")
    text = "Canada raised its contribution from 40m to 60m"
    two = claim(
        "raised contribution to Sudan aid",
        "CAD 60m",
        pledger="Canada",
        recipient="Sudan",
        article="a2",
        day=0.1,
        evidence=text,
    )
    told = tell([one, two])
    assert told[1].relation is Relation.RAISES_TO
    [account] = accounts(told).values()
    assert account.sum == (Decimal(60_000_000), "CAD")
    assert [figure.amount for figure in account.figures] == [40_000_000, 60_000_000]


def test_other_package_of_the_same_donor_is_another_pledge() -> None:
    """Four days later, another sum for another purpose."""
    arms = claim("drones and shells", "CAD 220m", pledger="Canada")
    grid = claim(
        "repair of the power grid",
        "CAD 85m",
        pledger="Canada",
        article="a2",
        day=3,
        story=2,
        kind=PledgeKind.HUMANITARIAN,
    )
    told = tell([arms, grid])
    assert [said.relation for said in told] == [Relation.NEW, Relation.NEW]
    assert total(accounts(told).values()).binding == {"CAD": Decimal(305_000_000)}


def test_non_binding_is_never_added_to_binding() -> None:
    """What is considered stands beside the total, in a sum of its own."""
    told = tell(
        [
            claim("shells", "EUR 50m"),
            claim("jets", "EUR 900m", article="a2", story=2, status=Status.UNDER_CONSIDERATION),
            claim("boots", "EUR 5m", article="a3", story=3, status=Status.CONDITIONAL),
        ]
    )
    added = total(accounts(told).values())
    assert added.binding == {"EUR": Decimal(50_000_000)}
    assert added.not_binding == {"EUR": Decimal(905_000_000)}


def test_life_of_a_pledge() -> None:
    """Announced, overdue once its day has passed, delivered, withdrawn; silence is a state."""
    one = claim("forty transformers", "transformers 40", deadline="2026-03-31")
    [account] = accounts(tell([one])).values()
    assert account.life(dt.date(2026, 3, 31)) is Life.ANNOUNCED
    assert account.life(dt.date(2026, 4, 1)) is Life.OVERDUE
    assert due([account], today=dt.date(2026, 3, 20), within=dt.timedelta(days=14)) == (account,)
    done = claim(
        "forty transformers arrived",
        "transformers 40",
        article="a2",
        day=20,
        status=Status.FULFILLED,
    )
    [account] = accounts(tell([one, done])).values()
    assert account.life(dt.date(2026, 4, 1)) is Life.DELIVERED
    assert not due([account], today=dt.date(2026, 4, 1), within=dt.timedelta(days=14))
    gone = claim(
        "the transformers", "transformers 40", article="a2", day=3, status=Status.WITHDRAWN
    )
    [account] = accounts(tell([one, gone])).values()
    assert account.life(TODAY) is Life.WITHDRAWN
    [silent] = accounts(tell([claim("a new bridge", "EUR 5m")])).values()
    assert silent.life(dt.date(2027, 1, 1)) is Life.NO_EVIDENCE


def test_delivered_part_does_not_deliver_the_whole() -> None:
    """800,000 of 2.4 million doses arrived: the rest is open."""
    whole = claim("yellow fever vaccine", "doses 2.4m", pledger="Brazil", recipient="Angola")
    first = claim(
        "first shipment of vaccine",
        "doses 800k",
        pledger="Brazil",
        recipient="Angola",
        article="a2",
        day=3,
        status=Status.FULFILLED,
    )
    told = tell([whole, first])
    assert told[1].relation is Relation.FULFILS
    assert told[1].target == told[0].entry
    held = accounts(told)
    assert held[told[0].entry].delivered == 800_000
    assert held[told[0].entry].life(TODAY) is Life.ANNOUNCED


def test_question_by_pledger_recipient_kind_life_and_sum() -> None:
    """What an analyst asks: who, to whom, what, how much, since when."""
    held = accounts(
        tell(
            [
                claim("shells", "EUR 50m", pledger="Denmark"),
                claim(
                    "schools",
                    "EUR 9m",
                    pledger="Danish government",
                    recipient="Moldova",
                    article="a2",
                    story=2,
                    day=2,
                    kind=PledgeKind.HUMANITARIAN,
                ),
                claim("jets", "EUR 90m", pledger="Norway", article="a3", story=3),
            ]
        )
    ).values()
    asked = Question(pledger="Denmark")
    assert [each.purpose for each in answer(held, asked, today=TODAY)] == ["schools", "shells"]
    asked = Question(recipient="Ukraine", least=(Decimal(60_000_000), "EUR"))
    assert [each.purpose for each in answer(held, asked, today=TODAY)] == ["jets"]
    asked = Question(kinds=(PledgeKind.HUMANITARIAN,), lives=(Life.ANNOUNCED,))
    assert [each.purpose for each in answer(held, asked, today=TODAY)] == ["schools"]
    asked = Question(since=START + dt.timedelta(days=1))
    assert [each.purpose for each in answer(held, asked, today=TODAY)] == ["schools"]


def test_correction_survives_the_next_telling() -> None:
    """An editor parts what the rule joined; a later article does not undo it."""
    one = claim("shells", "EUR 50m")
    two = claim("shells again", "EUR 50m", article="a2", day=1)
    assert len(accounts(tell([one, two]))) == 1
    ruled = Correction(
        claim=two.key, joins=two.key, relation=Relation.NEW, by="desk", at=START, reason="May"
    )
    late = claim("shells", "EUR 50m", article="a0", day=-1)
    told = tell([late, two, one], [ruled])
    assert len(accounts(told)) == 2
    [said] = [said for said in told if said.claim.key == two.key]
    assert (said.rule, said.by) == ("correction", "desk")
    assert "May" in said.reasons[0]


def test_correction_can_join_and_the_latest_holds() -> None:
    """Two entries made one by hand; an older correction of the same claim gives way."""
    one = claim("shells", "EUR 50m")
    two = claim("howitzers", "NOK 700m", article="a2", story=2, day=1)
    assert len(accounts(tell([one, two]))) == 2
    made = [
        Correction(claim=two.key, joins=to, relation=relation, by="desk", at=at)
        for to, relation, at in (
            (one.key, Relation.RESTATES, START + dt.timedelta(days=2)),
            (two.key, Relation.NEW, START + dt.timedelta(days=1)),
        )
    ]
    assert len(accounts(tell([one, two], made))) == 1
    waits = Correction(claim=two.key, joins="gone", relation=Relation.RESTATES, by="x", at=START)
    assert len(accounts(tell([one, two], [waits]))) == 2


@settings(max_examples=8, deadline=None)
@given(st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_ledger(chance: random.Random) -> None:
    """The events set shuffled, with some articles read twice, is told the same way."""
    claims = [one for one, _ in list(GOLD.values())[60:140]]
    straight = tell(claims)
    mixed = [*claims, *claims[:9]]
    chance.shuffle(mixed)
    assert tell(mixed) == straight
    assert accounts(tell(mixed)) == accounts(straight)


def test_nothing_that_was_said_is_lost() -> None:
    """Each claim is in exactly one account's history."""
    told = tell(one for one, _ in GOLD.values())
    keys = [said.claim.key for account in accounts(told).values() for said in account.history]
    assert sorted(keys) == sorted(GOLD)


def test_events_get_their_entries_and_relations() -> None:
    """Floors below what the bench reports."""
    told = tell(one for one, _ in GOLD.values())
    first: dict[str, str] = {}
    owner: dict[str, str] = {}
    entries = relations = 0
    for said in told:
        _, gold = GOLD[said.claim.key]
        first.setdefault(gold.entry, said.entry)
        owner.setdefault(said.entry, gold.entry)
        entries += first[gold.entry] == said.entry and owner[said.entry] == gold.entry
        relations += gold.relation == said.relation
    assert entries / len(told) >= 0.9
    assert relations / len(told) >= 0.88
