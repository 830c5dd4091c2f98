"""Stories of a rare topic are looked up."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.create_index("ix_story_topic", "story", ["topic"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_story_topic", "story")
