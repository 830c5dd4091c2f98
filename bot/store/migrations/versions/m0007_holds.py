"""Named leases, and events that were taken on."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make both tables, empty."""
    op.create_table(
        "hold",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("fence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_hold"),
    )
    op.create_table(
        "heard",
        sa.Column("event_digest", sa.String(length=64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("event_digest", name="pk_heard"),
    )
    op.create_index("ix_heard_at", "heard", ["at"])


def downgrade() -> None:
    """Drop them; whoever has a lease takes it again."""
    op.drop_table("heard")
    op.drop_table("hold")
