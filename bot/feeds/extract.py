"""A page's bytes in, its article out, with what a reader must know about it.

trafilatura with ``fast=True`` gives the text (F1 0.962 on 181 pages, the best of eleven that
were measured); when that is thin, its slower way and the page's own data have their turn, and
the longest wins.
"""

import logging
import re
from collections.abc import Mapping

from lxml import etree
from lxml import html as lxml_html

from bot.errors import FeedError
from bot.feeds.about import About, read_about, wrapped_target
from bot.feeds.charset import decode
from bot.feeds.credits import credit_of
from bot.feeds.plain import plain, tidy
from bot.feeds.xmlfeed import PARSER_FAULTS
from bot.model import Page
from summariser import Mark

# trafilatura warns of every thin page; what it means for us is said in the page's marks.
logging.getLogger("trafilatura").propagate = False
logging.getLogger("trafilatura").addHandler(logging.NullHandler())

_THIN_WORDS = 80  # about three paragraphs: less than that and the other ways get their turn
_TEASER_WORDS = 40  # one paragraph under a headline is a headline with a teaser
_PAID_WORDS = 250  # a paid piece of more than this is there in full
_LONGEST_TEXT = 400_000
_MORE = re.compile(
    r"(?:(?:\.\.\.|…|\[…\]|\[\.\.\.\])|\b(?:read more|continue reading"
    r"|read the full (?:story|article)|click here to (?:read|continue)|more to come))\W*$",
    re.IGNORECASE,
)
_WALL = re.compile(
    r"\b(?:subscribe (?:now )?(?:to|for) (?:continue|read|unlock|full access|keep reading)"
    r"|(?:already a|for) subscribers?(?: only|\?)|to continue reading(?: this article)?,?"
    r" (?:please )?(?:subscribe|log in|sign in|register)"
    r"|this (?:article|content|story) is (?:only )?"
    r"(?:for|available to) (?:paying )?(?:subscribers|members)|subscribers? (?:can|only))",
    re.IGNORECASE,
)
_WALL_LINES = 3  # a wall stands at the end
_LISTING_LINES = 8
_LISTING_SHARE = 0.7
_SENTENCE_END = re.compile(r"""[.!?…]["'\u201d\u2019)\]]*$""")
# trafilatura needs about 20 microseconds a tag; a long article's page has some thousands.
_MOST_TAGS = 100_000
_KINDS = {
    "application/pdf": "a PDF",
    "application/zip": "an archive",
    "application/json": "data (JSON)",
}


def _tree(body: bytes, headers: Mapping[str, str]) -> lxml_html.HtmlElement:
    """Parse a page.

    Raises:
        FeedError: It is not a web page, or an empty one.
    """
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if body.startswith(b"%PDF-"):
        kind = "application/pdf"
    if kind.startswith(("image/", "audio/", "video/", "font/")) or kind in _KINDS:
        raise FeedError(f"answered with {_KINDS.get(kind, kind)} instead of an article page")
    if b"\0" in body[:1000] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FeedError("answered with binary data instead of an article page")
    text = decode(body, headers.get("content-type", "")).replace("\0", "")
    if text.count("<") > _MOST_TAGS:
        raise FeedError("is a page of so many parts that it would take too long to read")
    # lxml will not take a text that declares a charset: it has been obeyed already.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1)
    try:
        return lxml_html.document_fromstring(text)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise FeedError("answered with an empty page") from error


def article_or_lead(body: bytes, headers: Mapping[str, str], url: str) -> Page | str:
    """Read the article of a page, or find the address that the page only leads on to.

    Arguments and errors are those of `extract`.
    """
    root = _tree(body, headers)
    return wrapped_target(root, url) or _read(root, url)


def extract(body: bytes, headers: Mapping[str, str], url: str) -> Page:
    """Read the article of a page.

    Args:
        body: The page, decompressed.
        headers: Of the answer, names in lower case.
        url: Where it came from, after redirects.

    Raises:
        FeedError: There is nothing to be read.
    """
    return _read(_tree(body, headers), url)


def _read(root: lxml_html.HtmlElement, url: str) -> Page:
    about = read_about(root, url)
    whole = _article_text(root, about)
    text = _without_title(whole, about.title)[:_LONGEST_TEXT]
    marks = _marks(text, about)
    if Mark.HEADLINE_ONLY in marks:
        text = max(text, about.description or "", key=len)
    if not text and not about.title:
        raise FeedError("has no article text that we can find")
    return Page(
        url=about.url,
        text=text,
        title=about.title,
        outlet=about.outlet,
        authors=about.authors,
        published=about.published,
        language=about.language,
        marks=marks,
        licence=about.licence,
        credit=credit_of((*about.sources, *about.authors), text, about.outlet) or about.origin,
    )


def _article_text(root: lxml_html.HtmlElement, about: About) -> str:
    text = _extracted(root, fast=True)
    if _words(text) >= _THIN_WORDS:
        return text
    own = plain(about.body) if about.body else ""
    others = [own] if _words(own) >= _THIN_WORDS else [own, _extracted(root, fast=False)]
    return max([text, *others], key=len)


def _extracted(root: lxml_html.HtmlElement, *, fast: bool) -> str:
    import trafilatura  # noqa: PLC0415 - 8 MB, which a process that only polls never needs

    try:
        found = trafilatura.bare_extraction(
            root, fast=fast, include_comments=False, include_tables=True
        )
    except (etree.LxmlError, *PARSER_FAULTS):
        return ""
    return tidy(getattr(found, "text", None) or "")


def _without_title(text: str, title: str | None) -> str:
    first, _, rest = text.partition("\n")
    same = title is not None and first.strip().casefold() == title.casefold()
    return rest if same else text


def _words(text: str) -> int:
    return len(text.split())


def _marks(text: str, about: About) -> tuple[Mark, ...]:
    words = _words(text)
    last = "\n".join(text.splitlines()[-_WALL_LINES:])
    paid = (about.paid and words < _PAID_WORDS) or _WALL.search(last)
    marks = []
    if words < _TEASER_WORDS:
        marks.append(Mark.HEADLINE_ONLY)
    elif _is_listing(text):
        marks.append(Mark.LISTING)
    if paid:
        marks.append(Mark.PAYWALLED)
    elif words >= _TEASER_WORDS and _MORE.search(text):
        marks.append(Mark.TRUNCATED)
    return tuple(marks)


def _is_listing(text: str) -> bool:
    """Headlines under each other: many lines, few of which end like a sentence."""
    lines = text.splitlines()
    open_ended = sum(not _SENTENCE_END.search(line) for line in lines)
    return len(lines) >= _LISTING_LINES and open_ended / len(lines) >= _LISTING_SHARE
