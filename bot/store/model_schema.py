"""Nouns in, rows out: the tables of a language model's use.

``model_day`` counts by day (UTC) and workspace; the row of "*" is all of them together, so that
both caps are one comparison of one row each. ``refinement`` is worked through by lease.
"""

import sqlalchemy as sa

from bot.store.ledger_schema import metadata
from bot.store.schema import DIGEST, KEY, Utc

__all__ = ["metadata", "model_answer", "model_consent", "model_day", "refinement"]

model_answer = sa.Table(
    "model_answer",
    metadata,
    sa.Column("digest", DIGEST, primary_key=True),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("at", Utc, nullable=False, index=True),
)

model_day = sa.Table(
    "model_day",
    metadata,
    sa.Column("day", sa.String(10), primary_key=True),  # ISO 8601
    sa.Column("workspace", sa.String(240), primary_key=True),
    sa.Column("tokens", KEY, nullable=False),
    sa.Column("micros", KEY, nullable=False),  # millionths of the money that prices are in
)

# Workspaces that let the text of their private feeds be sent.
model_consent = sa.Table(
    "model_consent",
    metadata,
    sa.Column("workspace", sa.String(240), primary_key=True),
    sa.Column("at", Utc, nullable=False),
)

refinement = sa.Table(
    "refinement",
    metadata,
    sa.Column("id", KEY, primary_key=True, autoincrement=True),
    sa.Column("briefing", KEY, sa.ForeignKey("briefing.id"), nullable=False, unique=True),
    sa.Column("reason", sa.Text),
    sa.Column("due", Utc, index=True),
    sa.Column("lease", sa.String(32)),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
)
