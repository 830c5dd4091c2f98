"""Outlets over TLS prove who they are."""

import asyncio
import pathlib
import shutil
import ssl
import subprocess

import httpx
import pytest

from bot.errors import FeedError
from bot.feeds import HttpSource
from bot.feeds.addresses import Guard
from bot.feeds.names import Names
from bot.feeds.wire import Wire
from bot.model import Validators

OPENSSL = shutil.which("openssl")


@pytest.fixture
def certificate(tmp_path: pathlib.Path) -> pathlib.Path:
    """A certificate that its owner signed, for `news.example`."""
    if OPENSSL is None:
        pytest.skip("needs openssl")
    path = tmp_path / "both.pem"
    made = str(tmp_path / "c.pem")
    command = (
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
        " -subj /CN=news.example -addext subjectAltName=DNS:news.example"
        f" -keyout {path} -out {made}"
    )
    subprocess.run(
        [OPENSSL, *command.split(" ")],
        check=True,
        capture_output=True,
    )
    path.write_text(path.read_text() + (tmp_path / "c.pem").read_text())
    return path


async def _serve(path: pathlib.Path) -> asyncio.Server:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(path)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        await writer.drain()
        writer.close()

    return await asyncio.start_server(answer, "127.0.0.1", 0, ssl=tls)


async def test_unknown_certificates_are_refused(certificate: pathlib.Path) -> None:
    """Whoever signed for themselves is not believed."""
    server = await _serve(certificate)
    port = server.sockets[0].getsockname()[1]
    async with HttpSource(
        allowed=frozenset({"127.0.0.1"}), hosts={"news.example": ("127.0.0.1",)}
    ) as source:
        with pytest.raises(FeedError, match="certificate that cannot be trusted"):
            await source.poll(f"https://news.example:{port}/", Validators())
    server.close()


@pytest.mark.parametrize(("host", "believed"), [("news.example", True), ("evil.example", False)])
async def test_certificates_are_for_a_name(
    certificate: pathlib.Path, host: str, *, believed: bool
) -> None:
    """A trusted certificate opens its own name and no other."""
    server = await _serve(certificate)
    port = server.sockets[0].getsockname()[1]
    names = Names(Guard(frozenset({"127.0.0.1"})), {host: ("127.0.0.1",)})
    wire = Wire(names=names, tls=ssl.create_default_context(cafile=str(certificate)))
    url = httpx.URL(f"https://{host}:{port}/")
    if believed:
        exchange = await wire.ask(url, {})
        head = await exchange.head()
        assert b"".join([piece async for piece in exchange.body(head)]) == b"hi"
        exchange.end()
    else:
        with pytest.raises(ssl.SSLCertVerificationError):
            await wire.ask(url, {})
    wire.close()
    server.close()


async def test_the_next_address_is_tried(certificate: pathlib.Path) -> None:
    """When a host has several addresses, one that does not answer is passed over."""
    server = await _serve(certificate)
    port = server.sockets[0].getsockname()[1]
    names = Names(Guard(frozenset({"127.0.0.0/8"})), {"news.example": ("127.0.0.9", "127.0.0.1")})
    wire = Wire(names=names, tls=ssl.create_default_context(cafile=str(certificate)))
    exchange = await wire.ask(httpx.URL(f"https://news.example:{port}/"), {})
    assert (await exchange.head()).status == 200
    exchange.end()
    wire.close()
    server.close()
