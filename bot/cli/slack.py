"""`threeline slack`: what a workspace's admin needs to install the app."""

import json

import click

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
