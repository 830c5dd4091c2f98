"""A text that was just read in, the article that it is a copy of out.

Texts are compared by their shingles (Broder 1997). The few smallest hashes of each are kept in a
table: two texts that share half of their shingles share one of six with a chance of 98 %, and
only texts that do are compared as wholes. The one that was there first is the original; whoever
it credits, or its outlet, is the voice of the copy.
"""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.role import say
from bot.store.schema import article, revision, shingle
from bot.traits import fold, resemblance, sketch

KEPT = 6
"""Hashes kept of each text."""

NEAR = 0.5
"""Resemblance from which a text is a copy: half of its shingles are the other's."""

RECENT = dt.timedelta(days=4)
"""Agencies' pieces are printed within days; older likeness is a series or a form letter."""

LONGEST = 20_000
"""Characters that are compared."""

FEW = 5
"""Originals that are looked at, first published first."""


async def original_voice(
    connection: AsyncConnection,
    key: int,
    text: str,
    outlet: str | None,
    *,
    workspace: str | None,
    moment: dt.datetime,
) -> str | None:
    """Remember a text, and name the voice that it repeats; ``None`` when it is its own."""
    whole = sketch(text[:LONGEST])
    kept = whole[:KEPT]
    await connection.execute(sa.delete(shingle).where(shingle.c.article == key))
    if not kept:
        return None
    found = await _first_like(connection, key, whole, workspace=workspace, moment=moment)
    rows = [{"hash": each, "article": key} for each in kept]
    await connection.execute(sa.insert(shingle), rows)
    if found is None or fold(found["outlet"] or "") == fold(outlet or ""):
        return None
    voice: str | None = found["credit"] or found["outlet"]
    if voice:
        said = f"Its text is nearly that of {found['url']}: it counts as the same voice, {voice}."
        await say(connection, moment, said, article=key)
    return voice


async def _first_like(
    connection: AsyncConnection,
    key: int,
    whole: tuple[int, ...],
    *,
    workspace: str | None,
    moment: dt.datetime,
) -> sa.RowMapping | None:
    sharing = sa.select(shingle.c.article).where(shingle.c.hash.in_(whole[:KEPT]))
    query = (
        sa.select(article.c.url, article.c.outlet, revision.c.text, revision.c.credit)
        .join(revision, revision.c.id == article.c.revision)
        .where(article.c.id.in_(sharing), article.c.id != key, ~revision.c.forgotten)
        .where(article.c.fetched >= moment - RECENT)
        .where(article.c.workspace.is_not_distinct_from(workspace))
        .order_by(article.c.id)
        .limit(FEW)
    )
    for row in (await connection.execute(query)).mappings():
        if resemblance(whole, sketch(row["text"][:LONGEST])) >= NEAR:
            return row
    return None
