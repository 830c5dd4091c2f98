"""What readers think and may do in, kept and counted out."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from bot.model import Opinion, Traces


class People(Protocol):
    """What is kept of people: what they thought, and who may correct.

    A tenant is a workspace ("slack:T012", "discord:34"). A home is where a person has one number:
    the same in Slack, all of Discord there ("discord").
    """

    async def opine(self, opinion: Opinion) -> None:
        """Keep it; a person's later word on one version takes the place of the earlier one."""

    async def opinions(self, *, right: bool | None = None, limit: int = 100) -> Sequence[Opinion]:
        """List them, newest first; ``right`` chooses those that say so."""

    async def appoint(self, tenant: str, person: str, *, by: str | None, at: dt.datetime) -> bool:
        """Let somebody correct pledges. False when they may already."""

    async def dismiss(self, tenant: str, person: str) -> bool:
        """Let them no more. False when they might not."""

    async def editors(self, tenant: str) -> Sequence[str]:
        """List who may correct, by name."""

    async def traces(self, home: str, person: str) -> Traces:
        """Count what somebody has left."""

    async def forget_person(self, home: str, person: str) -> Traces:
        """Delete it, and give what there was.

        Corrections that are signed "HOME:PERSON" stay, since the ledger rests on them, but no
        longer say by whom.
        """
