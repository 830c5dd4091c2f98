"""A sheet in, Discord's own message form out: a Components V2 layout, or embeds with rows.

The layouts carry keys (`keys`) and no callbacks: presses are answered from the key alone, so
nothing here is kept in memory after it was sent and old messages work after a restart.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from bot.discord import limits
from bot.discord.sheet import Card, File, Press, Sheet

_STYLE = discord.ButtonStyle.secondary


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """What of a message depends on the form: the arguments of discord.py's send and edit."""

    view: ui.LayoutView | ui.View | None
    embeds: tuple[discord.Embed, ...] = ()
    files: tuple[File, ...] = ()

    def arguments(self, *, edit: bool = False) -> dict[str, Any]:
        """Give keyword arguments for a send, or for an edit that replaces all there is."""
        # discord.py adds this to what it sends, and not to every kind of edit.
        given: dict[str, Any] = {"allowed_mentions": discord.AllowedMentions.none()}
        files = [
            discord.File(io.BytesIO(file.data), file.name, description=file.description)
            for file in self.files
        ]
        if files or edit:
            given["attachments" if edit else "files"] = files
        if self.view is not None or edit:
            given["view"] = self.view
        if self.embeds or (edit and not isinstance(self.view, ui.LayoutView)):
            given["embeds"] = list(self.embeds)
        return given


def payload(sheet: Sheet, *, embeds: bool = False) -> Payload:
    """Write a sheet as a layout, or as embeds where ``embeds`` is set."""
    return _embeds(sheet) if embeds else Payload(view=layout(sheet), files=sheet.files)


def layout(sheet: Sheet) -> ui.LayoutView:
    """Write a sheet as a Components V2 layout."""
    view = ui.LayoutView(timeout=None)
    if sheet.title:
        view.add_item(ui.TextDisplay(f"### {sheet.title}"))
    for card in sheet.cards:
        if card.framed:
            view.add_item(ui.Container(*_card(card)))
        else:
            for item in _card(card):
                view.add_item(item)
    for row in _rows(sheet.turn):
        view.add_item(row)
    view.stop()  # it has no callbacks: discord.py need not keep it
    return view


def _card(card: Card) -> Iterator[ui.Item[Any]]:
    if card.text:
        yield ui.TextDisplay(card.text)
    if card.file:
        yield _file(card.file)
    yield from _rows(card.buttons)


def _file(file: File) -> ui.Item[Any]:
    address = f"attachment://{file.name}"
    if file.shown:
        return ui.MediaGallery(discord.MediaGalleryItem(address, description=file.description))
    return ui.File(address)


def _rows(buttons: tuple[Press, ...]) -> Iterator[ui.ActionRow[Any]]:
    for start in range(0, len(buttons), limits.ROW_BUTTONS):
        yield ui.ActionRow(*map(_button, buttons[start : start + limits.ROW_BUTTONS]))


def _button(press: Press) -> ui.Button[Any]:
    if press.url:
        return ui.Button(label=press.label, url=press.url)
    return ui.Button(label=press.label, custom_id=press.key, style=_STYLE)


def _embeds(sheet: Sheet) -> Payload:
    shown = {
        number: discord.Embed(description=card.text)
        for number, card in enumerate(sheet.cards)
        if card.text
    }
    if sheet.title:
        shown.setdefault(0, discord.Embed()).title = sheet.title
    for number, card in enumerate(sheet.cards):
        if card.file and card.file.shown:
            shown.setdefault(number, discord.Embed()).set_image(
                url=f"attachment://{card.file.name}"
            )
    buttons = [(number, card) for number, card in enumerate(sheet.cards) if card.buttons]
    many = len(buttons) > 1  # rows stand below all embeds: numbers say which is whose
    view = ui.View(timeout=None)
    row = 0
    for place, (number, card) in enumerate(buttons, 1):
        if many and number in shown:
            shown[number].set_footer(text=str(place))
        row = _fill(view, row, card.buttons, suffix=f" {place}" if many else "")
    _fill(view, row, sheet.turn)
    view.stop()
    embeds = tuple(shown[number] for number in sorted(shown))
    return Payload(view=view if view.children else None, embeds=embeds, files=sheet.files)


def _fill(view: ui.View, row: int, buttons: Iterable[Press], *, suffix: str = "") -> int:
    """Add buttons from this row on; give the next empty row."""
    count = 0
    for count, press in enumerate(buttons, 1):
        button = _button(press)
        button.label = f"{press.label}{suffix}"
        button.row = row + (count - 1) // limits.ROW_BUTTONS
        view.add_item(button)
    return row - (-count // limits.ROW_BUTTONS)
