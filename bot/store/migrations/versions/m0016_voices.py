"""Articles know their licence and who wrote them; copies are found by their shingles."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns, and the table that new articles fill."""
    op.add_column("entry", sa.Column("licence", sa.Text(), nullable=True))
    op.add_column("revision", sa.Column("licence", sa.Text(), nullable=True))
    op.add_column("revision", sa.Column("credit", sa.Text(), nullable=True))
    op.create_table(
        "shingle",
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article", KEY, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name="fk_shingle_article_article"),
        sa.PrimaryKeyConstraint("hash", "article", name="pk_shingle"),
    )
    op.create_index("ix_shingle_article", "shingle", ["article"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("shingle")
    op.drop_column("revision", "credit")
    op.drop_column("revision", "licence")
    op.drop_column("entry", "licence")
