"""Why an article is in its story is kept for ever, other decisions for a while."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was said of a story until now is kept, too."""
    op.add_column(
        "decision", sa.Column("kept", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    table = sa.table("decision", sa.column("said", sa.Text), sa.column("kept", sa.Boolean))
    ways = ("It joined story %", "It began story %", "%moved it from story %")
    about = sa.or_(*(table.c.said.like(way) for way in ways))
    op.execute(sa.update(table).where(about).values(kept=sa.true()))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("decision", "kept")
