"""A host as an address names it in, the numeric addresses that may be connected to out."""

import asyncio
import ipaddress
import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from bot.feeds.addresses import Guard

_THREADS = 16


class Names:
    """Looks names up in threads of its own, so that slow names hold up nothing but themselves.

    Args:
        guard: Judges each address; one that is closed closes the whole name.
        hosts: Answers that come before DNS, like a hosts file.
    """

    def __init__(self, guard: Guard, hosts: Mapping[str, tuple[str, ...]]) -> None:
        self._guard = guard
        self._hosts = hosts
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="names")

    async def addresses(self, host: str, port: int) -> list[str]:
        """Give the numeric addresses of a host, none of them closed.

        Raises:
            AddressRefused: It leads to where we must not connect.
            OSError: The name cannot be found.
        """
        found = [host] if _is_numeric(host) else await self._look_up(host, port)
        for address in found:
            self._guard.check(address, port)
        return found

    async def _look_up(self, host: str, port: int) -> list[str]:
        known = self._hosts.get(host.lower().rstrip("."))
        if known is None:
            loop = asyncio.get_running_loop()
            known = await loop.run_in_executor(self._threads, _ask_dns, host)
        found = list(dict.fromkeys(known))
        self._guard.learn(host, port, found)
        return found

    def close(self) -> None:
        """Stop looking up."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _is_numeric(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _ask_dns(host: str) -> tuple[str, ...]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return tuple(str(address[0]) for *_, address in found)
