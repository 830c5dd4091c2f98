"""From a request to a page: reads the library, asks the answerer, renders on the server."""

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import structlog
from sse_starlette.event import ServerSentEvent
from sse_starlette.sse import EventSourceResponse
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.commands import Answerer, Attached, Command, Reply, Table, Tell, parse
from bot.commands.about import About
from bot.commands.changes import compare
from bot.commands.command import BriefLink, Guess, Sources, Who, Why
from bot.commands.orders import Order
from bot.errors import StoreError
from bot.model import Post, Story
from bot.pace import FETCHES, QUESTIONS, Pace
from bot.ports import Library
from bot.web.api import Api, Held
from bot.web.doors import Doors, Doorway
from bot.web.entry import Entry, asker_of, form_of
from bot.web.follow import FollowPages
from bot.web.guard import Guard
from bot.web.ledger import Drawing, LedgerPages
from bot.web.live import Live
from bot.web.marks import target_rules
from bot.web.office import Office
from bot.web.outside import Outside, routes
from bot.web.previews import Previews
from bot.web.rendering import LARGEST, YEAR, environment, number, render, span
from bot.web.syndication import VIEWS, Syndication, chosen_stories
from bot.web.views import card, health, pledge_runs, text_view
from bot.web.watched import watched

log = structlog.get_logger()
SHOWN = 20
"""Briefings on the front: about four screens, 60 kB."""
TOPICS = 40
"""Topics that are offered; the rest are found by asking."""
LONGEST_QUESTION = 500


def page(
    library: Held,
    answerer: Answerer,
    *,
    outside: Mapping[str, Outside] | None = None,
    doors: Doors | None = None,
    office: Office | None = None,
    drawing: Drawing | None = None,
    probes: Sequence[Route] = (),
) -> Starlette:
    """Make the page, and under their prefixes what other surfaces serve.

    Args:
        library: What it shows.
        answerer: Answers commands.
        outside: Surfaces that take requests of their own, by prefix ("/slack").
        doors: Who may sign in; ``None``: nobody.
        drawing: Draws charts; ``None`` where they cannot be drawn.
        office: What admins see and do; with ``doors``, or not at all.
        probes: Addresses for who watches the process (`bot.web.probes`).

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
            Route("/ask/{place:int}/{name}", pages.file),
            Route("/ask", pages.order, methods=["POST"]),
            *FollowPages(library, answerer).routes(),
            Route("/who/{name:path}", pages.who),
            Route("/why", pages.why),
            *LedgerPages(library, answerer, drawing).routes(),
            *Entry(answerer.now).routes(),
            *(office.routes() if office else ()),
            *Previews(library, answerer.now).routes(),
            *Syndication(library).routes(),
            *Api(library, answerer).routes(),
            *(each for prefix, one in (outside or {}).items() for each in routes(prefix, one)),
            *(probes or [Route("/healthz", pages.healthz)]),
            Route("/marks.css", pages.marks),
            Route("/favicon.ico", lambda _: RedirectResponse("/static/icon.svg", 308)),
            Mount("/static", StaticFiles(packages=[("bot.web", "static")])),
        ],
        middleware=[
            Middleware(Guard),
            Middleware(GZipMiddleware, minimum_size=1000),
            Middleware(Doorway, doors=doors),
        ],
        exception_handlers={
            HTTPException: pages.refused,
            StoreError: pages.away,
            500: pages.broken,
        },
        lifespan=lifespan,
    )
    app.state.live = pages.live
    return app


class _Pages:
    def __init__(self, library: Library, answerer: Answerer) -> None:
        self._library = library
        self._answerer = answerer
        self._card = environment().get_template("card.html")
        self._questions, self._fetches = Pace(QUESTIONS), Pace(FETCHES)
        self.live = Live(library, self._arrival)

    def _arrival(self, post: Post) -> str:
        return self._card.render(card=card(post.story, seq=post.seq))

    async def front(self, request: Request) -> Response:
        """Show the newest briefings, or those of one topic, one actor or some words."""
        asked = request.query_params
        view = {name: asked.get(name, "").strip()[:100] for name in VIEWS}
        chosen = {name: value for name, value in view.items() if value}
        before = number(asked.get("before"))
        feeds = tuple(await self._library.feeds())
        older = None
        if view["actor"] or view["q"]:
            stories = await chosen_stories(self._library, view, limit=SHOWN)
            cards = [card(story) for story in stories]
        else:
            posts = await self._library.latest(
                limit=SHOWN + 1, before=before, topic=view["topic"] or None
            )
            cards = [card(post.story, seq=post.seq) for post in posts[:SHOWN]]
            if len(posts) > SHOWN:
                older = f"/?{urlencode(chosen | {'before': str(posts[SHOWN - 1].seq)})}"
        return render(
            request,
            "front.html",
            cards=cards,
            seq=max((each.seq or 0 for each in cards), default=0),
            live=before is None and not view["actor"] and not view["q"],
            view=view,
            query=f"?{urlencode(chosen)}" if chosen else "",
            topics=sorted({feed.topic for feed in feeds if feed.topic})[:TOPICS],
            older=older,
            health=health(feeds),
        )

    async def events(self, request: Request) -> Response:
        """Stream what comes in after the number that the reader saw last."""
        seen = number(request.headers.get("last-event-id"))
        if seen is None:
            seen = number(request.query_params.get("after")) or 0
        return EventSourceResponse(self._events(seen), ping=15, sep="\n")

    async def _events(self, seen: int) -> AsyncIterator[ServerSentEvent]:
        # Come back soon after a restart, and not all at the same moment.
        yield ServerSentEvent(comment="threeline", retry=1500 + seen % 7 * 250)
        async for event in self.live.events(seen):
            yield ServerSentEvent(event.html, event="briefing", id=str(event.seq))

    async def story(self, request: Request) -> Response:
        """Show a story with the text that proves it."""
        key: int = request.path_params["story"]
        story = await self._library.story(key) if key <= LARGEST else None
        if story is None:
            raise HTTPException(404, f"There is no story #{key}.")
        if story.id != key:  # it was merged, which can be taken back
            return RedirectResponse(f"/s/{story.id}", 302)
        articles = await self._library.articles(key)
        return render(
            request,
            "story.html",
            card=card(story, here=True),
            text=text_view(
                story.article.article, story.briefing, span(request.query_params.get("quote"))
            ),
            article=story.article.article,
            quoted=story.article,
            articles=articles,
            pledges=pledge_runs(story),
            changes=await self._changes(story),
            linked=await self._library.linked(key),
            differ=await self._differing(request, key) if len(articles) > 1 else (),
        )

    async def _differing(self, request: Request, story: int) -> Sequence[Table]:
        """Give what outlets tell differently, as the command `sources` does."""
        asked = Sources(about=About(story=story))
        reply = await self._answerer.answer(asked, asker_of(request))
        return [part for part in reply.parts if isinstance(part, Table) and part.caption]

    async def _changes(self, story: Story) -> Table | None:
        """Give what the versions of a story tell differently, as a table."""
        if story.version == 1:
            return None
        reply = compare(story, await self._library.versions(story.id))
        return next((part for part in reply.parts if isinstance(part, Table)), None)

    async def feeds(self, request: Request) -> Response:
        """Show how each feed is doing."""
        feeds = tuple(await self._library.feeds())
        return render(request, "feeds.html", feeds=feeds, health=health(feeds))

    async def ask(self, request: Request) -> Response:
        """Answer a command; ``part`` asks for the answer alone, without the page around it."""
        return await self._asked(request, dict(request.query_params))

    async def file(self, request: Request) -> Response:
        """Give one file of an answer; the answer is made anew, so nothing is kept for it."""
        question = request.query_params.get("q", "")[:LONGEST_QUESTION]
        story = number(request.query_params.get("story"))
        self._paced(self._questions, request)
        reply = await self._reply(request, question, story, sure=False)
        files = [part for part in reply.parts if isinstance(part, Attached)] if reply else []
        place: int = request.path_params["place"]
        if place >= len(files):
            raise HTTPException(404)
        shown = "inline" if files[place].media == "image/png" else "attachment"
        name = quote(files[place].name, safe="")
        return Response(
            files[place].data,
            media_type=files[place].media,
            headers={
                "Content-Disposition": f"{shown}; filename*=UTF-8''{name}",
                "Cache-Control": "private, max-age=60",
            },
        )

    async def order(self, request: Request) -> Response:
        """Carry out a command that changes something, from a form of ours."""
        return await self._asked(request, await form_of(request), sure=True)

    async def _asked(
        self, request: Request, given: Mapping[str, str], *, sure: bool = False
    ) -> Response:
        question = f"{given.get('lead', '')} {given.get('q', '')}".strip()[:LONGEST_QUESTION]
        story = number(given.get("story"))
        self._paced(self._questions, request)
        name = "answer.html" if "part" in given else "ask.html"
        command = _plain(parse(question))
        shown: dict[str, Any] = {
            "question": question,
            "story": story,
            "order": isinstance(command, Order),
        }
        if isinstance(command, BriefLink) and name == "ask.html":
            fetched = await self._library.story_of(command.url) is None
            if fetched and request.headers.get("sec-fetch-site") != "cross-site":
                self._paced(self._fetches, request)
                return watched(request, lambda tell: self._watched(request, command, tell), shown)
        reply = await self._reply(request, question, story, sure=sure)
        return render(request, name, reply=reply, **shown)

    async def _watched(self, request: Request, command: BriefLink, tell: Tell) -> Reply:
        return await self._answerer.answer(command, asker_of(request), tell=tell)

    async def who(self, request: Request) -> Response:
        """Show an actor's card under an address of its own."""
        name: str = request.path_params["name"][:LONGEST_QUESTION]
        reply = await self._answerer.answer(Who(name=name), asker_of(request))
        status = 200 if reply.found else 404
        return render(request, "ask.html", status, reply=reply, question=f"who {name}", story=None)

    async def why(self, request: Request) -> Response:
        """Say what became of an address."""
        url = request.query_params.get("url", "")[:2000]
        if not url:
            return render(request, "why.html")
        reply = await self._answerer.answer(Why(about=About(url=url)), asker_of(request))
        return render(request, "ask.html", reply=reply, question=f"why {url}", story=None)

    async def _reply(
        self, request: Request, question: str, story: int | None, *, sure: bool
    ) -> Reply | None:
        """Answer; ``None`` asks the reader to confirm what a link must not bring about.

        Another site could otherwise make us fetch addresses, or make a reader follow and
        unfollow, by linking here.
        """
        command = parse(question)
        plain = _plain(command)
        if isinstance(plain, Order) and not sure:
            return None
        if isinstance(plain, BriefLink) and await self._library.story_of(plain.url) is None:
            if request.headers.get("sec-fetch-site") == "cross-site":
                return None
            self._paced(self._fetches, request)
        return await self._answerer.answer(command, asker_of(request, story))

    def _paced(self, pace: Pace, request: Request) -> None:
        """Count one; raise 429 with the time to wait when it is one too many."""
        asker = request.client.host if request.client else ""
        wait = pace.take(asker, self._answerer.now())
        if wait is not None:
            seconds = str(max(1, round(wait.total_seconds())))
            words = f"That was a lot at once. Please ask again in {seconds} s."
            raise HTTPException(429, words, headers={"Retry-After": seconds})

    async def healthz(self, request: Request) -> Response:
        """Say that the page lives; whether it can work is ``/readyz``."""
        del request
        return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})

    async def marks(self, request: Request) -> Response:
        """Give the rules that light up a quote without JavaScript."""
        del request
        return Response(_rules(), media_type="text/css", headers={"Cache-Control": YEAR})

    async def refused(self, request: Request, error: Exception) -> Response:
        """Say in words what was wrong with the address."""
        assert isinstance(error, HTTPException)  # noqa: S101 # starlette calls it for nothing else
        told = error.status_code in {403, 404, 413, 429}
        words = error.detail if told else "This address does not work that way."
        words = "There is no such page." if words == "Not Found" else words
        response = render(request, "problem.html", error.status_code, words=words)
        response.headers.update(error.headers or {})
        return response

    async def away(self, request: Request, error: Exception) -> Response:
        """Say that what is held cannot be read just now."""
        log.warning("page", path=request.url.path, error=str(error))
        words = "What is held cannot be read just now. Please try again in a moment."
        response = render(request, "problem.html", 503, words=words)
        response.headers["Retry-After"] = "5"
        return response

    async def broken(self, request: Request, error: Exception) -> Response:
        """Apologise; the error itself goes to the log of the server."""
        del error
        words = "Something went wrong on our side. It has been logged; please try again."
        return render(request, "problem.html", 500, words=words)


def _plain(command: Command) -> Command:
    return command.command if isinstance(command, Guess) else command


@functools.cache
def _rules() -> str:
    return target_rules()
