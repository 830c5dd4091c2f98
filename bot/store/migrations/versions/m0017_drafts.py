"""Briefings wait for their story, where another process decides it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, empty: nothing waits so."""
    op.add_column("article", sa.Column("draft", sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop it; what waited is briefed again."""
    op.drop_column("article", "draft")
