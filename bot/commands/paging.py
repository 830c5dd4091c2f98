"""From a long answer to its parts; the buttons that turn them are commands themselves.

A button carries the words of the command with the part's number ("latest aid page 2"), so it
works after a restart, on old messages, and typed.
"""

from bot.commands.command import Feeds, Latest, Pledges, Search, Timeline
from bot.commands.reply import Choice, Choices, Part, Say
from summariser import Status

Paged = Feeds | Latest | Pledges | Search | Timeline


def turn(command: Paged, *, rows: int, more: bool, many: int | None = None) -> list[Part]:
    """Say which part this is, and offer those next to it; nothing where all is shown.

    Args:
        command: What was asked, with the part's number.
        rows: Rows of one part.
        more: There are rows after it.
        many: How many there are in all, where that is known.
    """
    if command.page == 1 and not more:
        return []
    words, options = spoken(command), []
    if command.page > 1:
        options.append(Choice(label="Back", command=f"{words} page {command.page - 1}"))
    if more:
        options.append(Choice(label="More", command=f"{words} page {command.page + 1}"))
    told = f"Part {command.page}."
    if many is not None:
        first = (command.page - 1) * rows + 1
        last = min(first + rows - 1, many)
        told = f"{first} to {last} of {many}." if first <= many else f"There are only {many}."
    buttons = Choices(prompt="", options=tuple(options))
    return [buttons] if many is None and command.page == 1 else [Say(text=told), buttons]


def spoken(command: Paged) -> str:
    """Write a command as somebody would type it, without its part's number."""
    match command:
        case Feeds():
            return "feeds"
        case Latest():
            topic = f" {command.topic}" if command.topic else ""
            return f"latest{topic} {command.count}"
        case Search():
            return f"search {command.words}{', best match first' if command.best else ''}"
        case Timeline():
            return f"timeline {command.about}"
        case Pledges():
            return _pledges(command)


def _pledges(command: Pledges) -> str:
    statuses = [status.value.replace("_", " ") for status in command.statuses]
    over = ""
    if command.over is not None:
        over = f"over {command.currency or ''} {command.over:f}".replace("  ", " ")
    words = [
        "pledges",
        *(kind.value for kind in command.kinds),
        *("firm" if each == Status.PLEDGED.value else each for each in statuses),
        *(life.value for life in command.lives),
        f"by {command.by}" if command.by else "",
        f"to {command.to}" if command.to else "",
        f"since {command.since.words}" if command.since else "",
        f"until {command.until.words}" if command.until else "",
        over,
        "in this story" if command.about else "",
    ]
    return " ".join(word for word in words if word)
