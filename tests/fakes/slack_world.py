"""What the fake Slack knows: channels, people, what was said, and what it refuses to take."""

import asyncio
import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block as SdkBlock

from bot.slack.manifest import SCOPES

BOT_TOKEN = "xoxb-1-fake-bot-token"  # noqa: S105 # opens nothing
APP_TOKEN = "xapp-1-fake-app-token"  # noqa: S105 # likewise
TEAM, APP, BOT_USER, BOT_ID = "T1", "A1", "UBOT", "B1"

Args = dict[str, Any]
Answer = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Room:
    """A channel or direct message and what was said there."""

    id: str
    name: str
    private: bool = False
    archived: bool = False
    member: bool = True
    members: set[str] = field(default_factory=set)
    messages: list[Args] = field(default_factory=list)
    ephemeral: list[Args] = field(default_factory=list)


class SlackRefusal(Exception):  # noqa: N818 # it is an answer
    """An answer with ``ok: false``."""


class World:
    """The state, and what every method needs of it."""

    def __init__(self) -> None:
        self.rooms = {
            "C1": Room(id="C1", name="desk", members={"U1", "U2"}),
            "C2": Room(id="C2", name="secret", private=True, members={"U2"}),
        }
        self.users: dict[str, Args] = {
            "U1": {"id": "U1", "tz": "Europe/Oslo", "is_admin": False, "deleted": False},
            "U2": {"id": "U2", "tz": "Asia/Tokyo", "is_admin": True, "deleted": False},
        }
        self.tokens = {BOT_TOKEN: TEAM, APP_TOKEN: TEAM}
        self.scopes = ",".join(SCOPES)
        self.homes: dict[str, Args] = {}
        self.views: list[Args] = []
        self.files: dict[str, Args] = {}
        self.oauth_codes: dict[str, Answer] = {}
        self.happened = asyncio.Event()
        self.base = ""
        self._number = itertools.count(1)

    def ts(self) -> str:
        """Make the next message key: the time, and a number that grows."""
        return f"{int(time.time())}.{next(self._number):06d}"  # noqa: TID251 # as Slack does

    def room(self, args: Args) -> Room:
        """Find the room that may be read or written, or refuse as Slack does."""
        room = self.rooms.get(str(args.get("channel")))
        if room is None:
            raise SlackRefusal("channel_not_found")
        if not room.member:
            raise SlackRefusal("channel_not_found" if room.private else "not_in_channel")
        return room

    def say(self, room: Room, **message: Any) -> Args:
        """Keep a message in a room."""
        kept = {"type": "message", "ts": self.ts(), **message}
        room.messages.append(kept)
        self.happened.set()
        return kept

    def direct(self, user: str) -> Room:
        """Give the direct message between a person and the bot."""
        room = Room(id=f"D{user[1:]}", name=user, private=True, members={user})
        return self.rooms.setdefault(room.id, room)

    def check(self, args: Args, room: Room) -> None:
        """Refuse what cannot be said there."""
        if room.archived:
            raise SlackRefusal("is_archived")
        if not args.get("text") and not args.get("blocks"):
            raise SlackRefusal("no_text")
        if problem_of(args.get("blocks")):
            raise SlackRefusal("invalid_blocks")


def problem_of(blocks: Any, *, most: int = 50) -> str | None:
    """Say what Slack would refuse about blocks, by its documented limits and its own models."""
    if not blocks:
        return None
    if len(blocks) > most:
        return "too many blocks"
    for block in blocks:
        try:
            model = SdkBlock.parse(block)
            if model is None:
                return f"unknown block {block.get('type')}"
            model.validate_json()
        except SlackObjectFormationError as error:
            return str(error)
        ids = [each.get("action_id") for each in block.get("elements", ()) if "action_id" in each]
        if len(set(ids)) != len(ids):
            return "action ids are not unique"
    return None
