"""Feeds as the world has them, through the whole product: each fault told, the others go on."""

import gzip
import pathlib
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from tests.test_main_job import Product, left

GOOD = """<?xml version="1.0"?><rss version="2.0"><channel><title>Castellan</title>
<item><guid>g1</guid><title>Ruritania gives Syldavia $4 million</title><link>{base}/story</link>
<description>Ruritania will give Syldavia $4 million for wells.</description></item>
</channel></rss>"""
STORY = (
    "<html><body><article><h1>Ruritania gives Syldavia $4 million</h1>"
    + "<p>Norway will give Kenya $4 million for wells before June, the foreign ministry said on "
    "Tuesday. The money will be spent in the north, where three rivers have run dry.</p>"
    * 3
    + "</article></body></html>"
)
ITEM = "<item><title>Same</title><guid>same</guid><description>One of many.</description></item>"
BODIES: dict[str, tuple[bytes, dict[str, str]]] = {
    "html": (b"<html><body><p>Please log in</p></body></html>", {"Content-Type": "text/html"}),
    "empty": (b"", {}),
    "truncated": (GOOD[:150].encode(), {}),
    "gzip": (gzip.compress(GOOD.encode())[:60], {"Content-Encoding": "gzip"}),
    "huge": (b"<rss><channel>" + b"<!-- padding -->" * 1_200_000, {}),
    "lying": (
        GOOD.replace("wells", "W\u00f6lls").encode("latin-1"),
        {"Content-Type": "text/xml; charset=utf-8"},
    ),
    "dateless": (GOOD.replace("<guid>g1</guid>", "").encode(), {}),
    "twins": (f"<rss><channel><title>T</title>{ITEM * 3}</channel></rss>".encode(), {}),
}
REMARKED = {  # read all the same
    "lying": "is not in the charset that it states",
    "dateless": "gives no dates; gives entries without an id",
    "twins": "repeats 2 of 3 entries",
    "good": "gives no dates",
}
FAULTY = {"html", "empty", "truncated", "gzip", "huge", "loop", "gone"}


@pytest.fixture
async def outlets() -> AsyncIterator[str]:
    """Serve one good feed and every bad one on loopback; give their base address."""
    routes = web.RouteTableDef()

    @routes.get("/feeds/good")
    async def good(request: web.Request) -> web.Response:
        return web.Response(text=GOOD.format(base=f"http://{request.host}"))

    @routes.get("/feeds/loop")
    async def loop(_: web.Request) -> web.Response:
        raise web.HTTPFound("/feeds/loop")

    @routes.get("/feeds/gone")
    async def gone(_: web.Request) -> web.Response:
        raise web.HTTPGone

    @routes.get("/feeds/{name}")
    async def bad(request: web.Request) -> web.Response:
        body, headers = BODIES[request.match_info["name"]]
        body = body.replace(b"{base}", f"http://{request.host}".encode())
        return web.Response(body=body, headers=headers)

    @routes.get("/story")
    async def story(_: web.Request) -> web.Response:
        return web.Response(text=STORY, content_type="text/html")

    app = web.Application()
    app.add_routes(routes)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_each_fault_is_told_and_the_others_go_on(
    outlets: str, tmp_path: pathlib.Path
) -> None:
    """Each bad feed has its reason on the page and in the terminal; the good one is briefed."""
    names = ["good", "loop", "gone", *BODIES]
    outlines = "".join(f'<outline xmlUrl="{outlets}/feeds/{name}"/>' for name in names)
    opml = tmp_path / "feeds.opml"
    opml.write_text(f'<opml version="2.0"><body>{outlines}</body></opml>')
    product = Product(tmp_path)
    async with product.running("--feeds", str(opml)) as process:
        await product.stories(at_least=1)
        told = await product.page("/feeds", until=lambda page: page.count("not polled yet") == 0)
        assert await left(process) < 5
        assert process.returncode == 0
    listed = await product.typed("feeds", "list")
    for name in names:
        assert f"/feeds/{name}" in told
        _, _, rest = listed.partition(f"/feeds/{name}\n")
        state = rest.partition("\n")[0]
        assert (": " in state) == (name in FAULTY or name in REMARKED), f"{name}: {state}"
        assert REMARKED.get(name, "") in state
    assert "web page instead of a feed" in listed
    assert "Traceback" not in listed
