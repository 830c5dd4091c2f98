"""What Discord delivers in, answers out: each once and in time.

Every interaction is put off at once (`defer`), since Discord waits three seconds, and then
answered by an edit. One that is delivered twice is answered once: this process remembers what it
saw, Discord refuses the second of two first answers (40060), and processes that share a database
agree there on who goes on, after the first answer so that no database can make it late.
"""

import asyncio
import dataclasses
import re
from typing import Any, Final

import discord
import structlog

from bot.commands import Reply
from bot.discord import forms, keys, tree
from bot.discord.asked import Asked, from_interaction, from_message
from bot.discord.desk import Desk
from bot.discord.keep import Keeper
from bot.discord.once import Once
from bot.discord.show import Show
from bot.discord.suggest import Suggestions
from bot.discord.wire import FAILURES, Client, failure
from bot.errors import StoreError
from bot.ports import Heard

FINISH: Final = 3.0
"""Seconds for answers in progress when we are asked to stop."""

_SUGGEST = 2.0  # seconds: Discord drops suggestions after three
_NOT_OURS = frozenset(
    {
        40060,  # answered already, by another process of ours
        10062,  # unknown interaction: three seconds had passed
        10008,  # unknown message: it was dismissed, or deleted, meanwhile
        10015,  # unknown webhook: its fifteen minutes had passed
        50027,  # invalid webhook token: likewise
    }
)

_log = structlog.get_logger(__name__)


_LINK = re.compile(r"https?://\S", re.IGNORECASE)


class Ears:
    """Hears what people do and what becomes of servers, and sees that it is answered."""

    def __init__(
        self,
        client: Client,
        *,
        desk: Desk,
        keeper: Keeper,
        suggestions: Suggestions,
        embeds: bool = False,
        heard: Heard | None = None,
    ) -> None:
        self.ready = asyncio.Event()
        self._heard = heard
        self._client = client
        self._desk = desk
        self._keeper = keeper
        self._suggestions = suggestions
        self._show = Show(embeds=embeds)
        self._once = Once()
        self._busy: set[asyncio.Task[Any] | None] = set()
        for name in dir(self):
            if name.startswith("on_"):
                client.event(getattr(self, name))

    async def finish(self) -> None:
        """Let answers in progress be given."""
        pending = {task for task in self._busy if task}
        if pending:
            await asyncio.wait(pending, timeout=FINISH)

    # --- Interactions

    async def on_interaction(self, interaction: "discord.Interaction[Any]") -> None:
        """Answer a command, a button, a modal or the typing of an option, once."""
        if not self._once.first(interaction.id):
            return
        task = asyncio.current_task()
        self._busy.add(task)
        try:
            if interaction.type is discord.InteractionType.autocomplete:
                await self._complete(interaction)
            else:
                await self._answer(interaction)
        except discord.HTTPException as error:
            if error.code not in _NOT_OURS:
                raise
            _log.info("discord_interaction_not_ours", code=error.code)
        finally:
            self._busy.discard(task)

    async def _complete(self, interaction: "discord.Interaction[Any]") -> None:
        data: Any = interaction.data or {}
        chosen = next(iter(data.get("options") or []), None)
        sort, typed = tree.completed(data.get("name", ""), chosen) if chosen else ("", "")
        try:
            async with asyncio.timeout(_SUGGEST):
                found = await self._suggestions.suggest(sort, typed, by=interaction.user.id)
        except TimeoutError:
            found = []
        await interaction.response.autocomplete(
            [discord.app_commands.Choice(name=shown, value=value) for shown, value in found]
        )

    async def _answer(self, interaction: "discord.Interaction[Any]") -> None:
        asked = from_interaction(interaction)
        if asked is None:
            return
        if form := _form(interaction, asked):
            await interaction.response.send_modal(form)
            return
        if asked.replaces:
            await interaction.response.defer()
        else:
            private = not asked.open and not asked.direct
            await interaction.response.defer(ephemeral=private, thinking=True)
        if not await self._first(interaction.id):
            return
        if asked.digest:
            await self._show.page(interaction, asked, await self._desk.digest(asked))
            return
        await self._show.answer(interaction, asked, await self._reply(asked))

    async def _reply(self, asked: Asked) -> Reply:
        if asked.line != forms.IMPORT:
            return await self._desk.answer(asked)
        if refused := self._desk.no_lists(asked):
            return refused
        opml = await forms.uploaded(self._client, asked.upload)
        return opml if isinstance(opml, Reply) else await self._desk.take(asked, opml)

    async def _first(self, key: int) -> bool:
        """Tell whether no other process of ours has taken this on; with no database, yes."""
        if self._heard is None:
            return True
        try:
            return await self._heard.first(f"discord:{key}")
        except StoreError as error:
            _log.warning("discord_not_known_whether_first", reason=str(error))
            return True

    # --- Messages

    async def on_message(self, message: discord.Message) -> None:
        """Answer a direct message, or one that mentions us, where it stands."""
        us = self._client.user
        asked = from_message(message, us.id) if us else None
        if asked is None or not self._once.first(message.id):
            return
        task = asyncio.current_task()
        self._busy.add(task)
        try:
            if await self._first(message.id):
                asked = dataclasses.replace(asked, parent=await self._parent(asked, message))
                if _LINK.search(asked.line):
                    await self._typing(message)
                await self._show.reply(message, asked, await self._desk.answer(asked))
        except FAILURES as error:
            _log.info("discord_reply_not_sent", reason=str(failure(error, "reply")))
        finally:
            self._busy.discard(task)

    async def _typing(self, message: discord.Message) -> None:
        """Show that an article is being read; the answer does not wait for it to be shown."""
        try:
            await message.channel.typing()
        except FAILURES as error:
            _log.info("discord_typing_not_shown", reason=str(failure(error, "type")))

    async def _parent(self, asked: Asked, message: discord.Message) -> str | None:
        """Give a thread's channel; Discord tells of open threads at the start, not of old ones."""
        if asked.direct or not isinstance(message.channel, discord.PartialMessageable):
            return asked.parent
        try:
            found = await self._client.fetch_channel(message.channel.id)
        except FAILURES:
            return None
        return str(found.parent_id) if isinstance(found, discord.Thread) else None

    # --- Servers

    async def on_ready(self) -> None:
        """See what changed in every server while we were away."""
        self.ready.set()
        await self._keeper.check_all()

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """See what changed while it was away."""
        await self._keeper.check(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Go on where we were removed from once."""
        await self._keeper.check(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Pause what was posted there; nothing of it is forgotten."""
        await self._keeper.removed(guild.id)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Pause what was posted there."""
        await self._keeper.gone(channel.guild, channel.id)

    async def on_raw_thread_delete(self, thread: discord.RawThreadDeleteEvent) -> None:
        """Pause what was posted there."""
        guild = self._client.get_guild(thread.guild_id)
        if guild:
            await self._keeper.gone(guild, thread.thread_id)

    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """Pause or go on when what we may do there changed."""
        if before.overwrites != after.overwrites:
            await self._keeper.check(after.guild)

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """Pause or go on when what we may do there changed."""
        if before.permissions != after.permissions:
            await self._keeper.check(after.guild)

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Pause or go on when we were given or lost a role; others' updates do not come."""
        if self._client.user and after.id == self._client.user.id and before.roles != after.roles:
            await self._keeper.check(after.guild)

    async def on_error(self, event: str, *_: object, **__: object) -> None:
        """Log what a listener did not expect; the others go on."""
        _log.exception("discord_event_failed", event_name=event)


def _form(interaction: "discord.Interaction[Any]", asked: Asked) -> discord.ui.Modal | None:
    """Give the form that is asked for, if one is: it must be the first answer."""
    data: Any = interaction.data or {}
    pressed = keys.read(str(data.get("custom_id", "")))
    if isinstance(pressed, keys.OnStory) and pressed.verb == "wrong":
        return forms.wrong(pressed)
    if asked.line == forms.IMPORT and asked.manages:
        commanded = interaction.type is discord.InteractionType.application_command
        return forms.lists() if commanded else None
    return None
