"""`threeline discord`: what an operator needs before the bot can be on a server."""

import click

from bot.discord.invite import SCOPES, WHY, client_id, invite_url
from bot.errors import ConfigError
from bot.settings import load


@click.group()
def discord() -> None:
    """Prepare Threeline's place on Discord."""


@discord.command()
@click.option(
    "--client-id",
    "given",
    type=int,
    help="The application's id; else it is read from DISCORD_TOKEN.",
)
def invite(given: int | None) -> None:
    """Print the address that adds the bot to a server, with a reason for each permission."""
    token = load().discord_token
    key = given or (client_id(token.get_secret_value()) if token else None)
    if key is None:
        raise ConfigError(
            "DISCORD_TOKEN is not set, or is no bot's token: copy it from the application's Bot "
            "page, or give --client-id."
        )
    click.echo(invite_url(key))
    for name, reason in SCOPES.items():
        click.echo(f"  {name}: {reason}")
    for name, (_, reason) in WHY.items():
        click.echo(f"  {name}: {reason}")
