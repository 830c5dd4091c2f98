"""`follow`, `digest` and their like to what channels are told, where we may post."""

from bot.commands import Reply, Say, Spot, Table, Wishing
from bot.model import Platform, Target
from bot.ports import Channels, Clock, Wishes
from bot.slack.asked import Asked
from bot.slack.owners import Owners
from bot.slack.people import People
from bot.slack.wire import FAILURES, Wire, code_of

# These begin to post, so a post must be possible.
JOINING = {"digest", "follow", "watch"}
# Each costs one or two calls of about 50 a minute (tier 3).
LOOKED_AT = 25
# Of a thousand members each.
PAGES = 20
NOT_HERE = "Following is not set up in this installation."


class Follows:
    """Joins and leaves channels; people see only the channels that they may see."""

    def __init__(
        self,
        wire: Wire,
        channels: Channels | None,
        wishes: Wishes | None = None,
        now: Clock | None = None,
        owners: Owners | None = None,
    ) -> None:
        self._wire = wire
        self._owners = owners
        self._channels = channels
        self._people = People(wire)
        self._wishing = Wishing(channels, wishes, now) if channels and wishes and now else None

    async def answer(self, asked: Asked) -> Reply:
        """Do what was asked and say what holds now."""
        if self._channels is None:
            return Reply(title=NOT_HERE, found=False)
        verb, _, rest = asked.words.partition(" ")
        verb = verb.lower()
        if verb == "following":
            return await self._following(asked)
        name = "direct message"
        if verb in JOINING and not asked.direct:
            found = await self.look(asked.workspace, asked.channel)
            if refused := _refusal(found):
                return refused
            name = str((found or {}).get("name") or asked.channel)
        reply = await self._wish(self._channels, verb, rest, asked, name)
        if reply.found and verb in JOINING and self._owners:
            await self._owners.remember(asked.channel, asked.user)
        return reply

    async def _wish(
        self, channels: Channels, verb: str, rest: str, asked: Asked, name: str
    ) -> Reply:
        if self._wishing is None:
            return await self._plainly(channels, verb, rest, asked, name)
        spot = Spot(
            platform=Platform.SLACK,
            workspace=asked.workspace,
            address=asked.channel,
            name=name,
            zone=await self._people.zone(asked.workspace, asked.user),
        )
        return await self._wishing.answer(asked.words, spot)

    async def _plainly(
        self, channels: Channels, verb: str, rest: str, asked: Asked, name: str
    ) -> Reply:
        """Follow everything or nothing, where no finer wishes are kept."""
        if verb == "unfollow":
            left = await channels.leave(Platform.SLACK, asked.workspace, asked.channel)
            title = "Nothing new is posted here any more" if left else "Nothing was posted here"
            return Reply(title=title, parts=(Say(text="To begin again: /brief follow"),))
        if verb != "follow" or rest:
            return Reply(title=NOT_HERE, found=False)
        await channels.join(Platform.SLACK, asked.workspace, asked.channel, name=name)
        return Reply(
            title="Every new briefing is posted here from now on",
            parts=(Say(text="To stop: /brief unfollow. What is followed: /brief following."),),
        )

    async def _following(self, asked: Asked) -> Reply:
        seen = await self.visible(asked.workspace, asked.user)
        if not seen:
            return Reply(
                title="No channel that you can see is followed",
                parts=(Say(text="To begin in a channel: /brief follow"),),
                found=False,
            )
        rows = tuple((f"#{each.name}", each.paused or "followed") for each in seen)
        more = Say(text="What holds in one channel, asked there: /brief settings")
        return Reply(title="Followed", parts=(Table(columns=("Channel", "State"), rows=rows), more))

    async def visible(self, workspace: str, user: str) -> list[Target]:
        """List targets that this person may know of, the first of them where there are many."""
        if self._channels is None:
            return []
        found = await self._channels.targets(Platform.SLACK, workspace)
        return [each for each in found[:LOOKED_AT] if await self._may_see(each, user)]

    async def ask_elsewhere(self, asked: Asked) -> Reply:
        """Do what a member of a channel asked for it from somewhere else."""
        if not await self._member(asked.workspace, asked.channel, asked.user):
            return Reply(title="Only people in a channel decide what is posted there", found=False)
        return await self.answer(asked)

    async def _may_see(self, target: Target, user: str) -> bool:
        """A public channel is everybody's; a private one and a message their members' only."""
        channel = await self.look(target.workspace, target.address)
        if channel is None:
            return False
        closed = ("is_private", "is_im", "is_mpim")
        if channel.get("is_private") is False and not any(channel.get(name) for name in closed):
            return True
        return await self._member(target.workspace, target.address, user)

    async def _member(self, workspace: str, channel: str, user: str) -> bool:
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
            if code_of(error) in {"missing_scope", "unknown_method"}:
                return {}
            raise
        found = answer.get("channel")
        return found if isinstance(found, dict) else None


def _refusal(found: dict[str, object] | None) -> Reply | None:
    """Say what prevents posts in a channel; a pause right after following would help nobody."""
    if found is None or found.get("is_member") is False:
        return Reply(
            title="Invite me first: /invite @Threeline",
            parts=(Say(text="Then ask again. I post only where I am in."),),
            found=False,
        )
    if found.get("is_archived"):
        return Reply(title="This channel is archived", found=False)
    return None
