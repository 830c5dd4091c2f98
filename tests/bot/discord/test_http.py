"""Interactions over HTTP, signed as Discord signs them."""

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.discord.app import DiscordApp, open_discord
from bot.discord.http import Door, HttpAnswer
from bot.errors import ConfigError
from tests.bot.discord.rig import PACE, Answering, words
from tests.bot.scribe import NOW
from tests.bot.shelf import shelf
from tests.fakes.discord.server import FakeDiscord

KEY = Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key().public_bytes_raw().hex()
STAMP = str(int(NOW.timestamp()))


def signed(body: bytes, stamp: str = STAMP, key: Ed25519PrivateKey = KEY) -> dict[str, str]:
    """Sign a request."""
    signature = key.sign(stamp.encode() + body).hex()
    return {"X-Signature-Ed25519": signature, "X-Signature-Timestamp": stamp}


async def post(
    app: DiscordApp, body: bytes, headers: dict[str, str], path: str = "/discord/interactions"
) -> HttpAnswer:
    """Post to the bot as the web role does."""
    return await app.http(method="POST", path=path, query="", headers=headers, body=body)


@pytest.fixture
async def app(discord: FakeDiscord) -> AsyncIterator[DiscordApp]:
    """The bot with no gateway."""
    books = shelf()
    async with open_discord(
        token="token",  # noqa: S106 # of a fake
        api_url=discord.api_url,
        answers=Answering(books),
        library=books,
        public_key=PUBLIC,
        now=lambda: NOW,
        pace=PACE,
    ) as app:
        yield app


async def test_ping_is_answered_at_once(app: DiscordApp) -> None:
    """Discord checks the address with a ping; the answer is JSON of type 1."""
    body = b'{"type": 1}'
    answer = await post(app, body, signed(body))
    assert answer.status == 200
    assert json.loads(answer.body) == {"type": 1}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Signature-Ed25519": "zz", "X-Signature-Timestamp": STAMP},
        signed(b'{"type": 1}', key=Ed25519PrivateKey.generate()),
        signed(b'{"type": 2}'),
        signed(b'{"type": 1}', stamp=str(int(NOW.timestamp()) - 301)),
        signed(b'{"type": 1}', stamp="soon"),
    ],
    ids=["none", "not hex", "another key", "another body", "too old", "no time"],
)
async def test_what_discord_did_not_sign_is_refused(
    app: DiscordApp, headers: dict[str, str]
) -> None:
    """Discord sends wrong signatures on purpose to see that they are refused with 401."""
    answer = await post(app, b'{"type": 1}', headers)
    assert answer.status == 401


async def test_nonsense_is_refused(app: DiscordApp) -> None:
    """A signed body that is no interaction is a bad request."""
    for body in (b"", b"[]", b"{}"):
        assert (await post(app, body, signed(body))).status == 400


async def test_other_addresses_are_not_ours(app: DiscordApp) -> None:
    """Only POSTs to the one address are taken."""
    body = b'{"type": 1}'
    assert (await post(app, body, signed(body), path="/discord/other")).status == 404
    answer = await app.http(
        method="GET", path="/discord/interactions", query="", headers={}, body=b""
    )
    assert answer.status == 405


async def test_commands_are_told_without_a_gateway(app: DiscordApp, discord: FakeDiscord) -> None:
    """Where only HTTP is used the commands are told all the same, and no session is begun."""
    stop = asyncio.Event()
    task = asyncio.create_task(app.run(stop, gateway=False))
    await discord.until(lambda: discord.requests(r"PUT /applications/\d+/commands"))
    stop.set()
    await asyncio.wait_for(task, 5)
    assert discord.gateway.sessions == {}


async def test_command_is_taken_and_answered(app: DiscordApp, discord: FakeDiscord) -> None:
    """202 says that it was taken; the answer goes to the callback, as from the gateway."""
    statuses: list[int] = []

    async def deliver(payload: dict[str, Any]) -> None:
        body = json.dumps(payload).encode()
        statuses.append((await post(app, body, signed(body))).status)

    discord.interactions.elsewhere = deliver
    guild = discord.world.guild()
    channel, ada = discord.world.channel(guild), discord.world.person()
    asked = await discord.asks("latest", ada, channel)
    assert "Latest" in words(await asked.shown())
    assert asked.private
    # Delivered again, it is answered no second time.
    await deliver(asked.payload)
    await asyncio.sleep(0.05)
    assert asked.refused == []
    typed = await discord.interactions.complete("who", "name", "solb", ada, channel)
    assert await typed.answered() == 8
    assert statuses == [202, 202, 202]
    assert discord.gateway.sessions == {}


async def test_without_a_key_nothing_is_taken(discord: FakeDiscord) -> None:
    """An installation that did not set it up has no such address."""
    books = shelf()
    async with open_discord(
        token="token",  # noqa: S106 # of a fake
        api_url=discord.api_url,
        answers=Answering(books),
        library=books,
        pace=PACE,
    ) as app:
        assert (await post(app, b"{}", {})).status == 404


@pytest.mark.parametrize("key", ["", "abc", "zz" * 32, "00" * 31])
def test_wrong_key_is_named(key: str) -> None:
    """The operator is told which setting is wrong."""
    with pytest.raises(ConfigError, match="DISCORD_PUBLIC_KEY"):
        Door(key)


def test_clock_may_differ_by_minutes() -> None:
    """Five minutes either way are taken."""
    door, body = Door(PUBLIC), b'{"type": 1}'
    for minutes, status in ((4, 200), (-4, 200), (6, 401), (-6, 401)):
        now = NOW + dt.timedelta(minutes=minutes)
        answer, _ = door.take(body=body, headers=signed(body), now=now)
        assert answer.status == status
