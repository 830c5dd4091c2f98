"""Settings in, discord.py's client that keeps to them out; its errors as ours.

One client a process, and with it one budget of requests a token: discord.py waits for each
route's limit as the headers state it, and for the global one.

Both addresses come from settings. discord.py has no option for them: REST is the class attribute
`Route.BASE`, the gateway is `DiscordWebSocket.DEFAULT_GATEWAY` and, after a first READY, what that
READY names, which is set back where the operator gave an address.

Memory is flat: no messages and no members are kept, so that a guild costs its channels and roles.
"""

import asyncio
import datetime as dt
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket, KeepAliveHandler
from discord.http import Route

from bot.discord.budget import BURST, RATE, Budget
from bot.discord.mend import mending
from bot.errors import ConfigError, DeliveryError
from bot.holding import TTL

if TYPE_CHECKING:
    from discord.types.gateway import SessionStartLimit
else:  # discord.py has its types for type checkers alone
    SessionStartLimit = dict

_log = structlog.get_logger(__name__)

FAILURES: Final = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError)
"""Everything that a request through discord.py may end in."""

BAN: Final = dt.timedelta(minutes=10)
"""Rest after Cloudflare's page: 10,000 invalid answers in ten minutes are what brings it."""

_UNSENT = (aiohttp.ClientConnectorError, discord.RateLimited)

Turn = Callable[[int], Awaitable[None]]
"""Waits until a shard may identify."""

_ONE_START: Final[SessionStartLimit] = {
    "total": 1, "remaining": 1, "reset_after": 0, "max_concurrency": 1,
}  # fmt: skip
_ATTACHMENTS = 10 * 2**20  # bytes, of a server without boosts

_NO_ACCESS = 50001
_NO_PERMISSION = 50013
_CLOSED = 50007
_NO_CHANNEL = 10003
GONE: Final = 10008
"""Error code: the message is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Waits, in seconds.

    Attributes:
        identify: Between two identifies; the gateway allows `max_concurrency` in 5 s.
        heartbeat: Silence of the gateway after which the connection is given up.
        guilds: For the guilds of a READY to arrive.
        longest: For one request, waits for its limits and retries included.
        rate: Requests a second.
        burst: Requests that may go at once on top of that.
        lease: After which a dead process's shards are taken over.
    """

    identify: float = 5.0
    heartbeat: float = 60.0
    guilds: float = 2.0
    longest: float = 20.0
    rate: float = RATE
    burst: int = BURST
    lease: dt.timedelta = TTL


class Client(discord.AutoShardedClient):
    """discord.py's client with our addresses, intents and caches."""

    def __init__(self, *, gateway: str | None, pace: Pace) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            heartbeat_timeout=pace.heartbeat,
            guild_ready_timeout=pace.guilds,
            http_trace=mending(Budget(pace.rate, pace.burst).trace()),
        )
        self._guard_parsers()
        self._gateway = gateway
        self._identify_wait = pace.identify
        self._identified = 0
        self.concurrency = 1
        self._turn: Turn | None = None
        self._launching: dict[int, asyncio.Task[None]] = {}

    def _guard_parsers(self) -> None:
        """Let an event that discord.py cannot read pass: it would end the connection for good."""
        parsers = self._connection.parsers
        for event, parser in list(parsers.items()):
            parsers[event] = _guarded(event, parser)

    def take_interaction(self, payload: dict[str, Any]) -> None:
        """Deal with an interaction that did not come over the gateway as if it had."""
        self._connection.parsers["INTERACTION_CREATE"](payload)

    async def prepare_gateway(self) -> None:
        """Ask how many shards to run and where, and wait if no session may be started yet."""
        while True:
            shards, url, limit = await self._recommended()
            if limit["remaining"] >= shards:
                break
            wait = limit["reset_after"] / 1000
            _log.warning("discord_session_starts_spent", remaining=limit["remaining"], wait_s=wait)
            await asyncio.sleep(wait)
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self._gateway or url)
        self.shard_count = shards
        self.concurrency = max(1, limit["max_concurrency"])

    async def _recommended(self) -> tuple[int, str, SessionStartLimit]:
        """Ask; where the operator's own gateway is not asked for shards, it has one."""
        try:
            return await self.http.get_bot_gateway()
        except (discord.GatewayNotFound, LookupError) as error:
            cause = error.__cause__
            unknown = isinstance(error, LookupError) or isinstance(cause, discord.NotFound)
            if not (unknown and self._gateway):
                raise
            _log.warning("discord_shards_not_told", gateway=self._gateway)
            return 1, self._gateway, _ONE_START

    async def application_info(self) -> discord.AppInfo:
        """Ask who we are; where that is not told, an application has its bot's id."""
        try:
            return await super().application_info()
        except (discord.Forbidden, discord.NotFound, LookupError):
            user: Any = self.user
            _log.warning("discord_application_not_told", id=user.id)
            owner = {"id": str(user.id), "username": user.name, "discriminator": "0"}
            told = {"id": str(user.id), "name": user.name, "description": "", "icon": None}
            told |= {"bot_public": True, "bot_require_code_grant": False, "verify_key": ""}
            whole: Any = told | {"owner": owner | {"avatar": None}}
            return discord.AppInfo(self._connection, whole)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Keep to the gateway's pace: so many identifies at once, then a wait."""
        del initial
        if self._turn is not None:
            await self._turn(shard_id or 0)
            return
        self._identified += 1
        if self._identified > 1 and (self._identified - 1) % self.concurrency == 0:
            await asyncio.sleep(self._identify_wait)

    # --- Shards that are lent (see `shards`)

    def lend_shards(self, turn: Turn) -> None:
        """Launch no shards but those that `launch_one` names; ``turn`` waits for an identify."""
        self._turn = turn

    async def launch_shards(self) -> None:
        """Launch all, or, where they are lent, none yet."""
        if self._turn is None:
            await super().launch_shards()

    def launch_one(self, shard: int) -> None:
        """Connect one shard, in the background, again and again until it is there."""
        self._connection.shard_count = self.shard_count
        self._connection.shard_ids = [*self._connection.shard_ids, shard]
        gateway = DiscordWebSocket.DEFAULT_GATEWAY
        self._launching[shard] = asyncio.create_task(self.launch_shard(gateway, shard))

    async def drop_shard(self, shard: int) -> None:
        """Disconnect one shard for good: what discord.py still means to do for it is not done."""
        launching = self._launching.pop(shard, None)
        if launching:
            launching.cancel()
            await asyncio.gather(launching, return_exceptions=True)
            await self._hang_up_unfinished(shard)
        self._connection.shard_ids = [one for one in self._connection.shard_ids if one != shard]
        dropped = self.__dict__["_AutoShardedClient__shards"].pop(shard, None)
        if dropped is not None:
            dropped._queue_put = _ignored  # noqa: SLF001 # it would be connected again
            dropped.launch = dropped.reidentify = dropped.reconnect = _hung_up(dropped)
            await dropped.close()

    async def _hang_up_unfinished(self, shard: int) -> None:
        """Close a connection whose launch was broken off: only its heart's thread knows of it.

        discord.py starts that thread with the gateway's hello, before our turn to identify; left
        alone it beats on until the loop is gone.
        """
        for heart in threading.enumerate():
            if not isinstance(heart, KeepAliveHandler) or heart.shard_id != shard:
                continue
            if heart.ws._connection is self._connection:  # noqa: SLF001 # whose it is is told nowhere else
                await heart.ws.close(code=1000)

    async def leave(self) -> None:
        """Close every connection to the gateway; requests go on until `close`."""
        for shard in {*self.shards, *self._launching}:
            await self.drop_shard(shard)

    async def on_shard_connect(self, shard_id: int) -> None:
        """Resume where the operator said, not where READY says."""
        shard = self.get_shard(shard_id)
        if self._gateway and shard:
            shard._parent.ws.gateway = yarl.URL(self._gateway)  # noqa: SLF001 # it has no other door


def _ignored(_: object) -> None:
    """Take no notice."""


def _hung_up(shard: Any) -> Callable[..., Awaitable[None]]:
    """Make what closes a connection that came about after its shard was dropped."""

    def hang_up(*_: object) -> asyncio.Task[None]:
        return asyncio.create_task(shard.ws.close(code=1000))

    return hang_up


def _guarded(event: str, parser: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def parse(data: Any) -> Any:
        if event == "INTERACTION_CREATE":
            data.setdefault("attachment_size_limit", _ATTACHMENTS)  # younger than the rest
        try:
            return parser(data)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            _log.warning("discord_event_not_read", event_name=event, error=repr(error))

    return parse


async def log_in(
    token: str, *, api: str, gateway: str | None = None, pace: Pace | None = None
) -> Client:
    """Make a client and check the token; close it with ``await client.close()``.

    Raises:
        ConfigError: Discord does not accept the token.
        DeliveryError: Discord cannot be reached.
    """
    Route.BASE = api.rstrip("/")
    client = Client(gateway=gateway, pace=pace or Pace())
    try:
        await client.login(token)
    except discord.LoginFailure as error:
        await client.close()
        raise ConfigError("DISCORD_TOKEN: Discord does not accept this token.") from error
    except FAILURES as error:
        await client.close()
        raise failure(error, "log in") from error
    return client


def failure(error: BaseException, doing: str, *, writes: bool = True) -> DeliveryError:
    """Say what a failed request means for us.

    Args:
        error: One of `FAILURES`.
        doing: What was tried, in plain words ("post", "edit").
        writes: Whether a lost answer leaves open what happened.
    """
    if isinstance(error, discord.RateLimited):
        return DeliveryError(
            f"Could not {doing}: Discord asks us to wait.",
            retry_after=dt.timedelta(seconds=error.retry_after),
        )
    if isinstance(error, discord.HTTPException):
        return _refused(error, doing, writes=writes)
    unknown = writes and not isinstance(error, _UNSENT)
    return DeliveryError(f"Could not {doing}: Discord did not answer.", unknown=unknown)


def _refused(error: discord.HTTPException, doing: str, *, writes: bool) -> DeliveryError:
    reason = _REASONS.get(error.code)
    if reason:
        return DeliveryError(f"Could not {doing}: {reason}", forbidden=True)
    if error.status == 429:  # noqa: PLR2004 # Too Many Requests, and not one that discord.py waits for
        return DeliveryError(
            f"Could not {doing}: Discord turns all our requests away for a while.",
            retry_after=_after(error) or BAN,
        )
    if error.status >= 500:  # noqa: PLR2004 # its own fault
        return DeliveryError(f"Could not {doing}: Discord had a fault.", unknown=writes)
    if isinstance(error, discord.Forbidden):
        text = error.text or "forbidden"
        return DeliveryError(f"Could not {doing}: Discord says: {text}", forbidden=bool(error.code))
    return DeliveryError(f"Could not {doing}: Discord says: {error.text} ({error.code})")


_REASONS = {
    _NO_ACCESS: "the channel cannot be seen; it needs the permission View Channel.",
    _NO_PERMISSION: "a permission is missing there.",
    _CLOSED: "this person takes no direct messages from here.",
    _NO_CHANNEL: "the channel is not there any more.",
}


def _after(error: discord.HTTPException) -> dt.timedelta | None:
    headers = error.response.headers
    stated = headers.get("Retry-After") or headers.get("X-RateLimit-Reset-After") or ""
    try:
        return dt.timedelta(seconds=min(max(float(stated), 0.0), BAN.total_seconds()))
    except ValueError:
        return None
