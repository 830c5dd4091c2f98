"""A long answer in the Messages tab to a message that grows while it is read.

Slack streams into a thread (https://docs.slack.dev/reference/methods/chat.startStream): the same
blocks as otherwise, a few at a time, in chunks of type ``blocks``. Nothing in it is Markdown, so
that there is one kind of escaping. Slack makes the text of a streamed message by itself; so only
whoever asked and is looking at it gets one.

Where Slack does not stream (an older workspace, a server that does not know the method) nothing
was shown yet and the answer is posted whole. What breaks later is finished by the rest in one
piece, never by a second answer.
"""

from collections.abc import Sequence
from typing import Any

import structlog

from bot.errors import DeliveryError
from bot.slack.asked import Asked
from bot.slack.blocks import Block, Message
from bot.slack.patience import patiently
from bot.slack.wire import FAILURES, Client, translate

# An answer of so many blocks fills more than a phone's screen.
LONG = 8
# Blocks of one call: the first words are there at once, and 50 take 9 calls of 100 a minute.
PIECE = 6

_log = structlog.get_logger(__name__)


def streams(asked: Asked, message: Message) -> bool:
    """Tell whether an answer is streamed: a long one, below what somebody wrote to us."""
    return asked.direct and asked.thread is not None and len(message.blocks) >= LONG


async def stream(
    client: Client, asked: Asked, message: Message, *, metadata: dict[str, Any] | None
) -> bool:
    """Show an answer bit by bit; False when Slack would not begin and nothing is there.

    Raises:
        DeliveryError: The beginning may be there, or the rest was not taken.
    """
    blocks = list(message.blocks)
    ts = await _begin(client, asked, blocks[:PIECE])
    if ts is None:
        return False
    left = blocks[PIECE:]
    while left:
        try:
            await client.chat_appendStream(
                channel=asked.channel, ts=ts, chunks=_chunk(left[:PIECE])
            )
        except FAILURES as error:
            _log.info("slack_stream_broken", reason=str(translate(error)))
            break
        left = left[PIECE:]
    more: dict[str, Any] = {"blocks": left} if left else {}
    if metadata:
        more["metadata"] = metadata
    await patiently(lambda: client.chat_stopStream(channel=asked.channel, ts=ts, **more))
    return True


async def _begin(client: Client, asked: Asked, blocks: Sequence[Block]) -> str | None:
    try:
        answer = await patiently(
            lambda: client.chat_startStream(
                channel=asked.channel,
                thread_ts=str(asked.thread),
                recipient_team_id=asked.workspace,
                recipient_user_id=asked.user,
                chunks=_chunk(blocks),
            )
        )
    except DeliveryError as failed:
        if failed.unknown or failed.retry_after is not None:
            raise
        _log.info("slack_does_not_stream", reason=str(failed))
        return None
    return str(answer.get("ts") or "") or None


def _chunk(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    return [{"type": "blocks", "blocks": list(blocks)}]
