"""What has been reached on the synthetic articles is not lost again, by either reader."""

import pytest

import summariser
from tests.quality.__main__ import FLOORS, LOWER_IS_BETTER, Row, predict, sets
from tests.quality.score import figures, score

# Every third article: the whole set is for `make quality`. With fewer articles a figure wavers
# more, so that much is allowed below (above, for rates of error) the floor of the whole set.
STEP, SLACK = 3, 0.05


def rows() -> list[Row]:
    """Take some of the articles that any clone has."""
    return list(sets()["synthetic"][::STEP])


@pytest.mark.parametrize(
    ("name", "proposer"), [("synthetic", None), ("synthetic.rules", summariser.RuleProposer())]
)
def test_floors_hold(name: str, proposer: summariser.Proposer | None) -> None:
    """Each figure is at its floor, or within what a third of the articles may waver."""
    some = rows()
    tally = score(some, {row["id"]: predict(row, proposer=proposer) for row in some})
    missed = {}
    for figure, value in figures(tally).items():
        assert value is not None
        floor = FLOORS[name][figure]
        low, high = (value, floor) if figure in LOWER_IS_BETTER else (floor, value)
        if low > high + SLACK:
            missed[figure] = (value, floor)
    assert not missed
