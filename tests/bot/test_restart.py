"""Each post once, also across a restart: workers are killed and frozen in the middle of posting.

The long form of this is `make chaos`.
"""

import pytest

from tests.chaos.storm import Storm, rage
from tests.fakes.chat import Faults


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_workers_that_die_lose_and_double_nothing(url: str) -> None:
    """A chat that takes everything twice if asked twice has each post once, in its order."""
    toll = await rage(
        Storm(
            url=url,
            lanes=6,
            stories=6,
            faults=5,
            seed=3,
            workers=2,
            lease=0.6,
            pause=0.2,
            chat=Faults(slow=0, broken=0, lost=0, limited=0.05),
        )
    )
    assert toll.killed == 4
    assert (toll.posts, toll.lost, toll.doubled, toll.disordered) == (36, 0, 0, 0)
