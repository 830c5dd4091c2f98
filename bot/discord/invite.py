"""An application's id in, the address that adds it to a server out."""

import base64
import binascii
from typing import Final
from urllib.parse import urlencode

WHY: Final = {
    "View Channel": (1 << 10, "to see the channels that you choose for briefings"),
    "Send Messages": (1 << 11, "to post briefings and digests there"),
    "Embed Links": (1 << 14, "to post in the older form, for clients without layouts"),
    "Attach Files": (1 << 15, "to post charts and exports"),
    "Read Message History": (1 << 16, "to find a post again after an answer was lost"),
    "Create Public Threads": (1 << 35, "to tell changes under a briefing, one thread a story"),
    "Send Messages in Threads": (1 << 38, "to write in those threads"),
}
"""Name, bit and reason of each permission that is asked for; there are no others."""

SCOPES: Final = {
    "bot": "to post on its own when news breaks",
    "applications.commands": "for /brief, /briefadmin and Brief this",
}

_ADDRESS = "https://discord.com/oauth2/authorize"


def permissions() -> int:
    """Add the bits up."""
    return sum(bit for bit, _ in WHY.values())


def invite_url(client_id: int | str) -> str:
    """Give the address that a person who manages a server opens."""
    asked = {
        "client_id": str(client_id),
        "permissions": str(permissions()),
        "scope": " ".join(SCOPES),
    }
    return f"{_ADDRESS}?{urlencode(asked)}"


def client_id(token: str) -> int | None:
    """Read the application's id out of its token's first part; ``None`` where it has none."""
    head = token.partition(".")[0]
    try:
        text = base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    return int(text) if text.isascii() and text.isdecimal() else None
