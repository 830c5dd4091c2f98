"""Posts of stories that became one in; one that tells it, and others that lead there, out.

After a merge a channel may have a post of each story. Two posts that tell one story would differ
with its next version, so one of them tells it from then on, that of the story that was there
already, and the others are edited once to say where. What they told is kept: when the stories are
parted again, each post tells its own.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Outcome, Platform
from bot.store.fanout import wake_lanes
from bot.store.rows import chunks
from bot.store.schema import briefing, delivery, target

GONE = "gone"
"""Part of a delivery whose post leads to another one now."""

_LEADS = "leads:"
"""Part of a delivery that edits such a post, before the key of the delivery that it was."""


def leading(part: str) -> int | None:
    """Give the delivery whose post is to lead elsewhere; ``None`` where ``part`` is no such."""
    return int(part.removeprefix(_LEADS)) if part.startswith(_LEADS) else None


def told_here() -> sa.ColumnElement[bool]:
    """Choose the deliveries that told a story alone, wherever their posts lead by now."""
    return delivery.c.part.in_(("", GONE))


async def settle(
    connection: AsyncConnection,
    key: int,
    *,
    new: int,
    came: Collection[int],
    moment: dt.datetime,
) -> None:
    """Leave a story one post in each channel; the others are queued to lead there.

    Args:
        connection: In the transaction that moved articles.
        key: The story.
        new: Its newest briefing.
        came: Articles that have just come to it.
        moment: Now.
    """
    query = (
        sa.select(delivery.c.id, delivery.c.target, delivery.c.ref, delivery.c.part)
        .add_columns(briefing.c.article, target.c.paused)
        .join(briefing, briefing.c.id == delivery.c.briefing)
        .join(target, target.c.id == delivery.c.target)
        .where(briefing.c.story == key, delivery.c.ref.is_not(None), told_here())
        .where(target.c.platform != Platform.PAGE)  # it shows each story once, whatever it was
        .order_by(delivery.c.target, delivery.c.id)
    )
    by: dict[int, list[sa.RowMapping]] = {}
    for row in (await connection.execute(query)).mappings():
        by.setdefault(row["target"], []).append(row)
    tells: list[int] = []
    gone: list[int] = []
    lead: list[sa.RowMapping] = []
    for rows in by.values():
        teller = _teller(rows, came)
        tells += [row["id"] for row in rows if row["ref"] == teller]
        for some in _posts(rows, but=teller).values():
            gone += [row["id"] for row in some]
            if any(row["part"] != GONE or row["article"] in came for row in some):
                lead.append(some[-1])
    for part, keys in (("", tells), (GONE, gone)):
        for few in chunks(keys):
            change = sa.update(delivery).where(delivery.c.id.in_(few), delivery.c.part != part)
            await connection.execute(change.values(part=part))
    await _queue(connection, lead, new, moment)


def _teller(rows: Sequence[sa.RowMapping], came: Collection[int]) -> str:
    """Choose the post that tells the story: its own before one that came, the latest of those.

    A post that was deleted and posted anew has two refs, and only the latter is there.
    """
    last = max(rows, key=lambda row: (row["part"] != GONE, row["article"] not in came, row["id"]))
    return str(last["ref"])


def _posts(rows: Iterable[sa.RowMapping], *, but: str) -> Mapping[str, list[sa.RowMapping]]:
    posts: dict[str, list[sa.RowMapping]] = {}
    for row in rows:
        if row["ref"] != but:
            posts.setdefault(row["ref"], []).append(row)
    return posts


async def _queue(
    connection: AsyncConnection, posts: Sequence[sa.RowMapping], new: int, moment: dt.datetime
) -> None:
    if not posts:
        return
    rows = [
        {
            "target": post["target"],
            "briefing": new,
            "part": f"{_LEADS}{post['id']}",
            "outcome": Outcome.HELD if post["paused"] else Outcome.PENDING,
            "reason": post["paused"],
            "queued": moment,
        }
        for post in posts
    ]
    await connection.execute(sa.insert(delivery), rows)
    lanes = sorted({post["target"] for post in posts if not post["paused"]})
    await wake_lanes(connection, lanes, moment)
