"""Feeds remember where their last answers said that they had moved to."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; empty means that no answer has said so."""
    op.add_column("feed", sa.Column("moved", sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("feed", "moved")
