"""The command line: words in, one call of the composition root, an exit code out.

Exit codes: 0 done, 1 it could not be done (the reason is one line on stderr), 2 a setting or
argument is wrong.
"""

import sys
from typing import Any

import click

from bot.cli.ask import ask
from bot.cli.brief import brief
from bot.cli.db import db
from bot.cli.discord import discord
from bot.cli.feeds import feeds
from bot.cli.ledger import ledger
from bot.cli.run import run
from bot.cli.slack import slack
from bot.errors import ConfigError, ThreelineError


class _Group(click.Group):
    """Shows our own errors as a line and not as a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except* ThreelineError as group:
            error = _first(group)
        click.echo(f"threeline: {error}", err=True)
        sys.exit(2 if isinstance(error, ConfigError) else 1)


def _first(group: BaseExceptionGroup[ThreelineError]) -> BaseException:
    """Find the error that a person can act on, however deep task groups have wrapped it."""
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="threeline", prog_name="threeline")
def main() -> None:
    """Tell the news in three lines, every word with its source."""


main.add_command(ask)
main.add_command(brief)
main.add_command(db)
main.add_command(discord)
main.add_command(feeds)
main.add_command(ledger)
main.add_command(run)
main.add_command(slack)
