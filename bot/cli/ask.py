"""`threeline ask`: the commands of chat and page, in the terminal."""

import asyncio
import pathlib
import zoneinfo

import click

from bot import app
from bot.commands import Asker, Reply, Role, parse, render
from bot.errors import CommandError
from bot.schedule import read_zone
from bot.settings import Settings, load

_HERE = pathlib.Path("/etc/localtime")


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--story", type=int, help="The story that is talked about.")
@click.option("--zone", help="Zone of times and days, such as Europe/Kyiv; else the machine's.")
def ask(words: tuple[str, ...], story: int | None, zone: str | None) -> None:
    """Ask what the page and the chats can be asked, such as `pledges to Ukraine`."""
    settings = load()
    chosen = read_zone(zone) if zone else zone_here(settings.tz)
    reply = asyncio.run(_answered(settings, " ".join(words), story, chosen))
    click.echo(render(reply, zone=zoneinfo.ZoneInfo(chosen)), nl=False)


def zone_here(tz: str | None, place: pathlib.Path = _HERE) -> str:
    """Give the machine's zone: by TZ, or by what its clock's file is a link to; else UTC."""
    linked = place.resolve().as_posix() if place.is_symlink() else ""
    for name in (tz, linked.partition("/zoneinfo/")[2]):
        try:
            return read_zone((name or "").removeprefix(":"))
        except CommandError:
            continue
    return "UTC"


async def _answered(settings: Settings, question: str, story: int | None, zone: str) -> Reply:
    async with app.opened(settings) as parts:
        answerer = parts.answerer()
        asker = Asker(story=story, place=None, role=Role.ADMIN, zone=zone)
        command = parse(question)
        return await answerer.answer(command, asker, tell=_tell)


async def _tell(words: str) -> None:
    """Show what is being done; what is piped on is the answer alone."""
    click.echo(words, err=True)
