"""What exists on the fake Discord: guilds, channels, threads, people and messages."""

import dataclasses
import datetime as dt
import enum
import itertools
from typing import Any

Json = dict[str, Any]

EPOCH = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)
START = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)


class Allow(enum.IntFlag):
    """The permissions that this fake looks at."""

    MANAGE_GUILD = 1 << 5
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38


NOTHING = Allow(0)
EVERYTHING = Allow(sum(Allow))  # and not Administrator, which no channel can deny anything


class Kind(enum.IntEnum):
    """Channel types."""

    TEXT = 0
    DM = 1
    NEWS = 5
    THREAD = 11
    FORUM = 15


@dataclasses.dataclass(slots=True, kw_only=True)
class Person:
    """A user."""

    id: int
    name: str
    bot: bool = False
    closed: bool = False  # takes no direct messages

    def json(self) -> Json:
        """Write a user object."""
        return {
            "id": str(self.id),
            "username": self.name,
            "discriminator": "0",
            "global_name": self.name.title(),
            "avatar": None,
            "bot": self.bot,
        }


@dataclasses.dataclass(slots=True, kw_only=True)
class Channel:
    """A channel, thread, forum or direct message."""

    id: int
    kind: Kind
    name: str
    guild: int | None = None
    parent: int | None = None
    denied: Allow = NOTHING  # what our bot may not do here
    recipient: Person | None = None
    tags: dict[int, str] = dataclasses.field(default_factory=dict)  # of a forum
    moderated: set[int] = dataclasses.field(default_factory=set)  # tags for moderators alone
    tagged: bool = False  # a forum that wants at least one tag on each thread
    applied: list[int] = dataclasses.field(default_factory=list)  # of a forum's thread
    archived: bool = False
    messages: list[Json] = dataclasses.field(default_factory=list)

    def json(self) -> Json:
        """Write a channel object."""
        shown: Json = {"id": str(self.id), "type": int(self.kind)}
        if self.kind is Kind.DM:
            assert self.recipient
            return shown | {"recipients": [self.recipient.json()], "last_message_id": None}
        shown |= {
            "guild_id": str(self.guild),
            "name": self.name,
            "parent_id": str(self.parent) if self.parent else None,
            "last_message_id": str(self.messages[-1]["id"]) if self.messages else None,
        }
        if self.kind is Kind.THREAD:
            return shown | {
                "owner_id": str(World.BOT),
                "message_count": len(self.messages),
                "member_count": 1,
                "applied_tags": [str(tag) for tag in self.applied],
                "thread_metadata": {
                    "archived": self.archived,
                    "auto_archive_duration": 1440,
                    "archive_timestamp": START.isoformat(),
                    "locked": False,
                    "create_timestamp": START.isoformat(),
                },
            }
        shown |= {
            "position": 0,
            "nsfw": False,
            "topic": None,
            "rate_limit_per_user": 0,
            "permission_overwrites": [
                {"id": str(self.guild), "type": 0, "allow": "0", "deny": str(int(self.denied))}
            ],
        }
        if self.kind is Kind.FORUM:
            shown |= {
                "flags": (1 << 4) * self.tagged,
                "default_auto_archive_duration": 1440,
                "default_reaction_emoji": None,
                "default_sort_order": None,
                "default_forum_layout": 0,
                "available_tags": [
                    {
                        "id": str(key),
                        "name": name,
                        "moderated": key in self.moderated,
                        "emoji_id": None,
                        "emoji_name": None,
                    }
                    for key, name in self.tags.items()
                ],
            }
        return shown


@dataclasses.dataclass(slots=True, kw_only=True)
class Guild:
    """A server."""

    id: int
    name: str
    owner: int
    permissions: Allow = EVERYTHING  # of our bot, before a channel's own

    def json(self, channels: list[Channel]) -> Json:
        """Write what GUILD_CREATE carries."""
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "splash": None,
            "discovery_splash": None,
            "owner_id": str(self.owner),
            "afk_channel_id": None,
            "afk_timeout": 60,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "roles": [
                {
                    "id": str(self.id),
                    "name": "@everyone",
                    "color": 0,
                    "colors": {
                        "primary_color": 0,
                        "secondary_color": None,
                        "tertiary_color": None,
                    },
                    "hoist": False,
                    "position": 0,
                    "permissions": str(int(self.permissions) & ((1 << 50) - 1)),
                    "managed": False,
                    "mentionable": False,
                    "flags": 0,
                }
            ],
            "emojis": [],
            "features": [],
            "mfa_level": 0,
            "application_id": None,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "vanity_url_code": None,
            "description": None,
            "banner": None,
            "premium_tier": 0,
            "preferred_locale": "en-US",
            "public_updates_channel_id": None,
            "nsfw_level": 0,
            "stickers": [],
            "premium_progress_bar_enabled": False,
            "joined_at": START.isoformat(),
            "large": False,
            "unavailable": False,
            "member_count": 2,
            "voice_states": [],
            "members": [
                {
                    "user": World.bot_json(),
                    "roles": [],
                    "joined_at": START.isoformat(),
                    "deaf": False,
                    "mute": False,
                    "flags": 0,
                }
            ],
            "channels": [c.json() for c in channels if c.kind is not Kind.THREAD],
            "threads": [c.json() for c in channels if c.kind is Kind.THREAD and not c.archived],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }


class World:
    """Everything there is, with ids that grow."""

    APP = 900_000_000_000_000_001
    BOT = APP  # as for every application made since 2016

    def __init__(self) -> None:
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.people: dict[int, Person] = {}
        self.files: dict[int, bytes] = {}
        self.cdn = ""
        self._ticks = itertools.count(1)

    @classmethod
    def bot_json(cls) -> Json:
        """Write our bot's user object."""
        return Person(id=cls.BOT, name="threeline", bot=True).json()

    def snowflake(self, now: dt.datetime = START) -> int:
        """Give an id that is later than every other; a millisecond apart."""
        ticks = next(self._ticks)
        return ((int((now - EPOCH).total_seconds() * 1000) + ticks) << 22) | (ticks & 0xFFF)

    def guild(self, name: str = "Desk", **given: Any) -> Guild:
        """Add a server."""
        owner = self.person(f"owner of {name}").id
        guild = Guild(id=self.snowflake(), name=name, owner=owner, **given)
        self.guilds[guild.id] = guild
        return guild

    def channel(
        self, guild: Guild, name: str = "news", *, kind: Kind = Kind.TEXT, **given: Any
    ) -> Channel:
        """Add a channel to a server."""
        channel = Channel(id=self.snowflake(), kind=kind, name=name, guild=guild.id, **given)
        self.channels[channel.id] = channel
        return channel

    def thread(self, parent: Channel, name: str, *, id: int | None = None) -> Channel:  # noqa: A002 # the field's name
        """Add a thread; one begun at a message has that message's id."""
        thread = Channel(
            id=id or self.snowflake(),
            kind=Kind.THREAD,
            name=name,
            guild=parent.guild,
            parent=parent.id,
        )
        self.channels[thread.id] = thread
        return thread

    def person(self, name: str = "ada", **given: Any) -> Person:
        """Add somebody."""
        person = Person(id=self.snowflake(), name=name, **given)
        self.people[person.id] = person
        return person

    def direct(self, person: Person) -> Channel:
        """Open, or find, the direct message with somebody."""
        for channel in self.channels.values():
            if channel.recipient is person:
                return channel
        channel = Channel(id=self.snowflake(), kind=Kind.DM, name="", recipient=person)
        self.channels[channel.id] = channel
        return channel

    def upload(self, name: str, content: bytes) -> Json:
        """Keep a file where it can be fetched from; give its attachment object."""
        key = self.snowflake()
        self.files[key] = content
        url = f"{self.cdn}/{key}/{name}"
        return {
            "id": str(key),
            "filename": name,
            "size": len(content),
            "url": url,
            "proxy_url": url,
            "ephemeral": True,
        }

    def channels_of(self, guild: int) -> list[Channel]:
        """List a server's channels and threads."""
        return [channel for channel in self.channels.values() if channel.guild == guild]

    def allowed(self, channel: Channel) -> Allow:
        """Compute what our bot may do in a channel; a thread follows its parent."""
        if channel.guild is None:
            return EVERYTHING
        own = (
            self.channels[channel.parent]
            if channel.kind is Kind.THREAD and channel.parent
            else channel
        )
        return self.guilds[channel.guild].permissions & ~own.denied

    def message(
        self, channel: Channel, payload: Json, *, author: Json | None = None, **given: Any
    ) -> Json:
        """Write a message and keep it."""
        made: Json = self._said(channel.id, author or self.bot_json()) | {
            "id": str(given.pop("id", None) or self.snowflake()),
            "content": payload.get("content") or "",
            "attachments": payload.get("attachments") or [],
            "embeds": payload.get("embeds") or [],
            "components": payload.get("components") or [],
            "flags": payload.get("flags", 0),
        }
        made |= given
        if "message_reference" in payload:
            made["message_reference"] = payload["message_reference"]
        channel.messages.append(made)
        return made

    def overheard(self, channel: int, guild: int, author: Json) -> Json:
        """Give a message of somebody's as it is told without Message Content; it is not kept."""
        member: Json = {"roles": [], "joined_at": None, "deaf": False, "mute": False, "flags": 0}
        return self._said(channel, author) | {"guild_id": str(guild), "member": member}

    def _said(self, channel: int, author: Json) -> Json:
        return {
            "id": str(self.snowflake()),
            "channel_id": str(channel),
            "author": author,
            "content": "",
            "timestamp": START.isoformat(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "components": [],
            "pinned": False,
            "type": 0,
        }
