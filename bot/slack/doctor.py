"""Slack's tokens in, what is wrong with them or with our clock out, each with its fix."""

import datetime as dt
import email.utils
from typing import Any

import aiohttp

from bot.ports.measuring import Finding
from bot.slack.manifest import SCOPES

TIMEOUT = aiohttp.ClientTimeout(total=10)
_APPS = "https://api.slack.com/apps"
_BOT, _APP = "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"


async def examine(
    *, base_url: str, bot_token: str | None, app_token: str | None
) -> tuple[list[Finding], dt.datetime | None]:
    """Ask Slack about each token that is set.

    Returns:
        What was found, and Slack's time if it told one.
    """
    found: list[Finding] = []
    told: dt.datetime | None = None
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        for name, token, method in (
            (_BOT, bot_token, "auth.test"),
            (_APP, app_token, "apps.connections.open"),
        ):
            if not token:
                continue
            try:
                answer, headers = await _ask(session, base_url + method, token)
            except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
                found.append(_unreached(base_url, error))
                break
            told = _date(headers) or told
            found.append(_token(name, answer))
            if name == _BOT and answer.get("ok"):
                found.append(_scopes(headers.get("x-oauth-scopes")))
    return found, told


async def _ask(session: aiohttp.ClientSession, url: str, token: str) -> tuple[dict[str, Any], Any]:
    async with session.post(url, headers={"Authorization": f"Bearer {token}"}) as response:
        return await response.json(), response.headers


def _unreached(base_url: str, error: Exception) -> Finding:
    return Finding(
        about="slack",
        says=f"Slack cannot be reached at {base_url} ({type(error).__name__})",
        fix="Let this machine reach that address, or mend SLACK_API_URL.",
    )


def _token(name: str, answer: dict[str, Any]) -> Finding:
    if answer.get("ok"):
        return Finding(about="slack", says=f"Slack takes {name}")
    return Finding(
        about="slack",
        says=f"Slack does not take {name} ({answer.get('error')})",
        fix=f"Copy it again from {_APPS}; the app must be installed in the workspace.",
    )


def _scopes(listed: str | None) -> Finding:
    if listed is None:
        return Finding(about="slack", says="Slack does not say what the app may do")
    missing = sorted(set(SCOPES) - {scope.strip() for scope in listed.split(",")})
    if not missing:
        return Finding(about="slack", says=f"it has all {len(SCOPES)} permissions")
    return Finding(
        about="slack",
        says=f"it lacks {', '.join(missing)} ({SCOPES[missing[0]]})",
        fix="Paste `threeline slack manifest` at the app's page and install it again.",
    )


def _date(headers: Any) -> dt.datetime | None:
    stated = headers.get("Date")
    return email.utils.parsedate_to_datetime(stated) if stated else None
