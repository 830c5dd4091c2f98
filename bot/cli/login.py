"""`threeline login`: an entry for PAGE_LOGINS, its password hashed."""

import click

from bot.errors import CommandError
from bot.web.doors import LONGEST_PASSWORD, hash_password

SHORTEST = 10


@click.command()
@click.argument("name")
@click.option("--role", type=click.Choice(["reader", "editor", "admin"]), default="admin")
@click.password_option(help="Asked for when it is not given.")
def login(name: str, role: str, password: str) -> None:
    """Let somebody sign in on the page: prints the setting that does it."""
    if ":" in name or any(not c.isprintable() or c.isspace() for c in name):
        raise CommandError("a name has no colons and no spaces")
    if not SHORTEST <= len(password) <= LONGEST_PASSWORD:
        raise CommandError(f"a password has {SHORTEST} to {LONGEST_PASSWORD} characters")
    click.echo("Put this into .env or the environment; further entries follow after a space:\n")
    click.echo(f"PAGE_LOGINS='{name}:{role}:{hash_password(password)}'")
