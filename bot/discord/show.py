"""An answer in, the messages of Discord that show it out."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import discord
import structlog

from bot.commands import Order, Reply, parse
from bot.commands.command import Help
from bot.discord.asked import Asked
from bot.discord.pages import reply_sheets
from bot.discord.render import digest_sheets
from bot.discord.sheet import Card, Sheet
from bot.discord.views import payload
from bot.model import Digest

EXTRA: Final = 4
"""Further messages of one answer: with the first one 5, all that an app may send that only the
user has installed."""

_BAD_FORM = 400
_GONE = "That digest is not held any more. The newest briefings: latest"
_NO_FILES = "-# Files are left out: Attach Files is missing here."

_log = structlog.get_logger(__name__)


class Show:
    """Sends sheets as layouts, or as embeds where ``embeds`` is set."""

    def __init__(self, *, embeds: bool = False) -> None:
        self._embeds = embeds

    async def answer(
        self, interaction: "discord.Interaction[Any]", asked: Asked, reply: Reply
    ) -> None:
        """Put the answer where the deferral stands, further pages after it."""
        private = not asked.share and not asked.direct and (reply.private or not reply.found)
        sheets = reply_sheets(reply, command=asked.line, share=private and _shareable(asked, reply))
        first = sheets[min(asked.page, len(sheets) - 1)]
        if asked.open and private:
            # Put off in the open, in the hope of a briefing; anything else is theirs alone.
            await interaction.delete_original_response()
            await self._follow_up(interaction, first, private=True)
        else:
            await self._edit(interaction, first)
        if not first.turn:
            for sheet in sheets[1 : 1 + EXTRA]:
                await self._follow_up(interaction, sheet, private=private)

    async def page(
        self, interaction: "discord.Interaction[Any]", asked: Asked, digest: Digest | None
    ) -> None:
        """Put a page of a digest where the deferral stands, or where the page before it stood."""
        if digest is None:
            sheets = reply_sheets(Reply(title=_GONE, found=False))
        else:
            sheets = digest_sheets(digest, post=asked.digest)
        await self._edit(interaction, sheets[min(asked.page, len(sheets) - 1)])

    async def reply(self, message: discord.Message, asked: Asked, reply: Reply) -> None:
        """Answer below what somebody wrote."""
        sheet = reply_sheets(reply, command=asked.line)[0]

        async def below(words: dict[str, Any]) -> None:
            await message.reply(nonce=f"r{message.id}", mention_author=False, **words)

        try:
            await self._put(below, sheet)
        except discord.Forbidden:
            if not sheet.files:
                raise
            # Nothing was posted: the words may go without the files.
            await self._put(below, _bare(sheet))

    async def _edit(self, interaction: "discord.Interaction[Any]", sheet: Sheet) -> None:
        async def edit(words: dict[str, Any]) -> None:
            await interaction.edit_original_response(**words)

        await self._put(edit, sheet, edit=True)

    async def _follow_up(
        self, interaction: "discord.Interaction[Any]", sheet: Sheet, *, private: bool
    ) -> None:
        async def send(words: dict[str, Any]) -> None:
            await interaction.followup.send(ephemeral=private, **words)

        await self._put(send, sheet)

    async def _put(
        self,
        put: Callable[[dict[str, Any]], Awaitable[None]],
        sheet: Sheet,
        *,
        edit: bool = False,
    ) -> None:
        """Send it; where the form of layouts is refused, send the older one."""
        try:
            await put(payload(sheet, embeds=self._embeds).arguments(edit=edit))
        except discord.HTTPException as error:
            if self._embeds or error.status != _BAD_FORM:
                raise
            _log.warning("discord_layout_refused", reason=str(error)[:300])
            await put(payload(sheet, embeds=True).arguments(edit=edit))


def _shareable(asked: Asked, reply: Reply) -> bool:
    """Tell whether an answer is of use to everybody: not what somebody set or did wrong."""
    command = parse(asked.line)
    return reply.found and not asked.lists and not isinstance(command, Order | Help)


def _bare(sheet: Sheet) -> Sheet:
    cards = [Card(text=card.text, buttons=card.buttons, framed=card.framed) for card in sheet.cards]
    return Sheet(title=sheet.title, cards=(*cards, Card(text=_NO_FILES)), turn=sheet.turn)
