"""An export asked for in, a file that Discord takes out."""

import asyncio
import datetime as dt
import io
from collections.abc import Sequence
from typing import Final, Protocol

import discord

from bot.commands.export import FORMATS, export
from bot.model import Story
from summariser import Pledge

MOST: Final = 500
"""Pledges in one file, the newest: as the page's export."""

_ENDINGS: Final = {"csv": "csv", "json": "json", "iati": "xml"}


class Ledger(Protocol):
    """What of the library an export is written from: `bot.ports.Library`."""

    async def pledges(self, *, limit: int = 500) -> Sequence[tuple[Story, Pledge]]:
        """List the pledges of present versions, newest story first."""


def form_of(line: str) -> str | None:
    """Give the format that a line asks for ("export csv"); ``None`` where it asks for none."""
    verb, _, form = line.strip().lower().partition(" ")
    return (form if form in FORMATS else "csv") if verb == "export" else None


async def pledges_file(ledger: Ledger, form: str, *, now: dt.datetime) -> discord.File:
    """Write the pledges held as a file, with a description for those who cannot see it."""
    pledges = await ledger.pledges(limit=MOST)
    written = await asyncio.to_thread(export, pledges, form, made=now)
    return discord.File(
        io.BytesIO(written.encode()),
        filename=f"pledges-{now:%Y-%m-%d}.{_ENDINGS[form]}",
        description=f"{len(pledges)} pledges, {form.upper()}",
    )
