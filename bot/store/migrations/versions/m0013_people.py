"""Feeds of one workspace alone; what readers think, and who may correct."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Everything that is held already is everybody's."""
    for table in ("feed", "article", "story"):
        op.add_column(table, sa.Column("workspace", sa.String(length=240), nullable=True))
    op.create_index("ix_story_workspace", "story", ["workspace"])
    op.create_table(
        "opinion",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("home", sa.String(length=240), nullable=False),
        sa.Column("person", sa.String(length=200)),
        sa.Column("story", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_opinion"),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="fk_opinion_story_story"),
    )
    op.create_index("ix_opinion_at", "opinion", ["at"])
    op.create_index("ix_opinion_story", "opinion", ["story"])
    op.create_index("ix_opinion_person", "opinion", ["home", "person"])
    op.create_table(
        "editor",
        sa.Column("tenant", sa.String(length=240), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=200)),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "person", name="pk_editor"),
    )


def downgrade() -> None:
    """Drop it all; private feeds and what came from them go first, or they would be everybody's."""
    op.execute("UPDATE feed SET removed = true, due = NULL WHERE workspace IS NOT NULL")
    op.execute("UPDATE article SET due = NULL WHERE workspace IS NOT NULL")
    op.execute("UPDATE story SET briefing = NULL WHERE workspace IS NOT NULL")
    op.drop_table("editor")
    op.drop_table("opinion")
    op.drop_index("ix_story_workspace", table_name="story")
    for table in ("story", "article", "feed"):
        op.drop_column(table, "workspace")
