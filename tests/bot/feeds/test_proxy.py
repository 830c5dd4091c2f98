"""Outlets behind the operator's proxy, over real sockets."""

from collections.abc import AsyncIterator

import pytest

from bot.errors import ConfigError, FeedError
from bot.feeds import HttpSource, Limits
from bot.model import Changed, Validators
from tests.bot.feeds.outlet import Outlet, running_outlet

FEED = "<rss><channel><title>T</title><item><guid>1</guid><title>One</title></item></channel></rss>"


@pytest.fixture
async def proxy() -> AsyncIterator[Outlet]:
    """A proxy: it is asked with whole addresses."""
    async with running_outlet() as one:
        yield one


def _source(proxy: Outlet, *allowed: str) -> HttpSource:
    return HttpSource(
        allowed=frozenset(allowed), limits=Limits(gap=0, connect=2), proxy=f"http://{proxy.place}"
    )


async def test_outlets_are_asked_through_it(proxy: Outlet) -> None:
    """The proxy is reached although it is private, and asked for the whole address."""
    proxy.says("http://news.example/feed", FEED)
    async with _source(proxy) as source:
        found = await source.poll("http://news.example/feed", Validators())
    assert isinstance(found, Changed)
    assert proxy.requests[0].headers["host"] == "news.example"


async def test_places_of_our_own_are_asked_directly(proxy: Outlet, outlet: Outlet) -> None:
    """What the operator allowed by its address does not go through the proxy."""
    outlet.says("/feed", FEED)
    async with _source(proxy, outlet.place) as source:
        await source.poll(outlet.url("/feed"), Validators())
    assert (len(outlet.requests), proxy.requests) == (1, [])


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:{port}/", "http://169.254.169.254/latest/", "http://[::1]:{port}/"],
)
async def test_private_numbers_stay_closed(proxy: Outlet, address: str) -> None:
    """A private address is refused before the proxy hears of it, the proxy's own one too."""
    async with _source(proxy) as source:
        with pytest.raises(FeedError, match="not allowed"):
            await source.poll(address.format(port=proxy.port), Validators())
    assert proxy.requests == []


async def test_a_redirect_cannot_leave_it(proxy: Outlet, outlet: Outlet) -> None:
    """Each hop is judged: an outlet behind the proxy cannot lead to a private machine."""
    target = outlet.says("/inside", FEED)
    proxy.says("http://news.example/feed", status=302, headers={"Location": target})
    async with _source(proxy) as source:
        with pytest.raises(FeedError, match="not allowed"):
            await source.poll("http://news.example/feed", Validators())
    assert outlet.requests == []


async def test_a_proxy_that_is_not_there_is_named(proxy: Outlet, outlet: Outlet) -> None:
    """The operator learns that it is the proxy and not the outlet."""
    del proxy
    async with HttpSource(proxy="http://127.0.0.1:1", limits=Limits(connect=2)) as source:
        with pytest.raises(FeedError, match="the proxy does not answer"):
            await source.poll("http://news.example/feed", Validators())
    del outlet


@pytest.mark.parametrize("wrong", ["ftp://proxy:21", "https://proxy:3128", "proxy", "http://"])
def test_a_proxy_that_is_none_is_the_operators_to_mend(wrong: str) -> None:
    """What cannot be a proxy's address is said at the start."""
    with pytest.raises(ConfigError, match="HTTP_PROXY"):
        HttpSource(proxy=wrong)
