"""A feed's bytes in, the document ready for a parser out: decoded, defused, whole."""

import re
from dataclasses import dataclass

from bot.errors import FeedError
from bot.feeds.charset import decode

_LOOKED_AT = 20_000
_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]{0,300}\?>", re.IGNORECASE)
_BEGINNING = re.compile(r"<\?xml\b|<(?:rss|feed|rdf:RDF|[a-z0-9]+:feed)[\s>]", re.IGNORECASE)
_ROOT = re.compile(r"<(?![!?])\s*([A-Za-z_][\w:.-]{0,60})")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ROOTS = {"rss", "feed", "rdf", "channel", "cdf", "newlocation"}
_WEB_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|script|div)\b", re.IGNORECASE)
_ENTRY_END = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
_TAIL = 400
_LONGEST_DOCTYPE = 500_000
# Characters that XML 1.0 forbids; outlets paste them in, and one would spoil the whole feed.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A feed's text.

    Attributes:
        text: Without XML declaration and document type, so that nothing can be declared in it.
        root: Name of the first element as written ("rss", "atom:feed"); "" for a JSON Feed.
        whole: It has its end; else what broke off after the last whole entry was cut away.
    """

    text: str
    root: str = ""
    whole: bool = True


def open_document(body: bytes, content_type: str = "") -> Document:
    """Decode a feed's body.

    Raises:
        FeedError: It is not a feed; the text says what it is instead.
    """
    text = decode(body, content_type).lstrip("\ufeff \t\r\n")
    if not text:
        raise FeedError("answered with nothing")
    if text[0] in "{[":
        return Document(text=text)
    head = text[:_LOOKED_AT]
    start = _BEGINNING.search(head)
    page = _WEB_PAGE.search(head)
    if start is None or (page and page.start() < start.start()):
        raise FeedError(_instead(head, page is not None, content_type))
    text = _FORBIDDEN.sub(" ", _without_prolog(text[start.start() :]))
    root = _root(text)
    if root.lower().rpartition(":")[2] not in _ROOTS:
        page_like = root.lower() in ("html", "xhtml")
        raise FeedError(_instead(text[:_LOOKED_AT], page_like, content_type))
    return _mended(text, root)


def _instead(head: str, page: bool, content_type: str) -> str:  # noqa: FBT001 - private, named at the call
    kind = content_type.partition(";")[0].strip().lower()
    if page or kind == "text/html":
        return "answered with a web page instead of a feed"
    if kind.startswith(("image/", "audio/", "video/", "application/pdf")):
        return f"answered with {kind} instead of a feed"
    if "<" in head:
        return "answered with a document that is not a feed"
    return "answered with something that is not a feed"


def _without_prolog(text: str) -> str:
    """Drop the XML declaration and the document type with every entity it declares."""
    text = _DECLARATION.sub("", text, count=1).lstrip()
    head = _COMMENT.sub(lambda match: " " * len(match[0]), text[:_LOOKED_AT])
    root = _ROOT.search(head)
    prolog = head[: root.start()] if root else head
    at = prolog.upper().find("<!DOCTYPE")
    if at < 0:
        return text
    end = _doctype_end(text, at)
    return text[:at] + text[end:]


def _doctype_end(text: str, at: int) -> int:
    """Find the end of a document type, over its internal subset and quoted strings."""
    depth, quote = 0, ""
    for place in range(at, min(at + _LONGEST_DOCTYPE, len(text))):
        letter = text[place]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "[<":
            depth += 1
        elif letter in "]>":
            depth -= 1
            if depth == 0:
                return place + 1
    return len(text)


def _root(text: str) -> str:
    match = _ROOT.search(_COMMENT.sub("", text[:_LOOKED_AT]))
    return match[1] if match else ""


def _mended(text: str, root: str) -> Document:
    """Cut a document that broke off after its last whole entry, and close it."""
    end = re.compile(rf"</\s*{re.escape(root)}\s*>", re.IGNORECASE)
    if end.search(text[-_TAIL:]) or re.fullmatch(r"<[^<>]*/>\s*", text):
        return Document(text=text, root=root)
    last = 0
    for match in _ENTRY_END.finditer(text):
        last = match.end()
    if not last:
        raise FeedError("broke off before its first entry")
    inner = "</channel>" if root.lower() == "rss" else ""
    return Document(text=f"{text[:last]}{inner}</{root}>", root=root, whole=False)
