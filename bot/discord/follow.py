"""Which channels get briefings: checked when somebody follows, kept true after.

A channel that no longer lets us post is paused, with what waits for it held, and its server's
owner is told; when the permission comes back it goes on, and the channel is told.
"""

from typing import Final

import discord
import structlog

from bot.commands import Reply, Say, Table
from bot.discord import rights, text
from bot.discord.asked import Asked
from bot.discord.wire import FAILURES, Client
from bot.model import Platform, Target
from bot.ports import Channels

NOT_HERE: Final = "Following is not set up in this installation."
MANAGERS: Final = "Only people who manage the server choose what is posted in it."
GONE: Final = "the channel was deleted"
REMOVED: Final = "Threeline was removed from the server"

Place = discord.abc.GuildChannel | discord.Thread

_log = structlog.get_logger(__name__)


class Follows:
    """Joins and leaves channels, and pauses those that are closed to us."""

    def __init__(self, client: Client, channels: Channels | None, *, embeds: bool = False) -> None:
        self._client = client
        self._channels = channels
        self._embeds = embeds

    async def answer(self, verb: str, asked: Asked) -> Reply:
        """Do what was asked and say what holds now."""
        if self._channels is None:
            return Reply(title=NOT_HERE, found=False)
        if asked.direct or not asked.manages:
            return await self._personal(self._channels, verb, asked)
        address = asked.about or asked.channel
        match verb:
            case "follow":
                return await self._follow(self._channels, asked, address)
            case "unfollow":
                left = await self._channels.leave(Platform.DISCORD, asked.workspace, address)
                title = (
                    "Nothing new is posted there any more" if left else "Nothing was posted there"
                )
                return Reply(title=title, parts=(Say(text="To begin again: /briefadmin follow"),))
            case _:
                return await self._following(self._channels, asked.workspace)

    async def _follow(self, channels: Channels, asked: Asked, address: str) -> Reply:
        """Join only where a post would be taken."""
        found = self._channel(address)
        kind = found.type if found else None
        may = _may(found)
        if may is None and address == asked.channel:
            may = asked.may
        if may is None:
            return Reply(title="I cannot see that channel: it needs View Channel.", found=False)
        lacking = rights.missing(may, rights.needed(kind, embeds=self._embeds))
        if lacking:
            return Reply(
                title=f"I cannot post there: {rights.spoken(lacking)} is missing.",
                parts=(Say(text="Give me that permission in the channel's settings, then again."),),
                found=False,
            )
        name = getattr(found, "name", None) or address
        await channels.join(Platform.DISCORD, asked.workspace, address, name=name)
        return Reply(
            title=f"Every new briefing is posted in #{name} from now on",
            parts=(
                Say(text="To stop: /briefadmin unfollow. What gets it: /briefadmin following."),
            ),
        )

    async def _following(self, channels: Channels, workspace: str) -> Reply:
        found = await channels.targets(Platform.DISCORD, workspace)
        if not found:
            return Reply(
                title="No channel of this server gets briefings",
                parts=(Say(text="To begin in a channel: /briefadmin follow"),),
                found=False,
            )
        rows = tuple((f"#{each.name}", each.paused or "every new briefing") for each in found)
        return Reply(title="Following", parts=(Table(columns=("Channel", "State"), rows=rows),))

    # --- Direct messages

    async def _personal(self, channels: Channels, verb: str, asked: Asked) -> Reply:
        """Follow in a direct message; a first word there shows whether the person takes any."""
        if verb == "following" and not asked.direct:
            return Reply(title=MANAGERS, found=False)
        try:
            direct = await self._client.create_dm(discord.Object(asked.user))
        except FAILURES:
            return Reply(title="Discord does not let me write to you now.", found=False)
        address = str(direct.id)
        if verb != "follow":
            left = await channels.leave(Platform.DISCORD, "", address)
            title = "You get nothing more by direct message" if left else "You got nothing so far"
            return Reply(title=title, parts=(Say(text="To begin again: /brief follow"),))
        try:
            await direct.send("Every new briefing comes here from now on. To stop: /brief unfollow")
        except FAILURES:
            return Reply(
                title="You take no direct messages from me",
                parts=(
                    Say(text="Allow them in this server's privacy settings, then follow again."),
                ),
                found=False,
            )
        await channels.join(Platform.DISCORD, "", address, name="direct message")
        return Reply(title="Every new briefing comes to your direct messages from now on")

    # --- What changes there

    async def check(self, guild: discord.Guild) -> None:
        """Pause the targets of a server that are closed to us, go on in those that opened."""
        if self._channels is None or guild.unavailable:
            return
        for target in await self._channels.targets(Platform.DISCORD, str(guild.id)):
            found = self._channel(target.address)
            may = _may(found)
            if found is None or may is None:
                continue  # an archived thread, perhaps: only its own event says that it is gone
            lacking = rights.missing(may, rights.needed(found.type, embeds=self._embeds))
            if lacking and not target.paused:
                reason = f"the permission {rights.spoken(lacking)} is missing there"
                await self._pause(self._channels, guild, target, reason)
            elif not lacking and target.paused:
                await self._resume(self._channels, found, target)

    async def gone(self, guild: discord.Guild, channel: int) -> None:
        """Pause the target of a channel that was deleted."""
        if self._channels is None:
            return
        for target in await self._channels.targets(Platform.DISCORD, str(guild.id)):
            if target.address == str(channel) and not target.paused:
                await self._pause(self._channels, guild, target, GONE)

    async def removed(self, guild: int) -> None:
        """Pause all targets of a server that we were removed from."""
        if self._channels is None:
            return
        for target in await self._channels.targets(Platform.DISCORD, str(guild)):
            if not target.paused:
                await self._channels.pause(Platform.DISCORD, str(guild), target.address, REMOVED)

    def _channel(self, address: str) -> Place | None:
        """Give a channel that the gateway told us of."""
        found = self._client.get_channel(int(address))
        return found if isinstance(found, Place) else None

    async def _pause(
        self, channels: Channels, guild: discord.Guild, target: Target, reason: str
    ) -> None:
        """Hold what waits there, and tell the server's owner."""
        await channels.pause(Platform.DISCORD, str(guild.id), target.address, reason)
        _log.info("discord_target_paused", channel=target.address, reason=reason)
        if guild.owner_id is None:
            return
        try:
            owner = await self._client.create_dm(discord.Object(guild.owner_id))
            name = text.escape(text.one_line(f"#{target.name} of {guild.name}"))
            await owner.send(
                f"Briefings in {name} are paused: {reason}. "
                "What is new meanwhile is held, and posted once that is mended."
            )
        except FAILURES:
            _log.info("discord_owner_not_told", guild=guild.id)

    async def _resume(self, channels: Channels, found: Place, target: Target) -> None:
        """Go on there, and say so there."""
        name = target.name or target.address
        await channels.join(Platform.DISCORD, target.workspace, target.address, name=name)
        _log.info("discord_target_resumed", channel=target.address)
        if not isinstance(found, discord.abc.Messageable):
            return  # a forum has no place for a notice
        try:
            await found.send("Briefings go on here.")
        except FAILURES:
            _log.info("discord_resume_not_told", channel=target.address)


def _may(found: Place | None) -> discord.Permissions | None:
    """Compute what we may do in a channel; ``None`` where that is not known."""
    if found is None or found.guild.me is None:
        return None
    return found.permissions_for(found.guild.me)
