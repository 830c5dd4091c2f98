"""The forms that people fill in: what is wrong with a briefing, and lists of feeds.

A form is answered from its key alone, so that it may be sent after a restart, and discord.py keeps
none of them.
"""

import asyncio
from typing import Any, Final

import discord
from discord import ui

from bot.commands import Reply
from bot.discord import keys
from bot.discord.asked import FIELD, FILE, LISTS, WRONG
from bot.discord.wire import FAILURES, Client

IMPORT: Final = "import"
"""The line of whoever brings a list of feeds."""

LARGEST: Final = 2 * 2**20
"""Bytes of a list: some ten thousand feeds."""

_REPORT = 1_000  # characters
_DOWNLOAD = 20.0  # seconds


def wrong(pressed: keys.OnStory) -> ui.Modal:
    """Make the form in which somebody says what is wrong with a briefing."""
    modal = ui.Modal(title="What is wrong?", custom_id=f"{WRONG}:{pressed.story}:{pressed.version}")
    field: ui.TextInput[Any] = ui.TextInput(
        custom_id=FIELD, style=discord.TextStyle.paragraph, max_length=_REPORT
    )
    modal.add_item(ui.Label(text="The line or name, and what is right", component=field))
    modal.stop()
    return modal


def lists() -> ui.Modal:
    """Make the form that takes an OPML file."""
    modal = ui.Modal(title="Add feeds", custom_id=LISTS)
    field: ui.FileUpload[Any] = ui.FileUpload(custom_id=FILE, max_values=1)
    modal.add_item(
        ui.Label(
            text="A list of feeds, as OPML",
            description="Feed readers export one. Each feed gets the topic of its folder.",
            component=field,
        )
    )
    modal.stop()
    return modal


async def uploaded(client: Client, file: tuple[str, int] | None) -> bytes | Reply:
    """Fetch what was sent with a form, or say why not."""
    if file is None or not file[0]:
        return Reply(title="There is no file in that form", found=False)
    url, size = file
    if size > LARGEST:
        most = LARGEST // 2**20
        title = f"That file is too large: a list may have {most} MB"
        return Reply(title=title, found=False)
    try:
        async with asyncio.timeout(_DOWNLOAD):
            return await client.http.get_from_cdn(url)
    except FAILURES:
        return Reply(title="Discord does not give me that file. Send it again.", found=False)
