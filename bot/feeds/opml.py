"""OPML in, outlines out, and back: how people carry their subscriptions (OPML 2.0)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

from bot.errors import ConfigError
from bot.feeds.charset import decode

_MAX_DEPTH = 50
_LARGEST = 20_000_000
_PROLOG = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One subscription.

    Attributes:
        topic: The folders that it lies in, outermost first, joined by " / ".
        line: Where it stands in the file, from 1.
        fault: Why it cannot be used, in plain words.
    """

    url: str
    title: str | None = None
    site: str | None = None
    topic: str | None = None
    line: int | None = None
    fault: str | None = None


def read_opml(data: bytes, *, faulty: bool = False) -> tuple[Outline, ...]:
    """Read subscriptions; nested folders become topics, and one address is listed once.

    Args:
        data: The file.
        faulty: Give lines that cannot be used, too, each with its fault.

    Raises:
        ConfigError: The file is not OPML, or a line of it cannot be used; the text names the line.
    """
    if len(data) > _LARGEST:
        raise ConfigError("This is too large to be an OPML file.")
    text = decode(data)
    declaration = _PROLOG.match(text)
    # The declaration goes (its charset has been obeyed) but its lines stay, so lines still count.
    text = "\n" * declaration[0].count("\n") + text[declaration.end() :] if declaration else text
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise ConfigError(f"Not a well-formed OPML file: line {line}: {error.msg}") from error
    if etree.QName(root).localname.lower() != "opml":
        raise ConfigError(f"Not an OPML file: line {_line(root)}: it begins with <{root.tag}>.")
    body = next((part for part in root if _name(part) == "body"), None)
    if body is None:
        raise ConfigError(f"Not an OPML file: line {_line(root)}: it has no <body>.")
    found: dict[str, Outline] = {}
    for one in _walk(body, ()):
        if one.fault and not faulty:
            raise ConfigError(f"{one.fault.capitalize()}: line {one.line}: {one.url}")
        found.setdefault(one.url, one)
    return tuple(found.values())


def _walk(node: etree._Element, folders: tuple[str, ...]) -> Iterator[Outline]:
    if len(folders) > _MAX_DEPTH:
        raise ConfigError(f"Folders too deep: line {_line(node)}.")
    for child in node:
        if _name(child) != "outline":
            continue
        given = {str(name).lower(): str(value).strip() for name, value in child.attrib.items()}
        title = given.get("title") or given.get("text") or None
        if url := given.get("xmlurl") or given.get("url"):
            usable = url.lower().startswith(("http://", "https://"))
            yield Outline(
                url=url if usable else url[:200],
                fault=None if usable else "not a web address",
                title=title,
                site=given.get("htmlurl") or None,
                topic=" / ".join(folders) or given.get("category", "").strip("/") or None,
                line=_line(child),
            )
        yield from _walk(child, (*folders, title) if title and not url else folders)


def _name(node: etree._Element) -> str:
    tag: object = node.tag  # a function for comments and the like
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _line(node: etree._Element) -> int:
    line: object = node.sourceline
    return line if isinstance(line, int) else 1


def write_opml(outlines: Iterable[Outline], *, title: str = "Threeline") -> bytes:
    """Write subscriptions, in folders by topic, so that any reader imports them."""
    folders: dict[str, list[Outline]] = {}
    for one in outlines:
        folders.setdefault(one.topic or "", []).append(one)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<opml version="2.0">',
        f"  <head><title>{_escaped(title)}</title></head>",
        "  <body>",
    ]
    for topic, members in sorted(folders.items()):
        lines.extend(_folder(topic.split(" / ") if topic else [], members))
    return "\n".join([*lines, "  </body>", "</opml>", ""]).encode()


def _folder(topics: list[str], members: list[Outline]) -> Iterator[str]:
    for depth, topic in enumerate(topics):
        yield f"{'  ' * (depth + 2)}<outline text={quoteattr(topic)}>"
    indent = "  " * (len(topics) + 2)
    for one in members:
        site = f" htmlUrl={quoteattr(one.site)}" if one.site else ""
        name = quoteattr(one.title or one.url)
        yield f'{indent}<outline type="rss" text={name} xmlUrl={quoteattr(one.url)}{site}/>'
    for depth in reversed(range(len(topics))):
        yield f"{'  ' * (depth + 2)}</outline>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
