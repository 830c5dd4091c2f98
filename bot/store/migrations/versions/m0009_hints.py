"""Names that go on as somebody types; what is held already is named, too."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.store.hints import beginnings
from bot.store.words import fold

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
BATCH = 500
"""Briefings read at a time, some 20 kB each."""


def upgrade() -> None:
    """Make the table and fill it."""
    postgres = op.get_bind().dialect.name == "postgresql"
    op.create_table(
        "hint",
        sa.Column("sort", sa.String(8), nullable=False),
        sa.Column("key", sa.String(40, collation="C" if postgres else None), nullable=False),
        sa.Column("ref", sa.String(120), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("sort", "key", "ref", name="pk_hint"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_hint_sort_ref", "hint", ["sort", "ref"])
    for rows in _held(op.get_bind()):
        if rows:
            op.get_bind().execute(_KEEP, rows)


def downgrade() -> None:
    """Drop it; all of it can be made again."""
    op.drop_table("hint")


_KEEP = sa.text(
    "INSERT INTO hint (sort, key, ref, shown, value, at) "
    "VALUES (:sort, :key, :ref, :shown, :value, :at) ON CONFLICT DO NOTHING"
).bindparams(sa.bindparam("at", type_=TIME))

_STORIES = sa.text(
    "SELECT story.id, story.topic, story.last, briefing.record FROM story "
    "JOIN briefing ON briefing.id = story.briefing WHERE story.id > :after "
    "ORDER BY story.id LIMIT :most"
).columns(last=TIME)
_FEEDS = sa.text("SELECT id, url, title, topic FROM feed WHERE NOT removed")
_ACCOUNTS = sa.text(
    "SELECT account.key, account.last, account_record.record FROM account "
    "JOIN account_record ON account_record.account = account.key "
    "WHERE account.key > :after ORDER BY account.key LIMIT :most"
).columns(last=TIME)


def _held(connection: sa.Connection) -> Iterator[list[dict[str, Any]]]:
    """Give the rows of what is held already, some hundreds of stories at a time."""
    rows: Sequence[Any]
    after: Any = 0
    while rows := connection.execute(_STORIES, {"after": after, "most": BATCH}).all():
        yield [row for told in rows for row in _story(told)]
        after = rows[-1].id
    after = ""
    while rows := connection.execute(_ACCOUNTS, {"after": after, "most": BATCH}).all():
        yield [row for each in rows for row in _pledge(each)]
        after = rows[-1].key
    now = connection.execute(sa.select(sa.func.current_timestamp(type_=TIME))).scalar_one()
    rows = connection.execute(_FEEDS).all()
    yield [row for each in rows for row in _feed(each, now)]


def _story(told: Any) -> Iterator[dict[str, Any]]:
    record = json.loads(told.record)
    lines = record.get("layout") or [{}]
    line = "".join(segment["text"] for segment in lines[0].get("segments") or [])
    yield from _rows("story", str(told.id), line, told.last)
    for actor in record.get("actors") or []:
        yield from _rows("actor", fold(actor["name"]), actor["name"], told.last)
    if told.topic:
        yield from _rows("topic", fold(told.topic), told.topic, told.last)


def _feed(each: Any, now: Any) -> Iterator[dict[str, Any]]:
    bare = each.url.partition("://")[2].removeprefix("www.")
    shown = f"{each.title} ({bare})" if each.title else bare
    yield from _rows("feed", str(each.id), shown, now)
    if each.topic:
        yield from _rows("topic", fold(each.topic), each.topic, now)


def _pledge(each: Any) -> Iterator[dict[str, Any]]:
    record = json.loads(each.record)
    amount, currency = record.get("sum") or ("", "")
    to = f" → {record['recipient']}" if record.get("recipient") else ""
    who = record.get("pledger") or "not stated"
    yield from _rows("pledge", each.key, f"{who}{to}: {currency} {amount} {record['purpose']}",
                     each.last)  # fmt: skip


def _rows(sort: str, ref: str, shown: str, at: Any) -> Iterator[dict[str, Any]]:
    shown = " ".join(shown.split())[:200]
    value = shown if sort in {"actor", "topic"} else ref
    for key in beginnings(shown, every=sort != "story"):
        yield {
            "sort": sort,
            "key": key,
            "ref": ref[:120],
            "shown": shown,
            "value": value,
            "at": at,
        }
