"""An outlet on loopback and a source that may talk to it."""

from collections.abc import AsyncIterator

import pytest

from bot.feeds import HttpSource, Limits
from tests.bot.feeds.outlet import Outlet, running_outlet

# Short, so that the tests of patience are; everything here answers in milliseconds.
LIMITS = Limits(
    feed_bytes=12_000_000,
    page_bytes=300_000,
    connect=0.5,
    first_byte=0.4,
    whole=0.8,
    redirects=4,
    gap=0.0,
)


@pytest.fixture
async def outlet() -> AsyncIterator[Outlet]:
    """An outlet that answers as told."""
    async with running_outlet() as one:
        yield one


@pytest.fixture
async def source(outlet: Outlet) -> AsyncIterator[HttpSource]:
    """The source under test; of the private network it may reach the outlet alone."""
    async with HttpSource(
        contact="desk@example.org", allowed=frozenset({outlet.place}), limits=LIMITS
    ) as one:
        yield one
