"""Discord joined up: logged in, its commands told, served until asked to stop."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Final, Protocol

import discord
import structlog

from bot.discord import tree
from bot.discord.chat import DiscordChat
from bot.discord.desk import Answers, Desk, FeedDesk, Posted
from bot.discord.ears import FINISH, Ears
from bot.discord.http import Door, HttpAnswer
from bot.discord.keep import Keeper, Targets
from bot.discord.shards import Shards
from bot.discord.spots import Spots
from bot.discord.suggest import Suggestions
from bot.discord.wire import FAILURES, Client, Pace, failure, log_in
from bot.errors import ConfigError, DeliveryError
from bot.ports import Clock, Heard, Hints, Leases

_RETRY: Final = (1.0, 60.0)  # seconds between tries to reach Discord at the start: first, longest
_LOGINS = 5  # tries: about a quarter of a minute
_TOKEN_REFUSED = 4004
_REFUSED = frozenset({400, 403, 404, 405})

_log = structlog.get_logger(__name__)


class Notes(Protocol):
    """Words kept under a name between starts."""

    async def recall(self, name: str) -> str | None:
        """Give what was noted last; ``None`` when nothing was."""

    async def note(self, name: str, value: str) -> None:
        """Keep it."""


class Library(Posted, Hints, Protocol):
    """What of the store is read here."""


class DiscordApp:
    """The bot on Discord's gateway; made by `open_discord`.

    Args:
        client: Logged in, not connected.
        chat: Posts with the same client, so that both keep to one budget of requests.
        answers: Answers commands.
        library: Stories for buttons, names for suggestions.
        channels: Targets that people manage; ``None`` where nobody can.
        feed_desk: Carries lists of feeds; ``None`` leaves them out.
        notes: Where the digest of the commands is kept; ``None`` tells Discord at every start.
        door: Checks interactions that come over HTTP; ``None`` takes none.
        now: The clock, for the door.
        embeds: Write embeds instead of layouts.
        test_guild: Offer the commands only in this server, where changes show at once.
        shards: Keeps our shards among those of other processes; ``None``: all are ours.
        heard: Where processes agree on who takes on a message.
    """

    def __init__(
        self,
        client: Client,
        *,
        chat: DiscordChat,
        answers: Answers,
        library: Library,
        channels: Targets | None = None,
        feed_desk: FeedDesk | None = None,
        notes: Notes | None = None,
        door: Door | None = None,
        now: Clock = discord.utils.utcnow,
        embeds: bool = False,
        test_guild: int | None = None,
        shards: Shards | None = None,
        heard: Heard | None = None,
    ) -> None:
        self.client = client
        self.chat = chat
        self._shards = shards
        self._ended = asyncio.Event()
        self._ears = Ears(
            client,
            desk=Desk(
                answers=answers,
                stories=library,
                spots=Spots(client, channels, embeds=embeds),
                channels=channels,
                feeds=feed_desk,
            ),
            keeper=Keeper(client, channels, embeds=embeds),
            suggestions=Suggestions(library),
            embeds=embeds,
            heard=heard,
        )
        self.ready = self._ears.ready
        self._notes = notes
        self._door = door
        self._now = now
        self._test_guild = test_guild

    async def run(self, stop: asyncio.Event, *, gateway: bool = True) -> None:
        """Serve until ``stop`` is set.

        Args:
            stop: Ends it; answers in progress are given first.
            gateway: Listen there; without it only what comes by `http` is answered.

        Raises:
            ConfigError: Discord refuses our token, intents or shards.
        """
        stopping = asyncio.create_task(stop.wait())
        serving = asyncio.create_task(self._serve() if gateway else self._wait(stop))
        try:
            await asyncio.wait({stopping, serving}, return_when=asyncio.FIRST_COMPLETED)
            self._ended.set()
            if not serving.done():
                await self._ears.finish()
        finally:
            stopping.cancel()
            # Posts that were begun go on: requests end when the app is closed.
            serving.cancel()
            await asyncio.wait({serving}, timeout=FINISH)
            await self.client.leave()
        if serving.done() and not serving.cancelled():
            serving.result()

    async def _wait(self, stop: asyncio.Event) -> None:
        await self._keep_trying(self._tell_commands)
        await stop.wait()

    async def http(
        self, *, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> HttpAnswer:
        """Take one request of Discord's; a wrong signature or an old clock answers 401.

        The web role calls this for what comes to its interactions address.
        """
        del query
        if self._door is None or not path.endswith("/interactions"):
            return HttpAnswer(status=404)
        if method != "POST":
            return HttpAnswer(status=405, headers={"allow": "POST"})
        answer, interaction = self._door.take(body=body, headers=headers, now=self._now())
        if interaction is not None:
            self.client.take_interaction(interaction)
        return answer

    async def _serve(self) -> None:
        await self._keep_trying(self._tell_commands)
        await self._keep_trying(self.client.prepare_gateway)
        try:
            await self._connected()
        except discord.PrivilegedIntentsRequired as error:
            raise ConfigError("Discord refuses our intents; none of them is privileged.") from error
        except discord.ConnectionClosed as error:
            if error.code == _TOKEN_REFUSED:
                raise ConfigError("DISCORD_TOKEN: Discord does not accept it any more.") from error
            raise ConfigError(f"Discord's gateway refuses us for good ({error.code}).") from error

    async def _connected(self) -> None:
        """Stay connected with all shards, or with those that we have."""
        if self._shards is None:
            await self.client.connect()
            return
        connecting = asyncio.create_task(self.client.connect())
        keeping = asyncio.create_task(self._shards.keep(self._ended))
        try:
            await asyncio.wait({connecting, keeping}, return_when=asyncio.FIRST_COMPLETED)
            if keeping.done():
                keeping.result()
            await connecting
        finally:
            self._ended.set()
            connecting.cancel()
            await asyncio.gather(connecting, keeping, return_exceptions=True)

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

    async def _tell_commands(self) -> None:
        """Send the tree of commands if it is not the one that Discord has."""
        commands = tree.tree()
        app = self.client.application_id or 0  # known since the login
        name = f"discord_{app}"
        where = self._test_guild or "everywhere"
        told = f"{tree.digest(commands)} {where}"
        if self._notes and await self._notes.recall(name) == told:
            return
        try:
            if self._test_guild:
                await self.client.http.bulk_upsert_guild_commands(app, self._test_guild, commands)
            else:
                await self.client.http.bulk_upsert_global_commands(app, commands)
        except discord.HTTPException as error:
            if error.status not in _REFUSED:
                raise
            # Those that Discord has still work, and so do mentions: no reason not to start.
            _log.error("discord_commands_refused", where=where, reason=str(error)[:300])
            return
        if self._notes:
            await self._notes.note(name, told)
        _log.info("discord_commands_told", where=where)


@contextlib.asynccontextmanager
async def open_discord(
    *,
    token: str,
    api_url: str,
    answers: Answers,
    library: Library,
    gateway_url: str | None = None,
    channels: Targets | None = None,
    feed_desk: FeedDesk | None = None,
    notes: Notes | None = None,
    public_key: str | None = None,
    now: Clock = discord.utils.utcnow,
    embeds: bool = False,
    test_guild: int | None = None,
    pace: Pace | None = None,
    leases: Leases | None = None,
    heard: Heard | None = None,
) -> AsyncIterator[DiscordApp]:
    """Log in, and give the app: ``run`` it, and post with its ``chat``.

    Args:
        token: The bot's (``DISCORD_TOKEN``).
        api_url: Base address of REST (``DISCORD_API_URL``).
        answers: `bot.commands.Answerer`.
        library: What readers ask of the store.
        gateway_url: Gateway (``DISCORD_GATEWAY_URL``); ``None`` asks the REST address for it.
        channels: Following; ``None`` leaves it out.
        feed_desk: Carries lists of feeds; ``None`` leaves them out.
        notes: Keeps the digest of the commands; ``None`` tells Discord at every start.
        public_key: For interactions over HTTP (``DISCORD_PUBLIC_KEY``); ``None`` takes none.
        now: The clock that signed requests are held against.
        embeds: Write embeds instead of layouts (``DISCORD_EMBEDS``).
        test_guild: The one server in which commands are offered (``DISCORD_TEST_GUILD``).
        pace: Waits, for tests.
        leases: Where several processes agree on who has which shard; ``None``: we have all.
        heard: Where they agree on who takes on a message.

    Raises:
        ConfigError: Discord does not accept the token, or the public key is none.
        DeliveryError: Discord cannot be reached.
    """
    pace = pace or Pace()
    door = Door(public_key) if public_key else None
    client = await _patiently(lambda: log_in(token, api=api_url, gateway=gateway_url, pace=pace))
    shards = None
    if leases:
        shards = Shards(client, leases, now=now, identify=pace.identify, ttl=pace.lease)
    try:
        yield DiscordApp(
            client,
            chat=DiscordChat(client, embeds=embeds, pace=pace),
            answers=answers,
            library=library,
            channels=channels,
            feed_desk=feed_desk,
            notes=notes,
            door=door,
            now=now,
            embeds=embeds,
            test_guild=test_guild,
            shards=shards,
            heard=heard,
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
