"""Texts in, compressed bytes in the database, and back: half the room."""

import zlib

import sqlalchemy as sa

_PLAIN, _ZLIB = b"\0", b"\1"
_WORTH = 200
"""Characters from which it saves anything: a zlib stream of its own has no words to refer to."""


def pack(text: str) -> bytes:
    """Compress a text; a first byte says how."""
    raw = text.encode("utf-8")
    return _PLAIN + raw if len(raw) < _WORTH else _ZLIB + zlib.compress(raw)


def unpack(data: bytes) -> str:
    """Give the text again."""
    raw = data[1:]
    return (zlib.decompress(raw) if data[:1] == _ZLIB else raw).decode("utf-8")


class Packed(sa.types.TypeDecorator[str]):
    """A text that the database sees as bytes; it cannot be compared there."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.engine.Dialect) -> bytes | None:
        """Compress it."""
        del dialect
        return None if value is None else pack(value)

    def process_result_value(self, value: bytes | None, dialect: sa.engine.Dialect) -> str | None:
        """Give it again."""
        del dialect
        return None if value is None else unpack(value)
