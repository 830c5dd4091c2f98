"""What outlets say differently stands side by side."""

from bot.accounts import accounts
from bot.claims import Claim
from bot.disagreements import Disagreement, Field, disagreements
from bot.ledger import Correction, Relation, tell
from summariser import Status
from tests.pledged import START, claim


def _found(*said: Claim, made: tuple[Correction, ...] = ()) -> list[Disagreement]:
    return list(disagreements(accounts(tell(said, made)).values()))


def test_sums_stand_side_by_side_and_a_conversion_is_named() -> None:
    """In the words of a desk: the sum, the same sum converted, another sum."""
    [found] = _found(
        claim("shells and drones", "GBP 225m", outlet="BBC"),
        claim("shells and drones", "GBP 225m", outlet="Evening Post", article="a0", day=0.1),
        claim("shells and drones", "EUR 272m", outlet="X", article="a2", day=0.2),
        claim("shells and drones", "GBP 250m", outlet="Y", article="a3", day=0.3),
    )
    assert found.field is Field.AMOUNT
    assert found.words() == (
        "BBC, Evening Post: GBP 225m; X: EUR 272m, the same sum converted; Y: GBP 250m"
    )
    assert found.sides[0].claims[0] == "a1:0:0"


def test_outlets_that_agree_are_left_alone() -> None:
    """Nor does an outlet that corrects itself, or says less, contradict anybody."""
    assert not _found(
        claim("shells", "GBP 225m", outlet="BBC", deadline="2026-05"),
        claim("shells", "GBP 225m", outlet="X", article="a2", day=1, deadline="2026-05-31"),
        claim("shells", None, outlet="Y", article="a3", day=2, recipient=None),
    )


def test_a_raise_is_news_and_no_disagreement() -> None:
    """What was said before the raise is history."""
    assert not _found(
        claim("shells", "GBP 225m", outlet="BBC"),
        claim(
            "shells, raised to 300m", "GBP 300m", outlet="X", article="a2", day=3,
            evidence="raised the pledge for shells to 300m",
        ),
    )  # fmt: skip


def test_recipient_deadline_and_status_are_compared_too() -> None:
    """Each by itself, with who says what."""
    one = claim("shells", "GBP 225m", outlet="BBC", deadline="2026")
    two = claim(
        "shells", "GBP 225m", outlet="X", article="a2", day=0.5, deadline="2027-01",
        recipient="Moldova", status=Status.UNDER_CONSIDERATION,
    )  # fmt: skip
    joined = Correction(
        claim=two.key, joins=one.key, relation=Relation.RESTATES, by="ann", at=START
    )
    found = {each.field: each.words() for each in _found(one, two, made=(joined,))}
    assert found == {
        Field.RECIPIENT: "BBC: Ukraine; X: Moldova",
        Field.STATUS: "BBC: pledged; X: considered",
        Field.DEADLINE: "BBC: 2026; X: 2027-01",
    }


def test_delivery_days_later_is_no_contradiction() -> None:
    """A pledge goes its way."""
    assert not _found(
        claim("shells", "GBP 225m", outlet="BBC"),
        claim("shells", "GBP 225m", outlet="X", article="a2", day=30, status=Status.FULFILLED),
    )
