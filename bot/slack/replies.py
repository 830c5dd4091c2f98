"""Replies to Block Kit, with the same words as every other surface.

Pure: same input, same JSON.
"""

import datetime as dt
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
from bot.slack import render
from bot.slack import text as mrkdwn
from bot.slack.blocks import (
    MAX_ACTIONS,
    MAX_TEXT,
    MAX_VALUE,
    Block,
    Message,
    actions,
    button,
    context,
    feedback,
    fit,
    header,
    section,
    sections,
)

# Characters of one quote; the rest is in its place in the source.
MAX_QUOTE = 2_000
# A list of more stories than this is shown without the row of buttons for each.
FULL_STORIES = 1


def reply(
    answer: Reply,
    *,
    page: str | None = None,
    share: str | None = None,
    note: str | None = None,
    about: str | None = None,
) -> Message:
    """Render an answer.

    Args:
        answer: What to show.
        page: Public address of our own page.
        share: What a "Share to channel" button carries; ``None`` leaves the button out.
        note: One line before everything else ("Version 3 replaced the one you pressed").
        about: What feedback on the answer is about; ``None`` asks for none.
    """
    full = sum(isinstance(part, ShowStory) for part in answer.parts) <= FULL_STORIES
    units: list[list[Block]] = [[context(mrkdwn.escape(note))]] if note else []
    units.append([header(answer.title)])
    for number, part in enumerate(answer.parts):
        units.extend(_part(part, number, full=full, page=page))
    footer = []
    if share is not None:
        shared = button("Share to channel", action="share", value=share)
        footer.append(actions(shared))
    if about is not None:
        footer.append(feedback(about))
    more = f" {mrkdwn.link(page, 'Read it on the page')}." if page else " Ask for less to see it."
    blocks = fit(units, rest=f"{{n}} more did not fit.{more}", footer=footer)
    return Message(text=reply_text(answer), blocks=blocks)


def reply_text(answer: Reply) -> str:
    """Give an answer as mrkdwn without blocks."""
    told = [mrkdwn.escape(answer.title), *(_plain(part) for part in answer.parts)]
    return mrkdwn.cut("\n".join(told), MAX_TEXT).strip() or mrkdwn.ELLIPSIS


def _part(part: Part, number: int, *, full: bool, page: str | None) -> Iterator[list[Block]]:
    match part:
        case Say():
            for block in sections(mrkdwn.escape(part.text)):
                yield [block]
        case ShowStory():
            yield list(
                render.story_blocks(part.story, page=page) if full else render.compact(part.story)
            )
        case ShowBriefing():
            yield [section(render.line_text(line)) for line in part.briefing.layout]
        case Quote():
            yield [section(_quote(part))]
        case Table():
            for block in sections("\n".join(_rows(part, page))):
                yield [block]
        case Choices():
            yield from _choices(part, number)
        case Attached():
            yield [context(_plain(part))]


def _quote(part: Quote) -> str:
    words = mrkdwn.escape(part.evidence.text.strip())
    words = mrkdwn.cut(words, MAX_QUOTE, more=mrkdwn.link(part.url, "read on") if part.url else "")
    # Our own quote mark stands before every line; the source's words cannot end it.
    body = "\n".join(f"> {line}" for line in words.splitlines() or [""])
    before = "\u21b3 " if part.part else ""
    label = f"{before}*{mrkdwn.escape(mrkdwn.one_line(part.label))}*"
    return f"{label}\n{body}\n{_origin(part)}".rstrip()


def _origin(part: Quote) -> str:
    told = []
    if part.outlet or part.url:
        told.append(mrkdwn.link(part.url, part.outlet or "source"))
    if part.published:
        told.append(mrkdwn.date(part.published, clock=False))
    return " · ".join(told)


def _rows(part: Table, page: str | None) -> Iterator[str]:
    """Put a table into lines: on a phone, columns do not line up."""
    if part.caption:
        yield mrkdwn.bold(mrkdwn.escape(mrkdwn.one_line(part.caption)))
    if any(part.columns):
        yield f"_{mrkdwn.escape(' · '.join(filter(None, part.columns)))}_"
    for row in part.rows:
        first, *others = (_cell(cell, page) for cell in row)
        first = mrkdwn.bold(first) if isinstance(row[0], str) else first
        yield " · ".join([f"• {first}", *filter(None, others)])


def _cell(cell: Cell, page: str | None) -> str:
    match cell:
        case dt.datetime():
            return mrkdwn.date(cell)
        case Link():
            return mrkdwn.link(cell.url, cell.label)
        case StoryLink():
            if page:
                return mrkdwn.link(f"{page}/s/{cell.story}", cell.label)
            return mrkdwn.escape(mrkdwn.one_line(f"{cell.label} (#{cell.story})"))
        case str():
            return mrkdwn.escape(mrkdwn.one_line(cell))


def _choices(part: Choices, number: int) -> Iterator[list[Block]]:
    """Offer buttons; a command that is too long for one is shown as a line to type."""
    fits = [option for option in part.options if len(option.command) <= MAX_VALUE]
    blocks = [section(mrkdwn.escape(part.prompt))] if part.prompt else []
    for start in range(0, len(fits), MAX_ACTIONS):
        some = fits[start : start + MAX_ACTIONS]
        blocks.append(
            actions(
                *(
                    button(
                        option.label, action=f"ask.{number}.{start + place}", value=option.command
                    )
                    for place, option in enumerate(some)
                )
            )
        )
    if blocks:
        yield blocks
    for option in part.options:
        if option not in fits:
            yield list(sections(mrkdwn.escape(f"{option.label}: {option.command}")))


def _plain(part: Part) -> str:
    match part:
        case Say() | Attached():
            words = part.text if isinstance(part, Say) else f"{part.name}: {part.description}"
            return mrkdwn.escape(words)
        case ShowStory():
            return render.story_text(part.story)
        case ShowBriefing():
            lines = part.briefing.layout
            return "\n".join(
                mrkdwn.escape(f"{line.label}: {render.words_of(line)}") for line in lines
            )
        case Quote():
            told = [mrkdwn.escape(part.label), f"“{mrkdwn.escape(part.evidence.text.strip())}”"]
            told.extend(mrkdwn.escape(name) for name in (part.outlet,) if name)
            if part.published:
                told.append(mrkdwn.utc(part.published))
            return " · ".join(told)
        case Table():
            return "\n".join(_rows(part, None))
        case Choices():
            labels = ", ".join(option.label for option in part.options)
            return mrkdwn.escape(f"{part.prompt} {labels}".strip())
