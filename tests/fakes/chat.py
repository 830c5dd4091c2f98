"""A chat on the wire that is not idempotent and answers as badly as real ones do."""

import asyncio
import datetime as dt
import random
import time
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from bot.errors import DeliveryError
from bot.model import Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """How often the chat misbehaves, as parts of all sends.

    Attributes:
        slow: Answers after up to ``slowest`` seconds; the post is taken before or after the wait.
        lost: Takes the post and closes the connection without a word.
        limited: 429 with ``Retry-After``.
        broken: 500, half of them after the post was taken.
    """

    slow: float = 0.06
    slowest: float = 2.5
    lost: float = 0.03
    limited: float = 0.03
    broken: float = 0.04


@dataclass(slots=True)
class FakeChat:
    """Takes every post that reaches it, however often.

    Attributes:
        posts: (channel, key, text) in the order in which they were taken.
        delays: Seconds from each one's sending to its taking, in the same order.
        counts: Faults by name.
    """

    faults: Faults
    chance: random.Random
    posts: list[tuple[str, str, str]] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def app(self) -> web.Application:
        """Give it as an application."""
        app = web.Application()
        app.router.add_post("/post", self._post)
        app.router.add_get("/find", self._find)
        return app

    async def _post(self, request: web.Request) -> web.Response:
        body = await request.json()
        fault = self._fault()
        self.counts[fault] = self.counts.get(fault, 0) + 1
        early = self.chance.random() < 0.5
        if fault == "limited":
            return web.Response(status=429, headers={"Retry-After": "0.2"})
        if fault == "broken" and not early:
            return web.Response(status=500)
        if fault == "slow" and not early:
            await asyncio.sleep(self.chance.uniform(0, self.faults.slowest))
            if request.transport is None or request.transport.is_closing():
                return web.Response(status=500)  # nobody is there any more
        self.posts.append((body["channel"], body["key"], body["text"]))
        self.delays.append(time.monotonic() - body["sent"])
        if fault == "slow" and early:
            await asyncio.sleep(self.chance.uniform(0, self.faults.slowest))
        if fault == "lost" and request.transport:
            request.transport.close()
        return web.Response(status=500) if fault == "broken" else web.json_response({"ok": True})

    async def _find(self, request: web.Request) -> web.Response:
        wanted = (request.query["channel"], request.query["key"])
        if self.chance.random() < self.faults.broken:
            return web.Response(status=500)
        there = any((channel, key) == wanted for channel, key, _ in self.posts)
        return web.json_response({"there": there})

    def _fault(self) -> str:
        draw = self.chance.random()
        for name in ("slow", "lost", "limited", "broken"):
            draw -= getattr(self.faults, name)
            if draw < 0:
                return name
        return "none"


class WireChat:
    """`bot.ports.Chat` over HTTP, as thin as a platform's adapter would be."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session = session
        self._base = base

    async def send(self, delivery: Delivery) -> str:
        """Post it; an answer that was lost or is a 5xx leaves its fate unknown."""
        body = {
            "channel": delivery.target.address,
            "key": delivery.key,
            "text": str(delivery.story.id),
            "sent": time.monotonic(),
        }
        try:
            async with self._session.post(f"{self._base}/post", json=body) as answer:
                if answer.status == 429:
                    raise DeliveryError("limited", retry_after=_seconds(answer))
                if answer.status >= 500:
                    raise DeliveryError("it broke", unknown=True)
        except aiohttp.ClientError as error:
            raise DeliveryError(str(error), unknown=True) from error
        return delivery.key

    async def find(self, delivery: Delivery) -> str | None:
        """Look through the channel."""
        query = {"channel": delivery.target.address, "key": delivery.key}
        try:
            async with self._session.get(f"{self._base}/find", params=query) as answer:
                if answer.status >= 500:
                    raise DeliveryError("it broke", unknown=True)
                return delivery.key if (await answer.json())["there"] else None
        except aiohttp.ClientError as error:
            raise DeliveryError(str(error), unknown=True) from error


def _seconds(answer: aiohttp.ClientResponse) -> dt.timedelta:
    return dt.timedelta(seconds=float(answer.headers["Retry-After"]))
