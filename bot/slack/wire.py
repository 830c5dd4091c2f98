"""Our calls to Slack's Web API, and what its refusals mean to us.

slack_sdk's own retries are off. Its default handler sends a request again when the answer was
lost, and so posts twice; it takes no notice of 429. Retrying is the delivery engine's, which asks
first what became of a post.
"""

import asyncio
import datetime as dt
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Protocol

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import DeliveryError

# Under Slack's own 30 s, and short enough for the lease of a delivery.
TIMEOUT = 15.0
# What we wait where Slack limits us and does not say for how long.
LIMITED = dt.timedelta(seconds=30)
_NO_POST = HTTPStatus.METHOD_NOT_ALLOWED
# What a server says of a method that it does not have: nothing was done.
_NO_SUCH = {HTTPStatus.NOT_FOUND, _NO_POST, HTTPStatus.NOT_IMPLEMENTED}

# Somebody must change something there before a post can be taken.
FORBIDDEN = {
    "access_denied": "the app may not post there",
    "account_inactive": "the app was removed from the workspace",
    "cannot_dm_bot": "a bot cannot be written to",
    "channel_not_found": "the channel is gone, or it is private and the app is not in it",
    "ekm_access_denied": "the workspace's keys are locked",
    "invalid_auth": "the token is not valid any more",
    "is_archived": "the channel is archived",
    "messages_tab_disabled": "the app's Messages tab is off",
    "missing_scope": "the app lacks a permission: install it again",
    "no_permission": "the app may not post there",
    "not_authed": "no token is set",
    "not_in_channel": "the app is not in the channel: /invite it",
    "org_login_required": "the workspace is being moved",
    "posting_to_general_channel_denied": "only some people may post there",
    "restricted_action": "the workspace restricts who may post there",
    "restricted_action_non_threadable_channel": "the channel takes no threads",
    "restricted_action_read_only_channel": "the channel is read-only",
    "restricted_action_thread_only_channel": "the channel takes replies only",
    "team_access_not_granted": "the app has no access to this workspace",
    "token_expired": "the token has expired",
    "token_revoked": "the app was removed from the workspace",
    "user_disabled": "that person's account is deactivated",
    "user_not_found": "that person is not there any more",
}
# Slack says of these that the post may be there all the same.
UNSURE = {"fatal_error", "internal_error", "request_timeout", "service_unavailable"}
LIMITING = {"ratelimited", "rate_limited", "message_limit_exceeded"}

_SECRETS = re.compile(r"xox[a-z]-[\w-]+|xapp-[\w-]+|xoxe[.\w-]+|(?<=ticket=)[\w-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Install:
    """Who we are in one workspace.

    Attributes:
        token: Bot token; left out of every printed form.
        bot_user: How people name us ("U0BOT"); ``bot_id`` is how our messages name us.
    """

    workspace: str
    token: str = field(repr=False)
    bot_user: str = ""
    bot_id: str = ""


class Installs(Protocol):
    """Where the app is installed."""

    async def of(self, workspace: str) -> Install | None:
        """Give the installation; ``None`` where there is none."""

    async def forget(self, workspace: str) -> None:
        """The app was removed there: its token opens nothing any more."""

    async def belongs(self, workspace: str, enterprise: str) -> None:
        """Slack said that a workspace is one of an organisation, which may have installed us."""

    async def workspaces(self) -> Sequence[str]:
        """List where we are, as far as that is known."""


class OneInstall:
    """The one workspace of an app whose token stands in the settings."""

    def __init__(self, install: Install) -> None:
        self.install: Install | None = install

    async def of(self, workspace: str) -> Install | None:  # noqa: ARG002 # there is only one
        """Give the installation from the settings, whichever workspace a target names."""
        return self.install

    async def forget(self, workspace: str) -> None:  # noqa: ARG002 # likewise
        """Stop using the token."""
        self.install = None

    async def belongs(self, workspace: str, enterprise: str) -> None:
        """Nothing to keep: there is one token."""

    async def workspaces(self) -> Sequence[str]:
        """Give the one, once its name is known."""
        return [self.install.workspace] if self.install and self.install.workspace else []


class Client(AsyncWebClient):
    """Slack's own client with its arguments in the body of a POST, as a form.

    slack_sdk puts many into the address, where proxies log them and where a server that reads
    bodies only does not find them. Slack takes any method's either way
    (https://docs.slack.dev/apis/web-api#post-bodies). A server that wants the documented GET of a
    reading method says 404 or 405 to a POST, and gets that.
    """

    async def api_call(
        self, api_method: str, *, http_verb: str = "POST", params: Any = None, **given: Any
    ) -> AsyncSlackResponse:
        """Call a method; raise what slack_sdk raises."""
        if not params or any(given.get(name) is not None for name in ("data", "json", "files")):
            return await super().api_call(api_method, http_verb=http_verb, params=params, **given)
        token = {"token": params["token"]} if params.get("token") else None  # goes to a header
        body = {name: _form(value) for name, value in params.items() if name != "token"}
        body = {name: value for name, value in body.items() if value is not None}
        given["data"] = body
        try:
            return await super().api_call(api_method, http_verb="POST", params=token, **given)
        except SlackApiError as error:
            status = getattr(error.response, "status_code", None)
            if http_verb != "GET" or status not in {HTTPStatus.NOT_FOUND, _NO_POST}:
                raise
        given["data"] = None
        return await super().api_call(api_method, http_verb="GET", params=params, **given)


def _form(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else None
    return None if value is None else str(value)


class Wire:
    """One HTTP session for every call; clients differ only in their token."""

    def __init__(
        self, *, base_url: str, installs: Installs, session: aiohttp.ClientSession
    ) -> None:
        self.base_url = base_url
        self.installs = installs
        self.session = session
        self.log = quiet_log()

    def client(self, token: str | None = None) -> Client:
        """Make a client that neither retries nor logs what it carries."""
        return Client(
            token=token,
            base_url=self.base_url,
            session=self.session,
            timeout=int(TIMEOUT),
            retry_handlers=[],
            logger=self.log,
        )

    async def of(self, workspace: str) -> Client:
        """Make the client of a workspace; raise `DeliveryError` where we are not installed."""
        install = await self.installs.of(workspace)
        if install is None:
            raise DeliveryError("the app is not installed in this workspace", forbidden=True)
        return self.client(install.token)


def new_session() -> aiohttp.ClientSession:
    """Open the session; its timeout covers the whole of a call."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))


class _Redact(logging.Filter):
    """Takes tokens and socket tickets out of a library's log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _SECRETS.sub("(secret)", record.getMessage())
        record.args = ()
        if record.exc_info:  # a traceback shows the message again
            kind = record.exc_info[0]
            record.msg = f"{record.msg} ({kind.__name__ if kind else 'error'})"
            record.exc_info = None
        return True


def quiet_log() -> logging.Logger:
    """Give the log for slack_sdk and slack_bolt: never below INFO, tokens taken out.

    Their DEBUG lines print whole requests and answers, tokens among them.
    """
    log = logging.getLogger("bot.slack.library")
    log.setLevel(max(logging.INFO, logging.getLogger().getEffectiveLevel()))
    if not log.filters:
        log.addFilter(_Redact())
    return log


FAILURES: tuple[type[Exception], ...] = (
    SlackClientError,
    aiohttp.ClientError,
    asyncio.TimeoutError,
    OSError,
    AttributeError,  # slack_sdk on a plain-text answer with status 200
)
TROUBLE: tuple[type[Exception], ...] = (DeliveryError, *FAILURES)


def code_of(error: Exception) -> str | None:
    """Give Slack's error code, where its answer has one."""
    data = getattr(getattr(error, "response", None), "data", None)
    return data.get("error") if isinstance(data, dict) else None


def lacks(error: Exception) -> bool:
    """Tell whether a server does not have a method, or we no permission for it."""
    response: Any = getattr(error, "response", None)
    status = getattr(response, "status_code", None)
    code = code_of(error)
    return code in {"missing_scope", "unknown_method"} or (code is None and status in _NO_SUCH)


def translate(error: Exception) -> DeliveryError:
    """Say what a failed call means: wait, somebody must act, or nobody knows."""
    response: Any = getattr(error, "response", None)
    status = getattr(response, "status_code", None) or getattr(response, "status", None)
    code = code_of(error)
    if status == HTTPStatus.TOO_MANY_REQUESTS or code in LIMITING:
        return DeliveryError("Slack asks us to wait", retry_after=_retry_after(response))
    if code is not None:
        return _refused(code)
    if status in _NO_SUCH:
        return DeliveryError(f"Slack does not know this call ({int(status)})")
    if isinstance(error, SlackClientError | AttributeError):
        return DeliveryError(f"Slack's answer tells nothing ({status})", unknown=True)
    if isinstance(error, aiohttp.ClientConnectorError):
        return DeliveryError("Slack could not be reached")
    return DeliveryError(f"Slack's answer was lost ({type(error).__name__})", unknown=True)


def _refused(code: str) -> DeliveryError:
    if code in FORBIDDEN:
        return DeliveryError(refused(code), forbidden=True)
    if code in UNSURE:
        return DeliveryError(f"Slack's answer tells nothing ({code})", unknown=True)
    return DeliveryError(f"Slack refused ({code})")


def refused(code: str) -> str:
    """Say what one of `FORBIDDEN` means; a target that it pauses has these words as its reason."""
    return f"Slack refused ({code}): {FORBIDDEN[code]}"


def _retry_after(response: Any) -> dt.timedelta:
    value = (getattr(response, "headers", None) or {}).get("Retry-After", "")
    return dt.timedelta(seconds=int(value)) if str(value).isdigit() else LIMITED
