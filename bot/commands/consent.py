"""From a workspace's word to whether a language model may be sent what only it may read."""

from bot.commands.command import Asker, Role
from bot.commands.orders import LetModel
from bot.commands.reply import Choice, Choices, Part, Reply, Say
from bot.errors import CommandError
from bot.modelled import OWN
from bot.ports import EVERYBODY, OPERATOR, Consents

_WHAT = (
    "Meant is the text of feeds that are read for you alone, or that have a password or a key in "
    "their address. Everybody's feeds need no word of yours."
)
_NONE = "No language model is set up here, so nothing is sent to any."


class Consent:
    """Gives, withdraws and tells a workspace's consent.

    Args:
        consents: Where it is kept; whoever sends a text looks there each time before.
        model: Which model it is and where, in words; ``None`` where none is set up.
    """

    def __init__(self, consents: Consents, model: str | None) -> None:
        self._consents = consents
        self._model = model

    async def carry_out(self, order: LetModel, asker: Asker) -> Reply:
        """Do it for the workspace of who asks; `rights` has said before that they may.

        Raises:
            CommandError: It is asked where there is no workspace.
        """
        workspace = _workspace(asker)
        may = await self._consents.allows_model(workspace)
        if order.allow is not None and order.allow != may:
            may = order.allow
            await self._consents.allow_model(workspace, allowed=may)
        return self._told(order, asker, _whose(workspace), may=may)

    def _told(self, order: LetModel, asker: Asker, whose: str, *, may: bool) -> Reply:
        now = "" if order.allow is None else " from now on" if may else " any more"
        title = (
            f"A language model may {'' if may else 'not '}read the private feeds of {whose}{now}"
        )
        parts: list[Part] = [Say(text=f"It is {self._model}." if self._model else _NONE)]
        if order.allow is False:
            parts.append(Say(text="What it was sent before cannot be called back."))
        parts.append(Say(text=_WHAT))
        if asker.role >= Role.ADMIN:
            other = "refuse" if may else "allow"
            choice = Choice(label=other.capitalize(), command=f"model {other}")
            parts.append(Choices(prompt="To change it:", options=(choice,)))
        return Reply(title=title, parts=tuple(parts))


def _workspace(asker: Asker) -> str:
    if asker.tenant == OPERATOR:
        return OWN
    if asker.tenant == EVERYBODY:
        raise CommandError(
            "Private feeds belong to a workspace, so ask for this in a channel of yours, "
            "in Slack or Discord, or signed in as an admin of the page."
        )
    return asker.tenant


def _whose(workspace: str) -> str:
    return "this installation" if workspace == OWN else "this workspace"
