"""Feeds remember the hub that they offer, and how we stand with it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add what no feed offers yet."""
    op.add_column("feed", sa.Column("hub", sa.Text(), nullable=True))
    op.add_column("feed", sa.Column("hub_topic", sa.Text(), nullable=True))
    op.add_column("feed", sa.Column("pushed_until", TIME, nullable=True))
    op.create_table(
        "hub_link",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("feed", KEY, nullable=False),
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("until", TIME, nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("due", TIME, nullable=True),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["feed"], ["feed.id"], name="fk_hub_link_feed_feed"),
        sa.PrimaryKeyConstraint("id", name="pk_hub_link"),
        sa.UniqueConstraint("feed", name="uq_hub_link_feed"),
        sa.UniqueConstraint("token", name="uq_hub_link_token"),
    )
    op.create_index("ix_hub_link_due", "hub_link", ["due"])


def downgrade() -> None:
    """Drop it: hubs that still push are answered that nobody is there, and stop."""
    op.drop_table("hub_link")
    op.drop_column("feed", "pushed_until")
    op.drop_column("feed", "hub_topic")
    op.drop_column("feed", "hub")
