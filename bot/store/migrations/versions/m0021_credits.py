"""A story knows whose text each of its outlets prints."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; stories that are held already are not known to have copies."""
    op.add_column("story", sa.Column("credits", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("story", "credits")
