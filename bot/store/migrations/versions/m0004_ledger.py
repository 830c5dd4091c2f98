"""The pledge ledger: what was claimed, what it was taken to mean, and what comes of it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
NAME = sa.String(length=120)


def upgrade() -> None:
    """Make its tables; briefings that are held already are heard in their turn."""
    op.create_table(
        "told",
        sa.Column("briefing", KEY, autoincrement=False, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["briefing"], ["briefing.id"], name="fk_told_briefing_briefing"),
        sa.PrimaryKeyConstraint("briefing", name="pk_told"),
    )
    op.create_table(
        "claim",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("key", NAME, nullable=False),
        sa.Column("article", KEY, nullable=False),
        sa.Column("briefing", KEY, nullable=False),
        sa.Column("story", KEY, nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name="fk_claim_article_article"),
        sa.ForeignKeyConstraint(["briefing"], ["briefing.id"], name="fk_claim_briefing_briefing"),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="fk_claim_story_story"),
        sa.PrimaryKeyConstraint("id", name="pk_claim"),
    )
    for column in ("key", "article", "story"):
        op.create_index(f"ix_claim_{column}", "claim", [column])
    op.create_table(
        "claim_name",
        sa.Column("claim", KEY, autoincrement=False, nullable=False),
        sa.Column("name_digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["claim.id"], name="fk_claim_name_claim_claim"),
        sa.PrimaryKeyConstraint("claim", "name_digest", name="pk_claim_name"),
    )
    op.create_index("ix_claim_name_name_digest_claim", "claim_name", ["name_digest", "claim"])
    op.create_table(
        "said",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("claim", KEY, nullable=False),
        sa.Column("entry", NAME, nullable=False),
        sa.Column("target", NAME, nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["claim.id"], name="fk_said_claim_claim"),
        sa.PrimaryKeyConstraint("id", name="pk_said"),
    )
    for column in ("claim", "entry", "target"):
        op.create_index(f"ix_said_{column}", "said", [column])
    op.create_table(
        "correction",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("claim", NAME, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_correction"),
    )
    op.create_index("ix_correction_claim", "correction", ["claim"])
    _accounts()


def _accounts() -> None:
    op.create_table(
        "account",
        sa.Column("key", NAME, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("first", TIME, nullable=False),
        sa.Column("last", TIME, nullable=False),
        sa.Column("deadline", sa.String(length=10), nullable=True),
        sa.Column("whole", NAME, nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_account"),
    )
    op.create_index("ix_account_last", "account", ["last"])
    op.create_index("ix_account_deadline", "account", ["deadline"])
    op.create_index("ix_account_kind_last", "account", ["kind", "last"])
    op.create_table(
        "account_name",
        sa.Column("account", NAME, nullable=False),
        sa.Column("role", sa.String(length=2), nullable=False),
        sa.Column("name_digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["account.key"], name="fk_account_name_account_account"
        ),
        sa.PrimaryKeyConstraint("account", "role", "name_digest", name="pk_account_name"),
    )
    op.create_index(
        "ix_account_name_name_digest_role_account",
        "account_name",
        ["name_digest", "role", "account"],
    )


def downgrade() -> None:
    """Drop them; they can be made again from the briefings, corrections cannot."""
    for name in ("account_name", "account", "correction", "said", "claim_name", "claim", "told"):
        op.drop_table(name)
