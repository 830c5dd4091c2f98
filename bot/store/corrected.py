"""An editor's corrections in, the stories that tell what was corrected told anew out.

In the transaction that keeps the correction: there is never the one without the other. The new
version goes the ordinary way, as an edit of each post that there is and a note in its thread. Only
what everybody reads is in the ledger, so that no workspace's own story is touched from outside.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

import pydantic
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.claims import claims
from bot.corrections import corrected
from bot.ledger import Correction
from bot.model import Outcome
from bot.store.codec import encode
from bot.store.fanout import mend
from bot.store.ledger_schema import correction, told
from bot.store.role import say
from bot.store.rows import stories as stories_of
from bot.store.schema import briefing, delivery, story, target
from summariser import Article, Briefing

_CORRECTION = pydantic.TypeAdapter(Correction)
_EPOCH = dt.datetime.min.replace(tzinfo=dt.UTC)


async def as_corrected(connection: AsyncConnection, made: Briefing) -> Briefing:
    """Give a briefing as editors have corrected its article until now."""
    if not made.pledges:
        return made
    # What is not asked of these claims here: where in the text they stand, and who told them when.
    nowhere = Article(id=made.article, text="")
    said = claims(nowhere, made, seen=_EPOCH, story=None, family="")
    ruled = await _ruled(connection, [each.key for each in said])
    return corrected(made, said, ruled)


async def tell_corrected(
    connection: AsyncConnection, articles: Collection[int], moment: dt.datetime
) -> None:
    """Tell every story anew whose present version tells one of these articles otherwise."""
    query = (
        sa.select(story.c.id, story.c.version, story.c.briefing)
        .join(briefing, briefing.c.id == story.c.briefing)
        .where(briefing.c.article.in_(articles), story.c.workspace.is_(None))
        .order_by(story.c.id)
        .with_for_update(of=story)
    )
    for row in (await connection.execute(query)).mappings().all():
        now = (await stories_of(connection, [row["briefing"]]))[row["briefing"]]
        made = await as_corrected(connection, now.briefing)
        if made == now.briefing:
            continue
        key = await _version(connection, row, made, moment)
        await mend(connection, key, await _shown(connection, row["id"]), moment)
        said = f"An editor's correction made version {row['version'] + 1} of story {row['id']}."
        await say(connection, moment, said, article=now.article.id)


async def _ruled(connection: AsyncConnection, keys: Sequence[str]) -> Sequence[Correction]:
    query = sa.select(correction.c.record).where(correction.c.claim.in_(keys))
    return [_CORRECTION.validate_json(row) for row in await connection.scalars(query)]


async def _version(
    connection: AsyncConnection, row: sa.RowMapping, made: Briefing, moment: dt.datetime
) -> int:
    """Keep the next version; the ledger has heard what the article says."""
    names = ("article", "revision", "reading")
    was = sa.select(*(briefing.c[name] for name in names)).where(briefing.c.id == row["briefing"])
    values: dict[str, Any] = dict((await connection.execute(was)).mappings().one())
    values |= {
        "story": row["id"],
        "version": row["version"] + 1,
        "record": encode(made),
        "made": moment,
    }
    new = sa.insert(briefing).values(values).returning(briefing.c.id)
    key: int = (await connection.execute(new)).scalar_one()
    await connection.execute(sa.insert(told).values(briefing=key, at=moment))
    change = sa.update(story).where(story.c.id == row["id"])
    await connection.execute(change.values(version=row["version"] + 1, briefing=key))
    return key


async def _shown(connection: AsyncConnection, key: int) -> set[int]:
    """Give the targets where the story has a post, or is about to have one."""
    told = sa.select(briefing.c.id).where(briefing.c.story == key)
    query = (
        sa.select(delivery.c.target)
        .join(target, target.c.id == delivery.c.target)
        .where(
            delivery.c.briefing.in_(told),
            delivery.c.part == "",
            sa.or_(
                (delivery.c.outcome == Outcome.POSTED) & delivery.c.ref.is_not(None),
                delivery.c.outcome == Outcome.PENDING,
                (delivery.c.outcome == Outcome.HELD) & target.c.paused.is_not(None),
            ),
        )
    )
    return set(await connection.scalars(query.distinct()))
