"""Feeds that are due in, polled feeds and read articles out.

When a feed is polled next is decided from what it answered:

- It begins at the floor. With something new the pause halves, with nothing it grows by a
  quarter, never over a tenth of the age of the newest entry (a feed that was silent for ten days
  is asked once a day) and never over 24 hours.
- What the outlet asks for (``Cache-Control``, ``ttl``) is obeyed up to an hour: many servers ask
  for a day by mistake, and news cannot wait for that.
- While a hub has promised to tell of news (`bot.hubs`), once an hour is enough.
- A failing feed is asked again after 1, 2, 4 ... minutes up to 24 hours, or when it says
  (``Retry-After``, RFC 9110, 10.2.3). One that is gone (410) is retired.
- A hash of the address spreads feeds that were added together.
"""

import dataclasses
import datetime as dt
import hashlib
import urllib.parse
from collections.abc import Mapping, Sequence

from bot.errors import FeedError
from bot.model import (
    Changed,
    Entry,
    Feed,
    FeedState,
    Leased,
    Page,
    PendingEntry,
    Unchanged,
    Validators,
)
from bot.ports import Bell, Clock, EntryStore, FeedSource, FeedStore, PageSource
from summariser import Mark

LONGEST = dt.timedelta(hours=24)
FRESH_MOST = dt.timedelta(hours=1)
CEILING_LEAST = dt.timedelta(minutes=15)
FAILING_FIRST = dt.timedelta(minutes=1)
PUSHED = dt.timedelta(hours=1)
"""Pause between polls while a hub tells of news by itself: what it forgets is an hour late."""
GROWTH = 1.25
SPREAD = 0.1
"""Part of the pause by which feeds are spread."""

NEWEST = 5
"""Entries taken from a feed's first answer: what a reader would look at, never a flood."""

LEASE = dt.timedelta(seconds=30)
"""What a process that died had begun comes due again after this; work that takes longer, such as
a poll that waits for its turn, has its lease renewed (`loops.Prolonging`)."""

RETRIES = (dt.timedelta(minutes=1), dt.timedelta(minutes=10), dt.timedelta(hours=1))
"""Pauses before a page is asked again; one that has its own words waits only the first."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Polls:
    """The stage that polls feeds.

    Attributes:
        floor: Shortest pause between two polls of one feed.
        newest: Entries taken from a feed's first answer; what is older is never posted.
        slots: Feeds taken at once; the source asks fewer, so that many are claimed and written
            in one transaction.
    """

    store: FeedStore
    source: FeedSource
    now: Clock
    floor: dt.timedelta
    newest: int = NEWEST
    slots: int = 128
    name: str = "feeds"
    bells: tuple[Bell, ...] = (Bell.FEEDS,)

    async def claim(self, limit: int) -> Sequence[Leased[Feed]]:
        """Take feeds that are due."""
        return await self.store.claim_feeds(limit, LEASE)

    async def prolong(self, rows: Sequence[Leased[Feed]]) -> None:
        """Renew the leases of polls that take long."""
        await self.store.prolong_feeds(rows, LEASE)

    async def next_in(self) -> float | None:
        """Give the seconds until a feed is due."""
        due = await self.store.next_feed()
        return None if due is None else (due - self.now()).total_seconds()

    async def work(self, leased: Leased[Feed]) -> None:
        """Poll one feed and keep what it says; a failure is kept as its reason."""
        feed = leased.row
        try:
            answer = await self.source.poll(feed.url, feed.validators)
        except FeedError as error:
            now = failed(feed, error, now=self.now(), floor=self.floor)
            await self.store.finish_poll(leased, now, [])
            return
        entries = answer.entries if isinstance(answer, Changed) else ()
        await self.store.finish_poll(
            leased,
            polled(feed, answer, now=self.now(), floor=self.floor),
            entries,
            baseline=baseline(entries, self.newest) if feed.last_success is None else (),
        )


def polled(
    feed: Feed, answer: Changed | Unchanged, *, now: dt.datetime, floor: dt.timedelta
) -> Feed:
    """Decide how a feed that answered goes on."""
    changed = (
        answer
        if isinstance(answer, Changed)
        else Changed(entries=(), validators=Validators(), moved_to=answer.moved_to)
    )
    times = [min(each.published, now) for each in changed.entries if each.published]
    newest = max(times, default=now if changed.entries else None)
    new = bool(changed.entries) and (
        not times or not feed.last_entry or max(times) > feed.last_entry
    )
    last = max(filter(None, (newest, feed.last_entry)), default=None)
    interval = _interval(feed, now=now, new=new, last=last, floor=floor)
    pause = max(interval, min(answer.fresh_for or dt.timedelta(), FRESH_MOST))
    if feed.pushed_until and feed.pushed_until > now:
        pause = max(pause, PUSHED)
    hub = (answer.hub, answer.topic) if isinstance(answer, Changed) else (feed.hub, feed.hub_topic)
    return dataclasses.replace(
        feed,
        url=changed.moved_to or feed.url,
        title=changed.title or feed.title,
        site=changed.site or feed.site,
        state=FeedState.ACTIVE,
        validators=answer.validators,
        interval=interval,
        due=now + spread(pause, feed.url),
        last_success=now,
        last_entry=last,
        failures=0,
        reason=_remark(feed, answer),
        hub=hub[0],
        hub_topic=hub[1],
    )


def _remark(feed: Feed, answer: Changed | Unchanged) -> str | None:
    """What is wrong with a feed that answers; it stays said until the feed says something else."""
    if isinstance(answer, Changed):
        return answer.remark
    return feed.reason if feed.state is FeedState.ACTIVE else None


def _interval(
    feed: Feed, *, now: dt.datetime, new: bool, last: dt.datetime | None, floor: dt.timedelta
) -> dt.timedelta:
    """Shorten or lengthen the pause within its bounds."""
    if feed.last_success is None:
        return floor
    ceiling = min(LONGEST, max(CEILING_LEAST, (now - last) / 10)) if last else LONGEST
    return max(floor, min(feed.interval / 2 if new else feed.interval * GROWTH, ceiling))


def failed(feed: Feed, error: FeedError, *, now: dt.datetime, floor: dt.timedelta) -> Feed:
    """Decide how a feed that did not answer goes on."""
    failures = feed.failures + 1
    pause = min(max(floor, FAILING_FIRST) * 2 ** min(failures - 1, 20), LONGEST)
    if error.retry_after:
        pause = max(pause, min(error.retry_after, LONGEST))
    return dataclasses.replace(
        feed,
        state=FeedState.RETIRED if error.gone else FeedState.FAILING,
        due=None if error.gone else now + spread(pause, feed.url),
        failures=failures,
        reason=str(error),
    )


def baseline(entries: Sequence[Entry], newest: int) -> set[str]:
    """Choose the entries of a first answer that are too old to be news to anybody."""
    dated = [entry for entry in entries if entry.published]
    if len(dated) == len(entries):
        entries = sorted(dated, key=_published, reverse=True)
    return {entry.key for entry in entries[newest:]}


def _published(entry: Entry) -> dt.datetime:
    assert entry.published  # noqa: S101 # only dated entries are sorted
    return entry.published


def spread(pause: dt.timedelta, address: str) -> dt.timedelta:
    """Lengthen a pause by up to a tenth, always the same for one address."""
    part = int.from_bytes(hashlib.sha256(address.encode("utf-8", "replace")).digest()[:4]) / 2**32
    return pause * (1 + SPREAD * part)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reads:
    """The stage that reads the articles behind entries."""

    store: EntryStore
    pages: PageSource
    now: Clock
    slots: int = 32
    name: str = "articles"
    bells: tuple[Bell, ...] = (Bell.ENTRIES,)

    async def claim(self, limit: int) -> Sequence[Leased[PendingEntry]]:
        """Take entries that wait to be read."""
        return await self.store.claim_entries(limit, LEASE)

    async def prolong(self, rows: Sequence[Leased[PendingEntry]]) -> None:
        """Renew the leases of pages that take long."""
        await self.store.prolong_entries(rows, LEASE)

    async def work(self, leased: Leased[PendingEntry]) -> None:
        """Read one article, from its page or else from the entry itself."""
        pending = leased.row
        own = own_words(pending)
        try:
            page = await self._read(pending, own)
        except FeedError as error:
            wait = again(pending, error, has_words=own is not None)
            if wait is not None:
                await self.store.put_off_entry(leased, str(error), self.now() + wait)
            elif own is None:
                await self.store.put_off_entry(leased, str(error), None)
            else:
                await self.store.keep_article(leased, own)
            return
        await self.store.keep_article(leased, complete(page, pending, now=self.now()))

    async def _read(self, pending: PendingEntry, own: Page | None) -> Page:
        if pending.entry.url is None:
            if own is None:
                raise FeedError("the entry has neither address nor words", gone=True)
            return own
        page = await self.pages.read(pending.entry.url)
        if not page.text.strip():
            raise FeedError("the page has no article text")
        return page


def again(pending: PendingEntry, error: FeedError, *, has_words: bool) -> dt.timedelta | None:
    """Decide how long to wait before the page is asked again; ``None`` is never."""
    pauses = RETRIES[:1] if has_words else RETRIES
    if error.gone or pending.attempts > len(pauses):
        return None
    return max(pauses[pending.attempts - 1], min(error.retry_after or dt.timedelta(), LONGEST))


def own_words(pending: PendingEntry) -> Page | None:
    """Make an article of what the entry itself says, marked as what it is."""
    entry = pending.entry
    marks: Mapping[str | None, tuple[Mark, ...]] = {
        entry.title: (Mark.HEADLINE_ONLY,),
        entry.summary: (Mark.TRUNCATED,),
        entry.content: (),
    }
    text = entry.content or entry.summary or entry.title
    if not text or not text.strip():
        return None
    return Page(
        url=entry.url or f"{pending.feed.url}#{urllib.parse.quote(entry.key, errors='replace')}",
        text=text,
        title=entry.title,
        outlet=pending.feed.title or urllib.parse.urlsplit(pending.feed.url).hostname,
        authors=entry.authors,
        published=entry.published or entry.updated,
        marks=marks[text],
        licence=entry.licence,
    )


def complete(page: Page, pending: PendingEntry, *, now: dt.datetime) -> Page:
    """Fill from the entry what the page does not say; a time to come becomes now.

    Where the feed carries the article and the page gave less than half of it (a consent wall, a
    teaser), the feed's words are taken.
    """
    entry = pending.entry
    own = own_words(pending)
    published = page.published or entry.published or entry.updated
    fuller = entry.content is not None and len(entry.content) > 2 * len(page.text)
    return dataclasses.replace(
        page,
        text=entry.content if fuller and entry.content else page.text,
        marks=() if fuller else page.marks,
        title=page.title or entry.title,
        outlet=page.outlet or (own.outlet if own else pending.feed.title),
        authors=page.authors or entry.authors,
        licence=page.licence or entry.licence,
        published=min(published, now) if published else None,
    )
