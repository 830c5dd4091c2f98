"""Settings and roles in, which chats this process opens and who listens to them out.

Asked before anything of a chat is imported: a process that only polls feeds never loads one.
"""

from collections.abc import Collection

from bot.errors import ConfigError
from bot.settings import Role, Settings


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


def opens_slack(settings: Settings, roles: Collection[Role]) -> bool:
    """Say whether this process posts or listens to Slack; raise `ConfigError` as `listener`."""
    by = listener(settings)
    return by is not None and bool({"deliver", by} & set(roles))


def discord_over_http(settings: Settings, roles: Collection[Role]) -> bool:
    """Say whether this process takes Discord's interactions at the page's address."""
    return settings.discord_public_key is not None and "web" in roles


def opens_discord(settings: Settings, roles: Collection[Role]) -> bool:
    """Say whether this process posts or listens to Discord."""
    wanted = {"deliver", "discord"} & set(roles) or discord_over_http(settings, roles)
    return settings.discord_token is not None and bool(wanted)
