"""What odd answers get: redirects, statuses and pauses are read, and no password is told."""

import datetime as dt
import re

import pytest

from bot.errors import FeedError
from bot.feeds import HttpSource
from bot.model import Unchanged, Validators
from tests.bot.feeds.outlet import Outlet
from tests.bot.feeds.polling import poll, reason, rss


@pytest.mark.parametrize("statuses", [(301, 302), (308, 308), (302, 303, 307)])
async def test_redirect_loop_is_named(
    outlet: Outlet, source: HttpSource, statuses: tuple[int, ...]
) -> None:
    """A circle of redirects ends at its second turn."""
    for turn, status in enumerate(statuses):
        target = f"/{(turn + 1) % len(statuses)}"
        outlet.says(f"/{turn}", status=status, headers={"Location": target})
    assert "in a circle" in str(await reason(source, outlet.url("/0")))
    assert len(outlet.requests) == len(statuses)


async def test_endless_redirects_are_named(outlet: Outlet, source: HttpSource) -> None:
    """A chain of redirects ends at the cap."""
    for turn in range(9):
        outlet.says(f"/{turn}", status=302, headers={"Location": f"/{turn + 1}"})
    assert "more than 4 times" in str(await reason(source, outlet.url("/0")))
    assert len(outlet.requests) == 5


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [((301,), True), ((308, 301), True), ((302,), False), ((301, 302), False), ((307, 308), False)],
)
async def test_only_permanent_redirects_move_a_feed(
    outlet: Outlet, source: HttpSource, statuses: tuple[int, ...], *, moved: bool
) -> None:
    """The new address is given when three answers agree and each redirect was permanent."""
    for turn, status in enumerate(statuses):
        outlet.says(f"/{turn}", status=status, headers={"Location": f"/{turn + 1}"})
    final = outlet.says(f"/{len(statuses)}", rss(1))
    first = await poll(source, outlet.url("/0"))
    assert len(first.entries) == 1
    second = await source.poll(outlet.url("/0"), first.validators)
    outlet.says(f"/{len(statuses)}", rss(1, 2))
    third = await source.poll(outlet.url("/0"), second.validators)
    assert [found.moved_to for found in (first, second)] == [None, None]
    assert third.moved_to == (final if moved else None)
    fourth = await source.poll(outlet.url("/0"), third.validators)
    assert fourth.moved_to is None


async def test_answers_that_disagree_move_nothing(outlet: Outlet, source: HttpSource) -> None:
    """Each new target, and each answer without a redirect, begins the count anew."""
    validators = Validators()
    for target in ("/a", "/a", "/b", "/b", "", "/b", "/b"):
        outlet.says(target or "/0", rss(1))
        if target:
            outlet.says("/0", status=301, headers={"Location": target})
        found = await source.poll(outlet.url("/0"), validators)
        assert found.moved_to is None
        validators = found.validators
    assert validators.moved == f"2 {outlet.url('/b')}"


@pytest.mark.parametrize("target", ["ftp://x.example/", "file:///etc/passwd", "http://[::1"])
async def test_redirect_to_nowhere_is_named(
    outlet: Outlet, source: HttpSource, target: str
) -> None:
    """A redirect to what is no web address is refused."""
    url = outlet.says("/feed", status=301, headers={"Location": target})
    assert "not a web address" in str(await reason(source, url))


async def test_not_changed_is_no_failure(outlet: Outlet, source: HttpSource) -> None:
    """304 keeps the validators, takes new ones, and sends both conditions."""
    url = outlet.says("/feed", status=304, headers={"ETag": '"2"', "Cache-Control": "max-age=600"})
    found = await source.poll(url, Validators(etag='"1"', last_modified="Mon", body_hash="h"))
    assert found == Unchanged(
        validators=Validators(etag='"2"', last_modified="Mon", body_hash="h"),
        fresh_for=dt.timedelta(minutes=10),
    )
    sent = outlet.requests[0].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"1"', "Mon")


async def test_not_changed_out_of_the_blue_is_a_fault(outlet: Outlet, source: HttpSource) -> None:
    """304 to an unconditional request is a fault of the outlet."""
    with pytest.raises(FeedError, match="304"):
        await source.poll(outlet.says("/feed", status=304), Validators())


async def test_equal_body_is_unchanged(outlet: Outlet, source: HttpSource) -> None:
    """A server that ignores conditions but sends the same bytes changes nothing."""
    url = outlet.says("/feed", rss(1), headers={"ETag": '"new each time"'})
    first = await poll(source, url)
    second = await source.poll(url, first.validators)
    assert isinstance(second, Unchanged)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "refuses the request (400)"),
        (401, "a name and a password (401)"),
        (403, "refuses to let us in (403)"),
        (404, "nothing at this address (404)"),
        (410, "gone for good (410)"),
        (429, "come less often (429)"),
        (500, "a fault of its own (500)"),
        (502, "a fault of its own (502)"),
        (503, "not available at present (503)"),
        (204, "something unexpected (204)"),
        (206, "something unexpected (206)"),
        (300, "something unexpected (300)"),
        (999, "a fault of its own (999)"),
    ],
)
async def test_refusals_are_named(
    outlet: Outlet, source: HttpSource, status: int, words: str
) -> None:
    """Each refusal is a sentence with its number; only 410 is for good."""
    error = await reason(source, outlet.says("/feed", status=status))
    assert words in str(error)
    assert error.gone == (status == 410)
    assert error.retry_after is None


@pytest.mark.parametrize("status", [429, 503, 403])
@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ("120", 120),
        ("Thu, 19 Dec 2024 10:30:00 GMT", 1800),
        ("Thu, 19 Dec 2024 09:00:00 GMT", 0),
        ("99999999999", 86400),
        ("soon", None),
        ("-5", None),
        ("Fri, 32 Dec 2024 99:00:00 GMT", None),
    ],
)
async def test_retry_after_is_read(
    outlet: Outlet, source: HttpSource, status: int, given: str, seconds: int | None
) -> None:
    """Seconds and dates are both understood, never for more than a day."""
    headers = {"Retry-After": given, "Date": "Thu, 19 Dec 2024 10:00:00 GMT"}
    error = await reason(source, outlet.says("/feed", status=status, headers=headers))
    wait = None if error.retry_after is None else error.retry_after.total_seconds()
    assert wait == seconds


async def test_password_never_shows(outlet: Outlet, source: HttpSource) -> None:
    """Credentials of an address are sent, and never appear in an error."""
    outlet.says("/feed", status=500)
    secret = f"http://desk:s3cret@{outlet.place}/feed?key=t0ken"
    for url in (secret, secret.replace("/feed", "/404"), "http://u:s3cret@127.0.0.1:1/?key=t0ken"):
        error = await reason(source, url)
        chain = f"{error} {error.__cause__}"
        assert "s3cret" not in str(error), chain
        assert "t0ken" not in str(error)
    assert outlet.requests[0].headers["authorization"].startswith("Basic ")


async def test_password_stays_with_its_host(outlet: Outlet, source: HttpSource) -> None:
    """Credentials are not carried along by a redirect."""
    final = outlet.says("/final", rss(1))
    outlet.says("/feed", status=302, headers={"Location": final, "Set-Cookie": "a=b"})
    await poll(source, f"http://desk:s3cret@{outlet.place}/feed")
    assert "authorization" not in outlet.requests[1].headers
    assert "cookie" not in outlet.requests[1].headers


async def test_we_say_who_we_are(outlet: Outlet, source: HttpSource) -> None:
    """Each request names us and whom to write to."""
    await poll(source, outlet.says("/feed", rss(1)))
    agent = outlet.requests[0].headers["user-agent"]
    assert re.fullmatch(r"Threeline/[\w.]+ \(\+desk@example\.org\)", agent)
