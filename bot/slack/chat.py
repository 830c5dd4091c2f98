"""Deliveries to posts in Slack, each found again by the key in its metadata.

A post carries ``{event_type: "threeline_delivery", event_payload: {key, story, version}}``, which
nobody sees and `SlackChat.find` reads back (https://docs.slack.dev/messaging/message-metadata), so
that an answer that was lost never makes a second post.
"""

import datetime as dt
import hashlib
import json
from collections.abc import AsyncIterator
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.changes import only_bettered
from bot.errors import DeliveryError
from bot.model import Delivery, Story
from bot.slack import render
from bot.slack.blocks import Message, without_newest
from bot.slack.owners import Owners
from bot.slack.wire import FAILURES, Wire, code_of, translate

DELIVERY = "threeline_delivery"
# Our clock and Slack's may differ by this much.
SKEW = dt.timedelta(minutes=5)
# Apps outside the Marketplace get 15 messages a call whatever they ask for.
PAGE, MAX_PAGES = 100, 10

# Slack does not like the blocks; the words alone can be posted.
BAD_BLOCKS = {
    "block_mismatch",
    "invalid_blocks",
    "invalid_blocks_format",
    "msg_blocks_too_long",
    "msg_too_long",
}
# The earlier post cannot be edited because it is not there any more.
GONE = {"message_not_found", "cant_update_message"}
# It is there and may not be edited any more; what changed is told in its thread alone.
CLOSED = {"edit_window_closed"}

_log = structlog.get_logger(__name__)


class SlackChat:
    """The port `Chat` for Slack; addresses are channel ids, keys of posts are their ``ts``."""

    def __init__(
        self, wire: Wire, *, page: str | None = None, owners: Owners | None = None
    ) -> None:
        self._wire = wire
        self._page = page
        self._owners = owners

    async def send(self, delivery: Delivery) -> str:
        """Post it, or edit the earlier post and say in its thread what changed.

        A channel that refuses for good is paused by whoever called; who set it up is told here.

        Raises:
            DeliveryError: Slack refused, limited us, or its answer was lost.
        """
        try:
            return await self._send(delivery)
        except DeliveryError as error:
            if error.forbidden and self._owners:
                target = delivery.target
                await self._owners.tell(target.workspace, target.address, str(error))
            raise

    async def _send(self, delivery: Delivery) -> str:
        client = await self._wire.of(delivery.target.workspace)
        if delivery.moved:
            message = render.moved(delivery.story, link=await _permalink(client, delivery))
        else:
            message = self._message(delivery)
        if delivery.previous is None:
            return await self._post(client, delivery, message)
        try:
            await call(
                client, "chat.update", message, channel=delivery.target.address,
                ts=delivery.previous, metadata=_metadata(delivery),
            )  # fmt: skip
        except FAILURES as error:
            if code_of(error) in GONE:
                if delivery.moved:
                    return delivery.previous
                return await self._post(client, delivery, message)
            if code_of(error) not in CLOSED:
                raise translate(error) from error
            if delivery.moved:
                await self._post(client, delivery, message, thread_ts=delivery.previous)
        if delivery.moved:
            return delivery.previous
        before = delivery.before.briefing if delivery.before else None
        if not only_bettered(delivery.story.briefing, before):
            changed = render.change(delivery.story, delivery.before)
            await self._post(client, delivery, changed, thread_ts=delivery.previous)
        return delivery.previous

    def _message(self, delivery: Delivery) -> Message:
        told = delivery.digest
        if told is None:
            return render.story(
                delivery.story, page=self._page, doubtful=delivery.doubtful, note=delivery.note
            )
        topics: dict[str | None, list[Story]] = {}
        for story in told.stories:  # a topic stands where its weightiest story stands
            topics.setdefault(story.topic, []).append(story)
        return render.digest(
            told.title,
            list(topics.items()),
            omitted=told.omitted,
            page=self._page,
            doubtful=delivery.doubtful,
            since=told.since,
        )

    async def find(self, delivery: Delivery) -> str | None:
        """Look for the post of a begun delivery.

        Raises:
            DeliveryError: ``unknown`` where Slack does not let us see enough to tell.
        """
        try:
            client = await self._wire.of(delivery.target.workspace)
            if delivery.previous is not None:
                found = await self._note(client, delivery)
                if found is not None:
                    return found
            async for message in self._since(client, delivery):
                if _key(message) == delivery.key:
                    # An edited post counts only with the note in its thread, looked for above.
                    return None if delivery.previous == message["ts"] else str(message["ts"])
        except FAILURES as error:
            failed = translate(error)
            if failed.forbidden:
                raise failed from error
            raise DeliveryError(
                f"cannot tell whether it was posted: {failed}",
                retry_after=failed.retry_after,
                unknown=True,
            ) from error
        return None

    async def _post(
        self, client: AsyncWebClient, delivery: Delivery, message: Message, **more: Any
    ) -> str:
        try:
            answer = await call(
                client, "chat.postMessage", message, channel=delivery.target.address,
                metadata=_metadata(delivery), unfurl_links=False, unfurl_media=False, **more,
            )  # fmt: skip
        except FAILURES as error:
            raise translate(error) from error
        return str(answer["ts"])

    async def _note(self, client: AsyncWebClient, delivery: Delivery) -> str | None:
        """Look in the thread of the earlier post for what the new version changed."""
        try:
            async for message in _pages(
                client, "conversations.replies",
                channel=delivery.target.address, ts=delivery.previous,
            ):  # fmt: skip
                if message["ts"] != delivery.previous and _key(message) == delivery.key:
                    return delivery.previous
        except FAILURES as error:
            if code_of(error) not in {"thread_not_found", "message_not_found"}:
                raise
        return None

    def _since(self, client: AsyncWebClient, delivery: Delivery) -> AsyncIterator[dict[str, Any]]:
        """Walk the channel back to before this delivery could have been begun."""
        oldest = delivery.story.article.fetched - SKEW
        return _pages(
            client, "conversations.history",
            channel=delivery.target.address, oldest=f"{oldest.timestamp():.6f}",
        )  # fmt: skip


async def call(
    client: AsyncWebClient, method: str, message: Message, **args: Any
) -> dict[str, Any]:
    """Send a message, and its words alone where Slack does not take its blocks."""
    args = {"text": message.text, **args}
    blocks = list(message.blocks)
    if not blocks:
        return _data(await client.api_call(method, json=args))
    older = without_newest(blocks)
    # An update without `blocks` keeps the old ones; an empty list takes them away.
    ways = [blocks, older, []] if 0 < len(older) < len(blocks) else [blocks, []]
    for way in ways:
        try:
            return _data(await client.api_call(method, json={**args, "blocks": way}))
        except FAILURES as error:
            if not way or code_of(error) not in BAD_BLOCKS:
                raise
            digest = hashlib.sha256(json.dumps(way, sort_keys=True).encode()).hexdigest()
            _log.warning("slack_blocks_refused", error=code_of(error), blocks=digest, method=method)
    raise AssertionError("the last way has no blocks")


async def _permalink(client: AsyncWebClient, delivery: Delivery) -> str | None:
    """Ask for the address of the post that tells the story instead; none is no fault."""
    if delivery.instead is None:
        return None
    try:
        answer = await client.chat_getPermalink(
            channel=delivery.target.address, message_ts=delivery.instead
        )
    except FAILURES as error:
        _log.info("slack_permalink", error=code_of(error))
        return None
    return str(answer["permalink"])


def _data(answer: AsyncSlackResponse) -> dict[str, Any]:
    assert isinstance(answer.data, dict)  # noqa: S101 # bytes come from file downloads only
    return answer.data


async def _pages(client: AsyncWebClient, method: str, **args: Any) -> AsyncIterator[dict[str, Any]]:
    """Walk a listing; raise `DeliveryError` (unknown) where it is longer than we may read."""
    cursor = ""
    for _ in range(MAX_PAGES):
        asked = {**args, "limit": PAGE, "include_all_metadata": True, "inclusive": True}
        answer = await client.api_call(
            method, http_verb="GET", params=asked | ({"cursor": cursor} if cursor else {})
        )
        for message in answer.get("messages") or ():
            yield message
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
    raise DeliveryError("cannot tell whether it was posted: too much was said since", unknown=True)


def _metadata(delivery: Delivery) -> dict[str, Any]:
    story = delivery.story
    payload = {"key": delivery.key, "story": story.id, "version": story.version}
    return {"event_type": DELIVERY, "event_payload": payload}


def _key(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != DELIVERY:
        return None
    key = (metadata.get("event_payload") or {}).get("key")
    return key if isinstance(key, str) else None
