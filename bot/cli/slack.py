"""`threeline slack`: what a workspace's admin needs to install the app."""

import asyncio
import json

import click

from bot import surfaces
from bot.errors import ConfigError
from bot.settings import load
from bot.slack import Seal
from bot.slack.manifest import EVENTS, SCOPES, manifest


@click.group()
def slack() -> None:
    """Set up the Slack app."""


@slack.command("manifest")
@click.option("--address", help="Public https address of the web role; without it: Socket Mode.")
@click.option("--reasons", is_flag=True, help="Say why each permission and event is asked for.")
def show_manifest(*, address: str | None, reasons: bool) -> None:
    """Print the app's manifest, to paste at https://api.slack.com/apps."""
    if not reasons:
        click.echo(json.dumps(manifest(address=address), ensure_ascii=False, indent=2))
        return
    for title, rows in (("Permissions", SCOPES), ("Events", EVENTS)):
        click.echo(title)
        for name, reason in rows.items():
            click.echo(f"  {name:<24} {reason}")


@slack.command("key")
def make_key() -> None:
    """Make a key for SLACK_KEYS."""
    click.echo(Seal.new_key())


@slack.command("rotate")
def rotate_keys() -> None:
    """Seal every workspace's token with the first of SLACK_KEYS."""
    done, lost = asyncio.run(surfaces.rotate_slack_keys(load()))
    click.echo(f"{done} sealed with the first key; the others can be taken away")
    if lost:
        raise ConfigError(f"{lost} can be opened by no key of SLACK_KEYS: install those again")
