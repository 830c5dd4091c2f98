"""A host as an address names it in, the numeric addresses that may be connected to out.

The judgement is made twice. `Names` refuses a whole name when one of its addresses is closed;
`Names.open_socket` judges once more the very address that a socket is made for, whoever found
it, so that nothing can be answered anew in between.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from aiohttp import AddrInfoType
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.feeds.addresses import Guard

_THREADS = 16


class Names(AbstractResolver):
    """Looks names up in threads of its own, so that slow names hold up nothing but themselves.

    Args:
        guard: Judges each address; one that is closed closes the whole name.
        hosts: Answers that come before DNS, like a hosts file.
        proxy: Host and port of the operator's proxy, which may be a private one.
    """

    def __init__(
        self,
        guard: Guard,
        hosts: Mapping[str, tuple[str, ...]],
        *,
        proxy: tuple[str, int] | None = None,
    ) -> None:
        self._guard = guard
        self._hosts = hosts
        self._proxy = proxy
        self._open = {proxy} if proxy else set()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Give the numeric addresses of a host in the resolver's form, none of them closed."""
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address in await self.addresses(host, port)
            if family in (socket.AF_UNSPEC, socket.AF_INET6 if ":" in address else socket.AF_INET)
        ]

    async def addresses(self, host: str, port: int) -> list[str]:
        """Give the numeric addresses of a host, none of them closed.

        Raises:
            AddressRefused: It leads to where we must not connect.
            OSError: The name cannot be found.
        """
        found = await self._found(host, port)
        if (host, port) == self._proxy:
            self._open.update((address, port) for address in found)
        for address in found:
            self._check(address, port)
        return found

    async def judge(self, host: str, port: int) -> None:
        """Raise `AddressRefused` if what is known of a host here is closed; ask nobody."""
        if _is_numeric(host) or host.lower().rstrip(".") in self._hosts:
            for address in await self._found(host, port):
                self._guard.check(address, port)

    async def _found(self, host: str, port: int) -> list[str]:
        return [host] if _is_numeric(host) else await self._look_up(host, port)

    def open_socket(self, place: AddrInfoType) -> socket.socket:
        """Make the socket for one numeric address, if it may be connected to.

        Raises:
            AddressRefused: It may not.
        """
        family, kind, protocol, _, (host, port, *_) = place
        self._check(str(host), int(port))
        return socket.socket(family=family, type=kind, proto=protocol)

    def _check(self, address: str, port: int) -> None:
        if (address, port) not in self._open:
            self._guard.check(address, port)

    async def _look_up(self, host: str, port: int) -> list[str]:
        known = self._hosts.get(host.lower().rstrip("."))
        if known is None:
            loop = asyncio.get_running_loop()
            known = await loop.run_in_executor(self._threads, _ask_dns, host)
        found = list(dict.fromkeys(known))
        self._guard.learn(host, port, found)
        return found

    async def close(self) -> None:
        """Stop looking up."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _is_numeric(host: str) -> bool:
    """Tell whether a host is written as an address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _ask_dns(host: str) -> tuple[str, ...]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return tuple(str(address[0]) for *_, address in found)
