"""Bytes and what was said about them in, text out; the bytes are believed over the labels.

Order: byte order mark; UTF-8 if the bytes are UTF-8 (text in another charset almost never is,
while labels often lie); the document's own label; the header's; Windows-1252, which the WHATWG
encoding standard reads for every label of the Latin-1 family.
"""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# "<?" or "<h" with zero bytes between: UTF-16 without a mark (XML 1.0, appendix F).
_SILENT_UTF16 = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_LABEL = re.compile(
    rb"""^[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']"""
    rb"""|<meta[^>]{1,200}?charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""",
    re.IGNORECASE,
)
_HEADER_LABEL = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_LOOKED_AT = 2048
# Charsets that write everything in ASCII bytes, so that "it is valid UTF-8" proves nothing.
_SEVEN_BIT = ("iso-2022", "iso2022", "hz")
_UTF_8 = {"utf-8", "utf8"}
_LATIN = {"iso-8859-1", "latin-1", "latin1", "iso8859-1", "us-ascii", "ascii"}
# Not text encodings in Python, or none that a document may choose.
_FORBIDDEN = {"utf-7", "unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined"}


def decode(body: bytes, content_type: str = "") -> str:
    """Decode a document; never fails: what cannot be read becomes U+FFFD."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    for start, name in _SILENT_UTF16:
        if body.startswith(start):
            return body.decode(name, "replace")
    labels = _labels(body, content_type)
    trusted = [label for label in labels if label.startswith(_SEVEN_BIT)]
    for label in (*trusted, "utf-8", *labels):
        try:
            return body.decode(label)
        except (UnicodeError, LookupError):
            continue
    return body.decode("cp1252", "replace")


def lies(body: bytes, content_type: str = "") -> bool:
    """Tell whether a document is not in the charset that it states."""
    labels = _labels(body, content_type)
    if not labels or body.isascii() or labels[0].startswith(_SEVEN_BIT):
        return False
    try:
        body.decode("utf-8")
    except UnicodeError:
        return labels[0] in _UTF_8
    return labels[0] not in _UTF_8


def _labels(body: bytes, content_type: str) -> list[str]:
    labels = []
    if own := _LABEL.search(body[:_LOOKED_AT]):
        labels.append((own[1] or own[2]).decode("ascii").lower())
    if header := _HEADER_LABEL.search(content_type):
        labels.append(header[1].lower())
    known = []
    for label in labels:
        name = {"gb2312": "gb18030", "gbk": "gb18030"}.get(label, label)
        name = "cp1252" if name in _LATIN else name
        if name not in _FORBIDDEN and not name.startswith(("utf-16", "utf16", "utf-32", "utf32")):
            known.append(name)
    return known
