"""PostgreSQL's notices in, bells of this process rung, for as long as the store is open."""

import asyncio
import contextlib
from typing import Any

from bot.errors import StoreError
from bot.store.engine import Database
from bot.store.wake import CHANNEL

AGAIN = 2.0
"""Pause before listening again after the connection broke, in seconds; polling goes on."""


async def hear(database: Database) -> None:
    """Listen until cancelled."""
    while True:
        with contextlib.suppress(StoreError):
            async with database.read() as connection:
                raw: Any = (await connection.get_raw_connection()).driver_connection
                broken = asyncio.Event()
                raw.add_termination_listener(lambda *_, broken=broken: broken.set())

                def ring(_connection: Any, _pid: int, _channel: str, names: str) -> None:
                    database.bells.ring(names.split(","))

                await raw.add_listener(CHANNEL, ring)
                try:
                    await broken.wait()
                finally:
                    if not raw.is_closed():
                        await raw.remove_listener(CHANNEL, ring)
        await asyncio.sleep(AGAIN)
