"""Buttons, menus and shortcuts of Slack to what they ask, and back into buttons.

Pure. What is sent back with a press was in our own message, but anybody can forge one: it is read
as carefully as words that somebody typed. Payloads: https://docs.slack.dev/interactivity.
"""

import json
import re

from bot.slack.asked import Asked, Payload, link_in, workspace_of

# Words of a question that are kept with what somebody thinks of its answer.
MAX_ABOUT = 300

_BUTTONS = {"story.evidence", "story.more", "story.sources"}
_MENU = {"why": "why", "wrong": "feedback wrong", "link": "link"}
_NUMBER = re.compile(r"\d{1,18}")
_VALUE = re.compile(r"(\d{1,18})\.(\d{1,9})")


def of_button(body: Payload) -> Asked | None:
    """Read a button or menu; ``None`` for one that asks nothing (a link, an unknown one)."""
    action: Payload = (body.get("actions") or [{}])[0]
    name = str(action.get("action_id", ""))
    value = str((action.get("selected_option") or action).get("value") or "")
    asked = _words(name, value)
    if asked is None:
        return None
    words, story, version = asked
    container: Payload = body.get("container") or {}
    channel = str((body.get("channel") or {}).get("id") or container.get("channel_id") or "")
    return Asked(
        key=f"trigger:{body.get('trigger_id')}",
        words=words,
        workspace=workspace_of(body),
        user=str((body.get("user") or {}).get("id", "")),
        channel=channel,
        direct=channel.startswith("D"),
        # An answer to a button in a thread stays in that thread.
        thread=container.get("thread_ts"),
        root=container.get("thread_ts") or container.get("message_ts"),
        story=story,
        version=version,
        response_url=body.get("response_url"),
    )


def of_shortcut(body: Payload) -> Asked | None:
    """Read "Brief this" on a message; ``None`` where the message has no link."""
    message: Payload = body.get("message") or {}
    url = link_in(message)
    if url is None:
        return None
    channel = str((body.get("channel") or {}).get("id", ""))
    return Asked(
        key=f"trigger:{body.get('trigger_id')}",
        words=f"brief {url}",
        workspace=workspace_of(body),
        user=str((body.get("user") or {}).get("id", "")),
        channel=channel,
        direct=channel.startswith("D"),
        thread=message.get("thread_ts"),
        response_url=body.get("response_url"),
    )


def share_value(words: str, *, thread: str | None, story: int | None) -> str:
    """Put into a "Share to channel" button what to say again, and where."""
    return json.dumps({"w": words, "t": thread, "s": story}, ensure_ascii=False)


def about_value(words: str, story: int) -> str:
    """Put into feedback buttons what was asked, and about which story: ``STORY:WORDS``."""
    return f"{story}:{words}"[:MAX_ABOUT]


def of_share(body: Payload) -> Asked | None:
    """Read "Share to channel": the same words, answered for everybody there."""
    action: Payload = (body.get("actions") or [{}])[0]
    try:
        value = json.loads(str(action.get("value")))
        words, thread, story = str(value["w"]), value.get("t"), value.get("s")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    channel = str((body.get("channel") or {}).get("id", ""))
    return Asked(
        key=f"trigger:{body.get('trigger_id')}",
        words=words,
        workspace=workspace_of(body),
        user=str((body.get("user") or {}).get("id", "")),
        channel=channel,
        open=True,
        direct=channel.startswith("D"),
        thread=str(thread) if thread else None,
        story=story if isinstance(story, int) else None,
        response_url=body.get("response_url"),
    )


def person_of(body: Payload) -> Asked:
    """Name who did something that asks nothing by itself."""
    return Asked(
        key=f"trigger:{body.get('trigger_id')}",
        words="",
        workspace=workspace_of(body),
        user=str((body.get("user") or {}).get("id", "")),
        channel=str((body.get("channel") or {}).get("id", "")),
        response_url=body.get("response_url"),
    )


def _words(name: str, value: str) -> tuple[str, int | None, int | None] | None:
    """Give the command that a button stands for, with its story."""
    if name.startswith("ask."):
        return (value, None, None) if value else None
    return _opinion(value) if name == "feedback" else _about_story(name, value)


def _about_story(name: str, value: str) -> tuple[str, int, int] | None:
    verb, _, rest = value.partition(":") if name == "story.overflow" else ("", "", value)
    found = _VALUE.fullmatch(rest)
    if found is None:
        return None
    story, version = int(found[1]), int(found[2])
    if name in _BUTTONS:
        return f"{name.removeprefix('story.')} {story}", story, version
    if name == "story.follow":
        return "follow", story, version
    if verb in _MENU:
        return f"{_MENU[verb]} {story}", story, version
    return None


def _opinion(value: str) -> tuple[str, int | None, int | None] | None:
    """Read a press of a feedback button: ``right:STORY:WORDS``."""
    verdict, _, about = value.partition(":")
    story, _, asked = about.partition(":")
    if verdict not in {"right", "wrong"} or _NUMBER.fullmatch(story) is None:
        return None
    words = f"feedback {verdict} #{story} asked: {asked}"
    return " ".join(words.split()), int(story), None
