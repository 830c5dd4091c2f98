"""Settings in, the Slack app that they ask for out: sockets, HTTP, or many workspaces.

Three ways, by what is set: a bot token and an app token (Socket Mode, no public address); a bot
token and a signing secret (HTTP, one workspace); a client's id and secret, a signing secret, keys
and a public address (HTTP, as many workspaces as install it).
"""

from collections.abc import Collection
from contextlib import AbstractAsyncContextManager

from pydantic import SecretStr

from bot.ports import Channels, Clock, Heard, Leases, Library, Notes, Wishes
from bot.reach import listener
from bot.settings import Role, Settings
from bot.slack.app import SlackApp, open_slack
from bot.slack.desk import Answers
from bot.slack.install import ManyInstalls, OAuth, Seal


def installs_of(settings: Settings, notes: Notes, now: Clock) -> ManyInstalls:
    """Open the installations in the database; raise `ConfigError` without a usable key."""
    return ManyInstalls(notes, Seal((_plain(settings.slack_keys) or "").split()), now)


def opening(
    settings: Settings,
    roles: Collection[Role],
    *,
    answers: Answers,
    library: Library,
    channels: Channels,
    wishes: Wishes,
    notes: Notes,
    now: Clock,
    leases: Leases,
    heard: Heard,
) -> AbstractAsyncContextManager[SlackApp]:
    """Give the app, for a process that `reach.opens_slack` says needs it.

    Raises:
        ConfigError: Slack is set up by half.
    """
    by = listener(settings)
    oauth = installs = None
    if settings.slack_client_id and settings.public_url:
        installs = installs_of(settings, notes, now)
        oauth = OAuth(
            client_id=settings.slack_client_id,
            client_secret=_plain(settings.slack_client_secret) or "",
            address=settings.public_url,
            now=now,
        )
    return open_slack(
        base_url=settings.slack_api_url,
        answers=answers,
        library=library,
        bot_token=_plain(settings.slack_bot_token),
        app_token=_plain(settings.slack_app_token) if by == "slack" and "slack" in roles else None,
        signing_secret=_plain(settings.slack_signing_secret),
        installs=installs,
        oauth=oauth,
        channels=channels,
        now=now,
        notes=notes,
        wishes=wishes,
        leases=leases,
        heard=heard,
        page=settings.public_url.rstrip("/") if settings.public_url else None,
    )


def _plain(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None
