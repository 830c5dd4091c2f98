"""Roles in, what posts to people and listens to them out: chats, the page, probes.

Each is imported where it is opened. Together they take 30 MB and most of a second to load, and
a process with the role feeds, of which there may be many, needs none of them.
"""

import asyncio
import contextlib
import dataclasses
import secrets
from collections.abc import Callable, Collection, Coroutine
from typing import Any, Self

from bot import reach
from bot.clock import now
from bot.hubs import PATH, Callbacks
from bot.model import Platform
from bot.parts import Parts, opened
from bot.ports import Chat
from bot.settings import Role, Settings

Work = Coroutine[Any, Any, None]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """A chat that is open.

    Attributes:
        chat: Posts there.
        listen: Hears until the stop; ``None`` where another process does, or the page.
        outside: What the page serves for it; ``None`` for nothing.
    """

    chat: Chat
    listen: Callable[[asyncio.Event], Work] | None
    outside: Any | None


class Surfaces:
    """What one process opens towards people, for as long as it runs."""

    def __init__(self, parts: Parts, roles: Collection[Role]) -> None:
        self._parts = parts
        self._roles = roles
        self._stack = contextlib.AsyncExitStack()
        self._open: dict[Platform, Surface] = {}

    async def __aenter__(self) -> Self:
        """Open the chats that the settings name and the roles need.

        Raises:
            ConfigError: A chat is set up by half.
        """
        settings = self._parts.settings
        async with contextlib.AsyncExitStack() as stack:
            if reach.opens_slack(settings, self._roles):
                self._open[Platform.SLACK] = await self._slack(stack)
            if reach.opens_discord(settings, self._roles):
                self._open[Platform.DISCORD] = await self._discord(stack)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    @property
    def chats(self) -> dict[Platform, Chat]:
        """Where posts go besides the page."""
        return {platform: each.chat for platform, each in self._open.items()}

    async def work(self, stop: asyncio.Event) -> list[Work]:
        """Give what listens until the stop: chats by their sockets, the page, probes."""
        listening = [each.listen for each in self._open.values()]
        work = [listen(stop) for listen in listening if listen]
        settings = self._parts.settings
        if settings.ops_port is not None or "web" in self._roles:
            work += await self._served(stop)
        return work

    async def _slack(self, stack: contextlib.AsyncExitStack) -> Surface:
        from bot.slack import start  # noqa: PLC0415 # where it is opened, see above

        parts, by = self._parts, reach.listener(self._parts.settings)
        opening = start.opening(
            parts.settings, self._roles, wishes=parts.store, **parts.for_chats()
        )
        slack = await stack.enter_async_context(opening)
        return Surface(
            chat=slack.chat,
            listen=slack.run if by in self._roles else None,
            outside=slack if by == "web" else None,
        )

    async def _discord(self, stack: contextlib.AsyncExitStack) -> Surface:
        from bot.discord import start  # noqa: PLC0415 # where it is opened, see above

        parts = self._parts
        gateway = "discord" in self._roles
        posted_to = reach.discord_over_http(parts.settings, self._roles)
        desk = parts.feed_desk()
        opening = start.opening(parts.settings, feed_desk=desk, **parts.for_chats())
        discord = await stack.enter_async_context(opening)
        return Surface(
            chat=discord.chat,
            listen=(lambda stop: discord.run(stop, gateway=gateway))
            if gateway or posted_to
            else None,
            outside=discord if posted_to else None,
        )

    async def _served(self, stop: asyncio.Event) -> list[Work]:
        """Serve probes by themselves, and the page."""
        from bot.web.probes import Probes  # noqa: PLC0415 # where it is opened, see above
        from bot.web.server import serve  # noqa: PLC0415 # likewise

        parts, settings, work = self._parts, self._parts.settings, []
        probes = Probes(store=parts.store, meters=parts.meters, owned=self._owned())
        if settings.ops_port is not None:
            alone = probes.application()
            work.append(serve(alone, host=settings.host, port=settings.ops_port, stop=stop))
        if "web" in self._roles:
            page = await self._page(probes.routes() if settings.ops_port is None else ())
            proxies = settings.page_proxies
            work.append(
                serve(page, host=settings.host, port=settings.port, stop=stop, proxies=proxies)
            )
        return work

    async def _page(self, probes: Any) -> Any:
        from bot.web import page  # noqa: PLC0415 # where it is opened, see above
        from bot.web.doors import Doors, read_logins  # noqa: PLC0415 # likewise
        from bot.web.hubs import HubCalls  # noqa: PLC0415 # likewise
        from bot.web.office import Office  # noqa: PLC0415 # likewise

        parts, settings = self._parts, self._parts.settings
        answerer = parts.answerer()
        outside = {f"/{name}": each.outside for name, each in self._open.items() if each.outside}
        if settings.public_url:
            hubs = Callbacks(store=parts.store, hubs=parts.source, now=parts.now)
            outside[PATH.rstrip("/")] = HubCalls(hubs)
        doors = None
        if settings.page_logins:
            doors = Doors(
                logins=read_logins(settings.page_logins),
                notes=parts.store,
                now=now,
                secret=await parts.store.remember("page_secret", secrets.token_hex(32)),
                header=settings.page_user_header,
                proxies=frozenset(settings.page_proxies),
                home=settings.public_url,
            )
        office = Office(parts.store, parts.feed_desk(), answerer) if doors else None
        return page(
            parts.store, answerer, outside=outside, doors=doors, office=office, probes=probes
        )

    def _owned(self) -> list[str]:
        """Name what one process must have for us to be ready, as far as our roles need it."""
        settings, owned = self._parts.settings, []
        if "slack" in self._roles and reach.listener(settings) == "slack":
            owned.append("slack:sockets:")
        if "discord" in self._roles and settings.discord_token is not None:
            owned.append("discord:shard:")
        return owned


async def rotate_slack_keys(settings: Settings) -> tuple[int, int]:
    """Seal every workspace's token with the newest key; give how many, and how many are lost."""
    from bot.slack import start  # noqa: PLC0415 # where it is opened, see above

    async with opened(settings) as parts:
        return await start.installs_of(settings, parts.store, now).renew()
