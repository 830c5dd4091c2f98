"""What the use cases ask of the world; adapters in the folders below answer.

Each port is as narrow as its one caller. Times are aware UTC; every method may raise the error
that its docstring names and no other of ours.
"""

import datetime as dt
import enum
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.accounts import Account, Question
from bot.ledger import Correction, Said
from bot.model import (
    Changed,
    Delivery,
    Entry,
    Feed,
    HeldArticle,
    Hold,
    Leased,
    Letter,
    Page,
    PendingEntry,
    Place,
    Platform,
    Post,
    Story,
    Target,
    Unchanged,
    Validators,
)
from bot.rules import DigestPlan, DigestTold, Mode, Rule, Subscription
from summariser import Briefing, Pledge


class Clock(Protocol):
    """The one way to learn the time."""

    def __call__(self) -> dt.datetime:
        """Give the present moment, aware, UTC."""


class FeedSource(Protocol):
    """Outlets' feeds, over the network."""

    async def poll(self, url: str, validators: Validators) -> Changed | Unchanged:
        """Ask once; raise `FeedError` with a plain reason for anything that is not a feed."""

    async def discover(self, url: str) -> str:
        """Find the feed of a site's address (a feed's own address is returned as it is)."""


class PageSource(Protocol):
    """Outlets' article pages, over the network."""

    async def read(self, url: str) -> Page:
        """Fetch and extract one article; raise `FeedError` with a plain reason."""


class FeedStore(Protocol):
    """Feeds, their due times and what they listed."""

    async def add_feed(self, url: str, *, title: str | None, topic: str | None) -> Feed:
        """Add a feed, due now; one that is there already is returned as it is."""

    async def remove_feed(self, feed: int) -> bool:
        """Forget a feed; what it gave stays. False when there was none."""

    async def feeds(self) -> Sequence[Feed]:
        """List all feeds by address."""

    async def claim_feeds(self, limit: int, lease: dt.timedelta) -> Sequence[Leased[Feed]]:
        """Take feeds that are due, oldest first; nobody else gets them until the lease ends."""

    async def finish_poll(
        self,
        leased: Leased[Feed],
        feed: Feed,
        entries: Sequence[Entry],
        *,
        baseline: Collection[str] = (),
    ) -> int:
        """Keep the feed as it is now and its unseen entries, in one transaction.

        An entry whose key is known and whose digest changed is kept as an edit, read again, and
        never becomes a second entry. Entries whose keys are in ``baseline`` were there before we
        came: they are known from now on, and never read or posted.

        Returns:
            How many entries are to be read; 0 when the lease was lost (nothing is written then).
        """


class EntryStore(Protocol):
    """Entries that wait for their article to be read."""

    async def claim_entries(
        self, limit: int, lease: dt.timedelta
    ) -> Sequence[Leased[PendingEntry]]:
        """Take entries whose article is to be read."""

    async def keep_article(self, leased: Leased[PendingEntry], page: Page) -> int | None:
        """Keep the article under its canonical address and mark the entry read.

        An address that is held already is updated when its text changed (and is briefed again),
        else only linked.

        Returns:
            The article's key; ``None`` when the lease was lost.
        """

    async def put_off_entry(
        self, leased: Leased[PendingEntry], reason: str, retry_at: dt.datetime | None
    ) -> None:
        """Try the entry again later, or never when ``retry_at`` is ``None``; keep the reason."""


class StoryStore(Protocol):
    """Articles that wait for their briefing, and the stories they make."""

    async def claim_articles(
        self, limit: int, lease: dt.timedelta
    ) -> Sequence[Leased[HeldArticle]]:
        """Take articles that are to be briefed."""

    async def recent_stories(self, since: dt.datetime) -> Sequence[Story]:
        """List stories with an article since then, newest first."""

    async def candidates(
        self,
        briefing: Briefing,
        *,
        since: dt.datetime,
        until: dt.datetime,
        words: str = "",
        limit: int = 50,
    ) -> Sequence[Story]:
        """List the stories of that time that an article may join.

        First those whose text has most and rarest of the words, then those that share most of
        the actors. A briefing without actors gets the newest ones.
        """

    async def members(
        self, stories: Collection[int], *, most: int = 5
    ) -> Mapping[int, Sequence[HeldArticle]]:
        """Give the latest articles of stories, at most so many of each, oldest first."""

    async def keep_briefing(
        self,
        leased: Leased[HeldArticle],
        briefing: Briefing,
        *,
        story: int | None,
        post: bool,
        reason: str = "",
    ) -> Story | None:
        """Keep a briefing and queue its deliveries, in one transaction.

        Args:
            leased: The article it was made from.
            briefing: Its three lines.
            story: The story that the article joins; ``None`` begins one.
            post: Whether this makes a new version to be delivered, or is only kept.
            reason: Why, in plain words, for `why`.

        Returns:
            The story as it is now; ``None`` when the lease was lost.
        """

    def turn(self, name: str) -> AbstractAsyncContextManager[None]:
        """Wait until nobody else, on any host, has the turn of this name; then have it."""

    async def put_off_article(
        self, leased: Leased[HeldArticle], reason: str, retry_at: dt.datetime | None
    ) -> None:
        """Brief it later, or never when ``retry_at`` is ``None``; keep the reason."""


class Outbox(Protocol):
    """Deliveries that wait for their turn, one lane a target."""

    async def claim_lanes(
        self, platforms: Sequence[Platform], limit: int, lease: dt.timedelta
    ) -> Sequence[Leased[Delivery]]:
        """Take the oldest pending delivery of each lane that is due, and stamp it as begun."""

    async def posted(
        self, leased: Leased[Delivery], ref: str, *, rest: dt.timedelta = dt.timedelta(0)
    ) -> bool:
        """Finish: it is there, under ``ref``; the lane's next may follow after ``rest``.

        Returns:
            False when the lease was lost.
        """

    async def postpone(
        self,
        leased: Leased[Delivery],
        reason: str,
        until: dt.datetime,
        *,
        unknown: bool = False,
    ) -> bool:
        """Leave it pending and let the lane rest until then.

        Args:
            leased: What was tried.
            reason: Why it is not there yet.
            until: When its lane is due again.
            unknown: It may be there after all: the next attempt is a resumed one.
        """

    async def give_up(
        self, leased: Leased[Delivery], reason: str, *, pause: bool, hold: bool
    ) -> bool:
        """End it as dead (or held, for a person to decide); ``pause`` stops the whole target."""

    async def add_target(self, platform: Platform, address: str, *, name: str) -> Target:
        """Add a target that takes every story; one that is there already is returned."""


class Chat(Protocol):
    """A place that posts appear in. One adapter a platform."""

    async def send(self, delivery: Delivery) -> str:
        """Post it and give the platform's key; raise `DeliveryError`.

        With ``delivery.previous`` set that post is edited instead, the change is told in its
        thread, and its key is given again. A ``previous`` that was deleted there is posted anew.
        """

    async def find(self, delivery: Delivery) -> str | None:
        """Look for the post of a begun delivery; ``None`` when it is surely not there.

        Raises `DeliveryError` with ``unknown`` set when that cannot be told.
        """


class Library(Protocol):
    """What readers ask of everything held. Reads only; nothing here waits for a lease."""

    async def posts(self, *, after: int = 0, limit: int = 50) -> Sequence[Post]:
        """List the page's posts, oldest first, that came after ``after``."""

    async def latest(
        self, *, limit: int = 20, before: int | None = None, topic: str | None = None
    ) -> Sequence[Post]:
        """List the page's posts, newest first, one a story, before the post ``before``."""

    async def story(self, story: int) -> Story | None:
        """Give a story at its present version."""

    async def articles(self, story: int) -> Sequence[HeldArticle]:
        """List a story's articles, first reported first."""

    async def story_of(self, url: str) -> Story | None:
        """Find the story that holds this address."""

    async def search(self, words: str, *, limit: int = 20) -> Sequence[Story]:
        """Find stories whose text has all these words, newest first; never raises on any text."""

    async def related(self, words: str, *, limit: int = 12) -> Sequence[Story]:
        """Find stories whose text has some of these words, those with most and rarest first."""

    async def versions(self, story: int) -> Sequence[Story]:
        """List a story as each of its versions told it, first told first."""

    async def stories_with_actor(self, name: str, *, limit: int = 20) -> Sequence[Story]:
        """Find stories with an actor of this name or alias (case folded), newest first."""

    async def pledges(self, *, limit: int = 500) -> Sequence[tuple[Story, Pledge]]:
        """List the pledges of present versions, newest story first."""

    async def why(self, url: str, *, place: Place | None = None) -> Sequence[str]:
        """Say step by step what became of an address, in plain words, oldest first.

        Posts there and on the page are named, those in other places are only counted; ``None``
        names them all, for the operator.
        """

    async def feeds(self) -> Sequence[Feed]:
        """List all feeds by address."""

    def changes(self) -> AsyncIterator[None]:
        """Yield whenever the page may have changed; also at least every few seconds."""


class Wake(Protocol):
    """One waiter's ear for bells that ring when there may be work."""

    async def wait(self, timeout: float) -> None:  # noqa: ASYNC109 # a wait that ends is the point
        """Sleep until a bell rings or has rung since the last wait, at most ``timeout`` s."""


class Bell(enum.StrEnum):
    """What may have work after a write."""

    FEEDS = "feeds"
    ENTRIES = "entries"
    ARTICLES = "articles"
    LANES = "lanes"
    DIGESTS = "digests"
    PAGE = "page"


class Notes(Protocol):
    """Small texts kept under a name of at most 32 characters."""

    async def recall(self, name: str) -> str | None:
        """Give what was noted last under a name; ``None`` when nothing was."""

    async def note(self, name: str, value: str) -> None:
        """Keep it, in place of what was noted before."""

    async def erase(self, name: str) -> None:
        """Keep nothing under this name any more."""

    async def noted(self, prefix: str) -> Sequence[tuple[str, str]]:
        """List names that begin so, with what is noted under each."""


class Leases(Protocol):
    """Named leases, for roles that need one owner among all processes, by the database's clock."""

    async def hold(self, name: str, owner: str, ttl: dt.timedelta) -> Hold | None:
        """Take a lease that is free, has ended, or is this owner's already.

        Args:
            name: At most 100 characters.
            owner: At most 100 characters, different for each start of a process.
            ttl: How long it is had unless it is renewed.

        Returns:
            The hold, with a larger fence than any before; ``None`` while another has it.
        """

    async def renew(self, hold: Hold, ttl: dt.timedelta) -> Hold | None:
        """Have it for ``ttl`` from now; ``None`` when somebody else has had it since."""

    async def release(self, hold: Hold) -> bool:
        """Let others have it at once; False when it is not ours any more."""

    async def holds(self, prefix: str = "") -> Sequence[Hold]:
        """List the leases that are had now and whose names begin so, by name."""


class Heard(Protocol):
    """Which events of platforms somebody has taken on already, on whatever host."""

    async def first(self, event: str) -> bool:
        """Take an event on; False when it was taken on before, within the last two days."""


class Channels(Protocol):
    """Chat targets, as the people there manage them by commands."""

    async def join(self, platform: Platform, workspace: str, address: str, *, name: str) -> Target:
        """Post every story there from now on; a paused target goes on, with what was held."""

    async def leave(self, platform: Platform, workspace: str, address: str) -> bool:
        """Post nothing there any more; what waits is not posted. False when nothing was."""

    async def pause(self, platform: Platform, workspace: str, address: str, reason: str) -> bool:
        """Hold what waits there until somebody joins again. False when there is no target."""

    async def targets(self, platform: Platform, workspace: str) -> Sequence[Target]:
        """List a workspace's targets that take stories, paused ones too, by name."""

    async def story_of_post(
        self, platform: Platform, workspace: str, address: str, ref: str
    ) -> Story | None:
        """Find the story, at its present version, that a post of ours tells."""


class Wishes(Protocol):
    """What targets want, as the people there say it."""

    async def subscribe(
        self,
        target: int,
        rule: Rule,
        *,
        mode: Mode = Mode.LIVE,
        words: str = "",
        urgent: bool = False,
        reason: str | None = None,
    ) -> Subscription:
        """Add a wish; an equal rule's mode, urgency and reason are changed instead."""

    async def unsubscribe(self, subscription: int) -> bool:
        """Take a wish back. False when there was none."""

    async def subscriptions(self, target: int) -> Sequence[Subscription]:
        """List a target's wishes, oldest first."""

    async def tune(
        self,
        target: int,
        *,
        zone: str,
        quiet: str | None,
        cap: int | None,
        outlet_cap: int | None,
        resend: bool,
    ) -> Target:
        """Set a target's zone, quiet hours, caps, and what to do about posts of unknown fate."""

    async def add_digest(
        self,
        target: int,
        cron: str,
        *,
        words: str,
        now: dt.datetime,
        state_empty: bool = False,
        most: int = 10,
    ) -> DigestPlan:
        """Plan a digest in the target's zone."""

    async def remove_digest(self, plan: int) -> bool:
        """Tell that digest no more. False when there was none."""

    async def digests(self, target: int) -> Sequence[DigestPlan]:
        """List a target's digests, oldest first."""

    async def why_not(self, target: int, story: int) -> Sequence[str]:
        """Say why a target was, or was not, told a story."""


class Care(Protocol):
    """What an operator does about what went wrong, and what is old."""

    async def undelivered(self, *, limit: int = 100) -> Sequence[Letter]:
        """List deliveries that were given up or are held, newest first."""

    async def redrive(self, deliveries: Sequence[int]) -> int:
        """Queue these again; give how many wait to be posted now."""

    async def forget(self) -> int:
        """Drop what is past its time; give how many rows."""


class DigestStore(Protocol):
    """Digests that wait for their time."""

    async def claim_digests(self, limit: int, lease: dt.timedelta) -> Sequence[Leased[DigestPlan]]:
        """Take digests that are due, with what their targets want."""

    async def told(self, since: dt.datetime, until: dt.datetime) -> Sequence[Story]:
        """List the stories that had a new version in a period, at their present one."""

    async def finish_digest(
        self,
        leased: Leased[DigestPlan],
        told: DigestTold,
        *,
        following: dt.datetime | None,
        due: dt.datetime | None,
    ) -> bool:
        """Queue the digest and plan the following one, in one transaction.

        Args:
            leased: The plan.
            told: What it tells, or why it is not told.
            following: When the next one is scheduled; ``None`` ends the plan.
            due: When it is worked on: ``following``, or a little later in a crowd.

        Returns:
            False when the lease was lost.
        """


class LedgerStore(Protocol):
    """The pledge ledger: briefings are heard, claims kept, and each pledge counted once."""

    async def tell_next(self, limit: int = 20) -> int:
        """Hear the next briefings, oldest first; give how many there were."""

    async def correct(self, made: Correction) -> bool:
        """Keep an editor's decision and tell anew what it touches; False without such a claim."""

    async def accounts(
        self, question: Question, *, today: dt.date, limit: int = 500
    ) -> Sequence[Account]:
        """Give the newest pledges that were asked for."""

    async def account(self, key: str) -> Account | None:
        """Give one pledge with its history."""

    async def due_accounts(self, until: dt.date, *, limit: int = 100) -> Sequence[Account]:
        """Give pledges whose deadline is on or before a day, earliest first."""

    async def decisions(self, key: str) -> Sequence[tuple[Said, bool]]:
        """Give every decision ever made about a claim, oldest first, and whether it stands."""


class Store(FeedStore, EntryStore, StoryStore, Outbox, Library, LedgerStore, Protocol):
    """All of them: what the composition root opens once."""

    @property
    def page(self) -> Chat:
        """The embedded page as a place that posts appear in."""

    def listen(self, *bells: Bell) -> Wake:
        """Give an ear for these bells; it hears for as long as it is kept."""
