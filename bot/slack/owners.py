"""A channel that cannot be posted to any more, to a word to whoever began following there."""

import structlog

from bot.ports import Notes
from bot.slack import text as mrkdwn
from bot.slack.people import People
from bot.slack.wire import TROUBLE, Wire

_PREFIX = "slack-owner:"
_PRIVATE = "slack-private:"

_log = structlog.get_logger(__name__)


class Owners:
    """Remembers who set a channel up, and tells them when it stops."""

    def __init__(self, wire: Wire, notes: Notes | None) -> None:
        self._wire = wire
        self._notes = notes
        self._people = People(wire)

    async def remember(self, channel: str, user: str) -> None:
        """Keep who followed there last."""
        if self._notes is not None:
            await self._notes.note(_name(channel), user)

    async def channels(self, user: str) -> list[str]:
        """List the channels that somebody set up last."""
        if self._notes is None:
            return []
        kept = await self._notes.noted(_PREFIX)
        return [name.removeprefix(_PREFIX) for name, value in kept if value == user]

    async def moved(self, old: str, new: str) -> None:
        """Keep who it was under the channel's new key."""
        user = await self._notes.recall(_name(old)) if self._notes else None
        if self._notes is not None and user:
            await self._notes.note(_name(new), user)
            await self._notes.erase(_name(old))

    async def tell(self, workspace: str, channel: str, reason: str) -> None:
        """Write to them; nothing is raised, since what stopped is paused in any case."""
        words = (
            f"I cannot post in <#{channel}> any more: {mrkdwn.escape(reason)}. What waits for it "
            "is kept. When it is mended, type `/brief follow` there and it goes on."
        )
        await self._write(workspace, channel, words)

    async def goes_on(self, workspace: str, channel: str) -> None:
        """Write to them that it does."""
        words = f"I can post in <#{channel}> again: it goes on with what was kept."
        await self._write(workspace, channel, words)

    async def shown(self, channel: str, *, private: bool) -> bool:
        """Keep whether a followed channel is private; True where it was not before."""
        if self._notes is None or await self._notes.recall(_name(channel)) is None:
            return False
        name = f"{_PRIVATE}{channel}"[:32]
        before = await self._notes.recall(name)
        await self._notes.note(name, "yes" if private else "no")
        return private and before == "no"

    async def made_private(self, workspace: str, channel: str) -> None:
        """Write to them that it was, and what that means."""
        words = (
            f"<#{channel}> was made private. As long as I am in it, it goes on as before; its name "
            "is shown to its members alone. To end it there: `/brief unfollow`"
        )
        await self._write(workspace, channel, words)

    async def _write(self, workspace: str, channel: str, words: str) -> None:
        user = await self._notes.recall(_name(channel)) if self._notes else None
        if not user or channel.startswith("D"):  # who cannot be written to is not told so
            return
        try:
            client = await self._wire.of(workspace)
            direct = await self._people.direct(workspace, user)
            await client.chat_postMessage(channel=direct, text=words)
        except TROUBLE as error:
            _log.info("slack_owner_not_told", channel=channel, error=str(error)[:200])


def _name(channel: str) -> str:
    return f"{_PREFIX}{channel}"[:32]
