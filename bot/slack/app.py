"""The Slack app joined together: sockets kept open, requests taken over HTTP.

Everything arrives over Socket Mode (`SlackApp.run`, see `sockets`) or HTTP (`SlackApp.http`).
"""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncBoltRequest

from bot.errors import ConfigError
from bot.holding import Holding
from bot.ports import Channels, Clock, Heard, Leases, Library, Notes, Wishes
from bot.slack.changes import Changes
from bot.slack.chat import SlackChat
from bot.slack.desk import Answers, Desk
from bot.slack.events import Happenings
from bot.slack.follow import Follows
from bot.slack.http import HttpAnswer
from bot.slack.install import Door, ManyInstalls, OAuth
from bot.slack.listen import Ears
from bot.slack.manifest import CALLBACK_PATH, EVENTS_PATH, INSTALL_PATH
from bot.slack.owners import Owners
from bot.slack.people import People
from bot.slack.rounds import Rounds
from bot.slack.sockets import SETTLE, Sockets, lease_of
from bot.slack.wire import (
    FAILURES,
    Install,
    Installs,
    OneInstall,
    Wire,
    code_of,
    new_session,
    translate,
)
from bot.slack.work import Queue

PING = 5.0
# How long answers that were taken on may still take when the app stops.
GRACE = 3.0
# Pauses while Slack cannot be reached at the start; the last one is repeated.
RETRY = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)

_log = structlog.get_logger(__name__)


class SlackApp:
    """One Slack app; made by `open_slack`."""

    def __init__(
        self,
        *,
        wire: Wire,
        answers: Answers,
        library: Library,
        app_token: str | None = None,
        signing_secret: str | None = None,
        channels: Channels | None = None,
        now: Clock | None = None,
        notes: Notes | None = None,
        wishes: Wishes | None = None,
        page: str | None = None,
        door: Door | None = None,
        ping: float = PING,
        leases: Leases | None = None,
        heard: Heard | None = None,
    ) -> None:
        self.wire = wire
        self._door = door
        owners = Owners(wire, notes)
        self.chat = SlackChat(wire, page=page, owners=owners)
        self._app_token = app_token
        self._ping = ping
        self._queue = Queue(heard=heard)
        self._people = people = People(wire)
        follows = Follows(wire, channels, people, owners)
        desk = Desk(
            wire=wire,
            answers=answers,
            library=library,
            channels=channels,
            follows=follows,
            page=page,
        )
        self._changes = Changes(
            wire=wire, channels=channels, follows=follows, owners=owners, people=people
        )
        happenings = Happenings(
            wire=wire,
            desk=desk,
            library=library,
            follows=follows,
            changes=self._changes,
            people=people,
            wishes=wishes,
            page=page,
        )
        ears = Ears(
            wire=wire,
            desk=desk,
            happenings=happenings,
            changes=self._changes,
            queue=self._queue,
        )
        self._rounds = Rounds(wire, channels, self._changes, leases)
        if door:
            door.installed = self._changes.installed
        self._bolt = ears.bolt(signing_secret)
        self.ready = asyncio.Event()
        self._sockets: Sockets | None = None
        if app_token:
            holding = Holding(leases, now=now) if leases and now else None
            self._sockets = Sockets(self._socket, name=lease_of(app_token), holding=holding)
            self.ready = self._sockets.ready

    # --- running ------------------------------------------------------------------------------

    async def run(self, stop: asyncio.Event) -> None:
        """Listen and answer until ``stop`` is set; what was taken on is finished first."""
        worker = asyncio.create_task(self._queue.run())
        rounds = asyncio.create_task(self._rounds.run())
        try:
            await self._or_stop(self._identified(), stop)
            await self._go_on()
            if self._sockets and not stop.is_set():
                await self._sockets.run(stop)
            else:
                self.ready.set()
                await stop.wait()
        finally:
            await asyncio.sleep(SETTLE)
            await self._queue.drain(GRACE)
            for task in (worker, rounds):
                task.cancel()
            await asyncio.gather(worker, rounds, return_exceptions=True)

    async def _go_on(self) -> None:
        """Where the one workspace took us out and in again, go on with what was held."""
        if isinstance(self.wire.installs, OneInstall) and self.wire.installs.install:
            workspace = self.wire.installs.install.workspace
            self._queue.put("installed", lambda: self._changes.installed(workspace))

    async def check(self, *, sockets: bool = True) -> None:
        """Ask Slack once whether it takes our tokens; being unreachable is no fault.

        Raises:
            ConfigError: It does not; the text names the setting.
        """
        await self._identify()
        if self._app_token and sockets:
            client, token = self.wire.client(), self._app_token
            try:
                await client.apps_connections_open(app_token=token)
            except FAILURES as error:
                _refused(error, "SLACK_APP_TOKEN")

    async def _identified(self) -> None:
        """Go on asking who we are until Slack says so."""
        for wait in itertools.chain(RETRY, itertools.repeat(RETRY[-1])):
            try:
                if await self._identify():
                    return
            except ConfigError as error:  # it was taken at the start: somebody revoked it since
                _log.error("slack_token_refused", reason=str(error))
            await asyncio.sleep(wait)

    async def _identify(self) -> bool:
        """Learn our workspace and name there; many workspaces' are known from the database."""
        installs = self.wire.installs
        if not isinstance(installs, OneInstall) or installs.install is None:
            return True
        install = installs.install
        if install.bot_user:
            return True
        try:
            answer = await self.wire.client(install.token).auth_test()
        except FAILURES as error:
            _refused(error, "SLACK_BOT_TOKEN")
            return False
        installs.install = Install(
            workspace=str(answer.get("team_id") or ""),
            token=install.token,
            bot_user=str(answer.get("user_id") or ""),
            bot_id=str(answer.get("bot_id") or ""),
        )
        return True

    async def http(
        self,
        *,
        body: bytes = b"",
        headers: Mapping[str, str],
        query: str = "",
        method: str = "POST",
        path: str = EVENTS_PATH,
    ) -> HttpAnswer:
        """Take one request; a wrong signature or an old clock answers 401.

        The web role calls this for everything under ``/slack/``; `run` must run as well.
        """
        if (method, path) == ("POST", EVENTS_PATH):
            return await self._signed(body, headers, query)
        if self._door and (method, path) == ("GET", INSTALL_PATH):
            return self._door.begin()
        if self._door and (method, path) == ("GET", CALLBACK_PATH):
            return await self._door.finish(query=query, headers=headers)
        return HttpAnswer(status=404, body="Not found")

    async def _signed(self, body: bytes, headers: Mapping[str, str], query: str) -> HttpAnswer:
        named: dict[str, str | Sequence[str]] = {
            name.lower(): value for name, value in headers.items()
        }
        if not str(named.get("x-slack-request-timestamp", "")).isdecimal():
            return HttpAnswer(status=401, body="not signed")  # Bolt would fail on it
        try:
            request = AsyncBoltRequest(body=body.decode(), query=query, headers=named)
        except (ValueError, AttributeError):  # Bolt reads the body before it checks the signature
            return HttpAnswer(status=400, body="not a request of Slack's")
        done = await self._bolt.async_dispatch(request)
        return HttpAnswer(
            status=done.status,
            headers={name: values[0] for name, values in done.headers.items() if values},
            body=done.body or "",
        )

    def _socket(self) -> AsyncSocketModeHandler:
        return AsyncSocketModeHandler(
            self._bolt,
            app_token=self._app_token,
            logger=self.wire.log,
            web_client=self.wire.client(),
            ping_interval=self._ping,
        )

    async def _or_stop(self, doing: Awaitable[Any], stop: asyncio.Event) -> None:
        """Wait for something, but not past ``stop``."""
        task = asyncio.ensure_future(doing)
        end = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({task, end}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                task.result()
        finally:
            for each in (task, end):
                each.cancel()
            await asyncio.gather(task, end, return_exceptions=True)


@contextlib.asynccontextmanager
async def open_slack(
    *,
    base_url: str,
    answers: Answers,
    library: Library,
    bot_token: str | None = None,
    app_token: str | None = None,
    signing_secret: str | None = None,
    installs: Installs | None = None,
    oauth: OAuth | None = None,
    channels: Channels | None = None,
    now: Clock | None = None,
    notes: Notes | None = None,
    wishes: Wishes | None = None,
    page: str | None = None,
    ping: float = PING,
    leases: Leases | None = None,
    heard: Heard | None = None,
) -> AsyncIterator[SlackApp]:
    """Open the app: its HTTP session, and who it is in its workspace.

    Args:
        base_url: Base address of every call (``SLACK_API_URL``).
        answers: `bot.commands.Answerer`.
        library: What readers ask of the store.
        bot_token: ``xoxb-...`` of the one workspace; not with ``installs``.
        app_token: ``xapp-...`` for Socket Mode; ``None`` for HTTP.
        signing_secret: For HTTP.
        installs: Many workspaces' installations.
        oauth: Lets people install it over HTTP; needs `ManyInstalls`.
        channels: Following; ``None`` leaves it out.
        now: The clock.
        notes: Keeps who set a channel up, so that they can be told when it stops.
        wishes: What channels are told and when, for the App Home.
        page: Public address of our page, without a slash at the end.
        ping: Seconds between the pings of a socket.
        leases: Where several processes agree on who keeps the sockets; they need ``now``.
        heard: Where they agree on who takes on what Slack delivers twice.

    Raises:
        ConfigError: Slack does not take the bot token, or there is none.
    """
    async with new_session() as session:
        if installs is None:
            if not bot_token:
                raise ConfigError("SLACK_BOT_TOKEN is not set: it begins with xoxb-")
            installs = OneInstall(Install(workspace="", token=bot_token))
        wire = Wire(base_url=base_url, installs=installs, session=session)
        door = None
        if oauth and isinstance(installs, ManyInstalls):
            door = Door(
                wire=wire,
                installs=installs,
                client_id=oauth.client_id,
                client_secret=oauth.client_secret,
                address=oauth.address,
                now=oauth.now,
            )
        app = SlackApp(
            wire=wire,
            door=door,
            answers=answers,
            library=library,
            app_token=app_token,
            signing_secret=signing_secret,
            channels=channels,
            now=now,
            notes=notes,
            wishes=wishes,
            page=page,
            ping=ping,
            leases=leases,
            heard=heard,
        )
        await app.check()
        yield app


def _refused(error: Exception, setting: str) -> None:
    """Raise `ConfigError` for a token that Slack does not take; log anything else."""
    failed = translate(error)
    if failed.forbidden or code_of(error) == "not_allowed_token_type":
        raise ConfigError(
            f"Slack does not take {setting} ({code_of(error)}). Copy it again from "
            "https://api.slack.com/apps and start once more."
        ) from error
    _log.warning("slack_not_reached", reason=str(failed))
