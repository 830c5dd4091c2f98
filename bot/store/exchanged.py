"""Stories about to be posted in, by which rate each met a watch of its target out.

Whether a sum in one currency is as much as a watch asks for in another is decided by a rate; who
reads the post is told which, so that nobody takes the comparison for the article's own words.
"""

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Story
from bot.rules import Facts, Mode, exchanged, refusal
from bot.store.codec import decode_rule
from bot.store.schema import subscription

_WATCHES = (
    sa.select(subscription.c.target, subscription.c.rule, subscription.c.words)
    .where(
        subscription.c.target.in_(sa.bindparam("targets", expanding=True)),
        subscription.c.mode == Mode.LIVE,
        subscription.c.rule.contains('"least"'),  # as `encode_rule` writes it, where one is stated
    )
    .order_by(subscription.c.id)
)


async def notes_of(
    connection: AsyncConnection, told: Collection[tuple[int, Story]]
) -> Mapping[int, str]:
    """Give what is to be said, by target, of (target, story) that are about to be posted."""
    with_sums = {
        to: story for to, story in told if any(pledge.amount for pledge in story.briefing.pledges)
    }
    if not with_sums:
        return {}
    notes: dict[int, str] = {}
    for row in await connection.execute(_WATCHES, {"targets": list(with_sums)}):
        facts, rule = Facts(with_sums[row.target]), decode_rule(row.rule)
        if row.target in notes or refusal(rule, facts) is not None:
            continue
        if by := exchanged(rule, facts):
            notes[row.target] = f"Watch “{row.words}”: {by}"
    return notes
