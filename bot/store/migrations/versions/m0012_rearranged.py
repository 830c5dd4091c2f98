"""Stories can be split, merged and put back; those of one affair are linked."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add where a merged story went, the log of moves, and links."""
    op.add_column("story", sa.Column("moved_to", KEY, nullable=True))
    op.create_table(
        "rearranged",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("source", KEY, nullable=False),
        sa.Column("target", KEY, nullable=False),
        sa.Column("articles", sa.JSON(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("undoes", KEY, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_rearranged"),
    )
    op.create_index("ix_rearranged_undoes", "rearranged", ["undoes"])
    op.create_table(
        "story_link",
        sa.Column("story", KEY, autoincrement=False, nullable=False),
        sa.Column("other", KEY, autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="fk_story_link_story_story"),
        sa.ForeignKeyConstraint(["other"], ["story.id"], name="fk_story_link_other_story"),
        sa.PrimaryKeyConstraint("story", "other", name="pk_story_link"),
    )
    op.create_index("ix_story_link_other", "story_link", ["other"])


def downgrade() -> None:
    """Drop them; articles stay in the stories where they are."""
    op.drop_table("story_link")
    op.drop_table("rearranged")
    op.drop_column("story", "moved_to")
