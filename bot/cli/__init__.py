"""The command line: words in, one call of the composition root, an exit code out.

Exit codes: 0 done, 1 it could not be done (the reason is one line on stderr), 2 a setting or
argument is wrong.
"""

import importlib
import sys
from typing import Any

import click

from bot.errors import ConfigError, ThreelineError

COMMANDS = (
    "ask",
    "brief",
    "db",
    "discord",
    "doctor",
    "feedback",
    "feeds",
    "ledger",
    "login",
    "model",
    "run",
    "slack",
    "stories",
)


class _Group(click.Group):
    """Loads a command when it is typed, and shows our own errors as a line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command's module: all of them together take a second or two."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"bot.cli.{cmd_name}"), cmd_name)
        return command

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
