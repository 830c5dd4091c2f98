"""From who asks how often to whether they may ask again now: checked in one place for all.

Counted in this process alone: two processes allow twice as much, which is still little. Readers
of the page have no name and are counted there by their address; the operator is not counted.
"""

import datetime as dt

from bot.commands.command import Asker, BriefLink, Command, Guess
from bot.commands.orders import AddFeed, Follow
from bot.pace import Allowance, Pace

PERSON = Allowance(burst=30, every=dt.timedelta(seconds=2))
FETCHES = Allowance(burst=10, every=dt.timedelta(seconds=6))
WORKSPACE = Allowance(burst=300, every=dt.timedelta(milliseconds=200))
"""What a busy desk does in a minute is far below these; a script that asks without end is above.

Fetches ask other people's servers, so they are fewer.
"""


class Limits:
    """Counts what people and workspaces ask."""

    def __init__(
        self,
        *,
        person: Allowance = PERSON,
        fetches: Allowance = FETCHES,
        workspace: Allowance = WORKSPACE,
    ) -> None:
        self._person = Pace(person)
        self._fetches = Pace(fetches)
        self._workspace = Pace(workspace)

    def refusal(self, command: Command, asker: Asker, now: dt.datetime) -> str | None:
        """Take one from what they have left; say when to come back where nothing is."""
        if asker.person is None or asker.place is None:
            return None
        who = f"{asker.home}:{asker.person}"
        wait = self._person.take(who, now)
        if wait is None and _fetches(command):
            wait = self._fetches.take(who, now)
        if wait is not None:
            return f"You have asked much in a short time. Ask again in {_words(wait)}."
        wait = self._workspace.take(asker.circle, now)
        if wait is not None:
            return f"Much is asked here at once. Ask again in {_words(wait)}."
        return None


def _fetches(command: Command) -> bool:
    if isinstance(command, Guess):
        return _fetches(command.command)
    return isinstance(command, BriefLink | AddFeed) or (
        isinstance(command, Follow) and command.url is not None
    )


def _words(wait: dt.timedelta) -> str:
    seconds = max(1, round(wait.total_seconds()))
    return "1 second" if seconds == 1 else f"{seconds} seconds"
