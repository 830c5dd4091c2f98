"""Compressed chunks in, plain chunks out, never more than is asked for.

`zlib` is told how much it may give at a time, so a bomb of a thousandfold expansion costs one
chunk over the cap and no more.
"""

import zlib

_GZIP = 16 + zlib.MAX_WBITS
_RAW = -zlib.MAX_WBITS
ENCODINGS = ("gzip", "deflate")  # what we ask for in Accept-Encoding


class TooLarge(Exception):  # noqa: N818 - a signal inside this package
    """More came out than the cap."""


class Inflater:
    """Collects a body up to a cap, undoing its ``Content-Encoding``.

    Args:
        encoding: "", "gzip" or "deflate"; both spellings of deflate are understood.
        cap: Bytes that may come out.
    """

    def __init__(self, encoding: str, cap: int) -> None:
        self._cap = cap
        self._deflate = encoding == "deflate"
        self._zip = zlib.decompressobj(_GZIP) if encoding == "gzip" else None
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> None:
        """Take a chunk as it came over the wire; raise `TooLarge` or `zlib.error`."""
        if self._deflate and self._zip is None and chunk:
            # RFC 9110 means a zlib stream; some servers send a bare one (first nibble not 8).
            self._zip = zlib.decompressobj(zlib.MAX_WBITS if chunk[0] & 0x0F == 8 else _RAW)  # noqa: PLR2004 - CM of RFC 1950
        if self._zip is None:
            self._keep(chunk)
            return
        while chunk and not self._zip.eof:
            self._keep(self._zip.decompress(chunk, self._cap - self._size + 1))
            chunk = self._zip.unconsumed_tail

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > self._cap:
            raise TooLarge
        self._parts.append(part)

    def finish(self) -> bytes:
        """Give the whole; raise `zlib.error` when the stream broke off."""
        if self._zip is not None and not self._zip.eof and self._size + len(self._parts):
            self._keep(self._zip.flush())
            if not self._zip.eof:
                raise zlib.error("incomplete stream")
        return b"".join(self._parts)


def inflate(body: bytes, cap: int) -> bytes:
    """Undo a gzip that no header announced (``feed.xml.gz``); other bodies stay as they are."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    inflater = Inflater("gzip", cap)
    inflater.feed(body)
    return inflater.finish()
