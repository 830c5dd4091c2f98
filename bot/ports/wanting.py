"""What people say in, what their targets want kept."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from bot.model import Platform, Story, Target
from bot.rules import DigestPlan, Mode, Rule, Subscription


class Channels(Protocol):
    """Chat targets, as the people there manage them by commands."""

    async def join(self, platform: Platform, workspace: str, address: str, *, name: str) -> Target:
        """Post every story there from now on; a paused target goes on, with what was held."""

    async def leave(self, platform: Platform, workspace: str, address: str) -> bool:
        """Post nothing there any more; what waits is not posted. False when nothing was."""

    async def pause(self, platform: Platform, workspace: str, address: str, reason: str) -> bool:
        """Hold what waits there until somebody joins again. False when there is no target."""

    async def moved(
        self,
        platform: Platform,
        workspace: str,
        old: str,
        *,
        address: str | None = None,
        name: str | None = None,
    ) -> bool:
        """Keep a target's new address or name. False without it, or when the address is taken."""

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

    async def digest_now(self, target: int, *, now: dt.datetime) -> int:
        """Bring a target's next digests forward to now; give how many there are."""

    async def why_not(self, target: int, story: int) -> Sequence[str]:
        """Say why a target was, or was not, told a story."""
