"""Pure code that asks a model in, its result out; and whose text must not be sent to one."""

import asyncio
import ipaddress
from collections.abc import Generator
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

from bot.ports import Model
from summariser import Ask, Heard

Result = TypeVar("Result")

OWN = "own"
"""As a workspace, the operator: whose feeds inside a network, or with a key, are."""

_KEYS = frozenset({"token", "key", "apikey", "api_key", "auth", "secret", "password", "signature"})


async def driven(asking: Generator[Ask, Heard, Result], model: Model, workspace: str) -> Result:
    """Run it to its end, each step in a thread; raise `ModelError` where there is no answer."""
    heard: Heard | None = None
    while True:
        ask, result = await asyncio.to_thread(_step, asking, heard)
        if ask is None:
            return result[0]
        heard = Heard(text=await model.answer(ask, workspace=workspace))


def _step(
    asking: Generator[Ask, Heard, Result], heard: Heard | None
) -> tuple[Ask | None, list[Result]]:
    try:
        return next(asking) if heard is None else asking.send(heard), []
    except StopIteration as done:
        return None, [done.value]


def is_secret(url: str, public: frozenset[str] = frozenset()) -> bool:
    """Tell whether an address is not for everybody: it has a key in it, or is inside a network."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return True
    if parts.username or parts.password:
        return True
    if any(name.lower() in _KEYS for name, _ in parse_qsl(parts.query, keep_blank_values=True)):
        return True
    return f"{host}:{port}" not in public and _inside(host)


def _inside(host: str) -> bool:
    if host == "localhost" or host.endswith((".local", ".internal", ".lan")):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False
