"""The ledger answers from columns; records stand beside them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NAME = sa.String(length=120)


def _columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("state", sa.String(length=24), nullable=False, server_default="announced"),
        sa.Column("year", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("until", sa.String(length=10), nullable=True),
        sa.Column("due", sa.String(length=10), nullable=True),
        sa.Column("pledger", sa.Text(), nullable=True),
        sa.Column("recipient", sa.Text(), nullable=True),
        sa.Column("by_key", sa.Text(), nullable=False, server_default=""),
        sa.Column("to_key", sa.Text(), nullable=False, server_default=""),
        sa.Column("amount", sa.Double(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("worth", sa.Double(), nullable=True),
        sa.Column("binding", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("apart", sa.Text(), nullable=True),
        sa.Column("shape", sa.Integer(), nullable=False, server_default="0"),
    )


def upgrade() -> None:
    """Add the columns, empty: accounts of shape 0 are made anew when the ledger is told next."""
    op.drop_index("ix_account_deadline", "account")
    for column in _columns():
        op.add_column("account", column)
    op.create_table(
        "account_record",
        sa.Column("account", NAME, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.key"], name="fk_account_record_account"),
        sa.PrimaryKeyConstraint("account", name="pk_account_record"),
    )
    op.execute("INSERT INTO account_record SELECT key, record FROM account")
    op.drop_column("account", "record")
    for name in ("due", "shape"):
        op.create_index(f"ix_account_{name}", "account", [name])
    _names(newest_first=True)


def downgrade() -> None:
    """Put the records back; whoever is named is found again once the pledge is spoken of."""
    for name in ("due", "shape"):
        op.drop_index(f"ix_account_{name}", "account")
    op.add_column("account", sa.Column("record", sa.Text(), nullable=False, server_default=""))
    op.execute(
        "UPDATE account SET record = (SELECT account_record.record FROM account_record"
        " WHERE account_record.account = account.key)"
    )
    op.drop_table("account_record")
    for column in _columns():
        op.drop_column("account", column.name)
    op.create_index("ix_account_deadline", "account", ["deadline"])
    _names(newest_first=False)


def _names(*, newest_first: bool) -> None:
    """Make the table of names anew, empty."""
    op.drop_table("account_name")
    more = (
        (
            sa.Column("words", sa.Integer(), nullable=False),
            sa.Column("last", sa.DateTime(timezone=True), nullable=False),
        )
        if newest_first
        else ()
    )
    op.create_table(
        "account_name",
        sa.Column("account", NAME, nullable=False),
        sa.Column("role", sa.String(length=2), nullable=False),
        sa.Column("name_digest", sa.String(length=64), nullable=False),
        *more,
        sa.ForeignKeyConstraint(
            ["account"], ["account.key"], name="fk_account_name_account_account"
        ),
        sa.PrimaryKeyConstraint("account", "role", "name_digest", name="pk_account_name"),
    )
    if newest_first:
        columns = ["name_digest", "role", "last", "account"]
        op.create_index("ix_account_name_digest_role_last", "account_name", columns)
    else:
        columns = ["name_digest", "role", "account"]
        op.create_index("ix_account_name_name_digest_role_account", "account_name", columns)
