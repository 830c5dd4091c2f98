"""Chat completions over HTTP, as an OpenAI-compatible server speaks them; scripted.

Each request takes the next answer of the script, the last one again when it is at its end. What
was asked is kept. Requests that no server would take are answered 400, as the documented
protocol says (https://platform.openai.com/docs/api-reference/chat/create).
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

KNOWN = {"model", "messages", "max_tokens", "max_completion_tokens", "temperature"} | {
    "response_format"
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a request gets.

    Attributes:
        text: The assistant's words; ``None`` for none.
        raw: The whole body instead.
        cut: Bytes of the body that are sent before the connection is closed.
        slow: Seconds before anything is sent.
    """

    text: str | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    cut: int | None = None
    slow: float = 0.0
    refusal: str | None = None
    finish: str = "stop"
    usage: bool = True


Script = list[Answer | Callable[[dict[str, Any]], Answer]]


class FakeModel:
    """The server: its script, and what it was asked."""

    def __init__(self, *script: Answer | Callable[[dict[str, Any]], Answer]) -> None:
        self.script: Script = list(script)
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.unknown: set[str] = set()
        self.now = 0
        self.most = 0
        self.url = ""
        self._open: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection until either side ends it."""
        task = asyncio.current_task()
        assert task
        self._open.add(task)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                while await self._one(reader, writer):
                    pass
        except asyncio.CancelledError:
            pass  # the test is over
        finally:
            self._open.discard(task)
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def end(self) -> None:
        """Close what is still open."""
        tasks = list(self._open)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.headers.append(headers)
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            answer = self._answer(first, body)
            if answer.slow:
                await asyncio.sleep(answer.slow)
        finally:
            self.now -= 1
        whole = answer.raw if answer.raw is not None else _body(answer)
        lines = [f"HTTP/1.1 {answer.status} Said", "content-type: application/json"]
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        lines += [f"content-length: {len(whole)}", "", ""]
        writer.write("\r\n".join(lines).encode() + whole[: answer.cut])
        await writer.drain()
        return answer.cut is None

    def _answer(self, first: str, body: bytes) -> Answer:
        if not first.startswith("POST /v1/chat/completions "):
            return Answer(status=404, raw=b'{"error": {"message": "no such path"}}')
        asked = json.loads(body)
        self.asked.append(asked)
        fault = self._fault(asked)
        if fault:
            said = {"error": {"message": fault, "type": "invalid_request_error"}}
            return Answer(status=400, raw=json.dumps(said).encode())
        one = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        return one if isinstance(one, Answer) else one(asked)

    def _fault(self, asked: dict[str, Any]) -> str | None:
        form = asked.get("response_format", {}).get("type")
        for part in sorted(self.unknown):
            if part in asked or part == form:
                return f"Unsupported parameter: {part}"
        if set(asked) - KNOWN or not asked.get("messages"):
            return f"Unknown parameter: {sorted(set(asked) - KNOWN)}"
        if form == "json_schema":
            schema = asked["response_format"]["json_schema"]
            return None if _strict(schema["schema"]) else "Invalid schema for response_format"
        return None


def _strict(schema: Mapping[str, Any]) -> bool:
    """Tell whether a schema is one that strict structured output takes."""
    if schema.get("type") == "object":
        fields = schema["properties"]
        named = set(schema["required"]) == set(fields) and schema["additionalProperties"] is False
        return named and all(_strict(each) for each in fields.values())
    if schema.get("type") == "array":
        return _strict(schema["items"])
    return "type" in schema


def _body(answer: Answer) -> bytes:
    if answer.status != 200:
        return json.dumps({"error": {"message": "it failed", "type": "server_error"}}).encode()
    message = {"role": "assistant", "content": answer.text, "refusal": answer.refusal}
    body: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "fake",
        "choices": [{"index": 0, "message": message, "finish_reason": answer.finish}],
    }
    if answer.usage:
        body["usage"] = {"prompt_tokens": 900, "completion_tokens": 100, "total_tokens": 1000}
    return json.dumps(body).encode()


@contextlib.asynccontextmanager
async def serving(*script: Answer | Callable[[dict[str, Any]], Answer]) -> AsyncIterator[FakeModel]:
    """Serve a script on a free port of loopback."""
    model = FakeModel(*script)
    server = await asyncio.start_server(model.serve, "127.0.0.1", 0, limit=10_000_000)
    port = server.sockets[0].getsockname()[1]
    model.url = f"http://127.0.0.1:{port}/v1"
    async with server:
        try:
            yield model
        finally:
            await model.end()
