"""From the command "pledges ..." to what the ledger is asked, and its answer as a file."""

import datetime as dt
from collections.abc import Sequence

from bot.accounts import Account
from bot.commands.command import Pledges
from bot.commands.reply import Attached
from bot.export import NOBODY, UNSIGNED, Reporter, as_csv, as_iati, as_json
from bot.questions import Question

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "iati": "application/xml",
}
"""The forms of a file, with their media types."""


def question_of(command: Pledges, today: dt.date, zone: dt.tzinfo = dt.UTC) -> Question:
    """Give what the ledger is asked; days are whole ones of the reader's zone.

    A sum without a currency is read in euro, which the answer says.
    """

    def begins(day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)

    until = begins(command.until.day(today)) if command.until else None
    return Question(
        pledger=command.by,
        recipient=command.to,
        kinds=command.kinds,
        statuses=command.statuses,
        lives=command.lives,
        since=begins(command.since.day(today)) if command.since else None,
        until=until + dt.timedelta(days=1, microseconds=-1) if until else None,
        least=None if command.over is None else (command.over, command.currency or "EUR"),
    )


def file_of(
    form: str,
    found: Sequence[Account],
    *,
    now: dt.datetime,
    today: dt.date,
    reporter: Reporter = NOBODY,
) -> Attached:
    """Write pledges in one of the forms of `MEDIA`; raise `KeyError` for any other."""
    if form == "iati":
        text = as_iati(found, now=now, reporter=reporter)
    else:
        text = {"csv": as_csv, "json": as_json}[form](found, today=today)
    draft = f" ({UNSIGNED})" if form == "iati" and not reporter.ref else ""
    return Attached(
        name=f"pledges-{today}.{'xml' if form == 'iati' else form}",
        media=MEDIA[form],
        data=text.encode(),
        description=f"{len(found)} pledges, {form.upper()}{draft}",
    )
