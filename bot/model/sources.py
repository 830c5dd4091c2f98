"""What outlets publish: feeds, hubs and entries, and what a poll brought."""

import dataclasses
import datetime as dt
import enum
from dataclasses import dataclass


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
