"""Slack's payloads to what somebody asked: words, about which story, and where to answer.

Pure. Payloads: https://docs.slack.dev/interactivity and /apis/events-api.
"""

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Payload = Mapping[str, Any]

# Subtypes of a message that are still somebody saying something.
_SAID = {None, "file_share", "me_message", "thread_broadcast"}
_ANGLE = re.compile(r"<([^<>]*)>")
_VALUE = re.compile(r"(\d{1,18})\.(\d{1,9})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing that somebody asked.

    Attributes:
        key: The same however often Slack delivers it, and by whatever event.
        words: What was typed, or what a button stands for.
        open: Asked where everybody in the channel sees it.
        direct: Asked in the direct message with the app.
        thread: Where the answer goes below; ``None`` for the channel itself.
        root: The first message of the thread it was asked in, which tells the story.
        story: The story that a button belongs to, with the version that was shown.
        response_url: Takes five answers within 30 minutes, where Slack gives one.
        addressed: The app was named; other words are answered only if they are surely for it.
        name: The channel's name, where it was looked up.
    """

    key: str
    words: str
    workspace: str
    user: str
    channel: str
    open: bool = False
    direct: bool = False
    thread: str | None = None
    root: str | None = None
    story: int | None = None
    version: int | None = None
    response_url: str | None = None
    addressed: bool = True
    name: str = ""


def plain(text: str, *, bot: str | None = None) -> str:
    """Turn Slack's own marks back into what was typed; links become bare addresses."""

    def spoken(mark: re.Match[str]) -> str:
        target, _, label = mark[1].partition("|")
        if target.startswith("@"):
            return "" if target[1:] == bot else f"@{label or target[1:]}"
        if target.startswith("#"):
            return f"#{label or target[1:]}"
        if target.startswith("!"):
            return label
        return target.removeprefix("mailto:")

    return " ".join(html.unescape(_ANGLE.sub(spoken, text)).split())


def workspace_of(body: Payload) -> str:
    """Name where something was done; of an app of a whole organisation, the person's workspace."""
    for part in (body.get("team"), {"id": body.get("team_id")}):
        if isinstance(part, dict) and part.get("id"):
            return str(part["id"])
    authorizations = body.get("authorizations") or [{}]
    return str(
        (body.get("user") or {}).get("team_id")
        or authorizations[0].get("team_id")
        or (body.get("enterprise") or {}).get("id")
        or body.get("enterprise_id")
        or ""
    )


def of_command(body: Payload) -> Asked:
    """Read `/brief ...`."""
    channel = str(body.get("channel_id", ""))
    return Asked(
        key=f"trigger:{body.get('trigger_id')}",
        words=plain(str(body.get("text") or "")),
        workspace=workspace_of(body),
        user=str(body.get("user_id", "")),
        channel=channel,
        direct=channel.startswith("D"),
        response_url=body.get("response_url"),
    )


def of_message(body: Payload, *, bot: str) -> Asked | None:
    """Read a mention or a message; ``None`` for what nobody said to us.

    In a channel a message counts when it names us, or stands in a thread, where the caller sees
    whether the thread is one of ours.
    """
    event: Payload = body.get("event") or {}
    text, user, ts = str(event.get("text") or ""), event.get("user"), event.get("ts")
    ours = event.get("bot_id") or user == bot
    if event.get("subtype") not in _SAID or ours or not (user and ts and text):
        return None
    channel = str(event.get("channel", ""))
    direct = event.get("channel_type") == "im" or channel.startswith("D")
    named = direct or event.get("type") == "app_mention" or bool(bot and f"<@{bot}" in text)
    root = event.get("thread_ts")
    if not named and root is None:
        return None
    return Asked(
        key=f"said:{channel}:{ts}",
        words=plain(text, bot=bot),
        workspace=workspace_of(body),
        user=str(user),
        channel=channel,
        open=not direct,
        direct=direct,
        thread=str(root or ts),
        root=root,
        addressed=named,
    )


def link_in(message: Payload) -> str | None:
    """Find the first web address in a message: its text, its attachments, its blocks."""
    found = re.search(r"<(https?://[^<>|]+)", str(message.get("text") or ""))
    if found:
        return html.unescape(found[1])
    for attachment in message.get("attachments") or ():
        for name in ("from_url", "title_link", "original_url"):
            if str(attachment.get(name) or "").startswith(("http://", "https://")):
                return str(attachment[name])
    found = re.search(r'"url": "(https?://[^"]+)"', json.dumps(message.get("blocks") or []))
    return found[1] if found else None


def story_in(message: Payload) -> tuple[int, int] | None:
    """Find the story that a message of ours tells: in its metadata, else in its buttons."""
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    if isinstance(payload.get("story"), int):
        return payload["story"], int(payload.get("version") or 1)
    for block in message.get("blocks") or ():
        for element in (*(block.get("elements") or ()), block.get("accessory") or {}):
            name, value = str(element.get("action_id", "")), str(element.get("value") or "")
            found = _VALUE.fullmatch(value) if name.startswith("story.") else None
            if found:
                return int(found[1]), int(found[2])
    return None
