"""A target and a story in, why it was told there or not out, in plain words.

What was done is told first (deliveries, digests); where nothing was, the target's wishes are
asked again, each with the part of its rule that the story fails.
"""

import urllib.parse
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import FeedState, Outcome, Place, Platform
from bot.rules import Facts, Mode, Rule, because, refusal
from bot.store.codec import decode_rule
from bot.store.pointers import told_here
from bot.store.rows import Row, stories
from bot.store.schema import (
    briefing,
    delivery,
    digest_plan,
    digest_run,
    feed,
    story,
    subscription,
    target,
)

RUNS = 60
"""Digests of one target that are looked through: a month of two a day."""

WORDS = {
    Outcome.PENDING: "waits to be posted",
    Outcome.POSTED: "was posted",
    Outcome.HELD: "is held",
    Outcome.WAITING: "waits for the next digest",
    Outcome.FOLDED: "was told in a digest",
    Outcome.DEAD: "could not be posted",
}


async def told_or_not(connection: AsyncConnection, to: int, key: int) -> list[str]:
    """Say why a target was, or was not, told a story."""
    current = await connection.scalar(sa.select(story.c.briefing).where(story.c.id == key))
    if current is None:
        return ["There is no such story."]
    facts = Facts((await stories(connection, [current]))[current])
    wishes = sa.select(subscription).where(subscription.c.target == to).order_by(subscription.c.id)
    rows = (await connection.execute(wishes)).mappings().all()
    done = await _done(connection, to, key)
    if done:
        met = [_met(row, facts) for row in rows]
        return done + list(dict.fromkeys(filter(None, met)))
    paused = await connection.scalar(sa.select(target.c.paused).where(target.c.id == to))
    said = [f"Nothing is posted there at present: {paused}."] if paused else []
    said += await _left_out(connection, to, key, facts, rows)
    said += [_wish(row, facts) for row in rows]
    return said or ["Nothing is followed there."]


def _met(row: Row, facts: Facts) -> str | None:
    """Say which sum a pledge watch was met by, and by which rate."""
    rule = decode_rule(row["rule"])
    if row["mode"] == Mode.MUTED or refusal(rule, facts) is not None:
        return None
    sum_ = because(rule, facts)
    return f'"{row["words"]}" wants it: {sum_.rstrip(",")}.' if sum_ else None


def _wish(row: Row, facts: Facts) -> str:
    name = row["words"] or "everything"
    why = refusal(decode_rule(row["rule"]), facts)
    if why:
        return f'"{name}" does not want it: {why}.'
    if row["mode"] == Mode.MUTED:
        why = f": {row['reason']}" if row["reason"] else ""
        return f'"{name}" is muted{why}.'
    if row["mode"] == Mode.DIGEST:
        return f'"{name}" wants it in the digest only.'
    return f'"{name}" wants it; it was made before that was followed.'


async def _done(connection: AsyncConnection, to: int, key: int) -> list[str]:
    """Say what deliveries and digests did with a story."""
    query = (
        sa.select(delivery.c.outcome, delivery.c.reason, briefing.c.version)
        .join(briefing, briefing.c.id == delivery.c.briefing)
        .where(delivery.c.target == to, briefing.c.story == key, told_here())
        .order_by(delivery.c.id)
    )
    said = []
    for row in await connection.execute(query):
        because_ = f": {row.reason}" if row.reason else ""
        said.append(f"Version {row.version} {WORDS[Outcome(row.outcome)]}{because_}.")
    told = set(await connection.scalars(sa.select(briefing.c.id).where(briefing.c.story == key)))
    return said + [
        f"It was told in the digest of {row['scheduled']:%Y-%m-%d %H:%M} UTC."
        for row in await _runs(connection, to)
        if told & set(row["briefings"]) and not row["reason"]
    ]


async def _left_out(
    connection: AsyncConnection, to: int, key: int, facts: Facts, rows: Sequence[Row]
) -> list[str]:
    """Say which digests could have told a story, and why they did not."""
    rules: list[Rule] = [decode_rule(r["rule"]) for r in rows if r["mode"] == Mode.DIGEST]
    if not any(refusal(rule, facts) is None for rule in rules):
        return []
    made = await connection.scalars(
        sa.select(briefing.c.made).where(briefing.c.story == key, briefing.c.version.is_not(None))
    )
    times = list(made)
    said = []
    for row in await _runs(connection, to):
        until = row["scheduled"] if row["reason"] else row["until"]  # a late one tells nothing
        if any(row["since"] < when <= until for when in times):
            which = f"the digest of {row['scheduled']:%Y-%m-%d %H:%M} UTC"
            if row["reason"]:
                said.append(f"It was due in {which}, which was not posted: {row['reason']}.")
            else:
                many = len(row["briefings"])
                said.append(f"It was left out of {which}: {many} that weigh more were told.")
    return said


async def _runs(connection: AsyncConnection, to: int) -> Sequence[Row]:
    columns = ("scheduled", "since", "until", "briefings", "reason")
    query = (
        sa.select(*(digest_run.c[name] for name in columns))
        .join(digest_plan, digest_plan.c.id == digest_run.c.plan)
        .where(digest_plan.c.target == to)
        .order_by(digest_run.c.id.desc())
        .limit(RUNS)
    )
    return (await connection.execute(query)).mappings().all()


async def target_at(connection: AsyncConnection, place: Place) -> int | None:
    """Find the target that a place is."""
    platform, address = place.platform or Platform.PAGE, place.address
    if place.platform is None:
        address = "front"
    query = sa.select(target.c.id).where(
        target.c.platform == platform,
        target.c.workspace.in_([place.workspace, ""]),
        target.c.address == address,
    )
    found: int | None = await connection.scalar(query.order_by(target.c.workspace.desc()).limit(1))
    return found


async def unseen(connection: AsyncConnection, url: str, shown: sa.ColumnElement[bool]) -> list[str]:
    """Say why an address may never have been seen: no feed of its outlet, or a failing one.

    ``shown`` leaves out the feeds that are not for who asks.
    """
    said = ["No feed of ours has listed this address."]
    host = (urllib.parse.urlsplit(url).hostname or "").removeprefix("www.")
    if not host:
        return said
    query = sa.select(feed).where(feed.c.removed.is_(False), shown).order_by(feed.c.id)
    rows = (await connection.execute(query)).mappings()
    theirs = [row for row in rows if host in {_host(row["url"]), _host(row["site"] or "")}]
    if not theirs:
        return [*said, f"No feed of {host} is read."]
    for row in theirs:
        name = row["title"] or row["url"]
        since = row["last_success"]
        when = f"{since:%Y-%m-%d %H:%M} UTC" if since else None
        if row["state"] == FeedState.FAILING:
            last = f"; it was last read at {when}" if when else ""
            said.append(f"{name} is failing: {row['reason']}{last}.")
        elif row["state"] == FeedState.RETIRED:
            said.append(f"{name} is gone: {row['reason']}.")
        else:
            said.append(f"{name} was read last at {when} and did not list it." if when else
                        f"{name} has not been read yet.")  # fmt: skip
    return said


def _host(url: str) -> str:
    return (urllib.parse.urlsplit(url).hostname or "").removeprefix("www.")
