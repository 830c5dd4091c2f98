"""What Discord delivers in, what somebody asked out: the words, by whom and where."""

import re
from dataclasses import dataclass
from typing import Any

import discord

from bot.discord import keys, tree

LINK = re.compile(r"https?://[^\s<>|\"\])]+")
NO_LINK = "There is no link in that message."
WRONG = "w"
"""First part of the key of the modal in which somebody says what is wrong."""
FIELD = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question.

    Attributes:
        line: In the words of the grammar.
        workspace: The server, "" in a direct message.
        channel: Where it was asked; a thread counts.
        parent: The channel or forum of that thread.
        manages: The person may manage the server, and asked by `/briefadmin` or a button.
        may: What we may do in that channel; ``None`` where Discord does not say.
        about: Another channel that `/briefadmin` names.
        feed: Address and topic of a feed to add.
        story: The story whose button was pressed or whose post was answered.
        version: The version that they saw.
        post: The message of ours that they replied to.
        page: Which page of the answer.
        open: Asked in the open, so answered in the open.
        replaces: The answer takes the place of the message whose button was pressed.
        refusal: Why it cannot be answered, where that is clear already.
        report: What somebody says is wrong with the story.
    """

    line: str
    user: int
    workspace: str = ""
    channel: str = ""
    parent: str | None = None
    manages: bool = False
    may: discord.Permissions | None = None
    about: str | None = None
    feed: tuple[str, str | None] | None = None
    story: int | None = None
    version: int | None = None
    post: str | None = None
    page: int = 0
    open: bool = False
    replaces: bool = False
    refusal: str = ""
    report: str | None = None

    @property
    def direct(self) -> bool:
        """Whether it was asked in a direct message."""
        return not self.workspace


def from_interaction(interaction: "discord.Interaction[Any]") -> Asked | None:
    """Read a command, a button or a sent modal; ``None`` for what is not ours."""
    said = _said(interaction)
    if said is None:
        return None
    channel = interaction.channel
    parent = getattr(channel, "parent_id", None) if isinstance(channel, discord.Thread) else None
    given: dict[str, Any] = {
        "user": interaction.user.id,
        "workspace": str(interaction.guild_id or ""),
        "channel": str(interaction.channel_id or ""),
        "parent": str(parent) if parent else None,
        "manages": bool(interaction.guild_id) and interaction.permissions.manage_guild,
        "may": interaction.app_permissions if interaction.guild_id else None,
    }
    return Asked(**given | said)


def _said(interaction: "discord.Interaction[Any]") -> dict[str, Any] | None:
    data: Any = interaction.data or {}
    match interaction.type:
        case discord.InteractionType.application_command:
            return _menu(data) if data.get("type") == 3 else _slash(data)  # noqa: PLR2004 # a message's menu
        case discord.InteractionType.component:
            return _pressed(keys.read(data.get("custom_id", "")))
        case discord.InteractionType.modal_submit:
            return _reported(data)
        case _:
            return None


def _slash(data: dict[str, Any]) -> dict[str, Any] | None:
    chosen = next(iter(data.get("options") or []), None)
    if chosen is None or data["name"] not in {"brief", "briefadmin"}:
        return None
    line = tree.line(data["name"], chosen)
    if data["name"] == "brief":
        # What `/brief link` brings is a briefing, for everybody to read.
        return {"line": line, "manages": False, "open": chosen["name"] == "link"}
    if chosen["name"] == "add":
        given = {each["name"]: str(each["value"]) for each in chosen.get("options") or []}
        return {"line": "add", "feed": (given.get("url", ""), given.get("topic"))}
    about = next((o["value"] for o in chosen.get("options") or [] if o["name"] == "channel"), None)
    return {"line": line, "about": str(about) if about else None}


def _menu(data: dict[str, Any]) -> dict[str, Any]:
    message = (data.get("resolved") or {}).get("messages", {}).get(data.get("target_id"), {})
    places = [message.get("content") or ""]
    places += [embed.get("url") or "" for embed in message.get("embeds") or []]
    found = next((match for place in places if (match := LINK.search(place))), None)
    if found is None:
        return {"line": "", "refusal": NO_LINK}
    return {"line": f"brief {found[0].rstrip('.,;:!?')}", "open": True}


def _pressed(key: keys.Key | None) -> dict[str, Any] | None:
    match key:
        case keys.OnStory(verb="follow" as verb):
            return {"line": verb, "story": key.story, "version": key.version}
        case keys.OnStory(story=0):
            return {"line": key.verb, "manages": False}
        case keys.OnStory():
            line = f"{key.verb} {key.story}"
            return {"line": line, "story": key.story, "version": key.version, "manages": False}
        case keys.Ask():
            return {"line": key.command}
        case keys.Turn():
            return {"line": key.command, "page": key.page, "replaces": True, "manages": False}
        case None:
            return None


def _reported(data: dict[str, Any]) -> dict[str, Any] | None:
    kind, _, rest = data.get("custom_id", "").partition(":")
    story, _, version = rest.partition(":")
    if kind != WRONG or not (story.isdecimal() and version.isdecimal()):
        return None
    return {
        "line": f"evidence {story}",
        "story": int(story),
        "version": int(version),
        "manages": False,
        "report": _field(data.get("components") or []),
    }


def _field(parts: list[dict[str, Any]]) -> str:
    """Find what was written into the modal's field; it stands in a row or under a label."""
    for part in parts:
        if part.get("custom_id") == FIELD:
            return str(part.get("value") or "")
        inner = part.get("components") or [part[name] for name in ("component",) if name in part]
        if found := _field(inner):
            return found
    return ""


def from_message(message: discord.Message, us: int) -> Asked | None:
    """Read a direct message, or one that mentions us; ``None`` for all others."""
    direct = message.guild is None
    named = any(user.id == us for user in message.mentions)
    if message.author.bot or not (direct or named):
        return None
    parent = message.channel.parent_id if isinstance(message.channel, discord.Thread) else None
    replied = message.reference.message_id if message.reference else None
    return Asked(
        post=str(replied) if replied else None,
        line=re.sub(rf"<@!?{us}>", " ", message.content).strip(),
        user=message.author.id,
        workspace=str(message.guild.id) if message.guild else "",
        channel=str(message.channel.id),
        parent=str(parent) if parent else None,
        open=not direct,
    )
