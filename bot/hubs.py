"""Hubs that feeds offer in, live subscriptions and pushed entries out (W3C WebSub).

A hub tells of news when it happens, so a feed whose hub has promised that is polled once an hour
at least (`bot.refresh`), as a fallback and never less: a hub may forget us, and says nothing when
it does. The promise has an end; it is renewed after four fifths of its time. A hub that refuses
or does not answer is asked again after 5, 10, 20 ... minutes up to a day.

Nobody is believed who only knows the callback's address: a subscription is confirmed only for a
feed that we asked about, and what is pushed must be signed by the secret that this hub alone was
given. What is wrong with a push (it cannot be read, it is empty, the feed was never polled) is
mended by a poll at once.
"""

import dataclasses
import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from bot.errors import FeedError
from bot.model import Feed, HubLink, HubState, Leased
from bot.ports import Bell, Clock, Hubs, HubStore

PATH = "/websub/"
"""Where callbacks lie under the public address."""

LEASE = dt.timedelta(minutes=2)
ASKED_FOR = dt.timedelta(days=10)
"""What we ask for; WebSub's own example, and what large hubs give."""

SHORTEST, LONGEST = dt.timedelta(minutes=5), dt.timedelta(days=30)
"""Bounds of what a hub may promise."""

RENEWED = 0.8
"""Part of the promised time after which it is renewed."""

FIRST, SLOWEST = dt.timedelta(minutes=5), dt.timedelta(days=1)
"""Pauses after an asking that came to nothing."""

DENIED = dt.timedelta(days=7)
"""A hub that will not may change its mind, but not soon."""

FAREWELLS = 3
"""Times that a hub is told that we leave."""

_METHODS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
_METHODS |= {"sha384": hashlib.sha384, "sha512": hashlib.sha512}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Subscribing:
    """The stage that asks hubs.

    Attributes:
        base: Public address of the page, under which hubs reach us.
    """

    store: HubStore
    hubs: Hubs
    now: Clock
    base: str
    slots: int = 8
    name: str = "hubs"
    bells: tuple[Bell, ...] = (Bell.FEEDS,)

    async def claim(self, limit: int) -> Sequence[Leased[HubLink]]:
        """Take links whose hub is to be asked."""
        return await self.store.claim_hubs(limit, LEASE)

    async def work(self, leased: Leased[HubLink]) -> None:
        """Ask one hub; what it answers is kept, its verification comes by the callback."""
        link = leased.row
        try:
            await self.hubs.ask(link.hub, request(link, self.base))
        except FeedError as error:
            now, due = failed(link, str(error), self.now())
        else:
            now, due = asked(link, self.now())
        await self.store.finish_hub(leased, now, due)


def request(link: HubLink, base: str) -> dict[str, str]:
    """Give what a hub is asked (WebSub 5.1)."""
    leaving = link.state is HubState.LEAVING
    form = {
        "hub.callback": f"{base.rstrip('/')}{PATH}{link.token}",
        "hub.mode": "unsubscribe" if leaving else "subscribe",
        "hub.topic": link.topic,
    }
    if leaving:
        return form
    seconds = str(round(ASKED_FOR.total_seconds()))
    return {**form, "hub.secret": link.secret, "hub.lease_seconds": seconds}


def asked(link: HubLink, now: dt.datetime) -> tuple[HubLink | None, dt.datetime | None]:
    """Decide what follows once the hub took it: one that never verifies is asked again."""
    if link.state is HubState.LEAVING:
        return _farewell(link, now)
    standing = link.state is HubState.ACTIVE and link.until is not None and link.until > now
    state = HubState.ACTIVE if standing else HubState.ASKED
    failures = link.failures + 1  # forgotten when it verifies
    reason = "the hub has not verified the subscription yet"
    now_ = dataclasses.replace(link, state=state, failures=failures, reason=reason)
    return now_, now + _pause(failures)


def failed(
    link: HubLink, reason: str, now: dt.datetime
) -> tuple[HubLink | None, dt.datetime | None]:
    """Decide what follows when the hub did not take the request."""
    if link.state is HubState.LEAVING:
        return _farewell(link, now)
    failures = link.failures + 1
    return dataclasses.replace(link, failures=failures, reason=reason), now + _pause(failures)


def _farewell(link: HubLink, now: dt.datetime) -> tuple[HubLink | None, dt.datetime | None]:
    failures = link.failures + 1
    if failures >= FAREWELLS:
        return None, None
    return dataclasses.replace(link, failures=failures), now + _pause(failures)


def _pause(failures: int) -> dt.timedelta:
    return min(FIRST * int(2 ** min(failures - 1, 20)), SLOWEST)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a hub is told.

    Attributes:
        body: The challenge, where a verification is confirmed.
    """

    status: HTTPStatus
    body: str = ""


GONE = Told(status=HTTPStatus.GONE)
UNKNOWN = Told(status=HTTPStatus.NOT_FOUND)
REFUSED = Told(status=HTTPStatus.FORBIDDEN)
TAKEN = Told(status=HTTPStatus.ACCEPTED)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Callbacks:
    """What hubs call: verification of intent, denial, and news."""

    store: HubStore
    hubs: Hubs
    now: Clock

    async def verify(self, token: str, query: Mapping[str, str]) -> Told:
        """Confirm what we asked for, and nothing else (WebSub 5.3)."""
        found = await self.store.hub_link(token)
        if found is None or query.get("hub.topic") != found[0].topic:
            return UNKNOWN
        link, now = found[0], self.now()
        if query.get("hub.mode") == "denied":
            denied, due = refused_by_hub(link, query.get("hub.reason", ""), now)
            await self.store.settle_hub(denied, link, due)
            return TAKEN
        challenge = query.get("hub.challenge")
        if not challenge:
            return UNKNOWN
        confirmed = Told(status=HTTPStatus.OK, body=challenge)
        match query.get("hub.mode"), link.state:
            case "unsubscribe", HubState.LEAVING:
                await self.store.settle_hub(None, link, None)
                return confirmed
            case "subscribe", HubState.ASKED | HubState.ACTIVE | HubState.WANTED:
                active, due = verified(link, query.get("hub.lease_seconds", ""), now)
                kept = await self.store.settle_hub(active, link, due)
                return confirmed if kept else UNKNOWN
            case _:
                return UNKNOWN

    async def receive(self, token: str, headers: Mapping[str, str], body: bytes) -> Told:
        """Take news, if the hub that was given the secret signed them (WebSub 7.1)."""
        found = await self.store.hub_link(token)
        if found is None:
            return UNKNOWN
        link, feed = found
        if link.state is HubState.LEAVING:
            return GONE
        standing = link.until is not None and link.until > self.now()
        if not standing or not signed(link.secret, headers.get("x-hub-signature", ""), body):
            return REFUSED
        await self._keep(link, feed, headers, body)
        return TAKEN

    async def _keep(
        self, link: HubLink, feed: Feed, headers: Mapping[str, str], body: bytes
    ) -> None:
        if not body.strip() or feed.last_success is None:
            await self.store.poll_now(feed.id)  # its first poll decides what is old
            return
        try:
            news = await self.hubs.read_push(body, headers, link.topic)
        except FeedError:
            await self.store.poll_now(feed.id)
            return
        await self.store.keep_pushed(feed.id, news.entries)


def verified(link: HubLink, seconds: str, now: dt.datetime) -> tuple[HubLink, dt.datetime]:
    """Decide when the promise ends and when it is renewed."""
    given = dt.timedelta(seconds=int(seconds[:9])) if seconds.isdecimal() else ASKED_FOR
    lease = min(max(given, SHORTEST), LONGEST)
    active = dataclasses.replace(
        link, state=HubState.ACTIVE, until=now + lease, failures=0, reason=None
    )
    return active, now + lease * RENEWED


def refused_by_hub(link: HubLink, reason: str, now: dt.datetime) -> tuple[HubLink, dt.datetime]:
    """Fall back to polling; ask again much later."""
    words = "the hub refuses the subscription" + (f": {reason[:200]}" if reason else "")
    denied = dataclasses.replace(link, state=HubState.DENIED, until=None, reason=words)
    return denied, now + DENIED


def signed(secret: str, signature: str, body: bytes) -> bool:
    """Tell whether a signature is the secret's, without telling how much of it is."""
    method, _, given = signature.strip().partition("=")
    make = _METHODS.get(method.lower())
    if make is None or not given.isascii():
        return False
    right = hmac.new(secret.encode(), body, make).hexdigest()
    return hmac.compare_digest(right, given.strip().lower())
