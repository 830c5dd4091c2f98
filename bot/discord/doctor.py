"""Discord's token in, what is wrong with it or our rights there out, with its fix."""

import datetime as dt
import email.utils
from typing import Any

import aiohttp

from bot.discord.invite import WHY, client_id, invite_url
from bot.ports.measuring import Finding

TIMEOUT = aiohttp.ClientTimeout(total=10)
_ADMINISTRATOR = 1 << 3
_UNAUTHORISED = 401
_FEW_STARTS = 20
_PORTAL = "https://discord.com/developers/applications"


async def examine(*, api_url: str, token: str) -> tuple[list[Finding], dt.datetime | None]:
    """Ask Discord who we are, what we may do in each server, and whether we may connect.

    Returns:
        What was found, and Discord's time if it told one.
    """
    found: list[Finding] = []
    told: dt.datetime | None = None
    base = api_url.rstrip("/")
    headers = {"Authorization": f"Bot {token}"}
    async with aiohttp.ClientSession(timeout=TIMEOUT, headers=headers) as session:
        try:
            for path, judge in (
                ("/users/@me", _ourselves),
                ("/users/@me/guilds", _servers),
                ("/gateway/bot", _gateway),
            ):
                async with session.get(base + path) as response:
                    stated = response.headers.get("Date")
                    told = email.utils.parsedate_to_datetime(stated) if stated else told
                    if response.status == _UNAUTHORISED:
                        return [_refused()], told
                    response.raise_for_status()
                    found += judge(await response.json(), token)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            found.append(
                Finding(
                    about="discord",
                    says=f"Discord does not answer at {base} ({type(error).__name__})",
                    fix="Let this machine reach that address, or mend DISCORD_API_URL.",
                )
            )
    return found, told


def _refused() -> Finding:
    return Finding(
        about="discord",
        says="Discord does not take DISCORD_TOKEN",
        fix=f"Reset the token on the application's Bot page ({_PORTAL}) and copy it.",
    )


def _ourselves(told: Any, _: str) -> list[Finding]:
    return [Finding(about="discord", says=f"Discord takes DISCORD_TOKEN, of {told['username']}")]


def _servers(told: Any, token: str) -> list[Finding]:
    key = client_id(token) or "APPLICATION"
    if not told:
        return [
            Finding(
                about="discord",
                says="the bot is on no server",
                fix=f"Add it: {invite_url(key)}",
            )
        ]
    found = []
    for guild in told:
        has = int(guild["permissions"])
        missing = [name for name, (bit, _) in WHY.items() if not has & (bit | _ADMINISTRATOR)]
        if missing:
            found.append(
                Finding(
                    about="discord",
                    says=f"on {guild['name']} it lacks {', '.join(missing)}",
                    fix=f"Give its role these permissions, or add it again: {invite_url(key)}",
                )
            )
    many = "1 server" if len(told) == 1 else f"{len(told)} servers"
    return found or [Finding(about="discord", says=f"it has its permissions on {many}")]


def _gateway(told: Any, _: str) -> list[Finding]:
    left = told["session_start_limit"]["remaining"]
    says = f"the gateway asks for {told['shards']} shards and allows {left} more starts today"
    short = left < max(_FEW_STARTS, told["shards"])
    fix = "Something restarts again and again: look at its log before it may not start any more."
    return [Finding(about="discord", says=says, fix=fix if short else None)]
