"""Stories are found by their rare words, and known by a profile."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make both tables, empty: profiles of stories that can still be joined are made at work."""
    op.create_table(
        "story_word",
        sa.Column("word", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("story", KEY, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("word", "at", "story", name="pk_story_word"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_story_word_at", "story_word", ["at"])
    op.create_table(
        "story_profile",
        sa.Column("story", KEY, autoincrement=False, nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("last", TIME, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="fk_story_profile_story_story"),
        sa.PrimaryKeyConstraint("story", name="pk_story_profile"),
    )
    op.create_index("ix_story_profile_last", "story_profile", ["last"])


def downgrade() -> None:
    """Drop them; they can be made again from the articles."""
    op.drop_table("story_profile")
    op.drop_table("story_word")
