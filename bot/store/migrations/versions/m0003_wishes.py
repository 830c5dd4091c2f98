"""Wishes of targets: rules, quiet hours, caps and digests."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def _target() -> list[sa.Column[Any]]:
    return [
        sa.Column("zone", sa.String(64), nullable=False, server_default="UTC"),
        sa.Column("quiet", sa.String(16)),
        sa.Column("cap", sa.Integer()),
        sa.Column("outlet_cap", sa.Integer()),
    ]


def _subscription() -> list[sa.Column[Any]]:
    return [
        sa.Column("rule", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("words", sa.Text(), nullable=False, server_default=""),
        sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("reason", sa.Text()),
    ]


def upgrade() -> None:
    """Add columns and tables; a delivery may be of a digest."""
    for column in _target():
        op.add_column("target", column)
    for column in _subscription():
        op.add_column("subscription", column)
    op.create_table(
        "digest_plan",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("target", KEY, nullable=False),
        sa.Column("cron", sa.Text()),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state_empty", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("scheduled", TIME, nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("due", TIME),
        sa.Column("lease", sa.String(length=32)),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["target"], ["target.id"], name="fk_digest_plan_target_target"),
        sa.PrimaryKeyConstraint("id", name="pk_digest_plan"),
    )
    op.create_index("ix_digest_plan_due", "digest_plan", ["due"])
    op.create_index("ix_digest_plan_target", "digest_plan", ["target"])
    op.create_table(
        "digest_run",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("plan", KEY, nullable=False),
        sa.Column("scheduled", TIME, nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.Column("briefings", sa.JSON(), nullable=False),
        sa.Column("omitted", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.ForeignKeyConstraint(
            ["plan"], ["digest_plan.id"], name="fk_digest_run_plan_digest_plan"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_digest_run"),
        sa.UniqueConstraint("plan", "scheduled", name="uq_digest_run_plan_scheduled"),
    )
    with op.batch_alter_table("delivery") as batch:
        batch.add_column(sa.Column("run", KEY))
        batch.add_column(sa.Column("part", sa.String(48), nullable=False, server_default=""))
        batch.create_foreign_key("fk_delivery_run_digest_run", "digest_run", ["run"], ["id"])
        batch.drop_constraint("uq_delivery_target_briefing", type_="unique")
        batch.create_unique_constraint(
            "uq_delivery_target_briefing_part", ["target", "briefing", "part"]
        )


def downgrade() -> None:
    """Take them away again; digests that wait are forgotten, posts are not."""
    op.execute("DELETE FROM delivery WHERE part <> ''")
    with op.batch_alter_table("delivery") as batch:
        batch.drop_constraint("uq_delivery_target_briefing_part", type_="unique")
        batch.drop_constraint("fk_delivery_run_digest_run", type_="foreignkey")
        batch.create_unique_constraint("uq_delivery_target_briefing", ["target", "briefing"])
        batch.drop_column("part")
        batch.drop_column("run")
    op.drop_table("digest_run")
    op.drop_table("digest_plan")
    for table, columns in (("subscription", _subscription()), ("target", _target())):
        for column in columns:
            op.drop_column(table, column.name)
