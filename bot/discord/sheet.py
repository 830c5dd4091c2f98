"""Our own small form of a message: cards of Markdown with buttons under them. Pure.

`render` and `pages` make sheets; `views` writes one as a Components V2 layout or, for old clients
and webhooks, as embeds. `fits` keeps the tighter of both sets of limits, so that a sheet never has
to be cut again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.discord import limits

_ROOM = limits.CHARACTERS - 400  # of the cards; the rest is for title, page number and rule
_BYTES = limits.BYTES - 900
_ROWS = limits.ROWS - 1  # of the cards; one is left for turning pages
_COMPONENTS = limits.COMPONENTS - 6  # title, its rule and the row that turns pages

PRESSES = _ROWS * limits.ROW_BUTTONS
"""Buttons that the cards of one sheet may have together."""

TITLE = 200
"""Characters of a heading, as it is sent."""


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
class File:
    """A file that comes with a message.

    Attributes:
        name: Letters, digits, "-", "_" and ".": Discord changes all others.
        description: For those who cannot see it, at most `limits.DESCRIPTION` characters.
        shown: A picture, shown in place.
    """

    name: str
    data: bytes
    description: str
    shown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Markdown with buttons under it.

    Attributes:
        text: Escaped already, ready to be sent.
        framed: A briefing, which gets a frame of its own; other cards run on.
        file: Shown below the text.
    """

    text: str
    buttons: tuple[Press, ...] = ()
    framed: bool = False
    file: File | None = None

    @property
    def rows(self) -> int:
        """Action rows that the buttons take."""
        return -(-len(self.buttons) // limits.ROW_BUTTONS)

    @property
    def components(self) -> int:
        """Components of its layout form."""
        return 1 + self.framed + self.rows + len(self.buttons) + (self.file is not None)


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

    @property
    def files(self) -> tuple[File, ...]:
        """The files of its cards, in order."""
        return tuple(card.file for card in self.cards if card.file)


def fits(cards: Sequence[Card], card: Card) -> bool:
    """Tell whether a card may join these under both the layout's and the embeds' limits."""
    all_of = [*cards, card]
    pressed = [press.key for each in all_of for press in each.buttons]
    return (
        sum(limits.units(each.text) for each in all_of) <= _ROOM
        and sum(limits.weight(each.text) for each in all_of) <= _BYTES
        and sum(each.rows for each in all_of) <= _ROWS
        and sum(each.components for each in all_of) <= _COMPONENTS
        and len(all_of) < limits.EMBEDS
        and len({each.file.name for each in all_of if each.file})
        == sum(each.file is not None for each in all_of)  # layouts name files by their names
        and sum(len(each.file.data) for each in all_of if each.file) <= limits.UPLOAD
        and len(set(pressed)) == len(pressed)  # a key twice in one message is refused
    )
