"""Settings decide how Slack is listened to."""

import pytest

from bot.errors import ConfigError
from bot.reach import listener
from bot.settings import Settings

BOT = {"slack_bot_token": "xoxb-1"}
MANY = {
    "slack_client_id": "1.2",
    "slack_client_secret": "s",
    "slack_keys": "k",
    "slack_signing_secret": "s",
    "public_url": "https://news.example",
}


@pytest.mark.parametrize(
    ("given", "role"),
    [
        ({}, None),
        (BOT | {"slack_app_token": "xapp-1"}, "slack"),
        (BOT | {"slack_app_token": "xapp-1", "slack_signing_secret": "s"}, "slack"),
        (BOT | {"slack_signing_secret": "s"}, "web"),
        (MANY, "web"),
        (MANY | BOT, "web"),
    ],
)
def test_what_is_set_decides_who_listens(given: dict[str, str], role: str | None) -> None:
    """Sockets where there is an app token, the page's address otherwise, nothing by default."""
    assert listener(Settings.model_validate(given)) == role


@pytest.mark.parametrize("missing", sorted(set(MANY) - {"slack_client_id"}))
def test_half_a_setup_names_what_is_missing(missing: str) -> None:
    """An operator is told which setting to add."""
    given = {name: value for name, value in MANY.items() if name != missing}
    with pytest.raises(ConfigError, match=missing.upper()):
        listener(Settings.model_validate(given))
    with pytest.raises(ConfigError, match="SLACK_APP_TOKEN"):
        listener(Settings.model_validate(BOT))
    with pytest.raises(ConfigError, match="SLACK_BOT_TOKEN"):
        listener(Settings.model_validate({"slack_app_token": "xapp-1"}))
