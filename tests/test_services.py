"""Procfile, compose.yaml and Dockerfile start what the commands accept."""

import re

import click
import pytest

from bot.cli import main
from bot.cli.run import run
from bot.settings import ROLES, Settings
from tests.figures import ROOT

PROCFILE = dict(
    line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines() if line
)
COMPOSE = (ROOT / "compose.yaml").read_text()
SERVICES = re.findall(r"^    command: (.+)$", COMPOSE, re.MULTILINE)
COMMENTED = re.findall(r"^#.* (threeline run --roles [\w,]+)", COMPOSE, re.MULTILINE)


def _roles(line: str) -> set[str]:
    """Read a command as the command line does; give the roles that it starts."""
    program, name, *words = line.split()
    assert program == "threeline"
    context = click.Context(main)
    command = main.get_command(context, name)
    assert command is run
    parsed = command.make_context(name, list(words))
    roles = set(parsed.params["roles"].split(","))
    assert roles <= set(ROLES), line
    return roles


@pytest.mark.parametrize("line", [*PROCFILE.values(), *SERVICES, *COMMENTED])
def test_each_service_is_a_command(line: str) -> None:
    """Program, subcommand, options and roles exist."""
    assert _roles(line)


def test_processes_together_have_every_role() -> None:
    """Procfile: each role once. Compose: all but the chats, which need tokens."""
    named = [role for line in PROCFILE.values() for role in _roles(line)]
    assert sorted(named) == sorted(ROLES)
    composed = {role for line in SERVICES for role in _roles(line)}
    assert composed == set(ROLES) - {"slack", "discord"}
    assert set(SERVICES) == set(COMMENTED)


def test_compose_sets_settings_that_there_are() -> None:
    """Every name in an environment of ours is one of a setting, with a value that it takes."""
    ours = COMPOSE.split("web: &bot")[1].split("depends_on")[0]
    names = set(re.findall(r"^      ([A-Z_]+):", ours, re.MULTILINE))
    assert names >= {"DATABASE_URL"}
    assert names <= {name.upper() for name in Settings.model_fields}
    settings = Settings.model_validate({"database_url": "postgresql://threeline:x@db/threeline"})
    assert settings.database_url == "postgresql+asyncpg://threeline:x@db/threeline"
    assert "replicas: 2" in COMPOSE
    assert re.search(r"db: \{condition: service_healthy\}", COMPOSE)


def test_image_has_what_compose_asks_of_it() -> None:
    """The port that is published is exposed, settings in it exist, and it is nobody's root."""
    image = (ROOT / "Dockerfile").read_text()
    names = set(re.findall(r"(\w+)=", image.split("ENV ")[1].splitlines()[0]))
    assert names <= {name.upper() for name in Settings.model_fields}
    assert "EXPOSE 8080" in image
    assert '"8080:8080"' in COMPOSE
    assert "USER threeline" in image
    assert "--require-hashes -r requirements.lock" in image
