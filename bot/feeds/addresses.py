"""A network address in, whether it may be connected to out.

A feed or a page names addresses that strangers chose, so only the public internet is open by
default (the attack is known as server-side request forgery). The judgement is made on the
numeric address that a socket is about to be connected to, never on a name or on the spelling
of an address: names can be answered anew, and `2130706433`, `0x7f.1` and `[::ffff:7f00:1]` are
all the same machine.
"""

import bisect
import functools
import ipaddress
from urllib.parse import urlsplit

from bot.errors import ConfigError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

# IANA's special-purpose registries as of 2025, with what `is_global` of some Python versions
# leaves open, and the one metadata service that hides behind a public address.
_CLOSED_V4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16/32",  # Azure's host: metadata and DNS of the machine
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)
# Only 2000::/3 is handed out to the internet; inside it these are not.
_OPEN_V6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_V6 = tuple(
    map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
)
# RFC 6052: how IPv6-only networks reach IPv4; the last 32 bits are the real destination.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


# The same as numbers, in order: one address is judged for each connection.
_CLOSED_FROM, _CLOSED_TO = (
    [int(edge) for edge in edges]
    for edges in zip(
        *sorted((net.network_address, net.broadcast_address) for net in _CLOSED_V4), strict=True
    )
)


def is_public(address: IPAddress) -> bool:
    """Tell whether an address belongs to the public internet."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            return _is_public_v4(int(address) & 0xFFFF_FFFF)
        return address in _OPEN_V6 and not any(address in network for network in _CLOSED_V6)
    return _is_public_v4(int(address))


def _is_public_v4(address: int) -> bool:
    at = bisect.bisect(_CLOSED_FROM, address) - 1
    return at < 0 or address > _CLOSED_TO[at]


@functools.lru_cache(maxsize=16_384)  # the same outlets are asked again and again
def _judged(host: str) -> tuple[str, bool]:
    """Give an address's one spelling, and whether it is public."""
    address = ipaddress.ip_address(host.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(address), is_public(address)


class AddressRefused(OSError):  # noqa: N818 - an OSError, so that the connector passes it on
    """A socket was about to be connected to where it must not be."""


class Guard:
    """Decides which addresses may be connected to.

    Args:
        allowed: What is open besides the public internet: ``host:port``, ``host`` (any port)
            or a network such as ``10.1.0.0/16``. The sample outlet and tests live there.

    Raises:
        ConfigError: One of ``allowed`` cannot be read.
    """

    def __init__(self, allowed: frozenset[str] = frozenset()) -> None:
        self._networks: list[IPNetwork] = []
        self._places: set[tuple[str, int | None]] = set()
        for rule in allowed:
            if "/" in rule:
                self._networks.append(_network(rule))
            else:
                self._places.add(_place(rule))

    def learn(self, name: str, port: int, addresses: list[str]) -> None:
        """Open the addresses of a name that the operator allowed."""
        for given in (port, None):
            if (name.lower(), given) in self._places:
                self._places.update((address, given) for address in addresses)

    def names(self, host: str, port: int) -> bool:
        """Tell whether the operator allowed this place by this very name."""
        return bool({(host.lower(), port), (host.lower(), None)} & self._places) or (
            _within(host, self._networks)
        )

    def check(self, host: str, port: int) -> None:
        """Raise `AddressRefused` unless this numeric address may be connected to."""
        place, public = _judged(host)
        if public or {(place, port), (place, None)} & self._places:
            return
        if any(ipaddress.ip_address(place) in network for network in self._networks):
            return
        raise AddressRefused("a private, local or reserved network address")


def _within(host: str, networks: list[IPNetwork]) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in networks)


def _network(rule: str) -> IPNetwork:
    try:
        return ipaddress.ip_network(rule, strict=False)
    except ValueError as error:
        raise ConfigError(f"not a network: {rule} (write it like 10.1.0.0/16)") from error


def _place(rule: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(f"//{rule}")
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ConfigError(f"not a host or host:port: {rule}") from error
    if not host:
        raise ConfigError(f"not a host or host:port: {rule}")
    return host, port
