"""`follow`, `digest` and their like to what channels are told, where we may post.

For a channel those decide who manage its server; for their own direct messages, everybody.
"""

from dataclasses import replace
from typing import Final

import discord

from bot.commands import Choices, Reply, Say, Spot, Table, Wishing
from bot.discord import rights
from bot.discord.asked import Asked
from bot.discord.rights import channel_of, may_in
from bot.discord.wire import FAILURES, Client
from bot.model import Platform, Target
from bot.ports import Channels

JOINING: Final = frozenset({"digest", "follow", "watch"})
"""These begin to post, so a post must be possible."""

NOT_HERE: Final = "Following is not set up in this installation."
MANAGERS: Final = "Only people who manage the server choose what is posted in it."
HELLO: Final = "Briefings come here from now on. To stop: unfollow. What holds: settings."


class Follows:
    """Does what people want for a channel, or for themselves.

    Args:
        client: Connected, or only logged in.
        channels: Targets.
        wishing: Reads rules, digests and quiet hours; ``None`` follows everything or nothing.
        embeds: Embeds are posted, which needs a permission more.
    """

    def __init__(
        self,
        client: Client,
        channels: Channels | None,
        wishing: Wishing | None = None,
        *,
        embeds: bool = False,
    ) -> None:
        self._client = client
        self._channels = channels
        self._wishing = wishing
        self._embeds = embeds

    async def answer(self, asked: Asked) -> Reply:
        """Do what was asked and say what holds now."""
        if self._channels is None:
            return Reply(title=NOT_HERE, found=False)
        verb = asked.line.partition(" ")[0].lower()
        if asked.direct or not asked.manages:
            return await self._personal(self._channels, verb, asked)
        if verb == "following":
            return await self._following(self._channels, asked.workspace)
        address = asked.about or asked.channel
        found = channel_of(self._client, address)
        if verb in JOINING and (refused := self._refusal(asked, found, address)):
            return refused
        spot = Spot(
            platform=Platform.DISCORD,
            workspace=asked.workspace,
            address=address,
            name=getattr(found, "name", None) or address,
        )
        reply = await self._wish(self._channels, asked.line, spot)
        # A button acts where it is pressed, which may be another channel than was named.
        return _without_choices(reply) if address != asked.channel else reply

    async def _wish(self, channels: Channels, line: str, spot: Spot) -> Reply:
        if self._wishing:
            return await self._wishing.answer(line, spot)
        verb, _, rest = line.partition(" ")
        if verb == "unfollow":
            left = await channels.leave(spot.platform, spot.workspace, spot.address)
            title = "Nothing new is posted here any more" if left else "Nothing was posted here"
            return Reply(title=title, parts=(Say(text="To begin again: follow"),))
        if verb != "follow" or rest:
            return Reply(title=NOT_HERE, found=False)
        await channels.join(spot.platform, spot.workspace, spot.address, name=spot.name)
        return Reply(title=f"Every new briefing is posted in #{spot.name} from now on")

    def _refusal(self, asked: Asked, found: rights.Place | None, address: str) -> Reply | None:
        """Say what prevents posts there; a pause right after following would help nobody."""
        may = may_in(found)
        if may is None and address == asked.channel:
            may = asked.may
        if may is None:
            return Reply(title="I cannot see that channel: it needs View Channel.", found=False)
        kind = found.type if found else None
        lacking = rights.missing(may, rights.needed(kind, embeds=self._embeds))
        if not lacking:
            return None
        return Reply(
            title=f"I cannot post there: {rights.spoken(lacking)} is missing.",
            parts=(Say(text="Give me that permission in the channel's settings, then again."),),
            found=False,
        )

    async def _following(self, channels: Channels, workspace: str) -> Reply:
        found = await channels.targets(Platform.DISCORD, workspace)
        if not found:
            return Reply(
                title="No channel of this server gets briefings",
                parts=(Say(text="To begin in a channel: /briefadmin follow"),),
                found=False,
            )
        rows = tuple((f"#{each.name}", each.paused or "followed") for each in found)
        more = Say(text="What holds in one channel: /briefadmin settings")
        return Reply(
            title="Following", parts=(Table(columns=("Channel", "State"), rows=rows), more)
        )

    # --- Direct messages

    async def _personal(self, channels: Channels, verb: str, asked: Asked) -> Reply:
        """Follow in a direct message; a first word there shows whether the person takes any."""
        if not asked.direct and verb not in {"follow", "unfollow"}:
            return Reply(title=MANAGERS, found=False)
        try:
            direct = await self._client.create_dm(discord.Object(asked.user))
        except FAILURES:
            return Reply(title="Discord does not let me write to you now.", found=False)
        spot = Spot(
            platform=Platform.DISCORD,
            workspace="",
            address=str(direct.id),
            name="direct message",
        )
        if verb in JOINING and not await _followed(channels, spot.address):
            try:
                await direct.send(HELLO)
            except FAILURES:
                return _closed()
        reply = await self._wish(channels, asked.line, spot)
        if asked.direct:
            return reply
        what = "come to" if verb == "follow" else "do not come to"
        told = f"New briefings {what} your direct messages from now on"
        return _without_choices(replace(reply, title=told) if reply.found else reply)


async def _followed(channels: Channels, address: str) -> Target | None:
    """Find the target of a direct message."""
    known = await channels.targets(Platform.DISCORD, "")
    return next((each for each in known if each.address == address), None)


def _closed() -> Reply:
    return Reply(
        title="You take no direct messages from me",
        parts=(Say(text="Allow them in this server's privacy settings, then follow again."),),
        found=False,
    )


def _without_choices(reply: Reply) -> Reply:
    return replace(reply, parts=tuple(p for p in reply.parts if not isinstance(p, Choices)))
