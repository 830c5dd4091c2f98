"""People in Slack: what they may do there, their zone, and how to write to them."""

import asyncio
import zoneinfo
from collections import OrderedDict
from dataclasses import dataclass

from bot.slack.wire import TROUBLE, Wire

# Slack takes about 100 such questions a minute, and somebody asks several things in a row.
FRESH = 60.0
KNOWN = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody, as far as Slack says; what it does not say is no and UTC.

    Attributes:
        admin: Owns or administers the workspace.
        zone: IANA zone.
    """

    admin: bool = False
    zone: str = "UTC"


class People:
    """Asks Slack about people, about each of them once a minute at most."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._known: OrderedDict[tuple[str, str], tuple[float, Person]] = OrderedDict()

    async def person(self, workspace: str, user: str) -> Person:
        """Give somebody; never raises."""
        moment = asyncio.get_running_loop().time()
        asked, person = self._known.get((workspace, user), (-FRESH, Person()))
        if moment - asked < FRESH:
            return person
        try:
            client = await self._wire.of(workspace)
            found = (await client.users_info(user=user)).get("user") or {}
        except TROUBLE:
            return person  # as they were when Slack said it last
        active = not found.get("deleted")
        admin = any(found.get(name) for name in ("is_admin", "is_owner", "is_primary_owner"))
        person = Person(admin=active and admin, zone=_zone(found.get("tz")))
        self._known[workspace, user] = moment, person
        if len(self._known) > KNOWN:
            self._known.popitem(last=False)
        return person

    def forget(self, workspace: str, user: str) -> None:
        """Ask anew: Slack said that they changed."""
        self._known.pop((workspace, user), None)

    async def direct(self, workspace: str, user: str) -> str:
        """Open the direct message with somebody; raise what a failed call raises."""
        client = await self._wire.of(workspace)
        answer = await client.conversations_open(users=user)
        return str((answer.get("channel") or {}).get("id"))


def _zone(named: object) -> str:
    try:
        return zoneinfo.ZoneInfo(str(named or "UTC")).key
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return "UTC"
