"""From a question about pledges to a table of those that match, with totals that add up."""

import datetime as dt
from collections.abc import Sequence

from bot.commands.command import Pledges
from bot.commands.reply import Choice, Choices, Part, Reply, Say, StoryLink, Table
from bot.commands.totals import Totals, add_up
from bot.commands.words import STATUS_WORDS, money_words, story_words, sum_words
from bot.model import Story
from summariser import Party, Pledge

ROWS = 25
"""Rows shown: a chat's longest list. Totals are over all that match, shown or not."""

Held = tuple[Story, Pledge]

# What people type for the names that briefings use.
_SHORT = {
    "uk": "united kingdom", "britain": "united kingdom", "u.k.": "united kingdom",
    "us": "united states", "usa": "united states", "america": "united states",
    "u.s.": "united states", "eu": "european union", "un": "united nations",
    "uae": "united arab emirates",
}  # fmt: skip


def select(command: Pledges, pledges: Sequence[Held], *, today: dt.date) -> list[Held]:
    """Keep the pledges that match everything stated."""
    return [held for held in pledges if _matches(command, held, today)]


def tabulate(command: Pledges, pledges: Sequence[Held], *, where: str, today: dt.date) -> Reply:
    """Show the pledges that match everything stated, and their totals; ``where`` names all."""
    found = select(command, pledges, today=today)
    asked = describe(command, today)
    notes: list[Part] = []
    if command.unread:
        unread = "; ".join(command.unread)
        notes.append(Say(text=f"Not understood, so not used: {unread}"))
    if not found:
        options = (
            Choice(label="All pledges", command="pledges"),
            Choice(label="Examples", command="help pledges"),
        )
        return Reply(
            title=f"No pledges {asked}in {where}",
            parts=(*notes, Choices(prompt="Try", options=options)),
            found=False,
        )
    totals = add_up(found)
    parts = [*notes, _rows(found[:ROWS], totals)]
    if len(found) > ROWS:
        parts.append(Say(text=f"The {ROWS} newest of {len(found)}; totals are over all."))
    parts += _totals(totals)
    many = "1 pledge" if len(found) == 1 else f"{len(found)} pledges"
    return Reply(title=f"{many} {asked}in {where}", parts=tuple(parts))


def describe(command: Pledges, today: dt.date) -> str:
    """Put the filters into words, ready to stand before "in ...": empty when there are none."""
    words = [
        f"by {command.by}" if command.by else "",
        f"to {command.to}" if command.to else "",
        ", ".join(kind.value for kind in command.kinds),
        ", ".join(STATUS_WORDS[status] for status in command.statuses),
        f"since {command.since.day(today):%-d %b %Y}" if command.since else "",
        f"until {command.until.day(today):%-d %b %Y}" if command.until else "",
        f"over {sum_words(command.over, command.currency or '').strip()}"
        if command.over is not None
        else "",
    ]
    return "".join(f"{word} " for word in words if word)


def _matches(command: Pledges, held: Held, today: dt.date) -> bool:
    story, pledge = held
    day = story.last.date()
    return (
        (command.by is None or _named(command.by, pledge.pledger, pledge.speaker))
        and (command.to is None or _named(command.to, pledge.recipient))
        and (not command.kinds or pledge.kind in command.kinds)
        and (not command.statuses or pledge.status in command.statuses)
        and (command.since is None or day >= command.since.day(today))
        and (command.until is None or day <= command.until.day(today))
        and _large_enough(command, pledge)
    )


def full_name(wanted: str) -> str:
    """Give the name that briefings use, case folded, for one that people type."""
    return _SHORT.get(wanted.casefold(), wanted.casefold())


def _named(wanted: str, *parties: Party | None) -> bool:
    """Compare whole words, so that "US" is not found in "Russia"."""
    name = full_name(wanted)
    for party in parties:
        if party is None:
            continue
        for known in (party.name, party.evidence.text):
            if f" {name} " in f" {known.casefold()} ":
                return True
    return False


def _large_enough(command: Pledges, pledge: Pledge) -> bool:
    if command.over is None:
        return True
    money = pledge.amount
    if money is None or (command.currency and money.currency != command.currency):
        return False
    return money.amount >= command.over


def _rows(found: Sequence[Held], totals: Totals) -> Table:
    rows = []
    for key, (story, pledge) in enumerate(found):
        note = "part of a sum here" if key in totals.parts else ""
        note = "same as above" if key in totals.repeats else note
        rows.append(
            (
                STATUS_WORDS[pledge.status],
                pledge.pledger.name if pledge.pledger else "not said",
                pledge.recipient.name if pledge.recipient else "",
                money_words(pledge.amount) if pledge.amount else "",
                " ".join(pledge.what.text.split()),
                pledge.deadline.text if pledge.deadline else "",
                StoryLink(
                    label=story_words(story),
                    story=story.id,
                ),
                note,
            )
        )
    columns = ("Status", "By", "To", "Amount", "What", "By when", "Story", "")
    return Table(columns=columns, rows=tuple(rows))


def _totals(totals: Totals) -> list[Part]:
    parts: list[Part] = []
    if totals.totals:
        rows = tuple(
            (
                STATUS_WORDS[total.status],
                (f"{total.modifier} " if total.modifier else "")
                + sum_words(total.amount, total.currency)
                + (f" a {total.per}" if total.per else ""),
                str(total.pledges),
            )
            for total in totals.totals
        )
        parts.append(Table(columns=("Status", "Total", "Pledges"), rows=rows, caption="Totals"))
    left_out = [
        f"{count} {words}"
        for count, words in (
            (len(totals.parts), "parts of a larger sum"),
            (len(totals.repeats), "stated elsewhere too"),
            (totals.without_sum, "with no sum of money"),
        )
        if count
    ]
    if left_out:
        parts.append(Say(text=f"Not added: {', '.join(left_out)}."))
    return parts
