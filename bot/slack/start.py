"""Settings in, the Slack app that they ask for out: sockets, HTTP, or many workspaces.

Three ways, by what is set: a bot token and an app token (Socket Mode, no public address); a bot
token and a signing secret (HTTP, one workspace); a client's id and secret, a signing secret, keys
and a public address (HTTP, as many workspaces as install it).
"""

from collections.abc import Collection
from contextlib import AbstractAsyncContextManager

from pydantic import SecretStr

from bot.errors import ConfigError
from bot.ports import Channels, Clock, Heard, Leases, Library, Notes, Wishes
from bot.settings import Role, Settings
from bot.slack.app import SlackApp, open_slack
from bot.slack.desk import Answers
from bot.slack.install import ManyInstalls, OAuth, Seal


def installs_of(settings: Settings, notes: Notes, now: Clock) -> ManyInstalls:
    """Open the installations in the database; raise `ConfigError` without a usable key."""
    return ManyInstalls(notes, Seal((_plain(settings.slack_keys) or "").split()), now)


def halves(settings: Settings) -> list[str]:
    """Say what is missing where Slack is set up by half, in lines that name the setting."""
    if settings.slack_client_id:
        needed = {
            "PUBLIC_URL": settings.public_url,
            "SLACK_CLIENT_SECRET": settings.slack_client_secret,
            "SLACK_KEYS": settings.slack_keys,
            "SLACK_SIGNING_SECRET": settings.slack_signing_secret,
        }
        missing = [name for name, value in needed.items() if not value]
        return [f"SLACK_CLIENT_ID is set: set {', '.join(missing)} as well"] if missing else []
    if settings.slack_bot_token is None:
        if settings.slack_app_token:
            return ["SLACK_APP_TOKEN is set: set SLACK_BOT_TOKEN as well (xoxb-...)"]
        return []
    if settings.slack_app_token or settings.slack_signing_secret:
        return []
    one = "SLACK_APP_TOKEN as well (xapp-..., Socket Mode), or SLACK_SIGNING_SECRET (HTTP)"
    return [f"SLACK_BOT_TOKEN is set: set {one}"]


def listener(settings: Settings) -> Role | None:
    """Say which role listens to Slack; ``None`` where Slack is not set up.

    Raises:
        ConfigError: Slack is set up by half; the text names what is missing.
    """
    if faults := halves(settings):
        raise ConfigError("\n".join(faults))
    if settings.slack_client_id:
        return "web"
    if settings.slack_bot_token is None:
        return None
    return "slack" if settings.slack_app_token else "web"


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
) -> AbstractAsyncContextManager[SlackApp] | None:
    """Give the app where this process posts or listens there, else ``None``.

    Raises:
        ConfigError: Slack is set up by half.
    """
    by = listener(settings)
    if by is None or not {"deliver", by} & set(roles):
        return None
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
