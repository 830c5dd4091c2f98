"""What Discord delivers in, what somebody asked out: the words, by whom and where."""

import re
from dataclasses import dataclass
from typing import Any

import discord

from bot.commands import Role
from bot.discord import keys, tree

LINK = re.compile(r"https?://[^\s<>|\"\])]+")
NO_LINK = "There is no link in that message."
WRONG = "w"
"""First part of the key of the modal in which somebody says what is wrong."""
FIELD = "words"
LISTS = "o"
"""Key of the modal that takes a list of feeds."""
FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question.

    Attributes:
        line: In the words of the grammar.
        workspace: The server, "" in a direct message.
        channel: Where it was asked; a thread counts.
        parent: The channel or forum of that thread.
        manages: The person may manage the server.
        may: What we may do in that channel; ``None`` where Discord does not say.
        about: Another channel that `/briefadmin` names.
        own: What is to be posted is for the person's own direct messages.
        lists: All feeds are asked for as a file.
        upload: Address and size of a file that was sent along.
        story: The story whose button was pressed or whose post was answered.
        version: The version that they saw.
        post: The message of ours that they replied to.
        page: Which page of the answer.
        open: Asked in the open, so answered in the open.
        replaces: The answer takes the place of the message whose button was pressed.
        digest: The post of a digest of which a page is asked for.
        share: A private answer is to be shown to everybody.
        refusal: Why it cannot be answered, where that is clear already.
    """

    line: str
    user: int
    workspace: str = ""
    channel: str = ""
    parent: str | None = None
    manages: bool = False
    may: discord.Permissions | None = None
    about: str | None = None
    own: bool = False
    lists: bool = False
    upload: tuple[str, int] | None = None
    story: int | None = None
    version: int | None = None
    post: str | None = None
    page: int = 0
    open: bool = False
    replaces: bool = False
    digest: str = ""
    share: bool = False
    refusal: str = ""

    @property
    def direct(self) -> bool:
        """Whether it was asked in a direct message."""
        return not self.workspace

    @property
    def role(self) -> Role:
        """What the person may do; editors are known to the answerer."""
        return Role.ADMIN if self.manages else Role.READER


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
    # Whoever may not decide for the channel decides for themselves.
    alone = said.get("line") == "follow" and "story" in said and not given["manages"]
    return Asked(**given | {"own": alone} | said)


def _said(interaction: "discord.Interaction[Any]") -> dict[str, Any] | None:
    data: Any = interaction.data or {}
    match interaction.type:
        case discord.InteractionType.application_command:
            return _menu(data) if data.get("type") == 3 else _slash(data)  # noqa: PLR2004 # a message's menu
        case discord.InteractionType.component:
            shown = interaction.message.id if interaction.message else 0
            return _pressed(keys.read(data.get("custom_id", "")), shown)
        case discord.InteractionType.modal_submit:
            return _sent(data)
        case _:
            return None


def _slash(data: dict[str, Any]) -> dict[str, Any] | None:
    chosen = next(iter(data.get("options") or []), None)
    if chosen is None or data["name"] not in {"brief", "briefadmin"}:
        return None
    line = tree.line(data["name"], chosen)
    if data["name"] == "brief":
        # What `/brief link` brings is a briefing, for everybody to read.
        return {"line": line, "own": True, "open": chosen["name"] == "link"}
    about = next((o["value"] for o in chosen.get("options") or [] if o["name"] == "channel"), None)
    return {
        "line": line,
        "about": str(about) if about else None,
        "lists": chosen["name"] == "export",
    }


def _menu(data: dict[str, Any]) -> dict[str, Any]:
    message = (data.get("resolved") or {}).get("messages", {}).get(data.get("target_id"), {})
    places = [message.get("content") or ""]
    places += [embed.get("url") or "" for embed in message.get("embeds") or []]
    found = next((match for place in places if (match := LINK.search(place))), None)
    if found is None:
        return {"line": "", "refusal": NO_LINK}
    return {"line": f"brief {found[0].rstrip('.,;:!?')}", "open": True}


def _pressed(key: keys.Key | None, shown: int) -> dict[str, Any] | None:
    match key:
        case keys.OnStory():
            # "follow" is about the channel, the others about the story; 0 is none.
            bare = key.verb == "follow" or not key.story
            said: dict[str, Any] = {"line": key.verb if bare else f"{key.verb} {key.story}"}
            about = {"story": key.story, "version": key.version}
            return said | about if key.story else said
        case keys.Ask():
            return {"line": key.command}
        case keys.Turn():
            return {"line": key.command, "page": key.page, "replaces": True}
        case keys.OnDigest():
            # On the post itself the page comes to the person alone, who then turns on there.
            own = bool(key.post)
            post = key.post or str(shown)
            return {"line": "", "digest": post, "page": key.page, "replaces": own}
        case keys.Share():
            return {"line": key.command, "page": key.page, "open": True, "share": True}
        case None:
            return None


def _sent(data: dict[str, Any]) -> dict[str, Any] | None:
    """Read a form that was sent."""
    kind, _, rest = data.get("custom_id", "").partition(":")
    if kind == LISTS:
        return {"line": "import", "upload": _file(data)}
    story, _, version = rest.partition(":")
    if kind != WRONG or not (story.isdecimal() and version.isdecimal()):
        return None
    words = " ".join(_field(data.get("components") or []).split())
    return {
        "line": f"feedback wrong #{story} {words}".strip(),
        "story": int(story),
        "version": int(version),
    }


def _file(data: dict[str, Any]) -> tuple[str, int] | None:
    files = (data.get("resolved") or {}).get("attachments") or {}
    for each in files.values():
        return str(each.get("url") or ""), int(each.get("size") or 0)
    return None


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
    author = message.author
    manages = isinstance(author, discord.Member) and author.guild_permissions.manage_guild
    return Asked(
        post=str(replied) if replied else None,
        line=re.sub(rf"<@!?{us}>", " ", message.content).strip(),
        user=author.id,
        workspace=str(message.guild.id) if message.guild else "",
        channel=str(message.channel.id),
        parent=str(parent) if parent else None,
        manages=manages,
        open=not direct,
    )
