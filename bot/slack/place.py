"""Answers to where they were asked: a thread, the channel, or one person alone."""

import hashlib
import json
from typing import Any

import structlog
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.errors import DeliveryError
from bot.slack.asked import Asked
from bot.slack.blocks import Message
from bot.slack.chat import call
from bot.slack.patience import patiently
from bot.slack.stream import stream, streams
from bot.slack.wire import FAILURES, TIMEOUT, TROUBLE, Wire

ANSWER = "threeline_answer"
_log = structlog.get_logger(__name__)


class Places:
    """Where answers go."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def show(
        self, asked: Asked, message: Message, *, public: bool, story: int | None = None
    ) -> None:
        """Show an answer once; raise `DeliveryError` when it could not be shown."""
        if asked.response_url and not (asked.open and public):
            await self.respond(asked, message, public=public)
        elif asked.direct or public:
            await self._post(asked, message, story=story)
        else:
            await self._whisper(asked, message)

    async def respond(self, asked: Asked, message: Message, *, public: bool = False) -> None:
        """Answer through the address that came with the command or button."""
        body: dict[str, Any] = {
            "response_type": "in_channel" if public else "ephemeral",
            "replace_original": False,
            "text": message.text,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        if message.blocks:
            body["blocks"] = list(message.blocks)
        if asked.thread:
            body["thread_ts"] = asked.thread
        client = AsyncWebhookClient(
            url=str(asked.response_url),
            session=self._wire.session,
            timeout=int(TIMEOUT),
            retry_handlers=[],
            logger=self._wire.log,
        )
        try:
            answer = await client.send_dict(body)
            if answer.status_code == 400 and "blocks" in body:  # noqa: PLR2004 # HTTP
                digest = hashlib.sha256(json.dumps(body["blocks"], sort_keys=True).encode())
                _log.warning(
                    "slack_blocks_refused",
                    error=answer.body[:80],
                    blocks=digest.hexdigest(),
                    method="response_url",
                )
                answer = await client.send_dict({**body, "blocks": []})
        except FAILURES as error:
            raise DeliveryError(f"Slack's answer was lost ({type(error).__name__})") from error
        if answer.status_code != 200:  # noqa: PLR2004 # HTTP
            # Expired or used up: the person still gets the answer, as their own message.
            _log.info("slack_response_url_gone", status=answer.status_code)
            await self._whisper(asked, message)

    async def working(self, asked: Asked, words: str) -> None:
        """Say that an answer takes a while, where the surface has a place for that."""
        try:
            if asked.response_url and not asked.open:
                await self.respond(asked, Message(text=words))
            elif asked.direct and asked.thread:
                client = await self._wire.of(asked.workspace)
                await client.assistant_threads_setStatus(
                    channel_id=asked.channel, thread_ts=asked.thread, status=words
                )
        except TROUBLE as error:
            _log.info("slack_status_not_shown", error=str(error)[:200])

    async def _post(self, asked: Asked, message: Message, *, story: int | None) -> None:
        client = await self._wire.of(asked.workspace)
        more: dict[str, Any] = {"thread_ts": asked.thread} if asked.thread else {}
        if story is not None:
            more["metadata"] = {"event_type": ANSWER, "event_payload": {"story": story}}
        if streams(asked, message):
            metadata = more.get("metadata")
            if await stream(client, asked, message, metadata=metadata):
                return
        await patiently(
            lambda: call(
                client,
                "chat.postMessage",
                message,
                channel=asked.channel,
                unfurl_links=False,
                unfurl_media=False,
                **more,
            )
        )

    async def _whisper(self, asked: Asked, message: Message) -> None:
        """Show to one person. In a thread that has no replies yet, Slack would show nothing."""
        client = await self._wire.of(asked.workspace)
        more = {"thread_ts": asked.root} if asked.root else {}
        await patiently(
            lambda: call(
                client,
                "chat.postEphemeral",
                message,
                channel=asked.channel,
                user=asked.user,
                **more,
            )
        )
