"""Totals of the whole ledger are read from one index."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

COLUMNS = ["whole", "by_key", "currency", "binding", "year", "apart", "amount", "pledger"]


def upgrade() -> None:
    """Make it; accounts are written anew with names that an index can hold."""
    op.execute("UPDATE account SET shape = 0")
    op.execute(
        "UPDATE account SET pledger = substr(pledger, 1, 120), by_key = substr(by_key, 1, 120),"
        " recipient = substr(recipient, 1, 120), to_key = substr(to_key, 1, 120),"
        " currency = substr(currency, 1, 120)"
    )
    op.create_index("ix_account_sums", "account", COLUMNS)


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_account_sums", "account")
