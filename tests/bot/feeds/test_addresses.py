"""Where a feed may not lead: addresses and tricks, each with its own row, over real sockets."""

import asyncio
import ipaddress
from collections.abc import AsyncIterator

import pytest

from bot.errors import ConfigError, FeedError
from bot.feeds import HttpSource, Limits
from bot.feeds.addresses import AddressRefused, Guard, is_public
from bot.model import Validators
from tests.bot.feeds.outlet import Outlet

# What a name server under a stranger's control would answer.
HOSTS = {
    "rebind.example": ("127.0.0.1",),
    "mixed.example": ("127.0.0.1", "10.0.0.1"),
    "six.example": ("::1",),
    "mapped.example": ("::ffff:127.0.0.1",),
    "metadata.example": ("169.254.169.254",),
    "inside.example": ("192.168.0.10",),
    "nat64.example": ("64:ff9b::7f00:1",),
}

# {port} is where a server listens on loopback: nothing of this may reach it.
CLOSED = [
    # loopback
    "http://127.0.0.1:{port}/",
    "http://127.0.0.2:{port}/",
    "http://127.255.255.254:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST:{port}/",
    "http://localhost.:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://[::1]:{port}/",
    "http://[0:0:0:0:0:0:0:1]:{port}/",
    "https://127.0.0.1:{port}/",
    # this machine by its unspecified address
    "http://0.0.0.0:{port}/",
    "http://0:{port}/",
    "http://0.1.2.3:{port}/",
    "http://[::]:{port}/",
    # other spellings of 127.0.0.1
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0x7f.0x0.0x0.0x1:{port}/",
    "http://017700000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://0177.0x0.0.1:{port}/",
    "http://127.1:{port}/",
    "http://127.0.1:{port}/",
    "http://127.000.000.001:{port}/",
    "http://4294967297:{port}/",
    "http://127%2e0%2e0%2e1:{port}/",
    "http://%6c%6f%63%61%6c%68%6f%73%74:{port}/",
    "http://\uff11\uff12\uff17.\uff10.\uff10.\uff11:{port}/",
    "http://127\u30020\u30020\u30021:{port}/",
    "http://\u2460\u2461\u2466.\u24ea.\u24ea.\u2460:{port}/",
    "http://\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3:{port}/",
    # IPv4 inside IPv6
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[64:ff9b::127.0.0.1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[64:ff9b:1::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://[2001:0:7f00:1::]:{port}/",
    # private networks
    "http://10.0.0.1/",
    "http://10.255.255.255/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.0.1/",
    "http://100.64.0.1/",
    "http://[fc00::1]/",
    "http://[fd12:3456:789a::1]/",
    # link-local, metadata services
    "http://169.254.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://169.254.170.2/v2/credentials",
    "http://2852039166/latest/",
    "http://0xa9.0xfe.0xa9.0xfe/",
    "http://[::ffff:169.254.169.254]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[fd00:ec2::254]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25lo]/",
    "http://[fec0::1]/",
    "http://168.63.129.16/metadata",
    "http://100.100.100.200/",
    "http://192.0.0.192/",
    # multicast, broadcast, reserved, documentation, benchmarking
    "http://224.0.0.1/",
    "http://239.255.255.250:1900/",
    "http://[ff02::1]/",
    "http://255.255.255.255/",
    "http://240.0.0.1/",
    "http://192.0.2.1/",
    "http://198.51.100.1/",
    "http://203.0.113.1/",
    "http://198.18.0.1/",
    "http://192.88.99.1/",
    "http://[2001:db8::1]/",
    "http://[100::1]/",
    "http://[3fff::1]/",
    # names that lead inside
    "http://rebind.example:{port}/",
    "http://mixed.example:{port}/",
    "http://six.example:{port}/",
    "http://mapped.example:{port}/",
    "http://metadata.example/",
    "http://inside.example/",
    "http://nat64.example:{port}/",
    "http://REBIND.example.:{port}/",
    # user names, fragments and slashes that look like another host
    "http://news.example@127.0.0.1:{port}/",
    "http://news.example:80@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#@news.example/",
    "http://127.0.0.1:{port}\\@news.example/",
    "http://news.example\\@127.0.0.1:{port}/",
    "http:\\\\127.0.0.1:{port}/",
    "http:127.0.0.1:{port}/",
    "http:///127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\r\nHost: news.example/",
    "http://127.0.0.1 :{port}/",
    "http://[::1]news.example:{port}/",
    "//127.0.0.1:{port}/",
    # other schemes
    "file:///etc/passwd",
    "file://localhost/etc/passwd",
    "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/_GET",
    "dict://127.0.0.1:{port}/",
    "ldap://127.0.0.1:{port}/",
    "ws://127.0.0.1:{port}/",
    "data:application/rss+xml,<rss/>",
    "javascript:alert(1)",
    "jar:http://127.0.0.1:{port}/!/",
    "unix:///var/run/docker.sock",
    "httpss://127.0.0.1:{port}/",
    "",
    "/etc/passwd",
    "http://",
    "http://:{port}/",
    "http://127.0.0.1:99999/",
]


@pytest.fixture
async def stranger() -> AsyncIterator[HttpSource]:
    """A source without any allowance, whose name server is the stranger's."""
    limits = Limits(connect=2, first_byte=2, whole=3, gap=0)
    async with HttpSource(limits=limits, hosts=HOSTS) as one:
        yield one


@pytest.mark.parametrize("address", CLOSED)
async def test_closed_address(outlet: Outlet, stranger: HttpSource, address: str) -> None:
    """Refused before a byte is sent, and the reason says so."""
    outlet.says("/", "<rss><channel><title>secret</title></channel></rss>")
    url = address.replace("{port}", str(outlet.port))
    with pytest.raises(FeedError, match=r"not allowed|not a web address|cannot be found"):
        await stranger.poll(url, Validators())
    assert outlet.connections == 0


def test_the_table_is_long_and_has_no_doubles() -> None:
    """At least sixty addresses and tricks, each of them once."""
    assert len(CLOSED) == len(set(CLOSED)) >= 60


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{port}/inside",
        "http://localhost:{port}/inside",
        "//127.0.0.1:{port}/inside",
        "http://[::ffff:127.0.0.1]:{port}/inside",
        "http://2130706433:{port}/inside",
        "http://169.254.169.254/latest/",
        "http://rebind.example:{port}/inside",
        "file:///etc/passwd",
    ],
)
@pytest.mark.parametrize("status", [301, 307])
async def test_redirect_inside(outlet: Outlet, target: str, status: int) -> None:
    """Each hop is judged anew: an open outlet cannot lead us to a closed one."""
    outlet.says("/inside", "<rss><channel><title>secret</title></channel></rss>")
    inside = outlet.port
    hosts = {**HOSTS, "open.example": ("127.0.0.1",)}
    outside = Outlet(port=0)
    server = await asyncio.start_server(outside.serve, "127.0.0.1", 0)
    outside.port = server.sockets[0].getsockname()[1]
    location = target.replace("{port}", str(inside))
    outside.says("/feed", status=status, headers={"Location": location})
    allowed = frozenset({f"open.example:{outside.port}"})
    async with HttpSource(allowed=allowed, hosts=hosts, limits=Limits(connect=2, gap=0)) as one:
        with pytest.raises(FeedError, match=r"not allowed|not a web address"):
            await one.poll(f"http://open.example:{outside.port}/feed", Validators())
    server.close()
    assert (outside.connections, outlet.connections) == (1, 0)


@pytest.mark.parametrize(
    ("rule", "address", "open_"),
    [
        ("127.0.0.1:80", "127.0.0.1:80", True),
        ("127.0.0.1:80", "127.0.0.1:81", False),
        ("127.0.0.1", "127.0.0.1:81", True),
        ("10.1.0.0/16", "10.1.255.9:8080", True),
        ("10.1.0.0/16", "10.2.0.1:8080", False),
        ("fd00::/8", "[fd00::5]:80", True),
        ("[::1]:80", "[::1]:80", True),
        ("127.0.0.1:80", "[::ffff:127.0.0.1]:80", True),
        ("8.8.8.8:53", "127.0.0.1:53", False),
    ],
)
def test_allowances(rule: str, address: str, *, open_: bool) -> None:
    """An allowance opens what it names and nothing else."""
    guard = Guard(frozenset({rule}))
    host, _, port = address.rpartition(":")
    try:
        guard.check(host.strip("[]"), int(port))
    except AddressRefused:
        assert not open_
    else:
        assert open_


def test_allowed_names_open_their_addresses_at_their_port() -> None:
    """A name that the operator allows opens what it resolves to, at that port alone."""
    guard = Guard(frozenset({"Intranet.example:8080"}))
    guard.learn("intranet.example", 8080, ["10.0.0.7"])
    guard.learn("evil.example", 8080, ["10.0.0.8"])
    guard.check("10.0.0.7", 8080)
    for host, port in (("10.0.0.7", 80), ("10.0.0.8", 8080)):
        with pytest.raises(AddressRefused):
            guard.check(host, port)


@pytest.mark.parametrize("rule", ["10.0.0.0/99", "x/y", "host:port", ":80", "", "host:999999"])
def test_allowances_that_cannot_be_read(rule: str) -> None:
    """A mistake in an allowance is the operator's to mend, and named."""
    with pytest.raises(ConfigError, match="not a "):
        Guard(frozenset({rule}))


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::808:808"],
)
def test_the_internet_is_open(address: str) -> None:
    """Ordinary public addresses are not refused."""
    assert is_public(ipaddress.ip_address(address))
