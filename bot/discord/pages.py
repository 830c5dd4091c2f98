"""A reply in, sheets that fit one Discord message each out. Pure."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from bot.commands.reply import (
    Attached,
    Cell,
    Choices,
    Link,
    Quote,
    Reply,
    Say,
    ShowBriefing,
    ShowStory,
    StoryLink,
    Table,
)
from bot.discord import keys, limits, text
from bot.discord.render import briefing_card, short, story_card
from bot.discord.sheet import PRESSES, TITLE, Card, File, Press, Sheet, fits

_PIECE = 1_500  # one card of running text: less than half a sheet, so that two always fit
_QUOTE = 1_200
_CELL = 200
_NAME = 80
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


def reply_sheets(reply: Reply, *, command: str = "", share: bool = False) -> tuple[Sheet, ...]:
    """Render a reply as one or more messages.

    Args:
        reply: What to show.
        command: The line that asked for it, which the page buttons ask again. Where it is too
            long for a button's key the sheets have no such buttons, and each is to be sent.
        share: It is private, and each page gets a button that shows it to everybody.
    """
    sheets: list[list[Card]] = [[]]
    for card in _cards(reply):
        if sheets[-1] and not fits(sheets[-1], card):
            sheets.append([])
        sheets[-1].append(card)
    title = text.cut_escaped(text.one_line(reply.title), TITLE)
    if not title and not sheets[0]:
        title = "Nothing to show"  # Discord refuses an empty message
    count = len(sheets)
    return tuple(
        Sheet(
            title=title if count == 1 else f"{title} ({number + 1}/{count})",
            cards=tuple(cards),
            turn=_turn(command, number, count, share=share),
        )
        for number, cards in enumerate(sheets)
    )


def _turn(command: str, number: int, count: int, *, share: bool) -> tuple[Press, ...]:
    wanted: list[tuple[str, keys.Key]] = [
        (label, keys.Turn(command=command, page=page))
        for label, page in (("Back", number - 1), ("Next", number + 1))
        if 0 <= page < count
    ]
    if share:
        wanted.append(("Share", keys.Share(command=command, page=number)))
    return tuple(Press(label=label, key=key) for label, what in wanted if (key := keys.write(what)))


def _cards(reply: Reply) -> Iterator[Card]:
    """Render the parts one by one, running text merged into as few cards as will do."""
    pending: list[str] = []
    for card in _raw_cards(reply):
        if card.buttons or card.framed or card.file:
            yield from _merged(pending)
            pending = []
            yield card
        else:
            pending.append(card.text)
    yield from _merged(pending)


def _merged(paragraphs: Iterable[str]) -> Iterator[Card]:
    joined = ""
    for paragraph in paragraphs:
        longer = f"{joined}\n{paragraph}" if joined else paragraph
        if limits.units(longer) > _PIECE and joined:
            yield Card(text=joined)
            longer = paragraph
        joined = longer
    if joined:
        yield Card(text=joined)


def _raw_cards(reply: Reply) -> Iterator[Card]:
    for part in reply.parts:
        match part:
            case Say():
                for piece in text.split(text.clean(part.text), _PIECE):
                    yield Card(text=text.escape(piece))
            case ShowStory():
                yield story_card(part.story)
            case ShowBriefing():
                yield briefing_card(part)
            case Quote():
                yield Card(text=_quote(part))
            case Table():
                yield from _table(part)
            case Choices():
                yield _choices(part)
            case Attached():
                yield _file(part)


def _file(part: Attached) -> Card:
    """Render a file; one that Discord would not take is only named, with its size."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", part.name)[-_NAME:]
    said = text.cut(text.one_line(part.description), limits.DESCRIPTION)
    shown = part.media in _PICTURES
    if len(part.data) > limits.UPLOAD:
        size = f"{len(part.data) / 2**20:.0f} MB"
        return Card(text=text.escape(f"{name} is too large for Discord ({size}): {said}"))
    file = File(name=name, data=part.data, description=said, shown=shown)
    # What is shown in place has its words as its description; a file needs them beside it.
    return Card(text=f"-# {text.cut_escaped(said, _PIECE // 2)}", file=file)


def _quote(part: Quote) -> str:
    """Render a label, the words as a block quote, and where they stand."""
    words = text.cut_escaped(part.evidence.text.strip(), _QUOTE)
    source = []
    if part.outlet:
        source.append(text.cut_escaped(text.one_line(part.outlet), limits.BUTTON_LABEL))
    if part.published:
        source.append(text.moment(part.published, "D"))
    if short(part.url):
        source.append(text.link("article", part.url))
    before = "\u21b3 " if part.part else ""
    lines = [f"{before}{text.cut_escaped(text.one_line(part.label), TITLE - len(before))}"]
    lines += [f"> {line}" for line in words.splitlines() if line.strip()]
    if source:
        lines.append("-# " + " · ".join(source))
    return "\n".join(lines)


def _table(part: Table) -> Iterator[Card]:
    """Render rows as lines: a real table would break on a telephone."""
    if part.caption:
        yield Card(text=f"**{_cell(part.caption)}**")
    if any(part.columns):
        yield Card(text="-# " + " · ".join(_cell(name) for name in part.columns if name))
    for row in part.rows:
        first, *others = [_cell(cell) for cell in row] or [""]
        shown = [f"**{first}**" if first else "", *others]
        yield Card(text=" · ".join(cell for cell in shown if cell))


def _cell(cell: Cell) -> str:
    match cell:
        case dt.datetime():
            return text.moment(cell)
        case Link():
            label = text.cut(text.one_line(cell.label), limits.BUTTON_LABEL)
            return text.link(label, cell.url) if short(cell.url) else text.escape(label)
        case StoryLink():
            return text.cut_escaped(text.one_line(f"{cell.label} (#{cell.story})"), _CELL)
        case str():
            return text.cut_escaped(text.one_line(cell), _CELL)


def _choices(part: Choices) -> Card:
    """Render options as buttons, those whose command is too long for a key as lines to type."""
    buttons: list[Press] = []
    lines = [text.cut_escaped(text.one_line(part.prompt), _PIECE // 2)]
    for option in part.options:
        label = text.cut(text.one_line(option.label), limits.BUTTON_LABEL)
        key = keys.write(keys.Ask(command=option.command, place=len(buttons)))
        if key and label and len(buttons) < PRESSES:
            buttons.append(Press(label=label, key=key))
        else:
            lines.append(text.cut_escaped(f"{option.label}: /brief {option.command}", _CELL))
    return Card(text="\n".join(lines)[: limits.CHARACTERS // 2], buttons=tuple(buttons))
