"""Leases in, shards of the gateway kept connected while we have them out.

Discord sends an event to every session of its shard. So that of several processes with the role
`discord` one answers, each shard belongs to whoever holds the lease of its name
(`bot.holding`): a process takes as many free ones in a round as may identify at once, so that
those which start together share them; when one stops, the others take its shards over some 3 s
later, and when it dies some 12 s.

Identifies are paced among all processes: shard N identifies in bucket N modulo
``max_concurrency``, one in 5 s, which is a lease that nobody gives back
(https://discord.com/developers/docs/events/gateway#sharding-max-concurrency).

How many shards there are is told by those that run: two counts at once would tell everything
twice.
"""

import asyncio
import datetime as dt
import secrets
from typing import Final

import structlog

from bot.discord.wire import Client
from bot.errors import StoreError
from bot.holding import TTL, Holding
from bot.ports import Clock, Leases

_AGAIN: Final = 0.5  # seconds between two looks whether a bucket is free

_log = structlog.get_logger(__name__)


class Shards:
    """The shards that this process has.

    Args:
        client: Logged in; it launches and drops them.
        leases: Where processes agree.
        now: This process's clock.
        identify: Seconds between two identifies of one bucket.
        ttl: How long a death goes unnoticed.
    """

    def __init__(
        self,
        client: Client,
        leases: Leases,
        *,
        now: Clock,
        identify: float,
        ttl: dt.timedelta = TTL,
    ) -> None:
        self._client = client
        self._leases = leases
        self._identify = dt.timedelta(seconds=identify)
        self._holding = Holding(leases, now=now, ttl=ttl)
        client.lend_shards(self._turn)

    async def keep(self, stop: asyncio.Event) -> None:
        """Take, keep and give back shards until ``stop`` is set."""
        await self._agree()
        count = self._client.shard_count or 1
        names = [f"{self._prefix}{count}:{number}" for number in range(count)]
        await self._holding.keep(
            lambda: names, stop, taken=self._taken, lost=self._lost, most=self._client.concurrency
        )

    @property
    def _prefix(self) -> str:
        return f"discord:shard:{self._client.application_id}:"

    async def _agree(self) -> None:
        """Keep to the number of shards that others run with, where others run."""
        try:
            running = await self._leases.holds(self._prefix)
        except StoreError as error:
            _log.warning("discord_shards_not_known", reason=str(error))
            return
        if running:
            self._client.shard_count = int(running[0].name.split(":")[-2])

    async def _taken(self, name: str) -> None:
        self._client.launch_one(int(name.rsplit(":", maxsplit=1)[-1]))

    async def _lost(self, name: str) -> None:
        await self._client.drop_shard(int(name.rsplit(":", maxsplit=1)[-1]))

    async def _turn(self, shard: int) -> None:
        """Wait until this shard may identify."""
        bucket = shard % self._client.concurrency
        name = f"discord:identify:{self._client.application_id}:{bucket}"
        while True:
            try:
                if await self._leases.hold(name, secrets.token_hex(8), self._identify):
                    return
            except StoreError as error:
                _log.warning("discord_identify_waits", reason=str(error))
            await asyncio.sleep(min(_AGAIN, self._identify.total_seconds() / 2))
