"""Stories and replies in, sheets that fit one Discord message each out. Pure.

A sheet is our own small form of a message: cards of Markdown with buttons under them. `views`
writes it as a Components V2 layout or, for old clients and webhooks, as embeds. One packer keeps
the tighter of both sets of limits, so that a sheet never has to be cut again.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.commands.reply import (
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
from bot.model import Digest, Story
from summariser import Line, Mark

STORY_BUTTONS = (
    ("Evidence", "evidence"),
    ("More", "more"),
    ("Sources", "sources"),
    ("Follow", "follow"),
    ("Wrong", "wrong"),
)
"""Label and verb of the buttons under each briefing."""

DOUBTFUL = "This may be here twice: Discord did not say whether it took the first one."

_OUTLETS_SHOWN = 5
_LINE = 800  # a line has at most 280 characters; escaping at worst doubles it
_PIECE = 1_500  # one card of running text: less than half a sheet, so that two always fit
_QUOTE = 1_200
_CELL = 200
_TITLE = 200
_URL = 600  # a longer address would crowd out the words around it
_ROOM = limits.CHARACTERS - 400  # of the cards; the rest is for title, page number and rule
_BYTES = limits.BYTES - 900
_ROWS = limits.ROWS - 1  # of the cards; one is left for turning pages
_COMPONENTS = limits.COMPONENTS - 6  # title, its rule and the row that turns pages

# Widths of the labels are evened out inside inline code, which is set in one width.
_LABEL = 8

_MARKS = {
    Mark.HEADLINE_ONLY: "headline only: the article could not be read",
    Mark.TRUNCATED: "the outlet's text breaks off",
    Mark.PAYWALLED: "the rest is behind a paywall",
    Mark.LISTING: "a listing, not an article",
    Mark.NOT_ENGLISH: "not in English",
    Mark.SHORT: "a very short text",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button: ``key`` comes back when it is pressed, or ``url`` opens.

    Attributes:
        key: A custom id of `keys`.
    """

    label: str
    key: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Markdown with buttons under it.

    Attributes:
        text: Escaped already, ready to be sent.
        framed: A briefing, which gets a frame of its own; other cards run on.
    """

    text: str
    buttons: tuple[Press, ...] = ()
    framed: bool = False

    @property
    def rows(self) -> int:
        """Action rows that the buttons take."""
        return -(-len(self.buttons) // limits.ROW_BUTTONS)

    @property
    def components(self) -> int:
        """Components of its layout form."""
        return 1 + self.framed + self.rows + len(self.buttons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One message.

    Attributes:
        title: Escaped heading, "" for none.
        turn: Buttons that turn to the other pages.
    """

    cards: tuple[Card, ...]
    title: str = ""
    turn: tuple[Press, ...] = ()


def story_sheet(story: Story, *, mark: str = "", doubtful: bool = False) -> Sheet:
    """Render a story as a post of its own.

    Args:
        story: What to tell.
        mark: Key of its delivery, which the buttons carry.
        doubtful: An earlier attempt may be there too, and the post says so.
    """
    card = story_card(story, mark=mark)
    return Sheet(cards=(card, Card(text=f"-# {DOUBTFUL}")) if doubtful else (card,))


def digest_sheet(digest: Digest, *, mark: str = "") -> Sheet:
    """Render several briefings as one message; what does not fit is counted."""
    more = Card(text="-# 999 more: `/brief latest`")
    cards: list[Card] = []
    for each in digest.stories:
        card = story_card(each, mark=mark)
        if not _fits([*cards, more], card):
            break
        cards.append(card)
    left = len(digest.stories) - len(cards) + digest.omitted
    if not cards:
        cards.append(Card(text="Nothing new in this time."))
    if left:
        cards.append(Card(text=f"-# {left} more: `/brief latest`"))
    return Sheet(title=text.escape(digest.title), cards=tuple(cards))


def change_sheet(now: Story, before: Story | None) -> Sheet:
    """Say what a new version of a story changed, for the thread of its post."""
    old = {line.label: line.text for line in before.briefing.layout} if before else {}
    lines = [_line(line) for line in now.briefing.layout if line.text != old.get(line.label)]
    title = f"Updated to version {now.version}"
    if not lines:
        return Sheet(cards=(Card(text=f"{title}: the lines are the same.\n{_byline(now)}"),))
    return Sheet(cards=(Card(text="\n".join([f"{title}. What changed:", *lines, _byline(now)])),))


def name_of(story: Story) -> str:
    """Give a story's one line in plain text, as long as a thread's name may be."""
    return text.cut(text.one_line(story.briefing.layout[0].text), limits.THREAD_NAME) or "Story"


def story_card(story: Story, *, mark: str = "") -> Card:
    """Render the three lines with outlets, time and buttons."""
    lines = [_line(line) for line in story.briefing.layout]
    lines.append(_byline(story))
    lines += _marks(story.briefing.marks)
    return Card(text="\n".join(lines), buttons=_story_buttons(story, mark), framed=True)


def _briefing_card(part: ShowBriefing) -> Card:
    """Render the three lines of an article that no story holds: nothing to press yet."""
    lines = [_line(line) for line in part.briefing.layout]
    source = text.cut(text.one_line(part.article.outlet or "article"), limits.BUTTON_LABEL)
    url = part.article.url
    shown = [text.link(source, url) if _short(url) else text.escape(source)]
    if part.article.published:
        shown.append(text.moment(part.article.published))
    lines.append("-# " + " · ".join(shown))
    return Card(text="\n".join([*lines, *_marks(part.briefing.marks)]), framed=True)


def _marks(marks: Iterable[Mark]) -> list[str]:
    """Word what a reader must know about the text, as one small line or none."""
    words = " · ".join(_MARKS[mark] for mark in marks)
    return [f"-# {words}"] if words else []


def _byline(story: Story) -> str:
    """Render outlets, time and, of a corrected story, the version."""
    version = f" · version {story.version}" if story.version > 1 else ""
    return f"-# {_outlets(story)} · {text.moment(story.last)}{version}"


def _line(line: Line) -> str:
    """Render one of the three lines; the few words that we set in bold are the summariser's."""
    parts = []
    for segment in line.segments:
        words = text.escape(segment.text.replace("\n", " "))
        core = words.strip()
        parts.append(words.replace(core, f"**{core}**", 1) if segment.strong and core else words)
    shown = "".join(parts)
    if limits.units(shown) > _LINE:  # cannot come from our own briefings, yet must not fail
        shown = text.cut_escaped(line.text, _LINE)
    return f"`{line.label:<{_LABEL}}` {shown}"


def _outlets(story: Story) -> str:
    """Name the outlets; the first links to the article that the lines quote."""
    article = story.article.article
    names = list(story.outlets) or [article.outlet or "source"]
    first, *others = [text.one_line(name) for name in names]
    first = text.cut(first, limits.BUTTON_LABEL)
    shown = [text.link(first, article.url) if _short(article.url) else text.escape(first)]
    shown += [text.cut_escaped(name, limits.BUTTON_LABEL) for name in others[: _OUTLETS_SHOWN - 1]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _short(url: str | None) -> bool:
    """Tell whether an address leaves room for the words around it."""
    return url is not None and limits.units(text.link("", url)) <= _URL


def _story_buttons(story: Story, mark: str) -> tuple[Press, ...]:
    pressed = (
        (label, keys.OnStory(verb=verb, story=story.id, version=story.version, mark=mark))
        for label, verb in STORY_BUTTONS
    )
    return tuple(Press(label=label, key=key) for label, on in pressed if (key := keys.write(on)))


def reply_sheets(reply: Reply, *, command: str = "") -> tuple[Sheet, ...]:
    """Render a reply as one or more messages.

    Args:
        reply: What to show.
        command: The line that asked for it, which the page buttons ask again. Where it is too
            long for a button's key the sheets have no such buttons, and each is to be sent.
    """
    sheets: list[list[Card]] = [[]]
    for card in _cards(reply):
        if sheets[-1] and not _fits(sheets[-1], card):
            sheets.append([])
        sheets[-1].append(card)
    title = text.cut_escaped(text.one_line(reply.title), _TITLE)
    if not title and not sheets[0]:
        title = "Nothing to show"  # Discord refuses an empty message
    count = len(sheets)
    return tuple(
        Sheet(
            title=title if count == 1 else f"{title} ({number + 1}/{count})",
            cards=tuple(cards),
            turn=_turn(command, number, count),
        )
        for number, cards in enumerate(sheets)
    )


def _fits(cards: Sequence[Card], card: Card) -> bool:
    """Tell whether a card may join these under both the layout's and the embeds' limits."""
    all_of = [*cards, card]
    pressed = [press.key for each in all_of for press in each.buttons]
    return (
        sum(limits.units(each.text) for each in all_of) <= _ROOM
        and sum(limits.weight(each.text) for each in all_of) <= _BYTES
        and sum(each.rows for each in all_of) <= _ROWS
        and sum(each.components for each in all_of) <= _COMPONENTS
        and len(all_of) < limits.EMBEDS
        and len(set(pressed)) == len(pressed)  # a key twice in one message is refused
    )


def _turn(command: str, number: int, count: int) -> tuple[Press, ...]:
    wanted = [("Back", number - 1), ("Next", number + 1)]
    return tuple(
        Press(label=label, key=key)
        for label, page in wanted
        if 0 <= page < count and (key := keys.write(keys.Turn(command=command, page=page)))
    )


def _cards(reply: Reply) -> Iterator[Card]:
    """Render the parts one by one, running text merged into as few cards as will do."""
    pending: list[str] = []
    for card in _raw_cards(reply):
        if card.buttons or card.framed:
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
                yield _briefing_card(part)
            case Quote():
                yield Card(text=_quote(part))
            case Table():
                yield from _table(part)
            case Choices():
                yield _choices(part)


def _quote(part: Quote) -> str:
    """Render a label, the words as a block quote, and where they stand."""
    words = text.cut_escaped(part.evidence.text.strip(), _QUOTE)
    source = []
    if part.outlet:
        source.append(text.cut_escaped(text.one_line(part.outlet), limits.BUTTON_LABEL))
    if part.published:
        source.append(text.moment(part.published, "D"))
    if _short(part.url):
        source.append(text.link("article", part.url))
    lines = [text.cut_escaped(text.one_line(part.label), _TITLE)]
    lines += [f"> {line}" for line in words.splitlines() if line.strip()]
    if source:
        lines.append("-# " + " · ".join(source))
    return "\n".join(lines)


def _table(part: Table) -> Iterator[Card]:
    """Render rows as lines: a real table would break on a telephone."""
    if part.caption:
        yield Card(text=f"**{_cell(part.caption)}**")
    yield Card(text="-# " + " · ".join(map(_cell, part.columns)))
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
            return text.link(label, cell.url) if _short(cell.url) else text.escape(label)
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
        if key and label and len(buttons) < _ROWS * limits.ROW_BUTTONS:
            buttons.append(Press(label=label, key=key))
        else:
            lines.append(text.cut_escaped(f"{option.label}: /brief {option.command}", _CELL))
    return Card(text="\n".join(lines)[: limits.CHARACTERS // 2], buttons=tuple(buttons))
