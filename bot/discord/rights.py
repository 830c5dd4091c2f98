"""A channel in, the permissions that we lack there out, by the names that people see."""

from collections.abc import Iterable, Sequence
from typing import Final

import discord

NAMES: Final = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "create_public_threads": "Create Public Threads",
    "embed_links": "Embed Links",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
}
"""The permissions that we ask for, by discord.py's name."""

READING: Final = ("view_channel", "read_message_history")
POSTING: Final = ("view_channel", "send_messages", "read_message_history")
IN_THREAD: Final = ("view_channel", "send_messages_in_threads", "read_message_history")
"""What a post needs, and what finding it again does."""

_THREADS = (
    discord.ChannelType.public_thread,
    discord.ChannelType.private_thread,
    discord.ChannelType.news_thread,
)


def needed(kind: discord.ChannelType | None, *, embeds: bool = False) -> tuple[str, ...]:
    """List what posting needs in a channel of this kind; a direct message needs nothing."""
    if kind in {discord.ChannelType.private, discord.ChannelType.group}:
        return ()
    base = IN_THREAD if kind in _THREADS else POSTING
    return (*base, "embed_links") if embeds else base


def missing(has: discord.Permissions, need: Iterable[str]) -> tuple[str, ...]:
    """Name what is missing; without View Channel nothing else counts."""
    if not has.view_channel and "view_channel" in (need := tuple(need)):
        return (NAMES["view_channel"],)
    return tuple(NAMES[name] for name in need if not getattr(has, name))


def spoken(names: Sequence[str]) -> str:
    """Put names into words: "View Channel", "Embed Links and Attach Files"."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


Place = discord.abc.GuildChannel | discord.Thread


def channel_of(client: discord.Client, address: str) -> Place | None:
    """Give a channel that the gateway told us of."""
    found = client.get_channel(int(address))
    return found if isinstance(found, Place) else None


def may_in(found: Place | None) -> discord.Permissions | None:
    """Compute what we may do in a channel; ``None`` where that is not known."""
    if found is None or found.guild.me is None:
        return None
    if isinstance(found, discord.Thread) and found.parent is None:
        return None  # its permissions are its parent's
    return found.permissions_for(found.guild.me)
