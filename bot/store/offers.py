"""What hub a feed offers in, the link to it kept: asked, changed or taken leave of."""

import datetime as dt
import secrets

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import HubState
from bot.store.schema import hub_link
from bot.store.words import clean


async def offer(
    connection: AsyncConnection, feed_id: int, hub: str | None, topic: str, moment: dt.datetime
) -> None:
    """Note the hub that a feed offers now; it is asked soon, with a secret of its own."""
    if hub is None:
        await leave(connection, feed_id, moment)
        return
    values = {
        "hub": clean(hub),
        "topic": clean(topic),
        "token": secrets.token_urlsafe(24),
        "secret": secrets.token_hex(32),
        "state": HubState.WANTED,
        "until": None,
        "failures": 0,
        "reason": None,
        "due": moment,
        "lease": None,
    }
    change = sa.update(hub_link).where(hub_link.c.feed == feed_id).values(**values)
    if not (await connection.execute(change)).rowcount:
        await connection.execute(sa.insert(hub_link).values(feed=feed_id, **values))


async def leave(connection: AsyncConnection, feed_id: int, moment: dt.datetime) -> None:
    """Let a feed's hub be told that we leave; one that was never asked is forgotten."""
    mine = hub_link.c.feed == feed_id
    untold = hub_link.c.state.in_([HubState.WANTED, HubState.DENIED])
    await connection.execute(sa.delete(hub_link).where(mine, untold))
    values = {"state": HubState.LEAVING, "due": moment, "lease": None, "failures": 0}
    await connection.execute(sa.update(hub_link).where(mine).values(**values))
