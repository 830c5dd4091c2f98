"""Who may do what: every command, each role, each kind of place."""

import itertools

import pytest

from bot.commands import Asker, Role, Spot, parse
from bot.commands.grammar import HEADS
from bot.commands.rights import needed, refusal
from bot.model import NOWHERE, Place, Platform

SLACK = Place(platform=Platform.SLACK, workspace="T1", address="C1")
DISCORD = Place(platform=Platform.DISCORD, workspace="9", address="8")


def spot(place: Place, *, own: bool) -> Spot:
    """Make a spot of a place."""
    assert place.platform
    return Spot(
        platform=place.platform,
        workspace=place.workspace,
        address=place.address,
        name="here",
        own=own,
    )


SURFACES = {
    "slack channel": Asker(place=SLACK, person="U1", spot=spot(SLACK, own=False)),
    "slack message": Asker(place=SLACK, person="U1", spot=spot(SLACK, own=True)),
    "discord channel": Asker(place=DISCORD, person="7", spot=spot(DISCORD, own=False)),
    "discord message": Asker(place=DISCORD, person="7", spot=spot(DISCORD, own=True)),
    "page": Asker(place=NOWHERE),
    "terminal": Asker(place=None, role=Role.ADMIN),
}
CHANNELS = {"slack channel", "discord channel"}
READER, EDITOR, ADMIN = Role.READER, Role.EDITOR, Role.ADMIN

# An example of each command, the least role for it in a channel, and anywhere else.
TABLE = {
    "latest": ("latest", READER, READER),
    "brief": ("https://example.org/1", READER, READER),
    "more": ("more", READER, READER),
    "evidence": ("evidence", READER, READER),
    "sources": ("sources", READER, READER),
    "changed": ("changed", READER, READER),
    "who": ("who Norland", READER, READER),
    "pledges": ("pledges", READER, READER),
    "pledge": ("pledge 1:2:3", READER, READER),
    "timeline": ("timeline Norland", READER, READER),
    "ask": ("ask how many?", READER, READER),
    "search": ("search port", READER, READER),
    "why": ("why", READER, READER),
    "feeds": ("feeds", READER, READER),
    "follow": ("follow topic aid", ADMIN, READER),
    "unfollow": ("unfollow", ADMIN, READER),
    "following": ("following", READER, READER),
    "digest": ("digest daily 08:30", ADMIN, READER),
    "quiet": ("quiet 22:00-07:00", ADMIN, READER),
    "watch": ("watch pledges to Fiji", ADMIN, READER),
    "mute": ("mute any:football", ADMIN, READER),
    "settings": ("settings", READER, READER),
    "feedback": ("feedback wrong", READER, READER),
    "correct": ("correct 1:2:3 amount=5", EDITOR, EDITOR),
    "forget": ("forget me", READER, READER),
    "add": ("add https://example.org", ADMIN, ADMIN),
    "remove": ("remove feed 1", ADMIN, ADMIN),
    "editors": ("editors add @ida", ADMIN, ADMIN),
    "model": ("model allow", ADMIN, ADMIN),
    "help": ("help", READER, READER),
}


def test_the_table_has_every_command() -> None:
    """A new command comes with who may give it."""
    assert list(TABLE) == list(HEADS)


@pytest.mark.parametrize(
    ("name", "surface", "role"), list(itertools.product(TABLE, SURFACES, Role)), ids=str
)
def test_command_by_role_by_surface(name: str, surface: str, role: Role) -> None:
    """Each may do what the table says, no less and no more."""
    words, in_channel, elsewhere = TABLE[name]
    least = in_channel if surface in CHANNELS else elsewhere
    base = SURFACES[surface]
    asker = Asker(place=base.place, person=base.person, spot=base.spot, role=role)
    command = parse(words)
    assert needed(command, asker) is least
    assert (refusal(command, asker) is None) == (role >= least)


@pytest.mark.parametrize("words", ["digest", "quiet", "editors", "settings", "following", "model"])
def test_looking_is_free(words: str) -> None:
    """What only shows what holds is everybody's."""
    assert needed(parse(words), SURFACES["slack channel"]) is READER
