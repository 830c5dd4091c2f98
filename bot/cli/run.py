"""`threeline run`: the product, all of it or the roles that were named."""

import asyncio
import pathlib
import sys

import click

from bot import app
from bot.cli import logs
from bot.errors import ConfigError
from bot.reach import halves
from bot.settings import ROLES, Role, load

if sys.platform != "win32":
    import uvloop


@click.command()
@click.option(
    "--roles",
    default=",".join(ROLES),
    show_default=True,
    help="What this process does; others may do the rest on the same database.",
)
@click.option("--once", is_flag=True, help="Do all that is due, once, and exit.")
@click.option(
    "--feeds",
    "opml",
    type=click.Path(exists=True, dir_okay=False, path_type=pathlib.Path),
    help="OPML file of feeds to add; they replace the sample.",
)
def run(*, roles: str, once: bool, opml: pathlib.Path | None) -> None:
    """Poll feeds, brief their articles, post them, serve the page."""
    settings = load(halves)
    logs.configure(settings.log_level)
    with asyncio.Runner(loop_factory=_loop) as runner:
        runner.run(app.run(settings, roles=_roles(roles), once=once, opml=opml))


def _loop() -> asyncio.AbstractEventLoop:
    """Make uvloop's event loop where there is one: half the CPU of a request."""
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


def _roles(given: str) -> frozenset[Role]:
    named = {name.strip() for name in given.split(",") if name.strip()}
    unknown = sorted(named - set(ROLES))
    if unknown or not named:
        raise ConfigError(
            f"--roles: no such role: {', '.join(unknown) or 'none given'}; "
            f"choose among {', '.join(ROLES)}"
        )
    return frozenset(role for role in ROLES if role in named)
