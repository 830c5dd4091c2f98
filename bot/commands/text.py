"""From a Reply to plain text: the terminal's surface, and what golden tests compare."""

import datetime as dt
import textwrap
from collections.abc import Iterator

from bot.commands.reply import (
    Attached,
    Cell,
    Choices,
    Link,
    Part,
    Quote,
    Reply,
    Say,
    ShowBriefing,
    ShowStory,
    StoryLink,
    Table,
)
from bot.commands.words import MARK_WORDS
from summariser import Article, Briefing

WIDTH = 100
_WIDEST_CELL = 48


def render(reply: Reply, *, width: int = WIDTH, zone: dt.tzinfo = dt.UTC) -> str:
    """Lay a reply out in lines of at most ``width`` where words allow; ends with a newline.

    Times are told in ``zone``.
    """
    blocks = [plain(reply.title)]
    blocks += ["\n".join(_part(part, width, zone)) for part in reply.parts]
    return "\n\n".join(blocks) + "\n"


def plain(text: str) -> str:
    """Take out control characters: a headline must not move the cursor or ring the bell."""
    return "".join(c if c.isprintable() else " " for c in text)


def briefing_lines(briefing: Briefing) -> str:
    """Give the three lines with their labels, as DESIGN.md shows them."""
    return "\n".join(f"{line.label:<8} {plain(line.text)}" for line in briefing.layout)


def _part(part: Part, width: int, zone: dt.tzinfo) -> Iterator[str]:
    match part:
        case Say():
            yield textwrap.fill(plain(part.text), width)
        case ShowStory():
            story = part.story
            yield from _briefing(story.briefing, story.article.article, story.outlets, zone)
            yield f"         story #{story.id}"
        case ShowBriefing():
            outlet = part.article.outlet
            yield from _briefing(part.briefing, part.article, (outlet,) if outlet else (), zone)
        case Quote():
            yield from _quote(part, width, zone)
        case Table():
            yield from _table(part, width, zone)
        case Choices():
            prompt = plain(f"{part.prompt.rstrip(':')}: ") if part.prompt else ""
            yield prompt + " · ".join(plain(o.command) for o in part.options)
        case Attached():
            yield textwrap.fill(plain(f"[{part.name}] {part.description}"), width)


def _briefing(
    briefing: Briefing, article: Article, outlets: tuple[str, ...], zone: dt.tzinfo
) -> Iterator[str]:
    yield briefing_lines(briefing)
    when = (stamp(article.published, zone),) if article.published else ()
    marks = tuple(MARK_WORDS[mark] for mark in briefing.marks)
    yield "         " + " · ".join([plain(" · ".join((*outlets, *when, *marks)))])


def _quote(part: Quote, width: int, zone: dt.tzinfo) -> Iterator[str]:
    before = "    " if part.part else ""
    indent = f"{before}    "
    yield f"{before}{plain(part.label)}"
    words = " ".join(plain(part.evidence.text).split())
    yield textwrap.fill(f"“{words}”", width, initial_indent=indent, subsequent_indent=indent)
    when = stamp(part.published, zone) if part.published else None
    source = ", ".join(plain(word) for word in (part.outlet, when, part.url) if word)
    if source:
        yield f"{indent}{source}"


def _table(part: Table, width: int, zone: dt.tzinfo) -> Iterator[str]:
    """Align columns; when they do not fit, write each row as a list of its cells."""
    if part.caption:
        yield plain(part.caption)
    rows = [tuple(_cell(cell, zone) for cell in row) for row in part.rows]
    head = tuple(part.columns)
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    if sum(widths) + 2 * len(widths) <= width and max(widths) <= _WIDEST_CELL:
        for row in [head, *rows] if any(head) else rows:
            yield "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip()
        return
    between = "; " if any(head) else ": "
    for row in rows:
        named = [
            f"{name}: {cell}" if name else cell
            for name, cell in zip(head, row, strict=True)
            if cell
        ]
        yield textwrap.fill(
            between.join(named), width, initial_indent="- ", subsequent_indent="  ",
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip


def _cell(cell: Cell, zone: dt.tzinfo) -> str:
    match cell:
        case dt.datetime():
            return stamp(cell, zone)
        case Link():
            return plain(f"{cell.label} <{cell.url}>" if cell.label != cell.url else cell.url)
        case StoryLink():
            return plain(f"{cell.label} (#{cell.story})")
        case str():
            return plain(cell)


def stamp(when: dt.datetime, zone: dt.tzinfo = dt.UTC) -> str:
    """Write a time in a zone, in UTC where the reader's is not known."""
    return f"{when.astimezone(zone):%-d %b %Y, %H:%M %Z}"
