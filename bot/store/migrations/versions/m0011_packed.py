"""Texts are kept compressed; old ones may be forgotten but for their quotes."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.store.packed import pack, unpack

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SOME = 500
COLUMNS = (("revision", "text"), ("entry", "content"))


def upgrade() -> None:
    """Compress what is there."""
    for table, name in COLUMNS:
        _rewrite(table, name, sa.LargeBinary(), pack)
    op.add_column(
        "revision",
        sa.Column("forgotten", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_index("ix_revision_fetched", "revision", ["fetched"])


def downgrade() -> None:
    """Write the texts out again; what was forgotten stays so."""
    op.drop_index("ix_revision_fetched", "revision")
    op.drop_column("revision", "forgotten")
    for table, name in COLUMNS:
        _rewrite(table, name, sa.Text(), unpack)


def _rewrite(table: str, name: str, kind: Any, change: Callable[[Any], Any]) -> None:
    """Put a column of another type in the place of one, some hundred rows at a time.

    No table is copied: others point at these. SQLite wants a default for a column that may not be
    empty, so it has one.
    """
    required = table == "revision"
    nothing = sa.text("''") if required else None
    op.add_column(table, sa.Column("instead", kind, nullable=not required, server_default=nothing))
    connection = op.get_bind()
    old = sa.column(name, sa.Text() if isinstance(kind, sa.LargeBinary) else sa.LargeBinary())
    now = sa.table(table, sa.column("id"), old, sa.column("instead", kind))
    last = 0
    while True:
        query = sa.select(now.c.id, old).where(now.c.id > last, old.is_not(None))
        rows = connection.execute(query.order_by(now.c.id).limit(SOME)).all()
        if not rows:
            break
        last = rows[-1][0]
        written = sa.update(now).where(now.c.id == sa.bindparam("key"))
        connection.execute(
            written.values(instead=sa.bindparam("packed")),
            [{"key": key, "packed": change(value)} for key, value in rows],
        )
    op.drop_column(table, name)
    op.execute(f"ALTER TABLE {table} RENAME COLUMN instead TO {name}")
