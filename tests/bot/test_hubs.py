"""Feeds whose hub tells of news by itself: over the wire to a hub."""

import dataclasses
import datetime as dt
import hashlib
import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from http import HTTPStatus

import httpx
import pytest
from aiohttp import web
from starlette.applications import Starlette

from bot import loops
from bot.feeds import HttpSource, Limits
from bot.hubs import ASKED_FOR, Callbacks, Subscribing
from bot.model import Feed, HubState
from bot.refresh import PUSHED, Polls
from bot.store import SqlStore
from bot.web.hubs import HubCalls
from bot.web.outside import routes
from tests.bot.making import LEASE, Watch

BASE = "https://desk.example"
FLOOR = dt.timedelta(minutes=1)
ITEM = "<item><guid>{n}</guid><title>Number {n}</title><link>https://news.example/{n}</link></item>"


def rss(*numbers: int, hub: str = "", topic: str = "") -> str:
    """Write a feed that may name a hub and itself."""
    links = f'<atom:link rel="hub" href="{hub}"/>' if hub else ""
    links += f'<atom:link rel="self" href="{topic}"/>' if topic else ""
    items = "".join(ITEM.format(n=n) for n in numbers)
    return (
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>T</title>'
        f"{links}{items}</channel></rss>"
    )


@dataclass(slots=True, kw_only=True)
class Hub:
    """A hub with one outlet beside it, on loopback; it calls us through our own application."""

    base: str = ""
    feed: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    status: int = 202
    us: httpx.AsyncClient

    @property
    def url(self) -> str:
        """Where the feed is."""
        return f"{self.base}/feed"

    async def serve_feed(self, _: web.Request) -> web.Response:
        """Answer a poll."""
        return web.Response(text=self.feed, content_type="text/xml", headers=self.headers)

    async def serve_hub(self, request: web.Request) -> web.Response:
        """Take a request."""
        self.asked.append({name: str(value) for name, value in (await request.post()).items()})
        return web.Response(status=self.status)

    async def serve_moved(self, _: web.Request) -> web.Response:
        """Send whoever asks on."""
        return web.Response(status=307, headers={"Location": "/hub"})

    async def call(self, asked: dict[str, str] | None = None, **given: str) -> httpx.Response:
        """Verify a request, with whatever differs."""
        form = asked or self.asked[-1]
        query = {
            "hub.mode": form["hub.mode"],
            "hub.topic": form["hub.topic"],
            "hub.challenge": "c4a11e",
            "hub.lease_seconds": "864000",
            **{name.replace("_", ".", 1): value for name, value in given.items()},
        }
        return await self.us.get(form["hub.callback"], params=query)

    async def push(
        self, body: str, *, secret: str | None = None, method: str = "sha256", to: str = ""
    ) -> int:
        """Send news, signed."""
        form = next(one for one in reversed(self.asked) if "hub.secret" in one)
        raw, key = body.encode(), (secret or form["hub.secret"]).encode()
        signature = hmac.new(key, raw, getattr(hashlib, method)).hexdigest()
        headers = {"X-Hub-Signature": f"{method}={signature}", "Content-Type": "text/xml"}
        return (
            await self.us.post(to or form["hub.callback"], content=raw, headers=headers)
        ).status_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Our side: both stages, the callbacks and the store."""

    store: SqlStore
    watch: Watch
    polls: Polls
    hubs: Subscribing

    async def poll(self) -> Feed:
        """Let due feeds be polled."""
        await loops.once(self.polls, report=_report)
        [feed] = await self.store.feeds()
        return feed

    async def ask(self) -> int:
        """Let due hubs be asked."""
        return await loops.once(self.hubs, report=_report)

    async def waiting(self) -> list[str | None]:
        """Titles of entries that wait to be read; from then on they wait no more."""
        found = await self.store.claim_entries(50, LEASE)
        for one in found:
            await self.store.put_off_entry(one, "seen", None)
        return [one.row.entry.title for one in found]


def _report(name: str, error: Exception) -> None:
    raise AssertionError(name) from error


@pytest.fixture
async def source() -> AsyncIterator[HttpSource]:
    """A source that may reach loopback."""
    limits = Limits(gap=0, connect=2, first_byte=2, whole=3)
    async with HttpSource(allowed=frozenset({"127.0.0.1"}), limits=limits) as one:
        yield one


@pytest.fixture
async def desk(file_store: SqlStore, watch: Watch, source: HttpSource) -> Desk:
    """Our side."""
    store = file_store
    return Desk(
        store=store,
        watch=watch,
        polls=Polls(store=store, source=source, now=watch, floor=FLOOR),
        hubs=Subscribing(store=store, hubs=source, now=watch, base=BASE),
    )


@pytest.fixture
async def hub(desk: Desk, source: HttpSource) -> AsyncIterator[Hub]:
    """A hub whose outlet we have added."""
    calls = HubCalls(Callbacks(store=desk.store, hubs=source, now=desk.watch))
    app = Starlette(routes=routes("/websub", calls))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as us:
        one = Hub(us=us)
        app_ = web.Application()
        app_.router.add_get("/feed", one.serve_feed)
        app_.router.add_post("/hub", one.serve_hub)
        app_.router.add_post("/moved", one.serve_moved)
        runner = web.AppRunner(app_)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        one.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        one.feed = rss(1, hub=f"{one.base}/hub", topic=one.url)
        await desk.store.add_feed(one.url, title=None, topic=None)
        yield one
        await runner.cleanup()


async def _subscribed(desk: Desk, hub: Hub) -> Feed:
    await desk.poll()
    assert await desk.ask() == 1
    assert (await hub.call()).text == "c4a11e"
    [feed] = await desk.store.feeds()
    return feed


async def test_a_hub_tells_of_news_and_nothing_is_told_twice(desk: Desk, hub: Hub) -> None:
    """The hub is asked, verifies, pushes; the poll that follows finds nothing new."""
    feed = await _subscribed(desk, hub)
    [form] = hub.asked
    assert form["hub.callback"].startswith(f"{BASE}/websub/")
    assert (form["hub.mode"], form["hub.topic"]) == ("subscribe", hub.url)
    assert form["hub.lease_seconds"] == "864000"
    assert len(form["hub.secret"]) >= 32
    assert feed.pushed_until == desk.watch() + ASKED_FOR
    assert await desk.waiting() == ["Number 1"]
    assert await hub.push(rss(2)) == HTTPStatus.ACCEPTED
    assert await hub.push(rss(2)) == HTTPStatus.ACCEPTED
    assert await desk.waiting() == ["Number 2"]
    hub.feed = rss(2, 1, hub=f"{hub.base}/hub", topic=hub.url)
    desk.watch.move(100)
    polled = await desk.poll()
    assert await desk.waiting() == []
    assert polled.due
    assert polled.due - desk.watch() >= PUSHED


async def test_an_edit_that_is_pushed_is_an_edit(desk: Desk, hub: Hub) -> None:
    """An entry that is pushed again with other words is read again, and stays one entry."""
    await _subscribed(desk, hub)
    await hub.push(rss(2))
    assert await desk.waiting() == ["Number 1", "Number 2"]
    await hub.push(rss(2).replace("Number 2", "Number two"))
    assert await desk.waiting() == ["Number two"]


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
async def test_methods_of_signing(desk: Desk, hub: Hub, method: str) -> None:
    """Every method that WebSub knows is understood."""
    await _subscribed(desk, hub)
    assert await hub.push(rss(2), method=method) == HTTPStatus.ACCEPTED


async def test_what_is_not_signed_by_the_secret_is_refused(desk: Desk, hub: Hub) -> None:
    """A wrong secret, an unknown method, none at all: nothing is kept."""
    await _subscribed(desk, hub)
    assert await desk.waiting() == ["Number 1"]
    callback = hub.asked[0]["hub.callback"]
    assert await hub.push(rss(3), secret="guessed") == HTTPStatus.FORBIDDEN  # noqa: S106 - none
    assert await hub.push(rss(3), method="md5") == HTTPStatus.FORBIDDEN
    for signature in ("", "sha256=", "sha256", "=", "sha256=\xe9"):
        headers = {b"X-Hub-Signature": signature.encode("latin-1")}
        told = await hub.us.post(callback, content=rss(3), headers=headers)
        assert told.status_code == HTTPStatus.FORBIDDEN
    assert await desk.waiting() == []


async def test_nobody_is_believed_before_the_hub_verified(desk: Desk, hub: Hub) -> None:
    """A push to a callback that was not verified is refused, signed or not."""
    await desk.poll()
    await desk.ask()
    assert await hub.push(rss(3)) == HTTPStatus.FORBIDDEN
    assert await desk.waiting() == ["Number 1"]


async def test_callbacks_that_we_do_not_know(desk: Desk, hub: Hub) -> None:
    """A guessed callback, another topic, another mode, no challenge: nothing is confirmed."""
    await desk.poll()
    await desk.ask()
    form = hub.asked[0]
    for wrong in (
        await hub.call({**form, "hub.callback": f"{BASE}/websub/guessed"}),
        await hub.call({**form, "hub.callback": f"{BASE}/websub/"}),
        await hub.call({**form, "hub.topic": "https://other.example/"}),
        await hub.call({**form, "hub.mode": "unsubscribe"}),
        await hub.call({**form, "hub.mode": "dance"}),
        await hub.call(hub_challenge=""),
    ):
        assert wrong.status_code == HTTPStatus.NOT_FOUND
        assert "c4a11e" not in wrong.text
    assert await hub.push(rss(2), to=f"{BASE}/websub/guessed") == HTTPStatus.NOT_FOUND
    [feed] = await desk.store.feeds()
    assert feed.pushed_until is None


async def test_the_promise_is_renewed_before_its_end(desk: Desk, hub: Hub) -> None:
    """After four fifths of its time the same callback is asked for anew."""
    await _subscribed(desk, hub)
    desk.watch.move(864000 * 0.79)
    assert await desk.ask() == 0
    desk.watch.move(864000 * 0.02)
    assert await desk.ask() == 1
    assert hub.asked[1] == hub.asked[0]
    assert await hub.push(rss(2)) == HTTPStatus.ACCEPTED  # it goes on meanwhile
    await hub.call()
    [feed] = await desk.store.feeds()
    assert feed.pushed_until == desk.watch() + ASKED_FOR


async def test_a_promise_that_ends_leaves_polling(desk: Desk, hub: Hub) -> None:
    """A hub that falls silent is asked with growing pauses, and polls are as often as before."""
    await _subscribed(desk, hub)
    hub.status = 500
    asked = 0
    for _ in range(40):
        desk.watch.move(6 * 3600)
        asked += await desk.ask()
    assert 3 <= asked <= 12
    assert await hub.push(rss(2)) == HTTPStatus.FORBIDDEN
    feed = await desk.poll()
    assert feed.due
    assert feed.due - desk.watch() < PUSHED


@pytest.mark.parametrize(("seconds", "kept"), [("60", 300), ("99999999", 2592000), ("x", 864000)])
async def test_promises_have_bounds(desk: Desk, hub: Hub, seconds: str, kept: int) -> None:
    """A promise of a minute or a year is cut to what is of use."""
    await desk.poll()
    await desk.ask()
    await hub.call(hub_lease_seconds=seconds)
    [feed] = await desk.store.feeds()
    assert feed.pushed_until == desk.watch() + dt.timedelta(seconds=kept)


async def test_a_hub_that_denies_leaves_polling(desk: Desk, hub: Hub) -> None:
    """After a denial the feed is polled at once and as before; the hub is asked a week later."""
    await _subscribed(desk, hub)
    desk.watch.move(61)
    told = await hub.call(hub_mode="denied", hub_reason="no more")
    assert told.status_code == HTTPStatus.ACCEPTED
    [feed] = await desk.store.feeds()
    assert (feed.pushed_until, feed.due) == (None, desk.watch())
    assert await hub.push(rss(2)) == HTTPStatus.FORBIDDEN
    found = await desk.store.hub_link(hub.asked[0]["hub.callback"].rpartition("/")[2])
    assert found
    assert (found[0].state, found[0].reason) == (
        HubState.DENIED,
        "the hub refuses the subscription: no more",
    )
    assert await desk.ask() == 0
    desk.watch.move(8 * 86400)
    assert await desk.ask() == 1


@pytest.mark.parametrize(
    "address", ["http://169.254.169.254/hub", "http://[::1]/hub", "http://10.0.0.1/", "ftp://x/"]
)
async def test_a_hub_inside_is_refused(desk: Desk, hub: Hub, address: str) -> None:
    """A feed cannot make us send anything to a private address by calling it a hub."""
    hub.feed = rss(1, hub=address, topic=hub.url)
    feed = await desk.poll()
    await desk.ask()
    assert hub.asked == []
    assert feed.due
    assert feed.due - desk.watch() < PUSHED


async def test_a_hub_may_send_us_on(desk: Desk, hub: Hub) -> None:
    """A redirect that keeps the method is followed (WebSub 5.1)."""
    hub.feed = rss(1, hub=f"{hub.base}/moved", topic=hub.url)
    await _subscribed(desk, hub)
    assert hub.asked[0]["hub.topic"] == hub.url


async def test_a_feed_without_a_name_for_hubs_is_polled(desk: Desk, hub: Hub) -> None:
    """A hub is never told the address that we ask, which may hold a key or a password."""
    hub.feed = rss(1, hub=f"{hub.base}/hub")
    await desk.poll()
    assert await desk.ask() == 0
    assert hub.asked == []


async def test_links_in_headers_come_first(desk: Desk, hub: Hub) -> None:
    """Hub and topic may stand in the answer's head (WebSub 4), for any format."""
    hub.feed = rss(1)
    hub.headers = {"Link": f'<{hub.base}/hub>; rel=hub, <https://news.example/f>; rel="self"'}
    await _subscribed(desk, hub)
    assert hub.asked[0]["hub.topic"] == "https://news.example/f"


async def test_a_feed_that_leaves_its_hub_tells_it(desk: Desk, hub: Hub) -> None:
    """A removed feed's hub is told; it may confirm, and what it pushes is not taken."""
    feed = await _subscribed(desk, hub)
    await desk.store.remove_feed(feed.id)
    assert await hub.push(rss(2)) == HTTPStatus.GONE
    assert await desk.ask() == 1
    assert hub.asked[-1]["hub.mode"] == "unsubscribe"
    assert (await hub.call()).text == "c4a11e"
    assert await hub.push(rss(2)) == HTTPStatus.NOT_FOUND
    await desk.store.add_feed(hub.url, title=None, topic=None)
    desk.watch.move(61)
    hub.feed = hub.feed.replace("Number 1", "Number one")
    await desk.poll()
    assert await desk.ask() == 1
    assert hub.asked[-1]["hub.mode"] == "subscribe"


async def test_a_hub_that_never_says_farewell_is_forgotten(desk: Desk, hub: Hub) -> None:
    """Three times a hub is told that we leave, no more."""
    feed = await _subscribed(desk, hub)
    await desk.store.remove_feed(feed.id)
    for _ in range(6):
        await desk.ask()
        desk.watch.move(86400)
    assert [form["hub.mode"] for form in hub.asked] == ["subscribe"] + ["unsubscribe"] * 3


@pytest.mark.parametrize("body", ["", "not a feed"])
async def test_a_push_that_cannot_be_read_becomes_a_poll(desk: Desk, hub: Hub, body: str) -> None:
    """A ping without content, or with a strange one, lets the feed be polled at once."""
    feed = await _subscribed(desk, hub)
    assert feed.due
    assert feed.due > desk.watch()
    assert await hub.push(body) == HTTPStatus.ACCEPTED
    [feed] = await desk.store.feeds()
    assert feed.due == desk.watch()


async def test_another_hub_gets_another_secret(desk: Desk, hub: Hub) -> None:
    """When a feed changes its hub, what the old one was told is worth nothing."""
    await _subscribed(desk, hub)
    hub.feed = rss(2, 1, hub=f"{hub.base}/moved", topic=hub.url)
    desk.watch.move(3700)
    await desk.poll()
    await desk.ask()
    before, after = hub.asked
    assert before["hub.secret"] != after["hub.secret"]
    assert before["hub.callback"] != after["hub.callback"]
    old = await hub.push(rss(3), secret=before["hub.secret"], to=before["hub.callback"])
    assert old == HTTPStatus.NOT_FOUND


async def test_a_late_asking_does_not_undo_what_the_hub_said(desk: Desk, hub: Hub) -> None:
    """A hub that verifies before it answers the request is believed."""
    await desk.poll()
    [leased] = await desk.store.claim_hubs(1, LEASE)
    await desk.hubs.hubs.ask(leased.row.hub, {"hub.mode": "subscribe"})
    form = {
        "hub.mode": "subscribe",
        "hub.topic": leased.row.topic,
        "hub.callback": f"{BASE}/websub/{leased.row.token}",
    }
    await hub.call(form)
    late = dataclasses.replace(leased.row, state=HubState.ASKED)
    assert not await desk.store.finish_hub(leased, late, desk.watch())
    [feed] = await desk.store.feeds()
    assert feed.pushed_until
