"""Settings in, a check-up out: database, tokens, rights, clock and reach, with fixes.

Nothing is changed and nothing is posted; no secret is shown. What is reached is what the settings
name, so that it works behind a proxy's base addresses, too.
"""

import datetime as dt
from collections.abc import Sequence

from pydantic import SecretStr

from bot.clock import now
from bot.discord import doctor as discord_doctor
from bot.errors import ConfigError, FeedError
from bot.model import Validators
from bot.parts import source_of
from bot.ports import FeedSource
from bot.ports.measuring import Finding
from bot.reach import listener
from bot.settings import Settings
from bot.slack import doctor as slack_doctor
from bot.store import doctor as store_doctor

SKEW = dt.timedelta(seconds=30)
"""Slack refuses what is signed five minutes off; leases and schedules should be better."""

FEEDS = 3
"""Feeds that are tried."""


async def examine(settings: Settings) -> Sequence[Finding]:
    """Look at everything that is set."""
    found, clocks = await store_doctor.examine(settings.database_url, now=now)
    times = [("the database's", clocks)]
    sound = all(each.fix is None for each in found)
    said, told = await _slack(settings)
    times.append(("Slack's", told))
    found += said
    said, told = await _discord(settings)
    times.append(("Discord's", told))
    found += said
    found += [_clock(whose, when, now()) for whose, when in times if when]
    if sound:
        found += await _reach(settings)
    return found


async def _slack(settings: Settings) -> tuple[list[Finding], dt.datetime | None]:
    try:
        by = listener(settings)
    except ConfigError as error:
        says, _, fix = str(error).partition(": ")
        fix = fix[:1].upper() + fix[1:]
        return [Finding(about="slack", says=f"{says}, and not what it needs", fix=fix)], None
    if by is None:
        return [Finding(about="slack", says="not set up")], None
    return await slack_doctor.examine(
        base_url=settings.slack_api_url,
        bot_token=_plain(settings.slack_bot_token),
        app_token=_plain(settings.slack_app_token),
    )


async def _discord(settings: Settings) -> tuple[list[Finding], dt.datetime | None]:
    token = _plain(settings.discord_token)
    if token is None:
        return [Finding(about="discord", says="not set up")], None
    return await discord_doctor.examine(api_url=settings.discord_api_url, token=token)


def _plain(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


def _clock(whose: str, told: dt.datetime, here: dt.datetime) -> Finding:
    off = here - told
    seconds = abs(off.total_seconds())
    if abs(off) <= SKEW:
        return Finding(about="clock", says=f"within {SKEW.seconds} s of {whose}")
    which = "ahead of" if off > dt.timedelta() else "behind"
    return Finding(
        about="clock",
        says=f"this machine's clock is {seconds:.0f} s {which} {whose}",
        fix="Let it keep time (systemd-timesyncd, chrony), or mend the other one.",
    )


async def _reach(settings: Settings) -> list[Finding]:
    """Ask a few feeds, as polling would, and keep nothing of it."""
    known = await store_doctor.known_feeds(settings.database_url, now=now)
    urls = list(dict.fromkeys([*settings.feeds, *known]))[:FEEDS]
    if not urls:
        return [Finding(about="feeds", says="none yet: the sample is read until FEEDS has some")]
    async with source_of(settings, settings.feeds) as source:
        return [await _feed(source, url) for url in urls]


async def _feed(source: FeedSource, url: str) -> Finding:
    try:
        await source.poll(url, Validators())
    except FeedError as error:
        return Finding(
            about="feeds",
            says=f"{url}: {error}",
            fix="Open it in a browser on this machine; mend the address, proxy or firewall.",
        )
    return Finding(about="feeds", says=f"{url} answers")
