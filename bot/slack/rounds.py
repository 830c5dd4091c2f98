"""Our channels as Slack lists them in; what no event told us acted on.

Slack delivers events for a while only, so that a program which was down misses some: a channel
that was archived and opened again meanwhile would stay paused for good. And that a channel was made
private it tells only to who reads all that is said there (`message.channels`), which we do not ask
for. So once after the start, and each hour, the channels that we are in are listed, a thousand a
call (https://docs.slack.dev/reference/methods/users.conversations), and compared with what is held.
"""

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

import structlog

from bot.errors import StoreError
from bot.model import Hold, Platform, Target
from bot.owner import mark
from bot.ports import Channels, Leases
from bot.slack.changes import ENDED, Changes
from bot.slack.wire import TROUBLE, Wire, lacks, refused

EVERY: Final = dt.timedelta(hours=1)
SETTLE: Final = 5.0
"""Seconds after the start until the first: what Slack delivers then is older news."""

PAGE: Final = 999
PAGES: Final = 20

# A refusal by one of these may have ended since; nobody has to do anything in the app for it.
_PASSING: Final = ("channel_not_found", "is_archived", "not_in_channel")
ENDING: Final = frozenset({*ENDED.values(), *(refused(code) for code in _PASSING)})
"""Reasons of a pause that are over once the channel is open and we are in it."""

_LEASE = "slack:rounds"

_log = structlog.get_logger(__name__)


class Rounds:
    """Looks at the channels of every workspace; of several processes one does.

    Args:
        wire: To ask Slack.
        channels: What is followed; ``None``: nothing is.
        changes: Acts on what is seen.
        leases: Where several processes agree on who looks.
    """

    def __init__(
        self, wire: Wire, channels: Channels | None, changes: Changes, leases: Leases | None
    ) -> None:
        self._wire = wire
        self._channels = channels
        self._changes = changes
        self._leases = leases
        self._owner = mark()
        self._held: Hold | None = None

    async def run(self) -> None:
        """Look until cancelled; whoever starts next looks at once."""
        await asyncio.sleep(SETTLE)
        try:
            while True:
                try:
                    if await self._mine():
                        await self.look()
                except StoreError as error:
                    _log.warning("slack_round_failed", error=str(error))
                await asyncio.sleep(EVERY.total_seconds())
        finally:
            if self._leases is not None and self._held is not None:
                with contextlib.suppress(StoreError):
                    await self._leases.release(self._held)

    async def _mine(self) -> bool:
        if self._leases is None:
            return True
        self._held = await self._leases.hold(_LEASE, self._owner, EVERY * 0.9)
        return self._held is not None

    async def look(self) -> None:
        """Compare every workspace's channels once."""
        for workspace in await self._wire.installs.workspaces():
            held = [each for each in await self._targets(workspace) if each.address[:1] in "CG"]
            if not held:
                continue
            try:
                seen = {str(each.get("id")): each async for each in self._listed(workspace)}
            except TROUBLE as error:
                if not lacks(error):
                    _log.info("slack_channels_not_listed", error=str(error)[:200])
                continue
            for target in held:
                await self._compare(workspace, target, seen.get(target.address))

    async def _compare(
        self, workspace: str, target: Target, found: Mapping[str, Any] | None
    ) -> None:
        if found is None or found.get("is_archived"):
            if target.paused is None:  # asked for by its key before it is believed
                await self._changes.gone(workspace, target.address)
            return
        await self._changes.shown(workspace, target.address, private=bool(found.get("is_private")))
        name = str(found.get("name") or "")
        if name and name != target.name and self._channels:
            await self._channels.moved(Platform.SLACK, workspace, target.address, name=name)
        if target.paused in ENDING:
            await self._changes.resume(workspace, target.address, only=target.paused)

    async def _targets(self, workspace: str) -> list[Target]:
        if self._channels is None:
            return []
        return list(await self._channels.targets(Platform.SLACK, workspace))

    async def _listed(self, workspace: str) -> AsyncIterator[dict[str, Any]]:
        client = await self._wire.of(workspace)
        team = workspace if workspace.startswith("T") else None  # an organisation's token asks
        cursor = ""
        for _ in range(PAGES):
            answer = await client.users_conversations(
                types="public_channel,private_channel", limit=PAGE, cursor=cursor, team_id=team
            )
            for each in answer.get("channels") or ():
                yield each
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return
