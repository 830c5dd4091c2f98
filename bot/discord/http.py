"""Discord's signed POSTs in, interactions out, for installations with no gateway.

Discord signs each request with Ed25519 over its timestamp and body. A ping is answered at once,
as is a wrong signature (401); everything else is taken with 202, and answered at the callback
address like an interaction that came over the gateway, so that there is one way to answer.
Source: Discord's documentation, "Receiving and Responding", and its issue 7311 for 202.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bot.errors import ConfigError

WINDOW: Final = dt.timedelta(minutes=5)
"""How far a request's clock may be from ours: an older one may be a replay."""

_PING = 1
_PONG = json.dumps({"type": _PING})
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """What goes back over HTTP."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


class Door:
    """Checks what comes in.

    Args:
        public_key: The application's, 64 hexadecimal digits (``DISCORD_PUBLIC_KEY``).

    Raises:
        ConfigError: That is no such key.
    """

    def __init__(self, public_key: str) -> None:
        try:
            raw = bytes.fromhex(public_key.strip())
        except ValueError:
            raw = b""
        if len(raw) != _KEY_BYTES:
            raise ConfigError(
                "DISCORD_PUBLIC_KEY: not a public key; copy the 64 digits from the application's "
                "General Information page"
            )
        self._key = Ed25519PublicKey.from_public_bytes(raw)

    def take(
        self, *, body: bytes, headers: Mapping[str, str], now: dt.datetime
    ) -> tuple[HttpAnswer, dict[str, Any] | None]:
        """Give what to answer, and the interaction to be dealt with, if it is one."""
        named = {name.lower(): value for name, value in headers.items()}
        stamp = named.get("x-signature-timestamp", "")
        if not self._signed(body, stamp, named.get("x-signature-ed25519", "")):
            return HttpAnswer(status=401, body="invalid request signature"), None
        if not _recent(stamp, now):
            return HttpAnswer(status=401, body="the request is too old"), None
        try:
            payload = json.loads(body)
            kind = payload["type"]
        except (ValueError, TypeError, KeyError):
            return HttpAnswer(status=400, body="not an interaction"), None
        if kind == _PING:
            return HttpAnswer(
                status=200, headers={"content-type": "application/json"}, body=_PONG
            ), None
        return HttpAnswer(status=202), payload

    def _signed(self, body: bytes, stamp: str, signature: str) -> bool:
        try:
            self._key.verify(bytes.fromhex(signature), stamp.encode() + body)
        except (InvalidSignature, ValueError):
            return False
        return True


def _recent(stamp: str, now: dt.datetime) -> bool:
    if not stamp.isascii() or not stamp.isdecimal():
        return False
    return abs(now.timestamp() - int(stamp)) <= WINDOW.total_seconds()
