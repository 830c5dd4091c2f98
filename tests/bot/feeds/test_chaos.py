"""A small storm; `make chaos` lets a long one blow."""

import pathlib

from tests.chaos.feeds import blow


async def test_evil_feeds_do_not_disturb_the_healthy_ones(tmp_path: pathlib.Path) -> None:
    """While feeds do every evil known, the healthy ones are asked on time."""
    toll = await blow(tmp_path, healthy=5, evil=16, seconds=4)
    assert toll.faults == ()
    assert toll.named == 1
    assert toll.latest < 3  # an interval, for the sake of busy machines; `make chaos` is strict
    assert toll.polls >= 5
