"""Times and keys in, columns out: what all tables of the store are made of."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DIGEST = sa.String(64)


class Utc(sa.types.TypeDecorator[dt.datetime]):
    """An aware UTC time; SQLite, which has no such type, keeps text that sorts."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: dt.datetime | None, dialect: sa.engine.Dialect
    ) -> dt.datetime | None:
        """Refuse a time without a zone: it means another moment on another machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value}")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self, value: dt.datetime | None, dialect: sa.engine.Dialect
    ) -> dt.datetime | None:
        """Give it back aware."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if dialect.name == "sqlite" else value


def own_key() -> sa.Column[int]:
    """Number rows from one on."""
    return sa.Column("id", KEY, primary_key=True, autoincrement=True)


def refers(name: str, target: str, **options: Any) -> sa.Column[int]:
    """Name the key of another table's row."""
    return sa.Column(name, KEY, sa.ForeignKey(f"{target}.id"), **options)


def leased() -> list[sa.Column[Any]]:
    """Let rows be worked through by lease (`bot.store.lease`)."""
    return [
        sa.Column("due", Utc, index=True),
        sa.Column("lease", sa.String(32)),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    ]
