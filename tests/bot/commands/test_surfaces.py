"""The same answers as each surface shows them, held against files that were agreed."""

import html
import json
import pathlib
import re

import httpx
import pytest

from bot.commands import Answerer, Asker, Reply, parse, render
from bot.discord.pages import reply_sheets
from bot.slack import replies as slack
from bot.web import page
from tests.bot.scribe import NOW
from tests.bot.shelf import shelf

GOLDEN = pathlib.Path(__file__).parent / "golden"
ASKED = {
    "latest": "latest aid 1",
    "more": "more 7",
    "sources": "sources 7",
    "pledges": "pledges by norland over $70m since last week",
    "pledge": "pledge a7:0:0",
    "who": "who is Norland?",
    "feedback": "help feedback",
    "choice": "who arreno",
    "nowhere": "follow",
}
HELD = shelf()
ANSWERER = Answerer(HELD, None, lambda: NOW, ledger=HELD)


async def on_slack(reply: Reply, _: str) -> str:
    """Give the blocks."""
    message = slack.reply(reply, page="https://page.example")
    return json.dumps(message.blocks, indent=1, ensure_ascii=False)


async def on_discord(reply: Reply, _: str) -> str:
    """Give the words of all cards, sheet by sheet."""
    sheets = reply_sheets(reply)
    told = ("\n".join([each.title, *(card.text for card in each.cards)]) for each in sheets)
    return "\n=====\n".join(told)


async def on_page(_: Reply, words: str) -> str:
    """Give the page's words, a line a piece."""
    transport = httpx.ASGITransport(page(HELD, ANSWERER))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        told = (await client.get("/ask", params={"q": words})).text
    main = told[told.index("<main") : told.index("</main>")]
    pieces = (html.unescape(piece).strip() for piece in re.split(r"<[^>]*>", main))
    return "\n".join(" ".join(piece.split()) for piece in pieces if piece)


async def on_terminal(reply: Reply, _: str) -> str:
    """Give the lines."""
    return render(reply)


SURFACES = {
    "slack": on_slack, "discord": on_discord, "page": on_page, "terminal": on_terminal,
}  # fmt: skip


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("surface", SURFACES)
async def test_reads_as_it_was_agreed(surface: str, name: str) -> None:
    """Each answer on each surface is its golden file; delete the file to write it anew."""
    words = ASKED[name]
    reply = await ANSWERER.answer(parse(words), Asker())
    found = f"{(await SURFACES[surface](reply, words)).rstrip()}\n"
    path = GOLDEN / surface / f"{name}.txt"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
        pytest.fail(f"wrote {path.name}; read it and commit it")
    assert found == path.read_text(encoding="utf-8")
