"""Feeds remember which entries they listed, so that only unseen ones are parsed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; empty means that everything is parsed once more."""
    op.add_column("feed", sa.Column("entries_seen", sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("feed") as table:
        table.drop_column("entries_seen")
