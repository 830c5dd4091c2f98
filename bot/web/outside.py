"""Requests for another surface in, its answers out: what a chat serves beside the page."""

from collections.abc import Mapping
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

# Slack's largest payloads are views of some 250 kB.
MAX_BODY = 1_000_000


class Answer(Protocol):
    """What goes back."""

    @property
    def status(self) -> int:
        """Give the status."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Give the headers."""

    @property
    def body(self) -> str:
        """Give the text."""


class Outside(Protocol):
    """A surface that takes requests of its own."""

    async def http(
        self, *, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        """Answer one request; the signature, if there is one, is checked there."""


def routes(prefix: str, outside: Outside) -> list[Route]:
    """Serve everything under a prefix ("/slack")."""

    async def pass_on(request: Request) -> Response:
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > MAX_BODY:
                return Response("Too large", status_code=413)
        answer = await outside.http(
            method=request.method,
            path=request.url.path,
            query=request.url.query,
            headers=dict(request.headers),
            body=bytes(body),
        )
        return Response(answer.body, status_code=answer.status, headers=dict(answer.headers))

    return [Route(f"{prefix}/{{rest:path}}", pass_on, methods=["GET", "POST"])]
