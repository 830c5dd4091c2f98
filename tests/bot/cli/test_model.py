"""`threeline brief --llm` and `threeline model`, against a server on the wire."""

import asyncio
import json
import pathlib
import threading
from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from tests.fakes.model import Answer, FakeModel, serving
from tests.summariser.llm.sample import TEXT, honest


def typed(*words: str) -> Result:
    """Type a command."""
    return CliRunner().invoke(main, list(words))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> Iterator[FakeModel]:
    """Serve an honest model in a thread, with settings that name it."""
    opened = threading.Event()
    made: list[FakeModel] = []
    ended = asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with serving(Answer(text=json.dumps(honest()))) as model:
            made.append(model)
            opened.set()
            await ended.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    opened.wait()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/news.sqlite3")
    monkeypatch.setenv("LLM_BASE_URL", made[0].url)
    monkeypatch.setenv("LLM_MODEL", "fake")
    monkeypatch.setenv("LLM_PRICE_IN", "2")
    (tmp_path / "news.txt").write_text(TEXT)
    yield made[0]
    loop.call_soon_threadsafe(ended.set)
    thread.join()
    loop.close()


def test_a_file_is_briefed_with_a_model(server: FakeModel) -> None:
    """What is proved is shown; asked again, it is known; what it cost is told."""
    done = typed("brief", "news.txt", "--llm")
    assert done.exit_code == 0, done.output
    assert "Norway will give Kenya $50 million for wells, Ingrid Dahl said." in done.stdout
    assert typed("brief", "news.txt", "--llm").stdout == done.stdout
    assert len(server.asked) == 1
    told = typed("model", "usage").stdout
    assert "1,000 tokens" in told
    assert "0.0018" in told


def test_what_is_not_proved_is_named(server: FakeModel) -> None:
    """A wrong sum is told on standard error, the right one is shown."""
    answer = honest()
    answer["pledges"][0]["amount"] = 70_000_000
    server.script = [Answer(text=json.dumps(answer))]
    done = typed("brief", "news.txt", "--llm")
    assert "pledges[0].amount: the sum is not in the quote (70000000 USD)" in done.stderr
    assert "$50m" in done.stdout


def test_a_model_that_fails_leaves_the_offline_briefing(server: FakeModel) -> None:
    """The reason is one line, the briefing is there, the exit code is 0."""
    server.script = [Answer(status=401)]
    done = typed("brief", "news.txt", "--llm")
    assert done.exit_code == 0
    assert done.stdout == typed("brief", "news.txt").stdout
    assert "LLM_API_KEY" in done.stderr


def test_without_a_model_there_is_none(monkeypatch: pytest.MonkeyPatch, server: FakeModel) -> None:
    """It is said which setting is missing, and nobody is asked."""
    monkeypatch.delenv("LLM_MODEL")
    done = typed("brief", "news.txt", "--llm")
    assert done.exit_code == 2
    assert "LLM_MODEL" in done.stderr
    assert server.asked == []


def test_a_workspaces_word_is_kept(server: FakeModel) -> None:
    """It is said back in plain words."""
    del server
    assert "may read private feeds of slack:T1" in typed("model", "allow", "slack:T1").stdout
    assert "may not read private feeds of own" in typed("model", "refuse").stdout
