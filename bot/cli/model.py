"""`threeline model`: what a language model cost, who lets it read, a try at an article."""

import asyncio
import datetime as dt

import click

from bot.clock import now
from bot.errors import ConfigError
from bot.llm import opening
from bot.modelled import OWN, driven
from bot.settings import load
from bot.store import open_store
from summariser import Article, Improved, improve

ALL = "*"


@click.group()
def model() -> None:
    """Look after the language model, where LLM_MODEL names one."""


@model.command()
@click.argument("workspace", default=OWN)
def allow(workspace: str) -> None:
    """Let the model read the text of WORKSPACE's private feeds (slack:T012; default: your own)."""
    asyncio.run(_allow(workspace, allowed=True))
    click.echo(f"The model may read private feeds of {workspace} from now on.")


@model.command()
@click.argument("workspace", default=OWN)
def refuse(workspace: str) -> None:
    """Take that back."""
    asyncio.run(_allow(workspace, allowed=False))
    click.echo(f"The model may not read private feeds of {workspace} any more.")


async def _allow(workspace: str, *, allowed: bool) -> None:
    async with open_store(load().database_url, now=now) as store:
        await store.allow_model(workspace, allowed=allowed)


@model.command()
@click.option("--days", default=7, show_default=True, help="How many days back.")
def usage(days: int) -> None:
    """Say what was spent by day (UTC) and workspace."""
    rows = asyncio.run(_spent(days))
    if not rows:
        click.echo("Nothing was spent.")
    for day, name, tokens, cost in rows:
        who = {ALL: "all", "": "everybody's feeds"}.get(name, name)
        click.echo(f"{day}  {tokens:>10,} tokens  {cost:>10}  {who}")


async def _spent(days: int) -> list[tuple[dt.date, str, int, str]]:
    async with open_store(load().database_url, now=now) as store:
        today = now().date()
        return [
            (day, name, one.tokens, f"{one.cost:.4f}")
            for back in range(days)
            for day in [today - dt.timedelta(days=back)]
            for name, one in await store.spent(day)
        ]


def better(article: Article, *, as_of: dt.date) -> Improved:
    """Ask the model that the settings name about one article, within its caps.

    Raises:
        ConfigError: They name none.
        ModelError: It does not answer.
    """
    return asyncio.run(_better(article, as_of))


async def _better(article: Article, as_of: dt.date) -> Improved:
    settings = load()
    async with (
        open_store(settings.database_url, now=now) as store,
        opening(settings, store, now=now, report=lambda *_: None) as desk,  # told once, below
    ):
        if desk is None:
            raise ConfigError("LLM_MODEL names no language model, which --llm needs")
        return await driven(improve(article, as_of=as_of), desk, "")
