"""What Discord delivers in, answers out: each once and in time.

Every interaction is put off at once (`defer`), since Discord waits three seconds, and then
answered by an edit. One that is delivered twice, to us or to another process of ours, is answered
once: we remember what we saw, and Discord refuses the second of two first answers (40060).
"""

import asyncio
from typing import Any, Final

import discord
import structlog
from discord import ui

from bot.commands import Reply, Say
from bot.commands.wishes import VERBS
from bot.discord import keys, tree
from bot.discord.asked import FIELD, WRONG, Asked, from_interaction, from_message
from bot.discord.desk import Desk
from bot.discord.files import Ledger, form_of, pledges_file
from bot.discord.keep import Keeper
from bot.discord.once import Allowance, Once
from bot.discord.pages import reply_sheets
from bot.discord.sheet import Sheet
from bot.discord.suggest import Suggestions
from bot.discord.views import payload
from bot.discord.wire import FAILURES, Client, failure
from bot.ports import Heard

FINISH: Final = 3.0
"""Seconds for answers in progress when we are asked to stop."""

EXTRA: Final = 4
"""Further messages of one answer: with the first one 5, all that an app may send that only the
user has installed."""

_SUGGEST = 2.0  # seconds: Discord drops suggestions after three
_PER_USER = (10, 30.0)  # questions, seconds: faster than anybody reads
_PER_GUILD = (60, 60.0)
_TOLD_BEFORE = 40060
_TOO_LATE = 10062
_REPORT = 1_000  # characters

_log = structlog.get_logger(__name__)


class Ears:
    """Hears what people do and what becomes of servers, and sees that it is answered."""

    def __init__(
        self,
        client: Client,
        *,
        desk: Desk,
        keeper: Keeper,
        suggestions: Suggestions,
        ledger: Ledger,
        embeds: bool = False,
        heard: Heard | None = None,
    ) -> None:
        self.ready = asyncio.Event()
        self._heard = heard
        self._client = client
        self._desk = desk
        self._keeper = keeper
        self._suggestions = suggestions
        self._ledger = ledger
        self._embeds = embeds
        self._once = Once()
        self._users = Allowance(*_PER_USER)
        self._guilds = Allowance(*_PER_GUILD)
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
            if error.code not in {_TOLD_BEFORE, _TOO_LATE}:
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
        if wait := self._too_fast(asked):
            await interaction.response.send_message(
                f"That is many questions at once. Ask again in {wait:.0f} s.", ephemeral=True
            )
            return
        data: Any = interaction.data or {}
        pressed = keys.read(str(data.get("custom_id", "")))
        if isinstance(pressed, keys.OnStory) and pressed.verb == "wrong":
            await interaction.response.send_modal(_wrong(pressed))
            return
        if asked.replaces:
            await interaction.response.defer()
        else:
            private = not asked.open and not asked.direct
            await interaction.response.defer(ephemeral=private, thinking=True)
        if form := form_of(asked.line):
            file = await pledges_file(self._ledger, form, now=interaction.created_at)
            await interaction.edit_original_response(
                content=f"{file.description}.", attachments=[file]
            )
            return
        reply = await self._desk.answer(asked)
        await self._show(interaction, asked, reply)

    def _too_fast(self, asked: Asked) -> float:
        at = asyncio.get_running_loop().time()
        wait = self._users.wait(asked.user, at)
        if asked.workspace and not wait:
            wait = self._guilds.wait(asked.workspace, at)
        return wait

    async def _show(
        self, interaction: "discord.Interaction[Any]", asked: Asked, reply: Reply
    ) -> None:
        """Put the answer where the deferral stands, further pages after it."""
        sheets = reply_sheets(reply, command=asked.line)
        first = sheets[min(asked.page, len(sheets) - 1)]
        private = not asked.direct and (reply.private or not reply.found)
        if asked.open and private:
            # Put off in the open, in the hope of a briefing; anything else is theirs alone.
            await interaction.delete_original_response()
            await interaction.followup.send(ephemeral=True, **self._words(first))
        else:
            words = payload(first, embeds=self._embeds).arguments(edit=True)
            await interaction.edit_original_response(**words)
        if not first.turn:
            for sheet in sheets[1 : 1 + EXTRA]:
                await interaction.followup.send(ephemeral=private, **self._words(sheet))

    def _words(self, sheet: Sheet) -> dict[str, Any]:
        return payload(sheet, embeds=self._embeds).arguments()

    # --- Messages

    async def on_message(self, message: discord.Message) -> None:
        """Answer a direct message, or one that mentions us, where it stands."""
        us = self._client.user
        asked = from_message(message, us.id) if us else None
        if asked is None or not self._once.first(message.id) or self._too_fast(asked):
            return
        task = asyncio.current_task()
        self._busy.add(task)
        try:
            if self._heard and not await self._heard.first(f"discord:{message.id}"):
                return
            reply = await self._talk(asked)
            sheet = reply_sheets(reply, command=asked.line)[0]
            await message.reply(nonce=f"r{message.id}", mention_author=False, **self._words(sheet))
        except FAILURES as error:
            _log.info("discord_reply_not_sent", reason=str(failure(error, "reply")))
        finally:
            self._busy.discard(task)

    async def _talk(self, asked: Asked) -> Reply:
        """Answer in the open; what only managers may change is asked by commands."""
        verb = asked.line.partition(" ")[0].lower()
        if not asked.direct and verb in VERBS:
            say = Say(text="In a server: /briefadmin follow. For yourself: /brief follow.")
            return Reply(title="That is asked by a command", parts=(say,), found=False)
        return await self._desk.answer(asked)

    # --- Servers

    async def on_ready(self) -> None:
        """See what changed in every server while we were away."""
        self.ready.set()
        for guild in self._client.guilds:
            await self._keeper.check(guild)

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


def _wrong(pressed: keys.OnStory) -> ui.Modal:
    """Make the form in which somebody says what is wrong with a briefing."""
    modal = ui.Modal(title="What is wrong?", custom_id=f"{WRONG}:{pressed.story}:{pressed.version}")
    field: ui.TextInput[Any] = ui.TextInput(
        custom_id=FIELD, style=discord.TextStyle.paragraph, max_length=_REPORT
    )
    modal.add_item(ui.Label(text="The line or name, and what is right", component=field))
    modal.stop()  # it is answered from its key alone: discord.py need not keep it
    return modal
