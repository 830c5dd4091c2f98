"""Who may come in: passwords, sessions, a proxy's word, and forms from elsewhere."""

import datetime as dt
import json
from collections.abc import AsyncIterator

import httpx
import pytest
from click.testing import CliRunner
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.cli.login import login as login_command
from bot.commands import Answerer, Role
from bot.errors import ConfigError
from bot.web import page
from bot.web.doors import STAY, Doors, hash_password, read_logins
from bot.web.entry import WRONG
from tests.bot.scribe import NOW
from tests.bot.shelf import shelf
from tests.fakes.notes import Pad

PASSWORD = "a long walk on the pier"  # noqa: S105 # of nobody
ANN = f"ann:admin:{hash_password(PASSWORD)}"


class At:
    """An application whose connections come from one address."""

    def __init__(self, app: ASGIApp, peer: str) -> None:
        self._app, self.peer = app, peer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        scope["threeline.peer"] = self.peer
        await self._app(scope, receive, send)


class House:
    """A page with doors, and a browser before it."""

    def __init__(self, *entries: str, home: str | None = None, header: str | None = None) -> None:
        self.memory, self.now = Pad(), NOW
        self.entries = entries
        self.home, self.header = home, header
        self.browser = self.visit()

    def visit(self, peer: str = "192.0.2.7") -> httpx.AsyncClient:
        """Give a browser with no cookies yet."""
        doors = Doors(
            logins=read_logins(self.entries),
            notes=self.memory,
            now=lambda: self.now,
            secret="s",  # noqa: S106 # of this test
            header=self.header,
            proxies=frozenset({"192.0.2.1"}),
            home=self.home,
        )
        app = page(shelf(), Answerer(shelf(), None, lambda: self.now), doors=doors)
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(At(app, peer)),
            base_url=self.home or "http://test",
            headers={"Sec-Fetch-Site": "same-origin"},
        )

    async def enter(self, password: str = PASSWORD, name: str = "ann") -> httpx.Response:
        """Fill the form and send it."""
        given = {"name": name, "password": password, "next": "/pledges", "token": ""}
        return await self.browser.post("/login", data=given)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """Give a page where Ann may sign in."""
    made = House(ANN)
    yield made
    await made.browser.aclose()


async def test_password_opens_a_session_that_the_page_knows(house: House) -> None:
    """Signed in, she is named on every page and taken back to where she came from."""
    answer = await house.enter()

    assert (answer.status_code, answer.headers["location"]) == (303, "/pledges")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "ann" in (await house.browser.get("/")).text
    assert PASSWORD not in json.dumps(house.memory.kept)
    assert answer.cookies["threeline"] not in json.dumps(house.memory.kept)


async def test_wrong_password_and_unknown_name_are_told_alike(house: House) -> None:
    """Who guesses does not learn which of the two was wrong."""
    wrong = await house.enter("something else")
    nobody = await house.enter(name="bob")

    assert wrong.status_code == nobody.status_code == 403
    assert WRONG in wrong.text
    assert wrong.text == nobody.text
    assert house.memory.kept == {}


async def test_guessing_is_slowed(house: House) -> None:
    """After five tries one waits, even with the right password."""
    for _ in range(5):
        await house.enter("something else")
    answer = await house.enter()

    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


async def test_signing_out_ends_the_session(house: House) -> None:
    """The cookie is worth nothing afterwards, even for who kept a copy of it."""
    await house.enter()
    copy = dict(house.browser.cookies)
    shown = (await house.browser.get("/")).text
    token = shown.split('name="token" value="')[1].split('"')[0]
    await house.browser.post("/logout", data={"token": token})

    async with house.visit() as thief:
        thief.cookies.update(copy)
        assert "Sign out" not in (await thief.get("/")).text


async def test_session_ends_with_its_time_the_login_and_the_password(house: House) -> None:
    """Two weeks, a login taken out, another password: each of them ends it."""
    await house.enter()
    cookies = dict(house.browser.cookies)
    house.now = NOW + STAY
    assert "Sign out" not in (await house.browser.get("/")).text
    house.now = NOW
    for entries in (("bob:admin",), (f"ann:admin:{hash_password('another one')}",)):
        house.entries = entries
        async with house.visit() as later:
            later.cookies.update(cookies)
            assert "Sign out" not in (await later.get("/")).text


async def test_forms_from_elsewhere_are_refused(house: House) -> None:
    """Another site's form, an old browser that says nothing, and a wrong token change nothing."""
    await house.enter()
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {},
        {"Sec-Fetch-Site": "same-origin"},  # no token
    ):
        sent = house.browser.build_request("POST", "/logout", data={"token": "guess"})
        del sent.headers["sec-fetch-site"]
        sent.headers.update(headers)
        assert (await house.browser.send(sent)).status_code == 403
    assert "Sign out" in (await house.browser.get("/")).text


async def test_own_form_is_taken_where_browsers_name_only_the_origin(house: House) -> None:
    """Over plain http on an intranet no Sec-Fetch-Site is sent; our own origin is enough."""
    given = {"name": "ann", "password": PASSWORD, "token": ""}
    sent = house.browser.build_request("POST", "/login", data=given)
    del sent.headers["sec-fetch-site"]
    sent.headers["Origin"] = "http://test"

    assert (await house.browser.send(sent)).status_code == 303


async def test_proxy_names_people_and_nobody_else_can() -> None:
    """The header counts from the proxy's own address alone, and only for known names."""
    house = House("ann:editor", header="X-User")
    async with house.visit("192.0.2.1") as behind, house.visit("192.0.2.7") as before:
        assert "ann" in (await behind.get("/", headers={"X-User": "ann"})).text
        assert "Sign out" in (await behind.get("/", headers={"X-User": "ann"})).text
        assert "Sign out" not in (await behind.get("/", headers={"X-User": "eve"})).text
        assert "Sign out" not in (await before.get("/", headers={"X-User": "ann"})).text
        assert (await before.get("/login")).status_code == 404


@pytest.mark.parametrize(
    "next_", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "/\n/x"]
)
async def test_signing_in_leads_nowhere_else(house: House, next_: str) -> None:
    """The address to come back to is one of this page."""
    given = {"name": "ann", "password": PASSWORD, "next": next_}
    answer = await house.browser.post("/login", data=given)

    assert answer.headers["location"] == "/"


async def test_https_keeps_the_cookie_to_https() -> None:
    """With a public https address the cookie is bound to this host and to https."""
    house = House(ANN, home="https://briefs.example")
    cookie = (await house.enter()).headers["set-cookie"]

    assert cookie.startswith("__Host-threeline=")
    assert "Secure" in cookie
    await house.browser.aclose()


async def test_sessions_do_not_pile_up(house: House) -> None:
    """The oldest session of somebody who signs in again and again ends."""
    for turn in range(25):
        house.now = NOW + dt.timedelta(minutes=turn)
        house.browser = house.visit()
        assert (await house.enter()).status_code == 303

    assert len(house.memory.kept) == 20


async def test_large_form_is_refused(house: House) -> None:
    """Nobody fills the memory with a form."""
    answer = await house.browser.post("/login", data={"name": "a" * 1_100_000})

    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("ann", "role must be"),
        ("ann:boss", "role must be"),
        ("ann:admin:secret", "not a hash"),
        (":admin", "1 to 64"),
        ("a" * 65 + ":admin", "1 to 64"),
    ],
)
def test_wrong_login_is_told_without_its_hash(entry: str, fault: str) -> None:
    """What is wrong is named, what might be a password is not."""
    with pytest.raises(ConfigError, match=fault) as caught:
        read_logins([entry])

    assert "secret" not in str(caught.value)


def test_terminal_prints_an_entry_that_is_read() -> None:
    """What `threeline login` prints is what PAGE_LOGINS takes."""
    done = CliRunner().invoke(login_command, ["ann", "--role", "editor", "--password", PASSWORD])
    entry = done.output.split("PAGE_LOGINS='")[1].split("'")[0]

    assert read_logins([entry])["ann"].role is Role.EDITOR
    short = CliRunner().invoke(login_command, ["ann", "--password", "short"])
    assert short.exit_code != 0
