"""From the command "pledges ..." to the question that the ledger answers."""

import datetime as dt

from bot.commands.command import Pledges
from bot.questions import Question


def question_of(command: Pledges, today: dt.date) -> Question:
    """Give what the ledger is asked; days are whole, in UTC.

    A sum without a currency cannot be compared with others and asks nothing.
    """
    return Question(
        pledger=command.by,
        recipient=command.to,
        kinds=command.kinds,
        statuses=command.statuses,
        since=_begins(command.since.day(today)) if command.since else None,
        until=_begins(command.until.day(today) + dt.timedelta(days=1)) if command.until else None,
        least=(command.over, command.currency) if command.over and command.currency else None,
    )


def _begins(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)
