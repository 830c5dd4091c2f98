"""The nouns of the bot: feeds and entries in, stories and deliveries out.

Times are aware UTC. ``None`` means "not stated". The nouns of a briefing itself are the
summariser's (`summariser.records`).
"""

import dataclasses
import datetime as dt
import enum
import zoneinfo
from dataclasses import dataclass
from typing import Generic, TypeVar

from summariser import Article, Briefing, Mark

T = TypeVar("T")


class FeedState(enum.StrEnum):
    """How a feed is doing."""

    NEW = "new"  # never answered yet
    ACTIVE = "active"
    FAILING = "failing"
    RETIRED = "retired"  # gone for good (410); kept for what it gave


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What lets the next request be a conditional one, and an equal body be seen as such.

    Attributes:
        etag: ``ETag`` header, sent back as ``If-None-Match``.
        last_modified: ``Last-Modified`` header, sent back as ``If-Modified-Since``.
        body_hash: Hex digest of the last body.
        seen: Marks of the entries that the last body listed; the source's own form. Entries that
            are still the same byte for byte are left out of the next answer.
        moved: How many answers in a row came by permanent redirects from one new address, and
            which; the source's own form.
    """

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    seen: str | None = None
    moved: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """An address listing an outlet's recent entries, with how it has been doing.

    Attributes:
        url: The address that is polled.
        title: As the feed names itself.
        site: The outlet's own page.
        topic: Folder that it was added under.
        interval: Current pause between polls.
        due: When it is polled next; ``None`` when it is asleep.
        failures: Failed polls in a row.
        reason: Why the last poll failed, or what is wrong with what it gave, in plain words.
        hub: WebSub hub that it offers.
        hub_topic: The address under which the hub knows it.
        pushed_until: Until when the hub has promised to tell of news by itself.
        workspace: Whose feed it is alone, as `Asker.tenant` names them ("slack:T012"); ``None``
            is everybody's.
    """

    id: int
    url: str
    title: str | None = None
    site: str | None = None
    topic: str | None = None
    state: FeedState = FeedState.NEW
    validators: Validators = Validators()
    interval: dt.timedelta = dt.timedelta(minutes=15)
    due: dt.datetime | None = None
    last_success: dt.datetime | None = None
    last_entry: dt.datetime | None = None
    failures: int = 0
    reason: str | None = None
    hub: str | None = None
    hub_topic: str | None = None
    pushed_until: dt.datetime | None = None
    workspace: str | None = None


class HubState(enum.StrEnum):
    """How we stand with a feed's hub (W3C WebSub, section 5)."""

    WANTED = "wanted"  # to be asked
    ASKED = "asked"  # it has yet to verify that we meant it
    ACTIVE = "active"
    DENIED = "denied"  # it will not; asked again much later
    LEAVING = "leaving"  # the feed was removed


@dataclass(frozen=True, slots=True, kw_only=True)
class HubLink:
    """Our subscription to a feed at its hub.

    Attributes:
        feed: Key of the feed.
        topic: The address under which the hub knows the feed.
        token: Last part of the callback's address; nobody can guess it.
        secret: Key of the signatures under what the hub sends.
        until: When the hub's promise ends.
        failures: Askings in a row that came to nothing.
        reason: Why the last one did.
    """

    id: int
    feed: int
    hub: str
    topic: str
    token: str
    secret: str = dataclasses.field(repr=False)
    state: HubState = HubState.WANTED
    until: dt.datetime | None = None
    failures: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item as the feed states it, identified by (feed, key).

    Attributes:
        key: The feed's own id for it, else its address, else a digest of its words.
        summary: The teaser as plain text.
        content: The full text as plain text, where the feed carries it.
        digest: Hex digest of what the entry says, so that an edit is seen.
        licence: The terms that the feed names for it.
    """

    key: str
    url: str | None = None
    title: str | None = None
    summary: str | None = None
    content: str | None = None
    authors: tuple[str, ...] = ()
    published: dt.datetime | None = None
    updated: dt.datetime | None = None
    digest: str = ""
    licence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The feed says, or its bytes show, that nothing is new.

    Attributes:
        moved_to: Permanent new address, once enough answers in a row agree on it.
    """

    validators: Validators
    fresh_for: dt.timedelta | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The feed as it is now.

    Attributes:
        entries: Those that the validators did not say were seen, in the feed's order, keys unique.
        hub: WebSub hub that the feed offers, which tells of news without being asked.
        topic: The address under which the hub knows the feed.
        moved_to: Permanent new address, once enough answers in a row agree on it.
        remark: What is wrong with it although it can be read, in plain words.
        fresh_for: How long the outlet asks us to keep it (headers, ``ttl``).
    """

    entries: tuple[Entry, ...]
    validators: Validators
    remark: str | None = None
    title: str | None = None
    site: str | None = None
    moved_to: str | None = None
    fresh_for: dt.timedelta | None = None
    hub: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What an article page says, once read.

    Attributes:
        url: Canonical address.
        text: Plain text of the article alone.
        marks: What the reader must know (truncated, paywalled, headline only).
        licence: The terms that the outlet names for it, an address or words.
        credit: Who wrote it, where that is not the outlet: an agency, or another outlet.
    """

    url: str
    text: str
    title: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: dt.datetime | None = None
    language: str | None = None
    marks: tuple[Mark, ...] = ()
    licence: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingEntry:
    """An entry whose article has not been read yet.

    Attributes:
        attempts: Times that it was taken to be read, this one included.
    """

    id: int
    feed: Feed
    entry: Entry
    attempts: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldArticle:
    """An article in the store.

    Attributes:
        fetched: When we read it.
        licence: The terms that the outlet names for it.
        credit: Who wrote it, where that is not the outlet; whom a copy was copied from.
        story: Key of the story that it belongs to, once decided.
        trace: What its log lines carry: the entry that brought it.
        workspace: Whose it is alone, as its feed is.
    """

    id: int
    article: Article
    fetched: dt.datetime
    marks: tuple[Mark, ...] = ()
    authors: tuple[str, ...] = ()
    feed: int | None = None
    topic: str | None = None
    story: int | None = None
    trace: str | None = None
    workspace: str | None = None
    licence: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article with its briefing, whose story has not been decided."""

    held: HeldArticle
    briefing: Briefing


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The articles about one real-world event, as of one version.

    Attributes:
        id: Short key, used in addresses and buttons.
        version: Starts at 1; grows when the three lines change in substance.
        article: The lead article, which the briefing quotes.
        outlets: Names of the outlets that report it, first reporter first.
        credits: Beside each outlet whose text it prints; ``None``: its own. Empty: not known.
        workspace: Whose it is alone, as all its articles are.
    """

    id: int
    version: int
    briefing: Briefing
    article: HeldArticle
    first: dt.datetime
    last: dt.datetime
    outlets: tuple[str, ...] = ()
    credits: tuple[str | None, ...] = ()
    topic: str | None = None
    workspace: str | None = None


class Move(enum.StrEnum):
    """How an admin rearranged stories."""

    SPLIT = "split"
    MERGE = "merge"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rearranged:
    """Articles that an admin moved from one story to another, and why.

    Attributes:
        articles: Keys of the articles that moved.
        undoes: The move that this one took back.
        undone: It was taken back.
    """

    id: int
    at: dt.datetime
    kind: Move
    source: int
    target: int
    articles: tuple[int, ...]
    by: str
    reason: str
    undoes: int | None = None
    undone: bool = False


class Platform(enum.StrEnum):
    """Where a target lives."""

    PAGE = "page"
    SLACK = "slack"
    DISCORD = "discord"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A channel, thread, forum, direct message or our own page.

    Attributes:
        address: The platform's own key of it ("C0123ABC"); "front" for the page.
        workspace: Slack workspace or Discord guild; "" for the page.
        paused: Why nothing is posted there at present, ``None`` when it is live.
        resend: A post of which nobody can say whether it is there is sent once more, and says
            so; else it is held for a person.
        zone: IANA zone of its people; digests and quiet hours follow its wall clock.
        quiet: Hours without posts, "22:00-07:00".
        cap: Most posts a day; what is over it waits for the next digest.
        outlet_cap: Most posts a day that one outlet leads.
    """

    id: int
    platform: Platform
    address: str
    workspace: str = ""
    name: str | None = None
    paused: str | None = None
    resend: bool = False
    zone: str = "UTC"
    quiet: str | None = None
    cap: int | None = None
    outlet_cap: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody stands who asks: what was posted elsewhere is not theirs to know.

    Attributes:
        platform: ``None`` for the page.
        workspace: As `Target.workspace`.
        address: As `Target.address`.
    """

    platform: Platform | None = None
    workspace: str = ""
    address: str = ""


NOWHERE = Place()
"""On the page, where posts of chats are nobody's to know."""


class Outcome(enum.StrEnum):
    """What became of one delivery."""

    PENDING = "pending"
    POSTED = "posted"
    HELD = "held"  # waits for a person, the reason is kept
    WAITING = "waiting"  # waits for the target's next digest: quiet hours, or over a cap
    FOLDED = "folded"  # told in a digest
    DEAD = "dead"  # given up, the reason is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Several briefings for one target at one time.

    Attributes:
        scheduled: When it was to be told; its key, with the plan.
        since: Start of the period that it tells.
        until: End of it.
        zone: IANA zone that its times are shown in.
        stories: In the order in which they are told; empty when there was nothing to tell and
            the target wants to hear that.
        omitted: Stories of the period that it leaves out.
    """

    scheduled: dt.datetime
    since: dt.datetime
    until: dt.datetime
    zone: str
    stories: tuple[Story, ...]
    omitted: int = 0

    @property
    def title(self) -> str:
        """Name it by its period: "Digest of Mon 2 Mar, 08:30, since Fri 27 Feb, 08:30"."""
        zone = zoneinfo.ZoneInfo(self.zone)
        told, since = (
            f"{when.astimezone(zone):%a %-d %b, %H:%M}" for when in (self.until, self.since)
        )
        return f"Digest of {told}, since {since}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One thing to post to one target, and what became of it.

    Attributes:
        key: Idempotency key, the same on each attempt; fits Discord's nonce (25 characters).
        attempts: Sends begun so far, this one included.
        resumed: An earlier attempt was begun and never finished: ask the platform first.
        ref: The platform's key of the post, once there is one.
        previous: Key of the post that an earlier version of the story has in this target: it is
            edited to show this one, and what changed is told in its thread.
        before: The story as that post shows it, where it is held.
        moved: The story is told by another post of the target since two stories became one:
            ``previous`` is edited to lead there, and is not posted anew where it was deleted.
        instead: Key of that other post, where there is one.
        digest: What is posted instead of the story alone, where it is a digest; ``story`` is
            then only its first one.
        doubtful: An earlier attempt may be there too, so the post says that it may be a second.
        note: By which exchange rate the story met a watch of the target, to be said in the post.
    """

    id: int
    key: str
    target: Target
    story: Story
    attempts: int = 0
    resumed: bool = False
    outcome: Outcome = Outcome.PENDING
    ref: str | None = None
    previous: str | None = None
    before: Story | None = None
    moved: bool = False
    instead: str | None = None
    doubtful: bool = False
    digest: Digest | None = None
    note: str | None = None
    reason: str | None = None


class HintSort(enum.StrEnum):
    """What may be named by typing the beginning of one of its words."""

    FEED = "feed"
    ACTOR = "actor"
    TOPIC = "topic"
    STORY = "story"
    PLEDGE = "pledge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A name that goes on as somebody types.

    Attributes:
        shown: For the reader: untrusted words of an article or feed.
        value: For a command: a feed's or story's number, a pledge's key, else the name itself.
    """

    shown: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A delivery that did not arrive, as a list shows it.

    Attributes:
        outcome: Dead, or held for a person.
        reason: Why, in plain words.
    """

    id: int
    target: Target
    story: int
    outcome: Outcome
    reason: str
    attempts: int
    queued: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A delivery that is there to be read, in the page's order.

    Attributes:
        seq: Grows with each change on the page; a reader who has seen N asks for what follows.
    """

    seq: int
    story: Story
    posted: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a reader thinks of one version of a story.

    Attributes:
        home: Where a person has one number: "slack:T012", "discord", "page" or "terminal".
        person: As the platform numbers them; ``None`` where nobody is known, or wants to be.
        right: Whether it is right as it stands.
        words: What is wrong, in their words.
    """

    at: dt.datetime
    story: int
    version: int
    right: bool
    words: str = ""
    home: str = "page"
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What a person has left in the store, counted.

    Attributes:
        opinions: What they thought of stories.
        editor: They may correct pledges.
        corrections: Of pledges, made by them.
        notes: Notes of other kinds that name them, such as who set a channel up.
    """

    opinions: int = 0
    editor: bool = False
    corrections: int = 0
    notes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased(Generic[T]):
    """A row that is ours until ``until``; finishing it is fenced by ``token``."""

    row: T
    token: str
    until: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A named lease that one owner has.

    Attributes:
        owner: Who has it; different for each start of a process.
        fence: Grows with each new owner, so that what an older one does late can be told.
        until: When it ends unless it is renewed, by this process's clock.
    """

    name: str
    owner: str
    fence: int
    until: dt.datetime
