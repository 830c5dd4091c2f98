"""Discord's gateway to answers and back: what people do there, answered once and in time.

Every interaction is put off at once (`defer`), since Discord waits three seconds, and then
answered by an edit. One that is delivered twice, to us or to another process of ours, is answered
once: we remember what we saw, and Discord refuses the second of two first answers (40060).
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Final, Protocol

import discord
import structlog
from discord import ui

from bot.commands import Reply, Say
from bot.discord import keys, tree
from bot.discord.asked import FIELD, WRONG, Asked, from_interaction, from_message
from bot.discord.chat import DiscordChat
from bot.discord.desk import Answers, Desk, Stories
from bot.discord.follow import Follows
from bot.discord.http import Door, HttpAnswer
from bot.discord.once import Allowance, Once
from bot.discord.pages import reply_sheets
from bot.discord.sheet import Sheet
from bot.discord.suggest import Shelf, Suggestions
from bot.discord.views import payload
from bot.discord.wire import FAILURES, Client, Pace, failure, log_in
from bot.errors import ConfigError, DeliveryError
from bot.ports import Channels, Clock

FINISH: Final = 3.0
"""Seconds for answers in progress when we are asked to stop."""

EXTRA: Final = 4
"""Further messages of one answer: with the first one 5, all that an app may send that only the
user has installed."""

_SUGGEST = 2.0  # seconds: Discord drops suggestions after three
_PER_USER = (10, 30.0)  # questions, seconds: faster than anybody reads
_PER_GUILD = (60, 60.0)
_RETRY = (1.0, 60.0)  # seconds between tries to reach Discord at the start: first, longest
_LOGINS = 5  # tries: about a quarter of a minute
_TOLD_BEFORE = 40060
_TOO_LATE = 10062
_TOKEN_REFUSED = 4004
_REPORT = 1_000  # characters

_log = structlog.get_logger(__name__)


class Notes(Protocol):
    """Words kept under a name between starts."""

    async def recall(self, name: str) -> str | None:
        """Give what was noted last; ``None`` when nothing was."""

    async def note(self, name: str, value: str) -> None:
        """Keep it."""


class Library(Stories, Shelf, Protocol):
    """What of `bot.ports.Library` is needed here."""


class DiscordApp:
    """The bot on Discord's gateway; made by `open_discord`.

    Args:
        client: Logged in, not connected.
        chat: Posts with the same client, so that both keep to one budget of requests.
        answers: Answers commands.
        library: Stories for buttons, names for suggestions.
        channels: Targets that people manage; ``None`` where nobody can.
        notes: Where the digest of the commands is kept; ``None`` tells Discord at every start.
        door: Checks interactions that come over HTTP; ``None`` takes none.
        now: The clock, for the door.
        embeds: Write embeds instead of layouts.
        test_guild: Offer the commands only in this server, where changes show at once.
    """

    def __init__(
        self,
        client: Client,
        *,
        chat: DiscordChat,
        answers: Answers,
        library: Library,
        channels: Channels | None = None,
        notes: Notes | None = None,
        door: Door | None = None,
        now: Clock = discord.utils.utcnow,
        embeds: bool = False,
        test_guild: int | None = None,
    ) -> None:
        self.client = self._client = client
        self.chat = chat
        self.ready = asyncio.Event()
        self._follows = Follows(client, channels, embeds=embeds)
        self._desk = Desk(
            answers=answers, stories=library, follows=self._follows, channels=channels
        )
        self._suggestions = Suggestions(library)
        self._notes = notes
        self._door = door
        self._now = now
        self._embeds = embeds
        self._test_guild = test_guild
        self._once = Once()
        self._users = Allowance(*_PER_USER)
        self._guilds = Allowance(*_PER_GUILD)
        self._busy: set[asyncio.Task[Any] | None] = set()
        for listener in (
            self.on_interaction,
            self.on_message,
            self.on_ready,
            self.on_guild_available,
            self.on_guild_join,
            self.on_guild_remove,
            self.on_guild_channel_delete,
            self.on_raw_thread_delete,
            self.on_guild_channel_update,
            self.on_guild_role_update,
            self.on_error,
        ):
            client.event(listener)

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until ``stop`` is set.

        Raises:
            ConfigError: Discord refuses our token, intents or shards.
        """
        stopping = asyncio.create_task(stop.wait())
        serving = asyncio.create_task(self._serve())
        try:
            await asyncio.wait({stopping, serving}, return_when=asyncio.FIRST_COMPLETED)
            if not serving.done():
                await self._finish()
        finally:
            stopping.cancel()
            await self._client.close()
            if not serving.done():
                _, late = await asyncio.wait({serving}, timeout=FINISH)
                for task in late:
                    task.cancel()
        if serving.done() and not serving.cancelled():
            serving.result()

    async def http(self, *, body: bytes, headers: Mapping[str, str], query: str = "") -> HttpAnswer:
        """Take one request of Discord's; a wrong signature or an old clock answers 401.

        The web role calls this for POSTs under the interactions address; `run` need not run,
        but without it nobody hears mentions and direct messages.
        """
        del query
        if self._door is None:
            return HttpAnswer(status=404)
        answer, interaction = self._door.take(body=body, headers=headers, now=self._now())
        if interaction is not None:
            self._client.take_interaction(interaction)
        return answer

    async def _serve(self) -> None:
        await self._keep_trying(self._tell_commands)
        await self._keep_trying(self._client.prepare_gateway)
        try:
            await self._client.connect()
        except discord.PrivilegedIntentsRequired as error:
            raise ConfigError("Discord refuses our intents; none of them is privileged.") from error
        except discord.ConnectionClosed as error:
            if error.code == _TOKEN_REFUSED:
                raise ConfigError("DISCORD_TOKEN: Discord does not accept it any more.") from error
            raise ConfigError(f"Discord's gateway refuses us for good ({error.code}).") from error

    async def _keep_trying(self, step: Callable[[], Awaitable[None]]) -> None:
        """Do it; while Discord cannot be reached, wait longer each time."""
        wait, longest = _RETRY
        while True:
            try:
                await step()
            except FAILURES as error:
                reason = str(failure(error, "start"))
                _log.warning("discord_not_reached", reason=reason, wait_s=wait)
                await asyncio.sleep(wait)
                wait = min(wait * 2, longest)
            else:
                return

    async def _finish(self) -> None:
        """Let answers in progress be given."""
        pending = {task for task in self._busy if task}
        if pending:
            await asyncio.wait(pending, timeout=FINISH)

    async def _tell_commands(self) -> None:
        """Send the tree of commands if it is not the one that Discord has."""
        commands = tree.tree()
        app = self._client.application_id or 0  # known since the login
        name = f"discord_{app}"
        where = self._test_guild or "everywhere"
        told = f"{tree.digest(commands)} {where}"
        if self._notes and await self._notes.recall(name) == told:
            return
        if self._test_guild:
            await self._client.http.bulk_upsert_guild_commands(app, self._test_guild, commands)
        else:
            await self._client.http.bulk_upsert_global_commands(app, commands)
        if self._notes:
            await self._notes.note(name, told)
        _log.info("discord_commands_told", where=where)

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
                found = await self._suggestions.suggest(sort, typed)
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
        if not asked.direct and verb in {"follow", "unfollow", "following"}:
            say = Say(text="In a server: /briefadmin follow. For yourself: /brief follow.")
            return Reply(title="That is asked by a command", parts=(say,), found=False)
        return await self._desk.answer(asked)

    # --- Servers

    async def on_ready(self) -> None:
        """See what changed in every server while we were away."""
        self.ready.set()
        for guild in self._client.guilds:
            await self._follows.check(guild)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """See what changed while it was away."""
        await self._follows.check(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Go on where we were removed from once."""
        await self._follows.check(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Pause what was posted there; nothing of it is forgotten."""
        await self._follows.removed(guild.id)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Pause what was posted there."""
        await self._follows.gone(channel.guild, channel.id)

    async def on_raw_thread_delete(self, thread: discord.RawThreadDeleteEvent) -> None:
        """Pause what was posted there."""
        guild = self._client.get_guild(thread.guild_id)
        if guild:
            await self._follows.gone(guild, thread.thread_id)

    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """Pause or go on when what we may do there changed."""
        if before.overwrites != after.overwrites:
            await self._follows.check(after.guild)

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """Pause or go on when what we may do there changed."""
        if before.permissions != after.permissions:
            await self._follows.check(after.guild)

    async def on_error(self, event: str, *_: object, **__: object) -> None:
        """Log what a listener did not expect; the others go on."""
        _log.exception("discord_event_failed", event_name=event)


@contextlib.asynccontextmanager
async def open_discord(
    *,
    token: str,
    api_url: str,
    answers: Answers,
    library: Library,
    gateway_url: str | None = None,
    channels: Channels | None = None,
    notes: Notes | None = None,
    public_key: str | None = None,
    now: Clock = discord.utils.utcnow,
    embeds: bool = False,
    test_guild: int | None = None,
    pace: Pace | None = None,
) -> AsyncIterator[DiscordApp]:
    """Log in, and give the app: ``run`` it, and post with its ``chat``.

    Args:
        token: The bot's (``DISCORD_TOKEN``).
        api_url: Base address of REST (``DISCORD_API_URL``).
        answers: `bot.commands.Answerer`.
        library: What readers ask of the store.
        gateway_url: Gateway (``DISCORD_GATEWAY_URL``); ``None`` asks the REST address for it.
        channels: Following; ``None`` leaves it out.
        notes: Keeps the digest of the commands; ``None`` tells Discord at every start.
        public_key: For interactions over HTTP (``DISCORD_PUBLIC_KEY``); ``None`` takes none.
        now: The clock that signed requests are held against.
        embeds: Write embeds instead of layouts (``DISCORD_EMBEDS``).
        test_guild: The one server in which commands are offered (``DISCORD_TEST_GUILD``).
        pace: Waits, for tests.

    Raises:
        ConfigError: Discord does not accept the token, or the public key is none.
        DeliveryError: Discord cannot be reached.
    """
    pace = pace or Pace()
    door = Door(public_key) if public_key else None
    client = await _patiently(lambda: log_in(token, api=api_url, gateway=gateway_url, pace=pace))
    try:
        yield DiscordApp(
            client,
            chat=DiscordChat(client, embeds=embeds, pace=pace),
            answers=answers,
            library=library,
            channels=channels,
            notes=notes,
            door=door,
            now=now,
            embeds=embeds,
            test_guild=test_guild,
        )
    finally:
        await client.close()


async def _patiently(log_in: Callable[[], Awaitable[Client]]) -> Client:
    """Log in; where Discord cannot be reached, try a few times more."""
    wait, _ = _RETRY
    for _ in range(_LOGINS - 1):
        try:
            return await log_in()
        except DeliveryError as error:
            _log.warning("discord_not_reached", reason=str(error), wait_s=wait)
            await asyncio.sleep(wait)
            wait *= 2
    return await log_in()


def _wrong(pressed: keys.OnStory) -> ui.Modal:
    """Make the form in which somebody says what is wrong with a briefing."""
    modal = ui.Modal(title="What is wrong?", custom_id=f"{WRONG}:{pressed.story}:{pressed.version}")
    field: ui.TextInput[Any] = ui.TextInput(
        custom_id=FIELD, style=discord.TextStyle.paragraph, max_length=_REPORT
    )
    modal.add_item(ui.Label(text="The line or name, and what is right", component=field))
    modal.stop()  # it is answered from its key alone: discord.py need not keep it
    return modal
