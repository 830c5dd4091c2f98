"""The page over a real store, with people who may sign in and browsers that have."""

import contextlib
from collections.abc import AsyncIterator

import httpx

from bot.commands import Answerer
from bot.errors import FeedError
from bot.feeds import FeedDesk
from bot.store import SqlStore
from bot.web import page
from bot.web.doors import Doors, hash_password, read_logins
from bot.web.ledger import Drawing
from bot.web.office import Office
from tests.bot.making import Watch

PASSWORD = "a long walk on the pier"  # noqa: S105 # of nobody
_HASH = hash_password(PASSWORD)
PEOPLE = tuple(f"{name}:{role}:{_HASH}" for name, role in (
    ("ann", "admin"), ("ed", "editor"), ("rea", "reader"),
))  # fmt: skip


class Sites:
    """Finds a feed beside every address but one."""

    async def discover(self, url: str) -> str:
        """Find it."""
        if "nothing" in url:
            raise FeedError("there is no feed at this address")
        return f"{url.rstrip('/')}/feed.xml"


class House:
    """A page that people sign in on."""

    def __init__(self, store: SqlStore, watch: Watch, *, drawing: Drawing | None = None) -> None:
        doors = Doors(logins=read_logins(PEOPLE), notes=store, now=watch, secret="s")  # noqa: S106 # of tests
        answerer = Answerer(
            store,
            None,
            watch,
            channels=store,
            wishes=store,
            people=store,
            ledger=store,
            consents=store,
        )
        office = Office(store, FeedDesk(store, Sites()), answerer)
        self.app = page(store, answerer, doors=doors, office=office, drawing=drawing)

    @contextlib.asynccontextmanager
    async def visit(self, name: str | None = None) -> AsyncIterator["Browser"]:
        """Give a browser, signed in when a name is given."""
        transport = httpx.ASGITransport(self.app)
        headers = {"Sec-Fetch-Site": "same-origin"}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://test", headers=headers
        ) as client:
            browser = Browser(client)
            if name:
                given = {"name": name, "password": PASSWORD, "token": ""}
                assert (await client.post("/login", data=given)).status_code == 303
                await browser.see("/feeds")
            yield browser


class Browser:
    """Reads pages and sends their forms, with the token that the last page had."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.token = ""

    async def see(self, path: str, status: int = 200) -> str:
        """Give a page's HTML."""
        return self._read(await self.client.get(path), status)

    async def send(self, path: str, *, answered: int = 200, **given: str) -> str:
        """Send a form and give the page that answers."""
        return self._read(
            await self.client.post(path, data={"token": self.token} | given), answered
        )

    async def upload(self, path: str, data: bytes) -> str:
        """Send a form with a file."""
        files = {"file": ("feeds.opml", data, "text/xml")}
        answer = await self.client.post(path, data={"token": self.token}, files=files)
        return self._read(answer, 200)

    def _read(self, answer: httpx.Response, status: int) -> str:
        assert answer.status_code == status, answer.text
        if 'name="token" value="' in answer.text:
            self.token = answer.text.split('name="token" value="')[1].split('"')[0]
        return answer.text
