"""A lane knows its platform."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and fill it from the targets."""
    op.add_column("lane", sa.Column("platform", sa.String(16), nullable=False, server_default=""))
    op.execute("UPDATE lane SET platform = (SELECT platform FROM target WHERE target.id = lane.id)")


def downgrade() -> None:
    """Drop it."""
    op.drop_column("lane", "platform")
