"""Any text in, the plain words that are searched out, the same for both databases."""

import hashlib
import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_UNHOLDABLE = re.compile("[\x00\ud800-\udfff]")

# A tsvector holds at most 1 MB (PostgreSQL manual, 12.11); this many characters always fit.
INDEXED = 100_000

# More words than anybody types; each costs a look-up.
ASKED = 32


def clean(text: str) -> str:
    """Replace what a database cannot hold (NUL, lone surrogates), keeping every offset."""
    return _UNHOLDABLE.sub("\ufffd", text)


def fold(text: str) -> str:
    """Give the words without case and accents, separated by single spaces."""
    plain = unicodedata.normalize("NFKD", text[:INDEXED]).casefold()
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(_WORD.findall(bare))


def asked(text: str) -> list[str]:
    """Give the words that a search asks for, each once."""
    return list(dict.fromkeys(fold(text).split()))[:ASKED]


def digest(text: str) -> str:
    """Give 64 characters that stand for a text of any length."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def address_digest(url: str, workspace: str | None) -> str:
    """Give an address's digest: a workspace's own feeds and articles are copies of their own."""
    return digest(url if workspace is None else f"{workspace} {url}")
