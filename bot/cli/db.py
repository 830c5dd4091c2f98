"""`threeline db`: the database moved, checked, copied, put back; posts that never arrived."""

import asyncio
import pathlib

import click

from bot.clock import now
from bot.commands.text import plain, stamp
from bot.errors import CommandError
from bot.settings import load
from bot.store import care, open_store


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
def upgrade() -> None:
    """Bring the schema up to date (every start does this too)."""
    was, has = asyncio.run(care.move(load().database_url, now=now))
    click.echo(f"schema {was} is up to date" if was == has else f"schema {was} is now {has}")


@db.command()
def check() -> None:
    """Look for damage, and say what to do about each finding."""
    found = asyncio.run(care.check(load().database_url, now=now))
    for line in found:
        click.echo(line)
    if found:
        raise CommandError(f"{len(found)} findings")
    click.echo("all is well")


@db.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=pathlib.Path))
def backup(path: pathlib.Path) -> None:
    """Copy the database as it is at one moment, also while it is in use."""
    asyncio.run(care.backup(load().database_url, path, now=now))
    click.echo(f"kept in {path}")


@db.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=pathlib.Path))
@click.confirmation_option(prompt="This replaces what is in the database. Go on?")
def restore(path: pathlib.Path) -> None:
    """Put a backup back; stop every process before."""
    asyncio.run(care.restore(load().database_url, path, now=now))
    click.echo(f"restored from {path}")


@db.command()
def undelivered() -> None:
    """List posts that were given up or are held, with the reason."""

    async def listed() -> None:
        async with open_store(load().database_url, now=now) as store:
            letters = await store.undelivered()
        for letter in letters:
            where = letter.target.name or letter.target.address
            click.echo(
                f"{letter.id:<6} {letter.outcome.value:<5} story #{letter.story} to {plain(where)},"
                f" {stamp(letter.queued)}: {plain(letter.reason)}"
            )
        if not letters:
            click.echo("Every post arrived.")

    asyncio.run(listed())


@db.command()
@click.argument("deliveries", nargs=-1, type=int, required=True)
def resend(deliveries: tuple[int, ...]) -> None:
    """Queue these posts again, by the numbers that `undelivered` lists."""

    async def queued() -> int:
        async with open_store(load().database_url, now=now) as store:
            return await store.redrive(deliveries)

    click.echo(f"{asyncio.run(queued())} of {len(deliveries)} wait to be posted now")
