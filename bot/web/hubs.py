"""Hubs' requests in, what the use case tells them out: WebSub callbacks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from bot.hubs import UNKNOWN, Callbacks, Told
from bot.web.outside import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    status: int
    body: str = ""
    headers: Mapping[str, str] = field(
        default_factory=lambda: {"Content-Type": "text/plain; charset=utf-8"}
    )


class HubCalls:
    """Serves ``/websub/TOKEN``."""

    def __init__(self, callbacks: Callbacks) -> None:
        self._callbacks = callbacks

    async def http(
        self, *, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        """Answer one request of a hub."""
        token = path.rpartition("/")[2]
        told = UNKNOWN if not token else await self._told(method, token, query, headers, body)
        return _Said(status=int(told.status), body=told.body)

    async def _told(
        self, method: str, token: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> Told:
        if method == "POST":
            return await self._callbacks.receive(token, headers, body)
        return await self._callbacks.verify(token, dict(parse_qsl(query, keep_blank_values=True)))
