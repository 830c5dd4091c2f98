"""A process loads what its roles need and nothing else: names of modules, never a memory figure."""

import pathlib
import subprocess
import sys

import pytest

from tests.figures import ROOT

PEOPLE = {
    "argon2", "bot.discord", "bot.sample", "bot.slack", "bot.web", "discord", "jinja2",
    "slack_bolt", "slack_sdk", "sse_starlette", "starlette", "uvicorn",
}  # fmt: skip
"""What chats, the page and the sample outlet are made of."""
READING = {"matplotlib", "numpy", "onnxruntime", "openai", "trafilatura"}
"""What reads articles or draws."""

RUN = """
import sys
from bot.cli import main
main(["run", "--once", "--roles", sys.argv[1]], standalone_mode=False)
print(*sys.modules)
"""


@pytest.mark.parametrize(
    ("roles", "unneeded"),
    [
        ("feeds", PEOPLE | READING),
        ("articles,brief,stories,digests,deliver", PEOPLE | {"matplotlib", "openai"}),
    ],
)
def test_a_role_loads_only_what_it_needs(
    tmp_path: pathlib.Path, roles: str, unneeded: set[str]
) -> None:
    """A poller knows no chat and no page, however the database and the settings are."""
    settings = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/news.sqlite3",
        "FEEDS": "http://127.0.0.1:9/feed.xml",  # discard: nobody answers
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-c", RUN, roles],
        cwd=tmp_path, env=settings, capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = set(done.stdout.split())
    assert "bot.app" in loaded, done.stderr
    assert loaded & unneeded == set()


def test_the_page_loads_no_chat(tmp_path: pathlib.Path) -> None:
    """Where no token is set, the web role serves the page without a chat's library."""
    code = "import sys, bot.app, bot.web.app, bot.web.office; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = set(done.stdout.split())
    assert "starlette" in loaded
    assert loaded & {"discord", "slack_bolt", "slack_sdk", "bot.slack", "bot.discord"} == set()
