"""Where stories are told and what became of each telling: targets, deliveries, posts."""

import datetime as dt
import enum
import zoneinfo
from dataclasses import dataclass

from bot.model.stories import Story


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
