"""From a request to a page: reads the library, asks the answerer, renders on the server."""

import asyncio
import contextlib
import datetime as dt
import functools
import hashlib
import importlib.resources
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote, urlencode

import jinja2
from sse_starlette.event import ServerSentEvent
from sse_starlette.sse import EventSourceResponse
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.commands import Answerer, Asker, Reply, parse
from bot.commands.command import BriefLink, Guess
from bot.commands.reply import Link, Quote, StoryLink
from bot.commands.text import stamp
from bot.model import Post
from bot.ports import Library
from bot.web.guard import Guard
from bot.web.live import Live
from bot.web.marks import Span, target_rules
from bot.web.views import card, health, loose_card, pledge_runs, text_view, web_address

SHOWN = 20
"""Briefings on the front: about four screens, 60 kB."""
LONGEST_QUESTION = 500
_LARGEST = 2**63 - 1  # what a database's integer holds
_YEAR = "public, max-age=31536000, immutable"


def page(library: Library, answerer: Answerer) -> Starlette:
    """Make the page.

    ``app.state.live.stop()`` ends the open streams; call it when the server is to close.
    """
    pages = _Pages(library, answerer)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as tasks:
            following = tasks.create_task(pages.live.run())
            try:
                yield
            finally:
                pages.live.stop()
                following.cancel()

    app = Starlette(
        routes=[
            Route("/", pages.front),
            Route("/events", pages.events),
            Route("/s/{story:int}", pages.story),
            Route("/feeds", pages.feeds),
            Route("/ask", pages.ask),
            Route("/healthz", pages.healthz),
            Route("/marks.css", pages.marks),
            Route("/favicon.ico", lambda _: RedirectResponse("/static/icon.svg", 308)),
            Mount("/static", StaticFiles(packages=[("bot.web", "static")])),
        ],
        middleware=[Middleware(Guard), Middleware(GZipMiddleware, minimum_size=1000)],
        exception_handlers={HTTPException: pages.refused, 500: pages.broken},
        lifespan=lifespan,
    )
    app.state.live = pages.live
    return app


class _Pages:
    def __init__(self, library: Library, answerer: Answerer) -> None:
        self._library = library
        self._answerer = answerer
        self._templates = _environment()
        self._card = self._templates.get_template("card.html")
        self.live = Live(library, self._arrival)

    def _render(self, name: str, status: int = 200, **context: Any) -> Response:
        return HTMLResponse(
            self._templates.get_template(name).render(context),
            status_code=status,
            headers={"Cache-Control": "no-store"},
        )

    def _arrival(self, post: Post) -> str:
        return self._card.render(card=card(post.story, seq=post.seq))

    async def front(self, request: Request) -> Response:
        """Show the newest briefings."""
        topic = request.query_params.get("topic") or None
        before = _number(request.query_params.get("before"))
        posts = await self._library.latest(limit=SHOWN + 1, before=before, topic=topic)
        shown = posts[:SHOWN]
        older = {"before": str(shown[-1].seq)} if len(posts) > SHOWN else None
        if older and topic:
            older["topic"] = topic
        return self._render(
            "front.html",
            cards=[card(post.story, seq=post.seq) for post in shown],
            seq=max((post.seq for post in shown), default=0),
            live=before is None,
            topic=topic,
            older=f"/?{urlencode(older)}" if older else None,
            health=health(tuple(await self._library.feeds())),
        )

    async def events(self, request: Request) -> Response:
        """Stream what comes in after the number that the reader saw last."""
        seen = _number(request.headers.get("last-event-id"))
        if seen is None:
            seen = _number(request.query_params.get("after")) or 0
        return EventSourceResponse(self._events(seen), ping=15, sep="\n")

    async def _events(self, seen: int) -> AsyncIterator[ServerSentEvent]:
        async for event in self.live.events(seen):
            yield ServerSentEvent(event.html, event="briefing", id=str(event.seq), retry=2000)

    async def story(self, request: Request) -> Response:
        """Show a story with the text that proves it."""
        key: int = request.path_params["story"]
        story = await self._library.story(key) if key <= _LARGEST else None
        if story is None:
            raise HTTPException(404, f"There is no story #{key}.")
        articles = await self._library.articles(key)
        return self._render(
            "story.html",
            card=card(story, here=True),
            text=text_view(
                story.article.article, story.briefing, _span(request.query_params.get("quote"))
            ),
            article=story.article.article,
            articles=articles,
            pledges=pledge_runs(story),
        )

    async def feeds(self, request: Request) -> Response:
        """Show how each feed is doing."""
        del request
        feeds = tuple(await self._library.feeds())
        return self._render("feeds.html", feeds=feeds, health=health(feeds))

    async def ask(self, request: Request) -> Response:
        """Answer a command; ``part`` asks for the answer alone, without the page around it."""
        question = request.query_params.get("q", "")[:LONGEST_QUESTION]
        story = _number(request.query_params.get("story"))
        reply = await self._reply(request, question, story)
        name = "answer.html" if "part" in request.query_params else "ask.html"
        return self._render(name, reply=reply, question=question, story=story)

    async def _reply(self, request: Request, question: str, story: int | None) -> Reply | None:
        """Answer; ``None`` asks the reader to confirm that an address is to be fetched.

        Another site could otherwise make us fetch addresses by linking here.
        """
        command = parse(question)
        plain = command.command if isinstance(command, Guess) else command
        foreign = request.headers.get("sec-fetch-site") == "cross-site"
        if foreign and isinstance(plain, BriefLink):
            held = await self._library.story_of(plain.url)
            if held is None:
                return None
        return await self._answerer.answer(command, Asker(story=story))

    async def healthz(self, request: Request) -> Response:
        """Say that the page and its library answer."""
        del request
        await self._library.latest(limit=1)
        return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})

    async def marks(self, request: Request) -> Response:
        """Give the rules that light up a quote without JavaScript."""
        del request
        return Response(_rules(), media_type="text/css", headers={"Cache-Control": _YEAR})

    async def refused(self, request: Request, error: Exception) -> Response:
        """Say in words what was wrong with the address."""
        del request
        assert isinstance(error, HTTPException)  # noqa: S101 # starlette calls it for nothing else
        words = error.detail if error.status_code == 404 else "This address does not work that way."  # noqa: PLR2004 # not found
        words = "There is no such page." if words == "Not Found" else words
        return self._render("problem.html", error.status_code, words=words)

    async def broken(self, request: Request, error: Exception) -> Response:
        """Apologise; the error itself goes to the log of the server."""
        del request, error
        words = "Something went wrong on our side. It has been logged; please try again."
        return self._render("problem.html", 500, words=words)


def _number(text: str | None) -> int | None:
    """Read a whole number of at least 0 that a database can hold."""
    if text is None or not (text.isascii() and text.isdecimal()) or len(text) > len(str(_LARGEST)):
        return None
    return min(int(text), _LARGEST)


def _span(text: str | None) -> Span | None:
    """Read "12-40"."""
    start, _, end = (text or "").partition("-")
    first, last = _number(start), _number(end)
    return Span(start=first, end=last) if first is not None and last is not None else None


@functools.cache
def _rules() -> str:
    return target_rules()


@functools.cache
def _environment() -> jinja2.Environment:
    """Make the templates; everything is escaped unless a template is included."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("bot.web"),
        autoescape=True,
        auto_reload=False,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["web_address"] = web_address
    environment.filters["stamp"] = stamp
    environment.filters["ask"] = _ask_address
    environment.globals["asset"] = _asset
    environment.globals["loose_card"] = loose_card
    environment.globals["story_card"] = card
    environment.globals["text_view"] = text_view
    environment.tests["a_time"] = lambda cell: isinstance(cell, dt.datetime)
    environment.tests["a_link"] = lambda cell: isinstance(cell, Link)
    environment.tests["a_story_link"] = lambda cell: isinstance(cell, StoryLink)
    environment.filters["kind"] = lambda part: type(part).__name__
    environment.filters["quote_address"] = _quote_address
    return environment


def _ask_address(command: str, story: int | None = None) -> str:
    query = {"q": command} | ({"story": str(story)} if story is not None else {})
    return f"/ask?{urlencode(query, quote_via=quote)}"


def _quote_address(part: Quote) -> str | None:
    """Give where a quote can be read in its place."""
    if part.story is None:
        return None
    span = Span(start=part.evidence.start, end=part.evidence.end)
    # The quote may be one that no line needs: naming it has it marked too.
    return f"/s/{part.story}?quote={span.start}-{span.end}#{span.anchor}"


@functools.cache
def _asset(name: str) -> str:
    """Give a static file's address, which changes with its content."""
    content = (importlib.resources.files("bot.web") / "static" / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:10]}"
