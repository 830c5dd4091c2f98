"""People in Slack: who is an admin there, and how to write to them."""

import zoneinfo

from bot.slack.wire import TROUBLE, Wire


class People:
    """Asks Slack about people."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def admin(self, workspace: str, user: str) -> bool:
        """Tell whether somebody administers the workspace; no when Slack does not say."""
        try:
            client = await self._wire.of(workspace)
            found = (await client.users_info(user=user)).get("user") or {}
        except TROUBLE:
            return False
        active = not found.get("deleted")
        return active and bool(found.get("is_admin") or found.get("is_owner"))

    async def zone(self, workspace: str, user: str) -> str:
        """Give somebody's IANA zone; UTC when Slack does not say."""
        try:
            client = await self._wire.of(workspace)
            found = (await client.users_info(user=user)).get("user") or {}
        except TROUBLE:
            return "UTC"
        try:
            return zoneinfo.ZoneInfo(str(found.get("tz") or "UTC")).key
        except (ValueError, zoneinfo.ZoneInfoNotFoundError):
            return "UTC"

    async def direct(self, workspace: str, user: str) -> str:
        """Open the direct message with somebody; raise what a failed call raises."""
        client = await self._wire.of(workspace)
        answer = await client.conversations_open(users=user)
        return str((answer.get("channel") or {}).get("id"))
