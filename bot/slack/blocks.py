"""Units of Block Kit to one message that Slack takes: counted, cut and never over a limit.

Limits: https://docs.slack.dev/reference/block-kit/blocks; the total is not documented, it fails
near 12,000 characters of block text, so we stop at 10,000.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.slack import text as mrkdwn

Block = dict[str, Any]

MAX_BLOCKS = 50
MAX_SECTION = 3_000
MAX_HEADER = 150
MAX_CONTEXT = 2_000
MAX_BUTTON = 75
MAX_VALUE = 2_000
MAX_OPTION_VALUE = 150
MAX_ACTIONS = 25
MAX_TOTAL = 10_000
# Slack advises 4,000 for the text beside blocks, and chat.update refuses more.
MAX_TEXT = 4_000

# Of 2025; slack_sdk knows it, an emulator may not.
_NEWEST = {"context_actions"}

# The keys whose strings a reader sees or a button carries.
_COUNTED = ("text", "value", "url", "alt_text", "accessibility_label")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one post consists of.

    Attributes:
        text: Everything in plain mrkdwn: notifications, search, screen readers, the fallback.
        blocks: Block Kit, within every limit.
    """

    text: str
    blocks: tuple[Block, ...] = ()


def section(words: str, *, accessory: Block | None = None) -> Block:
    """Show escaped mrkdwn; over 3,000 characters it is cut at a word."""
    block: Block = {"type": "section", "text": markdown(mrkdwn.cut(words, MAX_SECTION))}
    if accessory:
        block["accessory"] = accessory
    return block


def sections(words: str) -> Iterator[Block]:
    """Show escaped mrkdwn of any length, in as many sections as it needs."""
    for piece in pieces(words, MAX_SECTION):
        yield section(piece)


def context(words: str) -> Block:
    """Show escaped mrkdwn small and grey."""
    return {"type": "context", "elements": [markdown(mrkdwn.cut(words, MAX_CONTEXT))]}


def header(words: str) -> Block:
    """Show one plain line large; Slack formats nothing in it."""
    shown = mrkdwn.cut(mrkdwn.one_line(mrkdwn.visible(words)), MAX_HEADER)
    return {"type": "header", "text": plain(shown)}


def divider() -> Block:
    """Draw a line."""
    return {"type": "divider"}


def button(
    label: str, *, action: str, value: str, style: str | None = None, says: str | None = None
) -> Block:
    """Make a button; ``says`` is what a screen reader reads instead of the label."""
    block: Block = {
        "type": "button",
        "text": plain(mrkdwn.cut(mrkdwn.one_line(mrkdwn.visible(label)), MAX_BUTTON)),
        "action_id": action,
        "value": value,
    }
    if style:
        block["style"] = style
    if says:
        block["accessibility_label"] = mrkdwn.cut(says, MAX_BUTTON)
    return block


def actions(*elements: Block) -> Block:
    """Put buttons side by side."""
    return {"type": "actions", "elements": list(elements[:MAX_ACTIONS])}


def feedback(about: str) -> Block:
    """Ask whether an answer was right; ``about`` comes back with the press.

    https://docs.slack.dev/reference/block-kit/block-elements/feedback-buttons-element
    """

    def side(label: str, says: str, value: str) -> Block:
        return {"text": plain(label), "accessibility_label": says, "value": f"{value}:{about}"}

    return {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "feedback",
                "positive_button": side("Right", "This answer is right", "right"),
                "negative_button": side("Wrong", "Something in this answer is wrong", "wrong"),
            }
        ],
    }


def without_newest(blocks: Sequence[Block]) -> list[Block]:
    """Leave out kinds that an older server may not know; nothing of the news is in them."""
    return [block for block in blocks if block["type"] not in _NEWEST]


def markdown(words: str) -> Block:
    """Make a text object that Slack leaves as it is (``verbatim``: no link or name is guessed)."""
    shown = words if words.strip() else mrkdwn.ELLIPSIS  # Slack refuses an empty text
    return {"type": "mrkdwn", "text": shown, "verbatim": True}


def plain(words: str) -> Block:
    """Make a text object without any formatting, emoji codes included."""
    return {
        "type": "plain_text",
        "text": words if words.strip() else mrkdwn.ELLIPSIS,
        "emoji": False,
    }


def pieces(words: str, limit: int) -> Iterator[str]:
    """Split escaped text at white space into runs of at most ``limit`` characters."""
    rest = words.strip()
    while len(rest) > limit:
        head = rest[:limit]
        at = max(head.rfind("\n"), head.rfind(" "))
        if at <= limit // 2:  # one endless word: cut it, but no entity in two
            entity = head.rfind("&")
            at = entity if limit - 10 < entity and ";" not in head[entity:] else limit
        yield rest[:at].rstrip()
        rest = rest[at:].lstrip()
    if rest:
        yield rest


def weight(block: Block) -> int:
    """Count the characters that Slack's undocumented total counts."""
    total = 0
    for key, value in block.items():
        if isinstance(value, dict):
            total += weight(value)
        elif isinstance(value, list):
            total += sum(weight(part) for part in value if isinstance(part, dict))
        elif key in _COUNTED and isinstance(value, str):
            total += len(value)
    return total


def fit(
    units: Sequence[Sequence[Block]],
    *,
    rest: str,
    footer: Sequence[Block] = (),
    max_blocks: int = MAX_BLOCKS,
) -> tuple[Block, ...]:
    """Keep whole units while there is room and count those that are left out.

    Args:
        units: Blocks that belong together, in order.
        rest: Escaped mrkdwn for what is left out; ``{n}`` becomes their number.
        footer: Blocks that always come last.
        max_blocks: 50 in a message, 100 in a view.
    """
    reserve = [context(rest.replace("{n}", "999")), *footer]
    room = max_blocks - len(reserve)
    budget = MAX_TOTAL - sum(map(weight, reserve))
    kept: list[Block] = []
    for number, unit in enumerate(units):
        room -= len(unit)
        budget -= sum(map(weight, unit))
        if room < 0 or budget < 0:
            kept.append(context(rest.replace("{n}", str(len(units) - number))))
            break
        kept.extend(unit)
    return (*kept, *footer)
