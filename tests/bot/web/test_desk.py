"""A desk's morning on the page in Chromium: sign in, read, ask, follow, correct, export."""

import asyncio
import contextlib
import json
import pathlib
import shutil
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from bot.drawing import Drawings
from bot.store import open_store
from summariser import brief
from tests.bot.making import LEASE, START, Watch, read
from tests.bot.web.browsing import Tab, chromium_only
from tests.bot.web.house import PASSWORD, House

pytestmark = chromium_only
TEXT = (
    "Norland will give Sudland 40 million euros for hospitals by 2027, the prime minister, "
    "Ann Berg, said on Monday. The money will pay for three clinics. Eastmark is considering "
    "sending engineers, its foreign minister, Tom Hale, said."
)


class Served:
    """The page over a real store, on a socket of loopback, in a thread of its own."""

    def __init__(self, file: pathlib.Path) -> None:
        self._url = f"sqlite+aiosqlite:///{file}"
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self.address = ""

    def start(self) -> None:
        """Serve; return when connections are taken."""
        self._thread.start()
        assert self._ready.wait(20)

    def stop(self) -> None:
        """Close."""
        self._server.should_exit = True
        self._thread.join(10)

    async def _serve(self) -> None:
        watch = Watch()
        async with open_store(self._url, now=watch) as store:
            await read(store, "https://example.org/1", text=TEXT)
            [article] = await store.claim_articles(9, LEASE)
            made = brief(article.row.article, as_of=START.date())
            await store.keep_briefing(article, made, story=None, post=True)
            while await store.tell_next():
                pass
            app = House(store, watch, drawing=Drawings()).app
            config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error")
            self._server = uvicorn.Server(config)
            serving = asyncio.create_task(self._server._serve())
            while not self._server.started:  # noqa: ASYNC110 # uvicorn has no event for it
                await asyncio.sleep(0.01)
            port = self._server.servers[0].sockets[0].getsockname()[1]
            self.address = f"http://127.0.0.1:{port}"
            self._ready.set()
            await serving


@pytest.fixture
def served(sqlite_file: pathlib.Path, tmp_path: pathlib.Path) -> Iterator[Served]:
    """Serve a store with one story."""
    with contextlib.ExitStack() as stack:
        made = Served(pathlib.Path(shutil.copy(sqlite_file, tmp_path / "store.sqlite3")))
        made.start()
        stack.callback(made.stop)
        yield made


def sign_in(page: Page, address: str, name: str) -> None:
    """Fill the form as a person does."""
    page.goto(f"{address}/login")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".who")).to_contain_text(name)


def test_reader_reads_asks_follows_and_exports(browser: Browser, served: Served) -> None:
    """What a reader does in a morning, each step by what is seen on the page."""
    with Tab(browser) as page:
        page.goto(f"{served.address}/s/1")
        expect(page.locator(".line.pledges")).to_contain_text("€40m")
        page.get_by_role("link", name="Pledges", exact=True).click()
        page.get_by_label("By", exact=True).fill("Norland")
        page.get_by_role("button", name="Show").click()
        page.locator(".ledger a.run").first.click()
        expect(page.locator("h1")).to_contain_text("Norland")
        expect(page.locator(".history blockquote").first).to_contain_text("40 million euros")

        sign_in(page, served.address, "rea")
        page.get_by_role("link", name="Follow", exact=True).click()
        page.get_by_label("Watch pledges").fill("any pledge to Sudland of at least EUR 1m")
        page.get_by_role("button", name="Watch").click()
        expect(page.locator(".done")).to_be_visible()
        expect(page.locator("table").first).to_contain_text("Sudland")

        page.goto(served.address)
        page.locator("#q").fill("unfollow")
        page.keyboard.press("Enter")
        expect(page.locator("#answer h2")).to_contain_text("Nothing")

        page.goto(f"{served.address}/pledges")
        with page.expect_download() as found:
            page.get_by_role("link", name="JSON", exact=True).click()
        rows = json.loads(pathlib.Path(found.value.path()).read_text())
        assert ("Norland", "40000000", "EUR") in {
            (row["pledger"], row["amount"], row["currency"]) for row in rows
        }


def test_editor_corrects_a_pledge(browser: Browser, served: Served) -> None:
    """What an editor sets right is shown with who did it, and holds; a reader has no such form."""
    with Tab(browser) as page:
        page.goto(f"{served.address}/pledges")
        page.locator(".ledger a.run").first.click()
        expect(page.get_by_label("New value")).to_have_count(0)
        address = page.url
        sign_in(page, served.address, "ed")
        page.goto(address)
        page.get_by_label("Field").select_option("recipient")
        page.get_by_label("New value").fill("Westmark")
        page.get_by_label("Reason").fill("the minister said so")
        page.get_by_role("button", name="Correct").click()
        expect(page.locator(".done")).to_be_visible()
        expect(page.locator("h1")).to_contain_text("Westmark")
        expect(page.locator("main")).to_contain_text("the minister said so")
        page.get_by_role("button", name="Sign out").click()
        page.goto(address)
        expect(page.locator("h1")).to_contain_text("Westmark")
        # Who decided, and in which words, is for editors: they may be of any workspace.
        expect(page.locator("main")).not_to_contain_text("the minister said so")


def test_picture_of_a_pledge_is_drawn(browser: Browser, served: Served) -> None:
    """The ledger's chart is a picture that the browser shows."""
    with Tab(browser) as page:
        page.goto(f"{served.address}/pledges")
        wide = page.evaluate(
            """() => new Promise((done) => {
              const image = new Image();
              image.onload = () => done(image.naturalWidth);
              image.onerror = () => done(0);
              image.src = "/pledges.png";
            })"""
        )
        assert wide > 400
