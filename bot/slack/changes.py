"""What becomes of channels and people in Slack to posts that are held, or go on.

Nothing that waits is lost when Slack closes a channel to us. It is held with the reason, whoever
set it up is told, and it goes on by itself when the channel is there again. A channel that was
made private goes on as long as we are in it, and whoever set it up is told so: nobody else hears
its name from then on, since who may see what is asked of Slack each time. Out of it, it is held.
"""

from collections.abc import Mapping
from typing import Final

import structlog

from bot.model import Platform, Target
from bot.ports import Channels
from bot.slack.asked import Payload
from bot.slack.follow import Follows
from bot.slack.owners import Owners
from bot.slack.people import People
from bot.slack.wire import TROUBLE, Wire

ENDED: Final[Mapping[str, str]] = {
    "channel_archive": "the channel was archived",
    "group_archive": "the channel was archived",
    "channel_deleted": "the channel was deleted",
    "group_deleted": "the channel was deleted",
    "channel_left": "the app was removed from the channel",
    "group_left": "the app was removed from the channel",
}
"""Why nothing can be posted in a channel after these events."""

RENAMED: Final = frozenset({"channel_rename", "group_rename"})
OPENED: Final = frozenset({"channel_unarchive", "group_unarchive"})
CONVERTED: Final = frozenset({"channel_convert_to_private", "channel_convert_to_public"})
REMOVED, DEACTIVATED = "the app was removed", "that person's account was deactivated"

_log = structlog.get_logger(__name__)


class Changes:
    """Acts on them; each method is one piece of work, and none raises for a trouble with Slack."""

    def __init__(
        self,
        *,
        wire: Wire,
        channels: Channels | None,
        follows: Follows,
        owners: Owners,
        people: People,
    ) -> None:
        self._wire = wire
        self._channels = channels
        self._follows = follows
        self._owners = owners
        self._people = people

    async def happened(self, event: Payload, workspace: str) -> None:
        """Act on an event about a channel."""
        kind = str(event.get("subtype") or event.get("type"))
        found = event.get("channel")
        channel = str(found.get("id") if isinstance(found, dict) else found or "")
        if kind in ENDED:
            await self.pause(workspace, channel, ENDED[kind])
        elif kind in RENAMED and isinstance(found, dict) and self._channels and found.get("name"):
            await self._channels.moved(Platform.SLACK, workspace, channel, name=str(found["name"]))
        elif kind in OPENED:
            await self.resume(workspace, channel)
        elif kind in CONVERTED:
            await self.shown(workspace, channel, private=kind == "channel_convert_to_private")
            if not await self._still_there(workspace, channel):
                await self.pause(workspace, channel, "the channel was made private")

    async def other_key(self, event: Payload, workspace: str) -> None:
        """Follow a channel whose key Slack changed: it was shared with another workspace."""
        old, new = (str(event.get(f"{which}_channel_id") or "") for which in ("old", "new"))
        if self._channels is not None and old and new:
            done = await self._channels.moved(Platform.SLACK, workspace, old, address=new)
            if done:
                await self._owners.moved(old, new)
            _log.info("slack_channel_moved", old=old, new=new, followed=done)

    async def left(self, event: Payload, workspace: str) -> None:
        """Hold a channel that we were taken out of; people come and go as they like."""
        install = await self._wire.installs.of(workspace)
        if install is not None and event.get("user") == install.bot_user:
            reason = "the app was removed from the channel"
            await self.pause(workspace, str(event.get("channel", "")), reason)

    async def person(self, event: Payload, workspace: str) -> None:
        """Hold the direct message of somebody whose account was deactivated, until it is not."""
        found = event.get("user")
        if not isinstance(found, dict) or self._channels is None:
            return
        user = str(found.get("id", ""))
        self._people.forget(workspace, user)
        for channel in await self._owners.channels(user):
            if not channel.startswith("D"):
                continue  # a channel is its people's, whoever set it up
            if found.get("deleted"):
                await self._channels.pause(Platform.SLACK, workspace, channel, DEACTIVATED)
            else:
                await self.resume(workspace, channel, only=DEACTIVATED)

    async def removed(self, event: Payload, workspace: str) -> None:
        """Forget the token and hold what was posted there; what is followed is kept."""
        bots = (event.get("tokens") or {}).get("bot")
        if event.get("type") == "tokens_revoked" and not bots:
            return  # only people's tokens, of which we keep none
        await self._wire.installs.forget(workspace)
        for target in await self._targets(workspace):
            await self.pause(workspace, target.address, REMOVED)

    async def installed(self, workspace: str) -> None:
        """Go on with what was held because we were taken out of the workspace."""
        for target in await self._targets(workspace):
            await self.resume(workspace, target.address, only=REMOVED)

    async def pause(self, workspace: str, channel: str, reason: str) -> None:
        """Hold what waits for a channel."""
        if self._channels is not None:
            done = await self._channels.pause(Platform.SLACK, workspace, channel, reason)
            _log.info("slack_target_paused", channel=channel, reason=reason, followed=done)
            if done:
                await self._owners.tell(workspace, channel, reason)

    async def resume(self, workspace: str, channel: str, *, only: str | None = None) -> bool:
        """Go on where a pause ended and posts are possible again; tell whoever set it up.

        Args:
            workspace: Where.
            channel: Its key.
            only: Go on only if this was the reason.
        """
        held = [each for each in await self._targets(workspace) if each.address == channel]
        if self._channels is None or not held or not held[0].paused:
            return False
        if only not in {None, held[0].paused}:
            return False
        try:
            there = channel.startswith("D") or await self._posts_there(workspace, channel)
        except TROUBLE as error:
            _log.info("slack_channel_not_seen", channel=channel, error=str(error)[:200])
            return False
        if there:
            name = held[0].name or channel
            await self._channels.join(Platform.SLACK, workspace, channel, name=name)
            _log.info("slack_target_resumed", channel=channel)
            await self._owners.goes_on(workspace, channel)
        return there

    async def gone(self, workspace: str, channel: str) -> None:
        """Hold a channel that Slack does not list any more, where it says so itself as well."""
        try:
            found = await self._follows.look(workspace, channel)
        except TROUBLE as error:
            _log.info("slack_channel_not_seen", channel=channel, error=str(error)[:200])
            return
        if found and found.get("is_archived"):
            await self.pause(workspace, channel, ENDED["channel_archive"])
        elif found is None or found.get("is_member") is False:
            await self.pause(workspace, channel, ENDED["channel_left"])

    async def shown(self, workspace: str, channel: str, *, private: bool) -> None:
        """Tell whoever set a channel up that it was made private, once."""
        if self._channels is not None and await self._owners.shown(channel, private=private):
            await self._owners.made_private(workspace, channel)

    async def _still_there(self, workspace: str, channel: str) -> bool:
        """Tell whether we are in it; where Slack does not say, as before."""
        try:
            return await self._posts_there(workspace, channel)
        except TROUBLE as error:
            _log.info("slack_channel_not_seen", channel=channel, error=str(error)[:200])
            return True

    async def _posts_there(self, workspace: str, channel: str) -> bool:
        found = await self._follows.look(workspace, channel)
        if found is None:
            return False
        return found.get("is_member") is not False and not found.get("is_archived")

    async def _targets(self, workspace: str) -> list[Target]:
        if self._channels is None:
            return []
        return list(await self._channels.targets(Platform.SLACK, workspace))
