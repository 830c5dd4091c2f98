"""Calls as independent servers of Slack's protocol take them, through the real slack_sdk."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from bot.slack.wire import Install, OneInstall, Wire
from tests.fakes.slack import BOT_TOKEN

Seen = list[tuple[str, str, dict[str, str], str]]


@pytest.fixture(params=["POST", "GET"])
async def verb(request: pytest.FixtureRequest) -> str:
    """Name the only verb that the server knows for reading."""
    verb: str = request.param
    return verb


@pytest.fixture
async def server(verb: str) -> AsyncIterator[tuple[Wire, Seen]]:
    """Serve one method by one verb; arguments of a POST are read from its body only."""
    seen: Seen = []

    async def answer(request: web.Request) -> web.Response:
        given = dict(request.query) if verb == "GET" else dict(await request.post())
        token = request.headers.get("Authorization", "")
        seen.append((request.method, request.query_string, given, token))  # type: ignore[arg-type] # no files
        return web.json_response({"ok": True, "members": ["U1"]})

    app = web.Application()
    app.router.add_route(verb, "/mock/conversations.members", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    async with aiohttp.ClientSession() as session:
        installs = OneInstall(Install(workspace="T1", token=BOT_TOKEN))
        # No slash at the end, and a path of the emulator's own.
        yield Wire(base_url=f"http://{host}:{port}/mock", installs=installs, session=session), seen
    await runner.cleanup()


async def test_reading_works_whichever_verb_a_server_knows(
    server: tuple[Wire, Seen], verb: str
) -> None:
    """Arguments are in the body of a POST, or in the address of a GET; the token in neither."""
    wire, seen = server
    client = await wire.of("T1")
    answer = await client.conversations_members(channel="C1", limit=5)
    assert answer["members"] == ["U1"]
    (method, query, given, token) = seen[-1]
    assert method == verb
    assert given == {"channel": "C1", "limit": "5"}
    assert (query == "") is (verb == "POST")
    assert token == f"Bearer {BOT_TOKEN}"
