"""Outlets over TLS prove who they are."""

import asyncio
import pathlib
import shutil
import ssl
import subprocess

import pytest

from bot.errors import FeedError
from bot.feeds import HttpSource, Limits
from bot.feeds.addresses import Guard
from bot.feeds.transport import Transport
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


def _transport(certificate: pathlib.Path, host: str, *places: str) -> Transport:
    return Transport(
        agent="test",
        guard=Guard(frozenset({"127.0.0.0/8"})),
        limits=Limits(connect=3, gap=0),
        hosts={host: places},
        tls=ssl.create_default_context(cafile=str(certificate)),
    )


@pytest.mark.parametrize(("host", "believed"), [("news.example", True), ("evil.example", False)])
async def test_certificates_are_for_a_name(
    certificate: pathlib.Path, host: str, *, believed: bool
) -> None:
    """A trusted certificate opens its own name and no other."""
    server = await _serve(certificate)
    url = f"https://{host}:{server.sockets[0].getsockname()[1]}/"
    async with _transport(certificate, host, "127.0.0.1") as transport:
        if believed:
            assert (await transport.fetch(url, cap=10, accept="*/*")).body == b"hi"
        else:
            with pytest.raises(FeedError, match="certificate that cannot be trusted"):
                await transport.fetch(url, cap=10, accept="*/*")
    server.close()


async def test_the_next_address_is_tried(certificate: pathlib.Path) -> None:
    """When a host has several addresses, one that does not answer is passed over."""
    server = await _serve(certificate)
    url = f"https://news.example:{server.sockets[0].getsockname()[1]}/"
    async with _transport(certificate, "news.example", "127.0.0.9", "127.0.0.1") as transport:
        assert (await transport.fetch(url, cap=10, accept="*/*")).status == 200
    server.close()
