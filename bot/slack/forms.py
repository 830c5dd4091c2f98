"""Modals to what a channel is told: the words of the commands, checked while typed.

Pure. What is wrong is said beside its field (``response_action: errors``), in the words that the
command would answer with.
"""

import re
from typing import Any

from bot.errors import CommandError
from bot.rules import read_rule
from bot.schedule import read_schedule, read_zone
from bot.slack import text as mrkdwn
from bot.slack.asked import Payload
from bot.slack.blocks import Block, plain

PREFIX = "wish."
# What Slack takes as an error beside a field.
MAX_ERROR = 150

_RULE = re.compile(r"\w+:\S|^(?:any |all |every )?pledges?\b", re.IGNORECASE)

_FORMS = {
    "follow": (
        "Follow",
        "What",
        "Nothing: every new briefing. Or a feed, topic or actor; or a rule: topic:aid none:rugby",
        True,
    ),
    "digest": (
        "Digest",
        "When",
        "For example weekdays 08:30, or mon, thu 18:00, or off",
        False,
    ),
    "watch": (
        "Watch pledges",
        "Which",
        "For example any pledge to Ukraine of at least EUR 100m",
        False,
    ),
}


def wish(verb: str) -> dict[str, Any]:
    """Render the modal of a verb: ``follow``, ``digest`` or ``watch``."""
    title, label, hint, optional = _FORMS[verb]
    blocks: list[Block] = [
        {
            "type": "input",
            "block_id": "channel",
            "label": plain("In which channel"),
            "element": {
                "type": "conversations_select",
                "action_id": "input",
                "default_to_current_conversation": True,
                "filter": {"include": ["public", "private"], "exclude_bot_users": True},
            },
        },
        {
            "type": "input",
            "block_id": "words",
            "optional": optional,
            "label": plain(label),
            "hint": plain(hint),
            "element": {"type": "plain_text_input", "action_id": "input", "max_length": 300},
        },
    ]
    if verb == "digest":
        blocks.append(
            {
                "type": "input",
                "block_id": "zone",
                "optional": True,
                "label": plain("Time zone"),
                "hint": plain("For example Europe/Kyiv; without it, the channel's own"),
                "element": {"type": "plain_text_input", "action_id": "input", "max_length": 40},
            }
        )
    return {
        "type": "modal",
        "callback_id": f"{PREFIX}{verb}",
        "title": plain(title),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": blocks,
    }


def read_wish(view: Payload) -> tuple[str, str, dict[str, str]]:
    """Read what was sent: the command, the channel, and what is wrong by field."""
    verb = str(view.get("callback_id", "")).removeprefix(PREFIX)
    channel = _value(view, "channel", "selected_conversation")
    words, zone = _value(view, "words", "value"), _value(view, "zone", "value")
    errors: dict[str, str] = {}
    if not channel:
        errors["channel"] = "Choose a channel."
    try:
        _check(verb, words)
    except CommandError as error:
        errors["words"] = mrkdwn.cut(str(error), MAX_ERROR)
    try:
        named = read_zone(zone) if zone else ""
    except CommandError as error:
        errors["zone"] = mrkdwn.cut(str(error), MAX_ERROR)
        named = ""
    return " ".join(filter(None, (verb, words, named))), channel, errors


def known(verb: str) -> bool:
    """Tell whether there is a modal of this verb."""
    return verb in _FORMS


def _check(verb: str, words: str) -> None:
    """Raise `CommandError` for words that the command would not understand."""
    match verb:
        case "digest":
            if words.casefold() != "off":
                read_schedule(words)
        case "watch":
            read_rule(words if "pledge" in words.casefold() else f"any pledge {words}")
        case _:
            if not is_name(words):
                read_rule(words)


def is_name(words: str) -> bool:
    """Tell a name or an address from a rule, and from nothing."""
    return bool(words) and (words.startswith(("http://", "https://")) or not _RULE.search(words))


def _value(view: Payload, block: str, name: str) -> str:
    values = (view.get("state") or {}).get("values") or {}
    state = (values.get(block) or {}).get("input") or {}
    return " ".join(str(state.get(name) or "").split())
