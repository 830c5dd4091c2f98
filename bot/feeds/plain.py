"""Markup in, plain text out: paragraphs by newline, nothing that runs, hides or reorders."""

import re
import unicodedata
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote br caption dd div dl dt figcaption figure footer form"
        " h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead"
        " tr ul",
    )
)
_SILENT = frozenset(
    re.findall(r"\w+", "script style noscript template iframe object embed svg math head title")
)
# Zero-width and bidirectional controls: they can make a text read differently from what it is.
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x200B, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_CONTROLS = {code: " " for code in range(0x20) if chr(code) not in "\n\t\r"} | {0x7F: " "}
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n[ \n]*")
_MARKUP = re.compile(r"<[a-zA-Z!/?]|&[#a-zA-Z]")


def plain(text: str) -> str:
    """Turn HTML (or text without any) into plain text."""
    if not _MARKUP.search(text):
        return tidy(text)
    # The wrapper keeps a bare text from being taken for a whole document.
    try:
        root = lxml_html.fromstring(f"<div>{text.translate(_CONTROLS)}</div>")
    except (etree.LxmlError, ValueError):
        return tidy(re.sub(r"<[^>]*>", " ", text))
    return tidy("".join(_pieces(root)))


def _pieces(root: lxml_html.HtmlElement) -> Iterator[str]:
    silent = 0
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            if not silent and node.tail:
                yield " ".join(node.tail.split("\n"))
            continue
        tag = node.tag
        if event == "start":
            silent += tag in _SILENT
            if tag in _BLOCKS:
                yield "\n"
            if not silent and node.text:
                yield node.text.replace("\n", " ")
        else:
            silent -= tag in _SILENT
            if tag in _BLOCKS:
                yield "\n"
            if not silent and node.tail and node is not root:
                yield node.tail.replace("\n", " ")


def tidy(text: str) -> str:
    """Compose characters, drop invisible ones, and leave single spaces and newlines."""
    text = unicodedata.normalize("NFC", text.translate(_INVISIBLE).translate(_CONTROLS))
    return _BREAKS.sub("\n", _SPACES.sub(" ", text.replace("\r", "\n"))).strip()


def one_line(text: str) -> str:
    """Turn HTML into plain text of one line, as titles and names want it."""
    return " ".join(plain(text).split())
