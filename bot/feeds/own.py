"""Addresses that the operator named in, the private places among them out.

Whoever runs the program may point it at a machine of their own; what a feed, a page or a chat
names may not. Only loopback and private addresses are taken as meant, each with its port: a
metadata service or a name that resolves inside is opened by the setting ALLOWED_HOSTS alone.
"""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


def own_places(urls: Iterable[str]) -> frozenset[str]:
    """Give ``host:port`` for each address on this machine or in a private network.

    An address typed without a scheme may be asked by either.
    """
    whole = [
        each
        for url in urls
        for each in ([url] if "://" in url else [f"http://{url}", f"https://{url}"])
    ]
    return frozenset(place for url in whole if (place := _place(url)))


def _place(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    if port is None or not (host == "localhost" or _is_private(host)):
        return None
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _is_private(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    odd = address.is_link_local or address.is_unspecified or address.is_reserved
    return address.is_loopback or (address.is_private and not odd)
