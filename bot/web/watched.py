"""From an answer that takes its time to a page that says meanwhile what is being done.

The page comes in pieces: its head with the first line, a line for each step, at last the answer
and the rest. Every line but the last is hidden by the style sheet, so nothing here needs scripts.
"""

import asyncio
import html
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.commands import Reply, Tell
from bot.web.rendering import page_of

_HERE = "<!--answer-->"
"""Stands where the answer goes; the page around it is cut there."""


def watched(
    request: Request, ask: Callable[[Tell], Awaitable[Reply]], shown: Mapping[str, Any]
) -> Response:
    """Give the page of a question, with its answer when there is one."""
    around = page_of(request, "ask.html", waiting=_HERE, reply=None, **shown)
    before, _, after = around.partition(_HERE)
    pieces = _pieces(request, ask, shown, before, after)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(pieces, media_type="text/html; charset=utf-8", headers=headers)


async def _pieces(
    request: Request,
    ask: Callable[[Tell], Awaitable[Reply]],
    shown: Mapping[str, Any],
    before: str,
    after: str,
) -> AsyncIterator[str]:
    said: asyncio.Queue[str | None] = asyncio.Queue()

    async def asked() -> Reply:
        try:
            return await ask(said.put)
        finally:
            said.put_nowait(None)

    yield before
    task = asyncio.create_task(asked())
    try:
        while (words := await said.get()) is not None:
            yield f'<p class="wait" role="status">{html.escape(words)}</p>\n'
        reply = await task
    finally:
        task.cancel()
    yield page_of(request, "answer.html", reply=reply, **shown)
    yield after
