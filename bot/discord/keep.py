"""Channels that close and open again, kept true: paused, told, gone on with.

A channel that no longer lets us post is paused, with what waits for it held, and its server's
owner is told; when the permission comes back it goes on, and the channel is told.
"""

from collections.abc import Sequence
from typing import Final, Protocol

import discord
import structlog

from bot.discord import rights, text
from bot.discord.rights import Place, channel_of, may_in
from bot.discord.wire import FAILURES, Client
from bot.model import Platform, Target
from bot.ports import Channels

GONE: Final = "the channel was deleted"
REMOVED: Final = "Threeline was removed from the server"

_log = structlog.get_logger(__name__)


class Targets(Channels, Protocol):
    """Targets, by workspace and all at once."""

    async def everywhere(self) -> Sequence[Target]:
        """List every target that takes stories, of every platform."""


class Keeper:
    """Pauses targets that are closed to us, and goes on with those that opened."""

    def __init__(self, client: Client, channels: Targets | None, *, embeds: bool = False) -> None:
        self._client = client
        self._channels = channels
        self._embeds = embeds

    async def check_all(self) -> None:
        """Check every server in which something is posted: few of thousands, by one question."""
        if self._channels is None:
            return
        theirs = {
            target.workspace
            for target in await self._channels.everywhere()
            if target.platform is Platform.DISCORD and target.workspace
        }
        for workspace in sorted(theirs):
            guild = self._client.get_guild(int(workspace)) if workspace.isdecimal() else None
            if guild:
                await self.check(guild)

    async def check(self, guild: discord.Guild) -> None:
        """Pause the targets of a server that are closed to us, go on in those that opened."""
        if self._channels is None or guild.unavailable:
            return
        for target in await self._channels.targets(Platform.DISCORD, str(guild.id)):
            found = channel_of(self._client, target.address)
            may = may_in(found)
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

    async def _pause(
        self, channels: Targets, guild: discord.Guild, target: Target, reason: str
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

    async def _resume(self, channels: Targets, found: Place, target: Target) -> None:
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
