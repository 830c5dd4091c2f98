"""Settings in, the Discord app that they ask for out: gateway, HTTP, or only posts."""

from contextlib import AbstractAsyncContextManager

from bot.discord.app import DiscordApp, Library, open_discord
from bot.discord.desk import Answers, FeedDesk
from bot.discord.keep import Targets
from bot.errors import ConfigError
from bot.ports import Clock, Heard, Leases, Notes
from bot.settings import Settings


def opening(
    settings: Settings,
    *,
    answers: Answers,
    library: Library,
    channels: Targets,
    notes: Notes,
    feed_desk: FeedDesk,
    now: Clock,
    leases: Leases,
    heard: Heard,
) -> AbstractAsyncContextManager[DiscordApp]:
    """Give the app, for a process that `reach.opens_discord` says needs it.

    Raises:
        ConfigError: There is no token.
    """
    if settings.discord_token is None:
        raise ConfigError("DISCORD_TOKEN is not set")
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
