"""Compressed chunks in, plain chunks out, never more than is asked for.

zlib and brotli are told how much they may give at a time, so a bomb of a thousandfold expansion
costs one chunk over the cap and no more. aiohttp could undo both, but bounds each of its pieces
at 32 MB and not the whole, which is why it is asked not to.
"""

import zlib
from typing import Protocol

import brotli

_GZIP = 16 + zlib.MAX_WBITS
_RAW = -zlib.MAX_WBITS
_PIECE = 1_000_000  # bytes that brotli may give at a time
ENCODINGS = ("gzip", "deflate", "br")  # what we ask for in Accept-Encoding


class TooLarge(Exception):  # noqa: N818 - a signal inside this package
    """More came out than the cap."""


class Damaged(Exception):  # noqa: N818 - likewise
    """What came in is not what its label says, or breaks off."""


class _Stream(Protocol):
    """One compressed stream."""

    @property
    def whole(self) -> bool:
        """The stream has come to its end."""

    def feed(self, chunk: bytes, most: int) -> tuple[bytes, bytes | None]:
        """Give plain bytes and what is to be fed next: ``None`` when all was taken."""


class _Zlib:
    def __init__(self, bits: int) -> None:
        self._zip = zlib.decompressobj(bits)

    @property
    def whole(self) -> bool:
        return self._zip.eof

    def feed(self, chunk: bytes, most: int) -> tuple[bytes, bytes | None]:
        try:
            plain = self._zip.decompress(chunk, most)
        except zlib.error as error:
            raise Damaged from error
        return plain, None if self._zip.eof else self._zip.unconsumed_tail or None


class _Brotli:
    def __init__(self) -> None:
        self._brotli = brotli.Decompressor()

    @property
    def whole(self) -> bool:
        return bool(self._brotli.is_finished())

    def feed(self, chunk: bytes, most: int) -> tuple[bytes, bytes | None]:
        try:
            plain = self._brotli.process(chunk, output_buffer_limit=min(most, _PIECE))
        except brotli.error as error:
            raise Damaged from error
        return plain, None if self._brotli.can_accept_more_data() else b""


class Inflater:
    """Collects a body up to a cap, undoing its ``Content-Encoding``.

    Args:
        encoding: "", "gzip", "deflate" or "br"; both spellings of deflate are understood.
        cap: Bytes that may come out.
    """

    def __init__(self, encoding: str, cap: int) -> None:
        self._cap = cap
        self._encoding = encoding
        self._stream: _Stream | None = None
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> None:
        """Take a chunk as it came over the wire; raise `TooLarge` or `Damaged`."""
        if not self._encoding or not chunk:
            self._keep(chunk)
            return
        stream = self._stream = self._stream or self._begin(chunk)
        left: bytes | None = None if stream.whole else chunk
        while left is not None:
            plain, left = stream.feed(left, self._cap - self._size + 1)
            self._keep(plain)
            if stream.whole:
                return  # what follows the end of a stream means nothing

    def _begin(self, chunk: bytes) -> _Stream:
        if self._encoding == "br":
            return _Brotli()
        if self._encoding == "gzip":
            return _Zlib(_GZIP)
        # RFC 9110 means a zlib stream; some servers send a bare one (first nibble not 8).
        return _Zlib(zlib.MAX_WBITS if chunk[0] & 0x0F == 8 else _RAW)  # noqa: PLR2004 - CM of RFC 1950

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > self._cap:
            raise TooLarge
        self._parts.append(part)

    def finish(self) -> bytes:
        """Give the whole; raise `Damaged` when the stream broke off."""
        if self._stream is not None and not self._stream.whole:
            raise Damaged
        return b"".join(self._parts)


def inflate(body: bytes, cap: int) -> bytes:
    """Undo a gzip that no header announced (``feed.xml.gz``); other bodies stay as they are."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    inflater = Inflater("gzip", cap)
    inflater.feed(body)
    return inflater.finish()
