"""From a command and who gives it to whether they may: the one place that decides it.

Each platform says what somebody is there, and each surface maps that to a `Role`: in Slack,
workspace owners and admins are admins; in Discord, who has Manage Server; on the page, who has
logged in; in the terminal, the operator. Editors are those that an admin has named
(`editors add`), kept in the store. Everybody else reads.

A channel's wishes belong to the workspace, so admins decide about them; a direct message belongs
to the person in it.
"""

from bot.commands.command import Asker, Command, Guess, Role
from bot.commands.orders import (
    AddFeed,
    Correct,
    DigestWhen,
    Editors,
    Follow,
    LetModel,
    Mute,
    QuietHours,
    RemoveFeed,
    Unfollow,
    WatchPledges,
)

_LEAST: dict[type, Role] = {
    AddFeed: Role.ADMIN,
    Correct: Role.EDITOR,
    Editors: Role.ADMIN,
    LetModel: Role.ADMIN,
    RemoveFeed: Role.ADMIN,
}
_WHO = {Role.EDITOR: "Only editors", Role.ADMIN: "Only admins"}


def needed(command: Command, asker: Asker) -> Role:
    """Give the least role that may give this command there."""
    match command:
        case Guess():
            return needed(command.command, asker)
        case Follow() | Unfollow() | WatchPledges() | Mute():
            return _of_spot(asker)
        case DigestWhen() | QuietHours() if command.words:
            return _of_spot(asker)
        case Editors(add=None) | LetModel(allow=None):
            return Role.READER
        case _:
            return _LEAST.get(type(command), Role.READER)


def _of_spot(asker: Asker) -> Role:
    # Where there is no channel, everybody is told so.
    return Role.READER if asker.spot is None or asker.spot.own else Role.ADMIN


def refusal(command: Command, asker: Asker) -> str | None:
    """Say why somebody may not, in words for them; ``None`` when they may."""
    least = needed(command, asker)
    if asker.role >= least:
        return None
    match command:
        case Correct():
            return f"{_WHO[least]} correct pledges. To say what is wrong: feedback wrong WORDS"
        case Editors():
            return f"{_WHO[least]} choose who is an editor."
        case LetModel():
            return f"{_WHO[least]} choose what a language model may read."
        case AddFeed() | RemoveFeed():
            return f"{_WHO[least]} choose which feeds are read."
        case _:
            return (
                f"{_WHO[least]} choose what is posted in this channel. "
                "In a direct message with me it is yours to choose."
            )
