"""Channels as they are in Slack: which may be posted to, and who may know of which.

What is followed the answerer decides; here it is looked whether we are there, whether whoever asks
is, and which channels they may see. A public channel is everybody's; of a private one and of a
direct message only its members ever hear.
"""

from dataclasses import replace

from bot.commands import JOINING, Asker, Command, Reply, Role, Say, Spot, Table
from bot.model import Place, Platform, Target
from bot.ports import Channels
from bot.slack.asked import Asked
from bot.slack.owners import Owners
from bot.slack.people import People
from bot.slack.wire import FAILURES, Wire, code_of, lacks

# Each costs one or two calls of about 50 a minute (tier 3).
LOOKED_AT = 25
# Of a thousand members each.
PAGES = 20


def tenant(workspace: str) -> str:
    """Name a workspace as `Library.seen_by` knows it."""
    place = Place(platform=Platform.SLACK, workspace=workspace, address="")
    return Asker(place=place).tenant


class Follows:
    """Knows what people may see and decide; safe to ask many times at once."""

    def __init__(
        self, wire: Wire, channels: Channels | None, people: People, owners: Owners | None = None
    ) -> None:
        self._wire = wire
        self._owners = owners
        self._channels = channels
        self._people = people

    async def asker(self, asked: Asked, story: int | None) -> Asker:
        """Say who asks, what they may do, and which channel they would decide about."""
        person = await self._people.person(asked.workspace, asked.user)
        spot = None
        if asked.channel:
            spot = Spot(
                platform=Platform.SLACK,
                workspace=asked.workspace,
                address=asked.channel,
                name=asked.name or ("direct message" if asked.direct else asked.channel),
                zone=person.zone,
                own=asked.direct,
            )
        return Asker(
            story=story,
            place=Place(platform=Platform.SLACK, workspace=asked.workspace, address=asked.channel),
            person=asked.user,
            role=Role.ADMIN if person.admin else Role.READER,
            zone=person.zone,
            spot=spot,
        )

    async def ready(self, asked: Asked, command: Command) -> Asked | Reply:
        """Look where something is to be posted: the channel's name, or why nothing could be.

        A pause right after following would help nobody.
        """
        if not isinstance(command, JOINING) or asked.direct or self._channels is None:
            return asked
        found = await self.look(asked.workspace, asked.channel)
        if refused := _refusal(found):
            return refused
        return replace(asked, name=str((found or {}).get("name") or asked.channel))

    async def done(self, asked: Asked, command: Command, reply: Reply) -> None:
        """Remember who set a channel up, to tell them when it stops."""
        if reply.found and isinstance(command, JOINING) and self._owners:
            await self._owners.remember(asked.channel, asked.user)

    async def following(self, asked: Asked) -> Reply:
        """List what is followed, in channels that this person may see."""
        seen = await self.visible(asked.workspace, asked.user)
        if not seen:
            return Reply(
                title="No channel that you can see is followed",
                parts=(Say(text="To begin in a channel: /brief follow"),),
                found=False,
            )
        rows = tuple((_shown(each), each.paused or "followed") for each in seen)
        more = Say(text="What holds in one channel, asked there: /brief settings")
        return Reply(title="Followed", parts=(Table(columns=("Channel", "State"), rows=rows), more))

    async def visible(self, workspace: str, user: str) -> list[Target]:
        """List targets that this person may know of, the first of them where there are many."""
        if self._channels is None:
            return []
        found = await self._channels.targets(Platform.SLACK, workspace)
        return [each for each in found[:LOOKED_AT] if await self._may_see(each, user)]

    async def _may_see(self, target: Target, user: str) -> bool:
        channel = await self.look(target.workspace, target.address)
        if channel is None:
            return False
        closed = ("is_private", "is_im", "is_mpim")
        if channel.get("is_private") is False and not any(channel.get(name) for name in closed):
            return True
        return await self.member(target.workspace, target.address, user)

    async def member(self, workspace: str, channel: str, user: str) -> bool:
        """Tell whether somebody is in a channel; no when Slack does not say."""
        cursor = ""
        try:
            client = await self._wire.of(workspace)
            for _ in range(PAGES):
                page = await client.conversations_members(
                    channel=channel, limit=1_000, **({"cursor": cursor} if cursor else {})
                )
                if user in (page.get("members") or ()):
                    return True
                cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
                if not cursor:
                    break
        except FAILURES:
            return False
        return False

    async def look(self, workspace: str, channel: str) -> dict[str, object] | None:
        """Ask Slack about a channel; ``None``: we may not see it; empty: not said."""
        client = await self._wire.of(workspace)
        try:
            answer = await client.conversations_info(channel=channel)
        except FAILURES as error:
            if code_of(error) in {"channel_not_found", "not_in_channel"}:
                return None
            if lacks(error):
                return {}
            raise
        found = answer.get("channel")
        return found if isinstance(found, dict) else None


def _shown(target: Target) -> str:
    name = target.name or target.address
    return f"#{name}" if target.address.startswith(("C", "G")) else name


def _refusal(found: dict[str, object] | None) -> Reply | None:
    """Say what prevents posts in a channel."""
    if found is None or found.get("is_member") is False:
        return Reply(
            title="Invite me first: /invite @Threeline",
            parts=(Say(text="Then ask again. I post only where I am in."),),
            found=False,
        )
    if found.get("is_archived"):
        return Reply(title="This channel is archived", found=False)
    return None
