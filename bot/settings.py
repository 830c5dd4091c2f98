"""Settings from the environment or ``.env``, checked once at the start.

This is the only module that reads the environment. README.md lists every setting, and a test
compares the two.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import ConfigError

Role = Literal[
    "feeds", "articles", "brief", "stories", "digests", "deliver", "web", "slack", "discord"
]
ROLES: tuple[Role, ...] = get_args(Role)

# Drivers that we ship; a plain `sqlite:` or `postgresql:` address gets its one.
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}


class Settings(BaseSettings):
    """Every setting, with the meaning that the README repeats."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    database_url: str = Field(
        "sqlite:///threeline.sqlite3",
        description="Where everything is kept: a SQLite file, or postgresql://user:password@host/name",
    )
    rates_file: str | None = Field(
        None,
        description="Table of reference rates instead of the one that is shipped, of the form of"
        " bot/tables/rates.tsv; after a change `threeline ledger retell` decides anew which sums"
        " are one",
    )
    iati_reporter: str | None = Field(
        None,
        description="Your IATI organisation identifier (such as GB-COH-1234567, see org-id.guide),"
        " which IATI files are published under; unset: they are drafts, and say so",
    )
    iati_reporter_name: str | None = Field(None, description="The name that goes with it")
    tz: str | None = Field(
        None, description="Zone of times and days in the terminal, such as Europe/Kyiv"
    )
    host: str = Field("127.0.0.1", description="Address that the page listens on")
    port: int = Field(8080, ge=0, le=65535, description="Port of the page; 0 takes a free one")
    ops_port: int | None = Field(
        None,
        ge=0,
        le=65535,
        description="Port of /healthz, /readyz and /metrics alone; unset: they are on the page",
    )
    public_url: str | None = Field(
        None,
        description="Public address of the page, which chats link to and WebSub hubs call",
    )
    page_logins: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Who may sign in on the page, by spaces: name:role:hash as `threeline login`"
        " prints it, or name:role for people whom PAGE_USER_HEADER names",
    )
    page_user_header: str | None = Field(
        None, description="Header in which a reverse proxy names the person whom it has checked"
    )
    page_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        ("127.0.0.1", "::1"), description="Addresses of the reverse proxies whose word is taken"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much is logged: DEBUG, INFO, WARNING or ERROR"
    )
    feeds: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Addresses of feeds, separated by spaces or commas; they replace the sample"
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Private hosts (host, host:port or a network) that may be read; all others"
        " are refused, but for feeds that FEEDS and --feeds name by their private address",
    )
    user_agent_contact: str = Field(
        "", description="Address or e-mail that outlets can reach you by; sent with each request"
    )
    http_proxy: str | None = Field(
        None,
        description="Proxy that outlets are asked through (http://host:3128); it looks their names"
        " up, so it must refuse private ones. ALLOWED_HOSTS are asked directly",
    )
    sample_every: float = Field(
        4.0, gt=0, description="Seconds between two entries of the sample outlet"
    )
    sample_port: int = Field(
        8081, ge=1, le=65535, description="Loopback port that the sample outlet publishes on"
    )
    poll_floor: float = Field(
        60.0, ge=1, description="Shortest pause between two polls of one feed, in seconds"
    )
    text_days: int = Field(
        365,
        ge=1,
        description="Days that the words of articles are kept; after that only what is quoted, and"
        " for ever whatever the ledger has a pledge from",
    )
    slack_bot_token: SecretStr | None = Field(
        None, description="Slack: bot token of the workspace (xoxb-...)"
    )
    slack_app_token: SecretStr | None = Field(
        None, description="Slack: app token for Socket Mode (xapp-...)"
    )
    slack_signing_secret: SecretStr | None = Field(
        None, description="Slack over HTTP: signing secret, which every request is checked by"
    )
    slack_client_id: str | None = Field(
        None, description="Slack in many workspaces: client id; installed at /slack/install"
    )
    slack_client_secret: SecretStr | None = Field(
        None, description="Slack in many workspaces: client secret"
    )
    slack_keys: SecretStr | None = Field(
        None, description="Slack in many workspaces: keys that seal tokens, newest first, by spaces"
    )
    slack_api_url: str = Field(
        "https://slack.com/api/", description="Slack: base address of every call"
    )
    discord_token: SecretStr | None = Field(
        None, description="Discord: the bot's token, from the application's Bot page"
    )
    discord_api_url: str = Field(
        "https://discord.com/api/v10", description="Discord: base address of every REST call"
    )
    discord_gateway_url: str | None = Field(
        None, description="Discord: gateway address; unset asks the REST address"
    )
    discord_public_key: str | None = Field(
        None,
        description="Discord: the application's public key, where commands come over HTTP, to the "
        "page's address with /discord/interactions",
    )
    discord_embeds: bool = Field(
        default=False, description="Discord: post embeds, for clients that do not show layouts"
    )
    discord_test_guild: int | None = Field(
        None, description="Discord: offer the commands in this server only, while trying them out"
    )
    llm_model: str | None = Field(
        None, description="Language model: its name; unset asks none, which is the default"
    )
    llm_base_url: str | None = Field(
        None,
        description="Language model: any OpenAI-compatible address, such as"
        " http://127.0.0.1:11434/v1; unset is OpenAI's own",
    )
    llm_api_key: SecretStr | None = Field(
        None, description="Language model: its key, where the server wants one"
    )
    llm_timeout: float = Field(
        60.0, gt=0, le=600, description="Language model: seconds for one answer, retries included"
    )
    llm_concurrency: int = Field(
        2, ge=1, le=64, description="Language model: questions at once, all processes together"
    )
    llm_answer_tokens: int = Field(
        2000, ge=100, le=32_000, description="Language model: most tokens of one answer"
    )
    llm_daily_tokens: int = Field(
        1_000_000, ge=0, description="Language model: most tokens a day (UTC); 0 is no cap"
    )
    llm_workspace_tokens: int = Field(
        200_000, ge=0, description="Language model: most tokens a day of one workspace; 0 is no cap"
    )
    llm_daily_cost: Decimal = Field(
        Decimal(0), ge=0, description="Language model: most money a day, by the prices; 0 is no cap"
    )
    llm_workspace_cost: Decimal = Field(
        Decimal(0), ge=0, description="Language model: most money a day of one workspace; 0: no cap"
    )
    llm_price_in: Decimal = Field(
        Decimal(0), ge=0, description="Language model: price of a million tokens sent"
    )
    llm_price_out: Decimal = Field(
        Decimal(0), ge=0, description="Language model: price of a million tokens received"
    )

    @field_validator("llm_base_url")
    @classmethod
    def _names_a_model(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value and "llm_model" in info.data and not info.data["llm_model"]:
            raise ValueError("needs LLM_MODEL, the name of the model there")
        return value

    @field_validator("iati_reporter")
    @classmethod
    def _names_an_organisation(cls, value: str | None) -> str | None:
        """Country or list, register, number (IATI standard 2.03, reporting-org/@ref)."""
        if value and not re.fullmatch(r"[A-Z]{2}-[A-Z0-9]+-[^\s/&|?]+", value):
            raise ValueError("is no organisation identifier such as GB-COH-1234567")
        return value or None

    @field_validator("database_url")
    @classmethod
    def _with_driver(cls, value: str) -> str:
        scheme, separator, rest = value.partition("://")
        if not separator or scheme.partition("+")[0] not in _DRIVERS:
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return f"{_DRIVERS.get(scheme, scheme)}://{rest}"

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    @field_validator("page_logins", mode="before")
    @classmethod
    def _by_spaces(cls, value: Any) -> Any:
        # Hashes have commas of their own.
        return tuple(value.split()) if isinstance(value, str) else value

    @field_validator("feeds", "allowed_hosts", "page_proxies", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("feeds")
    @classmethod
    def _web_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [url for url in value if not url.startswith(("http://", "https://"))]
        if wrong:
            raise ValueError(f"not a web address: {', '.join(wrong)}")
        return value

    @field_validator("public_url", "slack_api_url", "discord_api_url", "llm_base_url")
    @classmethod
    def _http(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value

    @property
    def kept(self) -> dt.timedelta:
        """How long the words of articles are kept that nothing quotes."""
        return dt.timedelta(days=self.text_days)

    @property
    def floor(self) -> dt.timedelta:
        """Shortest pause between two polls of one feed."""
        return dt.timedelta(seconds=self.poll_floor)


def load(check: Callable[[Settings], Sequence[str]] | None = None, **given: object) -> Settings:
    """Read the settings.

    Args:
        check: Finds what does not go together; those faults are told beside the others.
        given: From the command line; wins over the environment.

    Raises:
        ConfigError: One message that names every fault and how to mend it.
    """
    settings, faults = _read(given)
    if settings and check:
        faults += [f"  {fault}" for fault in check(settings)]
    if faults or settings is None:
        lines = "\n".join(faults)
        raise ConfigError(f"These settings are wrong (environment or .env):\n{lines}")
    return settings


def _read(given: Mapping[str, object]) -> tuple[Settings | None, list[str]]:
    """Read them, those that are wrong as if they were not set, and say what is wrong."""
    try:
        return Settings(**given), []  # type: ignore[arg-type] # pydantic checks them
    except ValidationError as error:
        faults = [_fault(fault) for fault in error.errors()]
        wrong = {str(fault["loc"][0]) for fault in error.errors() if fault["loc"]}
    unset = {name: Settings.model_fields[name].get_default() for name in wrong}
    try:
        return Settings(**{**given, **unset}), faults
    except ValidationError:
        return None, faults


_PLAIN = {
    "int_parsing": "must be a whole number",
    "float_parsing": "must be a number",
    "less_than_equal": "must be at most {le}",
    "greater_than_equal": "must be at least {ge}",
    "greater_than": "must be more than {gt}",
    "literal_error": "must be one of {expected}",
}


def _fault(fault: Any) -> str:
    """Put one of pydantic's faults into a line, without showing what might be a secret."""
    name = ".".join(map(str, fault["loc"]))
    secret = any(word in name for word in ("token", "key", "secret", "database", "login"))
    shown = "" if secret else f" (got {fault['input']!r})"
    plain = _PLAIN.get(fault["type"], "").format(**fault.get("ctx", {}))
    return f"  {name.upper()}: {plain or fault['msg'].removeprefix('Value error, ')}{shown}"
