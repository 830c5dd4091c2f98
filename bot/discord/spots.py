"""Who asked and where in, the channel that is decided about out, or what prevents it.

What is decided, and by whom, is said by `bot.commands`. Here is what only Discord knows: whether
we may post in a channel, and whether somebody takes direct messages.
"""

from dataclasses import replace
from typing import Final

import discord

from bot.commands import Choices, Reply, Role, Say, Spot, Table
from bot.discord import rights
from bot.discord.asked import Asked
from bot.discord.rights import channel_of, may_in
from bot.discord.wire import FAILURES, Client
from bot.model import Platform, Target
from bot.ports import Channels

NOT_HERE: Final = "Following is not set up in this installation."
HELLO: Final = "Briefings come here from now on. To stop: unfollow. What holds: settings."
YOURS: Final = Say(text="This is about your direct messages with me.")


class Spots:
    """Finds the channel that somebody decides about: this one, another one, their own messages.

    Args:
        client: Connected, or only logged in.
        channels: Targets; ``None`` where nothing is posted.
        embeds: Embeds are posted, which needs a permission more.
    """

    def __init__(self, client: Client, channels: Channels | None, *, embeds: bool = False) -> None:
        self._client = client
        self._channels = channels
        self._embeds = embeds

    async def find(self, asked: Asked, *, joining: bool) -> Spot | Reply:
        """Give the channel, or say what prevents it.

        Args:
            asked: By whom and where.
            joining: It begins to post there, so a post must be possible.
        """
        if self._channels is None:
            return Reply(title=NOT_HERE, found=False)
        if asked.direct or asked.own:
            return await self._own(self._channels, asked, joining=joining)
        address = asked.about or asked.channel
        found = channel_of(self._client, address)
        # Who may not decide is told so, and not what we lack.
        if joining and asked.role >= Role.ADMIN:
            refused = self._refusal(asked, found, address)
            if refused:
                return refused
        return Spot(
            platform=Platform.DISCORD,
            workspace=asked.workspace,
            address=address,
            name=getattr(found, "name", None) or address,
        )

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

    async def _own(self, channels: Channels, asked: Asked, *, joining: bool) -> Spot | Reply:
        """Give somebody's direct messages; a first word there shows whether they take any."""
        try:
            direct = await self._client.create_dm(discord.Object(asked.user))
        except FAILURES:
            return Reply(title="Discord does not let me write to you now.", found=False)
        address = str(direct.id)
        if joining and not await _followed(channels, address):
            try:
                await direct.send(HELLO)
            except FAILURES:
                return _closed()
        return Spot(
            platform=Platform.DISCORD,
            workspace="",
            address=address,
            name="direct message",
            own=True,
        )

    async def following(self, workspace: str) -> Reply:
        """List the channels of a server that get briefings."""
        found = await self._channels.targets(Platform.DISCORD, workspace) if self._channels else ()
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


def elsewhere(reply: Reply, spot: Spot) -> Reply:
    """Fit an answer about another channel: its buttons would act where they are pressed."""
    parts = tuple(part for part in reply.parts if not isinstance(part, Choices))
    about = YOURS if spot.own else Say(text=f"This is about #{spot.name}.")
    return replace(reply, parts=(about, *parts) if reply.found else parts)
