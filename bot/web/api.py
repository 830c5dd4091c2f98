"""From the library to JSON: a small API that only reads, described by OpenAPI."""

import dataclasses
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.commands import Answerer
from bot.commands.export import record
from bot.commands.filters import read_pledges
from bot.model import Feed, Story
from bot.ports import Library
from bot.web.rendering import LARGEST, number
from summariser import Evidence

MOST = 100


class Api:
    """Stories, pledges and feeds as JSON."""

    def __init__(self, library: Library, answerer: Answerer) -> None:
        self._library = library
        self._answerer = answerer

    def routes(self) -> list[Route]:
        """List its addresses."""
        return [
            Route("/api/stories", self.stories),
            Route("/api/stories/{story:int}", self.story),
            Route("/api/pledges", self.pledges),
            Route("/api/feeds", self.feeds),
            Route("/api/openapi.json", self.openapi),
        ]

    async def stories(self, request: Request) -> Response:
        """List briefings, newest first."""
        asked = request.query_params
        limit = min(number(asked.get("limit")) or 20, MOST)
        posts = await self._library.latest(
            limit=limit, before=number(asked.get("before")), topic=asked.get("topic") or None
        )
        rows = [{"seq": post.seq, **_story(post.story)} for post in posts]
        following = posts[-1].seq if len(posts) == limit else None
        return JSONResponse({"stories": rows, "before": following})

    async def story(self, request: Request) -> Response:
        """Give one story with the place of every quote in its text."""
        key: int = request.path_params["story"]
        story = await self._library.story(key) if key <= LARGEST else None
        if story is None:
            raise HTTPException(404)
        sources = [
            {
                "outlet": held.article.outlet,
                "title": held.article.title,
                "url": held.article.url,
                "published": _time(held.article.published),
            }
            for held in await self._library.articles(key)
        ]
        pledges = [record(story, pledge) for pledge in story.briefing.pledges]
        return JSONResponse({**_story(story), "pledges": pledges, "sources": sources})

    async def pledges(self, request: Request) -> Response:
        """List pledges; ``q`` takes the words of the command: "by Germany since March"."""
        command = read_pledges(request.query_params.get("q", "")[:400])
        found = await self._answerer.ledger(command)
        rows = [record(story, pledge) for story, pledge in found]
        return JSONResponse({"pledges": rows, "unread": list(command.unread)})

    async def feeds(self, request: Request) -> Response:
        """List feeds with their health."""
        del request
        return JSONResponse({"feeds": [_feed(feed) for feed in await self._library.feeds()]})

    async def openapi(self, request: Request) -> Response:
        """Describe the others."""
        del request
        return JSONResponse(DESCRIPTION)


def _story(story: Story) -> dict[str, Any]:
    article = story.article.article
    return {
        "id": story.id,
        "version": story.version,
        "title": article.title,
        "outlets": list(story.outlets),
        "topic": story.topic,
        "url": article.url,
        "first": _time(story.first),
        "last": _time(story.last),
        "lines": [
            {
                "label": line.label,
                "text": line.text,
                "omitted": line.omitted,
                "runs": [
                    {"text": run.text, "evidence": [_span(each) for each in run.evidence]}
                    for run in line.segments
                ],
            }
            for line in story.briefing.layout
        ],
        "actors": [
            {"name": actor.name, "kind": actor.kind.value, "role": actor.role}
            for actor in story.briefing.actors
        ],
    }


def _span(evidence: Evidence) -> dict[str, Any]:
    return {"start": evidence.start, "end": evidence.end, "text": evidence.text}


def _feed(feed: Feed) -> dict[str, Any]:
    row = dataclasses.asdict(feed)
    del row["validators"]
    row["interval"] = feed.interval.total_seconds()
    for name in ("due", "last_success", "last_entry"):
        row[name] = _time(row[name])
    return row


def _time(when: Any) -> str | None:
    return when.isoformat() if when else None


def _get(summary: str, **query: str) -> dict[str, Any]:
    """Describe an address that is read, with its query parameters and their types."""
    return {
        "get": {
            "summary": summary,
            "parameters": [
                {"name": name, "in": "query", "schema": {"type": kind}}
                for name, kind in query.items()
            ],
            "responses": {
                "200": {
                    "description": "JSON",
                    "content": {"application/json": {"schema": {"type": "object"}}},
                }
            },
        }
    }


def _one(summary: str) -> dict[str, Any]:
    found = _get(summary)
    found["get"]["parameters"] = [
        {"name": "story", "in": "path", "required": True, "schema": {"type": "integer"}}
    ]
    found["get"]["responses"]["404"] = {"description": "There is no such story"}
    return found


DESCRIPTION: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Threeline",
        "version": "1",
        "description": "Briefings in three lines with the place of every quote. Reads only.",
    },
    "paths": {
        "/api/stories": _get(
            "Briefings, newest first", topic="string", before="integer", limit="integer"
        ),
        "/api/stories/{story}": _one("One story with its pledges and sources"),
        "/api/pledges": _get("Pledges, filtered by the words of the command", q="string"),
        "/api/feeds": _get("Feeds with their health"),
    },
}
