"""Installing in many workspaces: OAuth, sealed tokens, rotation of keys, uninstallation."""

import asyncio
import contextlib
import datetime as dt
import json
import logging
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.commands import Answerer
from bot.errors import ConfigError
from bot.slack.app import SlackApp, open_slack
from bot.slack.install import COOKIE, ManyInstalls, OAuth, Seal
from bot.slack.wire import Install
from tests.bot.scribe import NOW
from tests.bot.shelf import shelf
from tests.bot.slack.rig import Register
from tests.fakes.notes import Pad
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_socket import SIGNING_SECRET, signed

ADDRESS = "https://news.example"
TOKEN = "xoxb-2-second-workspace"  # noqa: S105 # opens nothing
CLIENT_SECRET = "fake-client-secret"  # noqa: S105 # likewise


class Watch:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        """Tell the time."""
        return self.now


@contextlib.asynccontextmanager
async def opened(slack: FakeSlack, pad: Pad, watch: Watch) -> AsyncIterator[SlackApp]:
    """Open the app for many workspaces."""
    books = shelf()
    async with open_slack(
        base_url=slack.url,
        answers=Answerer(books, None, watch),
        library=books,
        signing_secret=SIGNING_SECRET,
        installs=ManyInstalls(pad, Seal([KEY]), watch),
        oauth=OAuth(client_id="1.2", client_secret=CLIENT_SECRET, address=ADDRESS, now=watch),
        channels=Register(),
    ) as app:
        yield app


KEY = Seal.new_key()


async def begin(app: SlackApp) -> tuple[str, str]:
    """Click "install"; give the state and the cookie."""
    sent = await app.http(method="GET", path="/slack/install", headers={})
    assert sent.status == 302
    where = urlsplit(sent.headers["location"])
    asked = parse_qs(where.query)
    assert where.path == "/oauth/v2/authorize"
    assert asked["redirect_uri"] == ["https://news.example/slack/callback"]
    assert "chat:write" in asked["scope"][0]
    cookie = sent.headers["set-cookie"]
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax"))
    return asked["state"][0], cookie.partition(";")[0]


async def test_install_post_and_uninstall(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the button to a first post in a second workspace, and out again without a trace."""
    pad, watch = Pad(), Watch()
    for name in ("bot", "slack_bolt", "slack_sdk"):
        caplog.set_level(logging.DEBUG, logger=name)
    async with FakeSlack() as slack, opened(slack, pad, watch) as app:
        slack.tokens[TOKEN] = "T2"
        slack.oauth_codes["code-1"] = {
            "access_token": TOKEN,
            "bot_user_id": "UBOT2",
            "team": {"id": "T2", "name": "Second"},
        }
        state, cookie = await begin(app)
        done = await app.http(
            method="GET",
            path="/slack/callback",
            query=f"code=code-1&state={state}",
            headers={"cookie": cookie},
        )
        assert (done.status, "/invite" in done.body) == (200, True)
        assert TOKEN not in json.dumps(pad.kept)
        install = await app.wire.installs.of("T2")
        assert install
        assert install.bot_user == "UBOT2"
        assert TOKEN not in repr(install)
        assert await app.wire.installs.of("T1") is None
        assert (await (await app.wire.of("T2")).auth_test())["team_id"] == "T2"

        body = json.dumps(
            {
                "type": "event_callback",
                "team_id": "T2",
                "event_id": "Ev1",
                "event": {"type": "app_uninstalled"},
            }
        )
        answer = await app.http(body=body.encode(), headers=signed(body))
        assert answer.status == 200
        worker = asyncio.create_task(app._queue.run())
        await app._queue.drain(5)
        # Bolt answers an event before its listener has run to the end.
        for _ in range(200):
            if not pad.kept:
                break
            await asyncio.sleep(0.01)
        worker.cancel()
        assert not pad.kept
        assert await app.wire.installs.of("T2") is None
    shown = caplog.text + "".join(capsys.readouterr())
    assert "slack_installed" in shown
    for secret in (TOKEN, KEY, "code-1", CLIENT_SECRET, SIGNING_SECRET):
        assert secret not in shown


async def test_one_installation_of_a_whole_organisation_serves_its_workspaces() -> None:
    """Its token is kept once; each workspace is known by the first thing that comes from it."""
    pad, watch = Pad(), Watch()
    async with FakeSlack() as slack, opened(slack, pad, watch) as app:
        slack.oauth_codes["code-1"] = {
            "access_token": TOKEN,
            "bot_user_id": "UBOT2",
            "is_enterprise_install": True,
            "enterprise": {"id": "E1", "name": "Whole"},
            "team": None,
        }
        state, cookie = await begin(app)
        done = await app.http(
            method="GET",
            path="/slack/callback",
            query=f"code=code-1&state={state}",
            headers={"cookie": cookie},
        )
        assert done.status == 200
        assert await app.wire.installs.of("T5") is None
        watch.now += dt.timedelta(minutes=2)
        body = json.dumps(
            {
                "type": "event_callback",
                "team_id": "T5",
                "enterprise_id": "E1",
                "is_enterprise_install": True,
                "event_id": "Ev1",
                "event": {"type": "somebody_sneezed"},
            }
        )
        assert (await app.http(body=body.encode(), headers=signed(body))).status == 200
        install = await app.wire.installs.of("T5")
        assert install
        assert install.token == TOKEN
        await app.wire.installs.forget("T5")
        assert await app.wire.installs.of("E1")
        assert await app.wire.installs.of("T5") is None


@pytest.mark.parametrize("spoil", ["state", "cookie", "late", "none", "denied"])
async def test_state_that_is_not_ours_installs_nothing(spoil: str) -> None:
    """A forged, foreign, late or absent state is refused, and so is a person's no."""
    pad, watch = Pad(), Watch()
    async with FakeSlack() as slack, opened(slack, pad, watch) as app:
        slack.oauth_codes["c"] = {"access_token": TOKEN, "team": {"id": "T2"}}
        state, cookie = await begin(app)
        query = f"code=c&state={state}"
        match spoil:
            case "state":
                query = f"code=c&state={state[:-1]}{'0' if state[-1] != '0' else '1'}"
            case "cookie":
                cookie = f"{COOKIE}=somebody-else"
            case "late":
                watch.now += dt.timedelta(minutes=11)
            case "none":
                query = "code=c"
            case _:
                query = f"error=access_denied&state={state}"
        done = await app.http(
            method="GET", path="/slack/callback", query=query, headers={"cookie": cookie}
        )
        assert done.status == (200 if spoil == "denied" else 400)
        assert not pad.kept
        assert not slack.called("oauth.v2.access")


async def test_code_that_slack_refuses_installs_nothing() -> None:
    """A used or invented code is told plainly."""
    pad = Pad()
    async with FakeSlack() as slack, opened(slack, pad, Watch()) as app:
        state, cookie = await begin(app)
        done = await app.http(
            method="GET",
            path="/slack/callback",
            query=f"code=used&state={state}",
            headers={"cookie": cookie},
        )
        assert done.status == 502
        assert not pad.kept


async def test_keys_are_rotated_without_a_gap() -> None:
    """A new key in front, renew, the old one away: tokens open at every step."""
    old, new = Seal.new_key(), Seal.new_key()
    pad, watch = Pad(), Watch()
    install = Install(workspace="T2", token=TOKEN, bot_user="U")
    await ManyInstalls(pad, Seal([old]), watch).keep(install)
    both = ManyInstalls(pad, Seal([new, old]), watch)
    assert await both.of("T2") == install
    assert await both.renew() == (1, 0)
    assert await ManyInstalls(pad, Seal([new]), watch).of("T2") == install
    lost = ManyInstalls(pad, Seal([old]), watch)
    assert await lost.of("T2") is None
    assert await lost.renew() == (0, 1)


async def test_removed_elsewhere_is_noticed_within_a_minute() -> None:
    """A process that did not see the uninstallation stops using the token soon."""
    pad, watch = Pad(), Watch()
    one, other = (ManyInstalls(pad, Seal([KEY]), watch) for _ in range(2))
    await one.keep(Install(workspace="T2", token=TOKEN))
    assert await other.of("T2")
    await one.forget("T2")
    watch.now += dt.timedelta(seconds=61)
    assert await other.of("T2") is None


@pytest.mark.parametrize("keys", [[], ["x"], ["a" * 44]])
def test_unusable_key_is_the_operators_to_mend(keys: list[str]) -> None:
    """The fault names the setting and the command that makes a key."""
    with pytest.raises(ConfigError, match="SLACK_KEYS"):
        Seal(keys)
