"""`threeline ask`: the commands of chat and page, in the terminal."""

import asyncio

import click

from bot import app
from bot.commands import Asker, Reply, Role, parse, render
from bot.settings import load


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--story", type=int, help="The story that is talked about.")
def ask(words: tuple[str, ...], story: int | None) -> None:
    """Ask what the page and the chats can be asked, such as `pledges to Ukraine`."""
    click.echo(render(asyncio.run(_answered(" ".join(words), story))), nl=False)


async def _answered(question: str, story: int | None) -> Reply:
    async with app.opened(load()) as parts:
        asker = Asker(story=story, place=None, role=Role.ADMIN)
        return await parts.answerer().answer(parse(question), asker)
