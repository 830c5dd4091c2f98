"""From a question about pledges to those of the stories held that match it."""

import datetime as dt
from collections.abc import Sequence

from bot.commands.command import Pledges
from bot.commands.reply import Reply, Say, StoryLink, Table
from bot.commands.words import STATUS_WORDS, money_words, story_words, sum_words
from bot.model import Story
from summariser import Pledge

Held = tuple[Story, Pledge]

# What people type for the names that briefings use.
_SHORT = {
    "uk": "united kingdom", "britain": "united kingdom", "u.k.": "united kingdom",
    "us": "united states", "usa": "united states", "america": "united states",
    "u.s.": "united states", "eu": "european union", "un": "united nations",
    "uae": "united arab emirates",
}  # fmt: skip


def as_told(story: Story) -> Reply:
    """Show the pledges of a story as it tells them, before or without the ledger: no totals."""
    found = [(story, pledge) for pledge in story.briefing.pledges]
    if not found:
        return Reply(title=f"No pledges in story #{story.id}", found=False)
    many = "1 pledge" if len(found) == 1 else f"{len(found)} pledges"
    said = "As the story tells them: the ledger has not counted them, so nothing is added up."
    return Reply(title=f"{many} in story #{story.id}", parts=(_rows(found), Say(text=said)))


def describe(command: Pledges, today: dt.date) -> str:
    """Put the filters into words, ready to stand before "in ...": empty when there are none."""
    words = [
        f"by {command.by}" if command.by else "",
        f"to {command.to}" if command.to else "",
        ", ".join(kind.value for kind in command.kinds),
        ", ".join(STATUS_WORDS[status] for status in command.statuses),
        ", ".join(life.value for life in command.lives),
        f"since {command.since.day(today):%-d %b %Y}" if command.since else "",
        f"until {command.until.day(today):%-d %b %Y}" if command.until else "",
        f"over {sum_words(command.over, command.currency or '').strip()}"
        if command.over is not None
        else "",
    ]
    return "".join(f"{word} " for word in words if word)


def _rows(found: Sequence[Held]) -> Table:
    rows = []
    for story, pledge in found:
        rows.append(
            (
                STATUS_WORDS[pledge.status],
                pledge.pledger.name if pledge.pledger else "not said",
                pledge.recipient.name if pledge.recipient else "",
                money_words(pledge.amount) if pledge.amount else "",
                " ".join(pledge.what.text.split()),
                pledge.deadline.text if pledge.deadline else "",
                StoryLink(label=story_words(story), story=story.id),
            )
        )
    columns = ("Status", "By", "To", "Amount", "What", "By when", "Story")
    return Table(columns=columns, rows=tuple(rows))
