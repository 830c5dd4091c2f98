"""A channel that cannot be posted to any more, to a word to whoever began following there."""

import structlog

from bot.ports import Notes
from bot.slack import text as mrkdwn
from bot.slack.people import People
from bot.slack.wire import TROUBLE, Wire

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

    async def tell(self, workspace: str, channel: str, reason: str) -> None:
        """Write to them; nothing is raised, since what stopped is paused in any case."""
        user = await self._notes.recall(_name(channel)) if self._notes else None
        if not user:
            return
        words = (
            f"I cannot post in <#{channel}> any more: {mrkdwn.escape(reason)}. What waits for it "
            "is kept. When it is mended, type `/brief follow` there and it goes on."
        )
        try:
            client = await self._wire.of(workspace)
            direct = await self._people.direct(workspace, user)
            await client.chat_postMessage(channel=direct, text=words)
        except TROUBLE as error:
            _log.info("slack_owner_not_told", channel=channel, error=str(error)[:200])


def _name(channel: str) -> str:
    return f"slack-owner:{channel}"[:32]
