"""`threeline doctor`: what is set is tried, and each fault said with its fix."""

import asyncio
import sys

import click

from bot.errors import ConfigError
from bot.ports.measuring import Finding
from bot.settings import load


@click.command()
def doctor() -> None:
    """Try the settings, database, tokens, rights, clock and reach, and say how to mend each.

    Nothing is changed or posted. Exit code: 0 all is well, 1 something is not, 2 a setting is
    wrong.
    """
    try:
        settings = load()
    except ConfigError as error:
        _show(
            Finding(about="settings", says=str(error), fix="Mend them in the environment or .env.")
        )
        sys.exit(2)
    _show(Finding(about="settings", says="can be read"))
    from bot.doctor import examine  # noqa: PLC0415 # the network and the store take a second

    found = asyncio.run(examine(settings))
    for each in found:
        _show(each)
    faults = sum(each.fix is not None for each in found)
    if faults:
        click.echo(f"\n{faults} to mend")
        sys.exit(1)
    click.echo("\nall is well")


def _show(finding: Finding) -> None:
    first, *rest = finding.says.splitlines()
    mark = click.style("ok  ", fg="green") if finding.fix is None else click.style("FAIL", fg="red")
    click.echo(f"{mark}  {finding.about:<9} {first}")
    for line in rest:
        click.echo(f"{'':<16}{line.strip()}")
    if finding.fix is not None:
        click.echo(f"{'':<6}{'fix':<9} {finding.fix}")
