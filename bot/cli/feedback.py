"""`threeline feedback`: what readers say is right or wrong, with the version they saw."""

import asyncio
from collections.abc import Sequence

import click

from bot.clock import now
from bot.commands.text import plain, stamp
from bot.model import Opinion
from bot.settings import load
from bot.store import open_store


@click.command()
@click.option("--wrong/--all", default=True, show_default=True, help="Only what is wrong.")
@click.option("--most", default=50, show_default=True, help="The newest so many.")
def feedback(*, wrong: bool, most: int) -> None:
    """List what readers say of briefings, newest first."""
    found = asyncio.run(_opinions(wrong=wrong, most=most))
    for each in found:
        verdict = "right" if each.right else "wrong"
        who = f"{each.home} {each.person or 'nobody known'}"
        click.echo(f"{stamp(each.at)}  {verdict}  story {each.story} version {each.version}  {who}")
        if each.words:
            click.echo(f"    {plain(each.words)}")
    if not found:
        click.echo("Nobody has said that a briefing is wrong." if wrong else "Nobody has said any.")


async def _opinions(*, wrong: bool, most: int) -> Sequence[Opinion]:
    async with open_store(load().database_url, now=now) as store:
        return await store.opinions(right=False if wrong else None, limit=most)
