"""Addresses in, feeds and articles out: the ports `FeedSource` and `PageSource` over HTTP."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Self

from bot.errors import FeedError
from bot.feeds.addresses import Guard
from bot.feeds.answers import fresh_for, linked, refusal
from bot.feeds.discover import candidates, full_address
from bot.feeds.extract import article_or_lead
from bot.feeds.inflate import Damaged, TooLarge, inflate
from bot.feeds.links import same_site, unwrapped, web_address
from bot.feeds.parse import parse
from bot.feeds.robots import Robots
from bot.feeds.transport import Fetched, Limits, Transport
from bot.model import Changed, Page, Unchanged, Validators

_FEED_TYPES = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9,"
    " application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"
)
_PAGE_TYPES = "text/html, application/xhtml+xml, */*;q=0.1"
_OK, _NOT_MODIFIED = 200, 304
_DISCOVERY_TRIES = 12
# Answers in a row that must agree before a feed's address is changed for good: a redirect called
# permanent is taken back often enough (a hotel's network, a mistake of an hour).
_MOVES = 3
_WRAPPERS = 2  # pages that only lead on, one after the other


def agent_name(contact: str) -> str:
    """Give the ``User-Agent``: who we are and how an outlet reaches the people who run this."""
    try:
        ours = version("threeline")
    except PackageNotFoundError:
        ours = "0"
    printable = "".join(letter for letter in contact if " " <= letter <= "~" and letter not in "()")
    return f"Threeline/{ours} (+{printable.strip() or 'no contact given'})"


class HttpSource:
    """Reads feeds and pages over HTTP; an async context manager that owns the connections.

    Args:
        contact: Address or e-mail by which outlets can reach the operator.
        allowed: ``host:port``, hosts or networks that are open besides the public internet.
        limits: What one request may cost.
        hosts: Answers that come before DNS, like a hosts file.
        proxy: The operator's proxy, which all but the allowed places are asked through.
    """

    def __init__(
        self,
        *,
        contact: str = "",
        allowed: frozenset[str] = frozenset(),
        limits: Limits | None = None,
        hosts: Mapping[str, tuple[str, ...]] | None = None,
        proxy: str | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._transport = Transport(
            agent=agent_name(contact),
            guard=Guard(allowed),
            limits=self._limits,
            hosts=hosts,
            proxy=proxy,
        )
        self._robots = Robots(self._transport)

    async def __aenter__(self) -> Self:
        await self._transport.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._transport.__aexit__(kind, error, trace)

    async def poll(self, url: str, validators: Validators) -> Changed | Unchanged:
        """Ask a feed once, conditionally.

        Raises:
            FeedError: Anything that is not a feed, with a plain reason.
        """
        answer = await self._transport.fetch(
            url, cap=self._limits.feed_bytes, accept=_FEED_TYPES, headers=_conditions(validators)
        )
        validators, moved_to = _moved(answer, validators)
        if answer.status == _NOT_MODIFIED:
            return _not_modified(answer, validators, moved_to)
        body = self._feed_body(answer)
        digest = hashlib.sha256(body).hexdigest()
        now = replace(
            validators,
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
            body_hash=digest,
        )
        if digest == validators.body_hash:
            return Unchanged(validators=now, fresh_for=fresh_for(answer.headers), moved_to=moved_to)
        listing = await asyncio.to_thread(parse, body, answer.headers, answer.url, validators.seen)
        now = replace(now, seen=listing.seen)
        if not listing.whole:
            # The next answer may be the whole of it: ask for it without conditions.
            now = replace(now, etag=None, last_modified=None)
        if listing.nothing_new:
            return Unchanged(validators=now, fresh_for=listing.rest, moved_to=moved_to)
        return Changed(
            entries=listing.entries,
            remark=listing.remark,
            validators=now,
            title=listing.title,
            site=listing.site,
            moved_to=moved_to,
            fresh_for=listing.rest,
            hub=linked(answer.headers, answer.url, "hub") or listing.hub,
            topic=linked(answer.headers, answer.url, "self") or listing.topic,
        )

    async def ask(self, hub: str, form: Mapping[str, str]) -> None:
        """Send a request to a hub.

        Raises:
            FeedError: It did not take it, with a plain reason.
        """
        answer = await self._transport.post(hub, form)
        if not _OK <= answer.status < _OK + 100:
            raise refusal(answer.status, answer.headers)

    async def read_push(self, body: bytes, headers: Mapping[str, str], url: str) -> Changed:
        """Read what a hub sent.

        Raises:
            FeedError: It is not a feed.
        """
        listing = await asyncio.to_thread(parse, body, headers, url)
        return Changed(entries=listing.entries, validators=Validators(), title=listing.title)

    def _feed_body(self, answer: Fetched) -> bytes:
        if answer.status != _OK:
            raise refusal(answer.status, answer.headers)
        try:
            return inflate(answer.body, self._limits.feed_bytes)
        except TooLarge:
            raise FeedError(f"is larger than {self._limits.feed_bytes / 1e6:g} MB") from None
        except Damaged as error:
            raise FeedError("sent compressed content that is damaged") from error

    async def discover(self, url: str) -> str:
        """Find the feed of a site's address; a feed's own address is returned as it is.

        Raises:
            FeedError: The site does not answer, or has no feed where one would look.
        """
        address, answer = await self._first_answer(url)
        if answer.status != _OK:
            raise refusal(answer.status, answer.headers)
        try:
            await asyncio.to_thread(parse, self._feed_body(answer), answer.headers, answer.url)
        except FeedError:
            pass
        else:
            return address
        places = await asyncio.to_thread(candidates, answer.body, answer.headers, answer.url)
        for place in places[:_DISCOVERY_TRIES]:
            if await self._is_feed(place):
                return place
        raise FeedError("has no feed that we can find: give the feed's own address")

    async def _first_answer(self, url: str) -> tuple[str, Fetched]:
        """Ask for an address as typed; without a scheme the safe one first, then the other."""
        address = full_address(url)
        accept = _FEED_TYPES + ", text/html;q=0.9"
        try:
            return address, await self._transport.fetch(
                address, cap=self._limits.feed_bytes, accept=accept
            )
        except FeedError:
            if address == url.strip() or not address.startswith("https://"):
                raise
        plain = "http" + address.removeprefix("https")
        return plain, await self._transport.fetch(plain, cap=self._limits.feed_bytes, accept=accept)

    async def _is_feed(self, url: str) -> bool:
        try:
            await self.poll(url, Validators())
        except FeedError:
            return False
        return True

    async def read(self, url: str) -> Page:
        """Fetch and extract one article.

        Raises:
            FeedError: There is no article to be read there, with a plain reason.
        """
        if web_address(url, url) is None:
            raise FeedError("is not a web address")
        address = unwrapped(url)
        for _ in range(_WRAPPERS + 1):
            await self._robots.check(address)
            answer = await self._transport.fetch(
                address, cap=self._limits.page_bytes, accept=_PAGE_TYPES
            )
            if answer.status != _OK:
                raise refusal(answer.status, answer.headers)
            if not same_site(answer.url, address):
                await self._robots.check(answer.url)
            found = await asyncio.to_thread(
                article_or_lead, answer.body, answer.headers, answer.url
            )
            if isinstance(found, Page):
                return found
            address = found
        raise FeedError("leads from page to page without an article")


def _conditions(validators: Validators) -> dict[str, str]:
    asked = {}
    # What is not plain ASCII cannot be sent back byte for byte, and is not worth a fault.
    if validators.etag and validators.etag.isascii():
        asked["If-None-Match"] = validators.etag
    if validators.last_modified and validators.last_modified.isascii():
        asked["If-Modified-Since"] = validators.last_modified
    return asked


def _moved(answer: Fetched, validators: Validators) -> tuple[Validators, str | None]:
    """Count answers in a row that agree on a new address; give it once they are enough."""
    if not answer.moved or answer.status not in (_OK, _NOT_MODIFIED):
        return replace(validators, moved=None), None
    times, _, before = (validators.moved or "").partition(" ")
    count = int(times) + 1 if before == answer.url and times.isdecimal() else 1
    if count >= _MOVES:
        return replace(validators, moved=None), answer.url
    return replace(validators, moved=f"{count} {answer.url}"), None


def _not_modified(answer: Fetched, validators: Validators, moved_to: str | None) -> Unchanged:
    if not (validators.etag or validators.last_modified):
        raise FeedError("says that nothing changed, but has never shown us anything (304)")
    kept = replace(
        validators,
        etag=answer.headers.get("etag", validators.etag),
        last_modified=answer.headers.get("last-modified", validators.last_modified),
    )
    return Unchanged(validators=kept, fresh_for=fresh_for(answer.headers), moved_to=moved_to)
