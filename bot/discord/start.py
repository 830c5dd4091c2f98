"""Settings in, the Discord app that they ask for out: gateway, HTTP, or only posts."""

from collections.abc import Collection
from contextlib import AbstractAsyncContextManager

from bot.discord.app import DiscordApp, Library, open_discord
from bot.discord.desk import Answers, FeedDesk
from bot.discord.keep import Targets
from bot.ports import Clock, Heard, Leases, Notes
from bot.settings import Role, Settings


def listens_over_http(settings: Settings, roles: Collection[Role]) -> bool:
    """Say whether this process takes interactions at the page's address."""
    return settings.discord_public_key is not None and "web" in roles


def opening(
    settings: Settings,
    roles: Collection[Role],
    *,
    answers: Answers,
    library: Library,
    channels: Targets,
    notes: Notes,
    feed_desk: FeedDesk,
    now: Clock,
    leases: Leases,
    heard: Heard,
) -> AbstractAsyncContextManager[DiscordApp] | None:
    """Give the app where this process posts or listens there and a token is set, else ``None``."""
    wanted = {"deliver", "discord"} & set(roles) or listens_over_http(settings, roles)
    if settings.discord_token is None or not wanted:
        return None
    return open_discord(
        token=settings.discord_token.get_secret_value(),
        api_url=settings.discord_api_url,
        gateway_url=settings.discord_gateway_url,
        answers=answers,
        library=library,
        channels=channels,
        feed_desk=feed_desk,
        notes=notes,
        public_key=settings.discord_public_key,
        now=now,
        embeds=settings.discord_embeds,
        test_guild=settings.discord_test_guild,
        leases=leases,
        heard=heard,
    )
