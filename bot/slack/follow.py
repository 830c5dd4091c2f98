"""`follow`, `unfollow`, `following` to the channels that get every new briefing."""

from bot.commands import Reply, Say, Table
from bot.model import Platform, Target
from bot.ports import Channels
from bot.slack.asked import Asked
from bot.slack.wire import FAILURES, Wire, code_of

NOT_HERE = "Following is not set up in this installation."


class Follows:
    """Joins and leaves channels; people see only the channels that they may see."""

    def __init__(self, wire: Wire, channels: Channels | None) -> None:
        self._wire = wire
        self._channels = channels

    async def answer(self, verb: str, asked: Asked) -> Reply:
        """Do what was asked and say what holds now."""
        if self._channels is None:
            return Reply(title=NOT_HERE, found=False)
        match verb:
            case "follow":
                return await self._follow(self._channels, asked)
            case "unfollow":
                left = await self._channels.leave(Platform.SLACK, asked.workspace, asked.channel)
                title = "Nothing new is posted here any more" if left else "Nothing was posted here"
                return Reply(title=title, parts=(Say(text="To begin again: /brief follow"),))
            case _:
                return await self._following(asked)

    async def _follow(self, channels: Channels, asked: Asked) -> Reply:
        """Join only where a post would be taken: a pause right after would help nobody."""
        name = "direct message"
        if not asked.direct:
            found = await self.look(asked.workspace, asked.channel)
            if found is None or not found.get("is_member"):
                return Reply(
                    title="Invite me first: /invite @Threeline",
                    parts=(Say(text="Then type /brief follow again. I post only where I am in."),),
                    found=False,
                )
            if found.get("is_archived"):
                return Reply(title="This channel is archived", found=False)
            name = str(found.get("name") or asked.channel)
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
        rows = tuple((f"#{each.name}", each.paused or "every new briefing") for each in seen)
        return Reply(title="Followed", parts=(Table(columns=("Channel", "State"), rows=rows),))

    async def visible(self, workspace: str, user: str) -> list[Target]:
        """List the targets that this person may know of."""
        if self._channels is None:
            return []
        found = await self._channels.targets(Platform.SLACK, workspace)
        return [each for each in found if await self._may_see(each, user)]

    async def _may_see(self, target: Target, user: str) -> bool:
        """A public channel is everybody's; a private one and a message their members' only."""
        channel = await self.look(target.workspace, target.address)
        if channel is None:
            return False
        if not (channel.get("is_private") or channel.get("is_im") or channel.get("is_mpim")):
            return True
        try:
            client = await self._wire.of(target.workspace)
            async for page in await client.conversations_members(
                channel=target.address, limit=1_000
            ):
                if user in (page.get("members") or ()):
                    return True
        except FAILURES:
            return False
        return False

    async def look(self, workspace: str, channel: str) -> dict[str, object] | None:
        """Ask Slack about a channel; ``None`` where we may not see it."""
        client = await self._wire.of(workspace)
        try:
            answer = await client.conversations_info(channel=channel)
        except FAILURES as error:
            if code_of(error) in {"channel_not_found", "not_in_channel", "missing_scope"}:
                return None
            raise
        found = answer.get("channel")
        return found if isinstance(found, dict) else None
