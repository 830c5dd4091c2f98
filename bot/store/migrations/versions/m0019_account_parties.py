"""Sums of one party are found by its name's words, and added up along an index."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

COLUMNS = ["whole", "to_key", "currency", "binding", "year", "apart", "amount", "recipient"]


def upgrade() -> None:
    """Make the index and the table, with the parties that there are."""
    op.create_index("ix_account_sums_to", "account", COLUMNS)
    op.create_table(
        "account_party",
        sa.Column("role", sa.String(2), nullable=False),
        sa.Column("name_digest", sa.String(64), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("role", "name_digest", "key", name="pk_account_party"),
    )
    op.execute(
        "INSERT INTO account_party (role, name_digest, key, words)"
        " SELECT name.role, name.name_digest,"
        " CASE name.role WHEN 'by' THEN account.by_key ELSE account.to_key END AS key,"
        " max(name.words)"
        " FROM account_name AS name JOIN account ON account.key = name.account"
        " GROUP BY name.role, name.name_digest,"
        " CASE name.role WHEN 'by' THEN account.by_key ELSE account.to_key END"
    )


def downgrade() -> None:
    """Drop both."""
    op.drop_table("account_party")
    op.drop_index("ix_account_sums_to", "account")
