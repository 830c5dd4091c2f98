"""A language model's answers, what each day cost, who consents, what waits to be refined."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, empty; nobody consents who was not asked."""
    op.create_table(
        "model_answer",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_model_answer"),
    )
    op.create_index("ix_model_answer_at", "model_answer", ["at"])
    op.create_table(
        "model_day",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("workspace", sa.String(length=240), nullable=False),
        sa.Column("tokens", KEY, nullable=False),
        sa.Column("micros", KEY, nullable=False),
        sa.PrimaryKeyConstraint("day", "workspace", name="pk_model_day"),
    )
    op.create_table(
        "model_consent",
        sa.Column("workspace", sa.String(length=240), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("workspace", name="pk_model_consent"),
    )
    op.create_table(
        "refinement",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("briefing", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("due", TIME, nullable=True),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["briefing"], ["briefing.id"], name="fk_refinement_briefing_briefing"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_refinement"),
        sa.UniqueConstraint("briefing", name="uq_refinement_briefing"),
    )
    op.create_index("ix_refinement_due", "refinement", ["due"])


def downgrade() -> None:
    """Drop them; briefings that were refined stay as they were told."""
    op.drop_table("refinement")
    op.drop_table("model_consent")
    op.drop_table("model_day")
    op.drop_table("model_answer")
