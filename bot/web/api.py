"""From the library to JSON: a small API that only reads, described by OpenAPI."""

import dataclasses
import json
from typing import Any, Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.commands import Answerer
from bot.commands.asked import question_of
from bot.commands.filters import read_pledges
from bot.export import as_json
from bot.model import Feed, Story
from bot.ports import LedgerStore, Library
from bot.web.rendering import LARGEST, number
from summariser import Evidence, Pledge

MOST = 100
LARGEST_OFFSET = 1_000_000


class Held(Library, LedgerStore, Protocol):
    """Everything that it gives: `bot.ports.Store`."""


class Api:
    """Stories, pledges and feeds as JSON."""

    def __init__(self, library: Held, answerer: Answerer) -> None:
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
        pledges = [_pledge(pledge) for pledge in story.briefing.pledges]
        return JSONResponse({**_story(story), "pledges": pledges, "sources": sources})

    async def pledges(self, request: Request) -> Response:
        """List the ledger; ``q`` takes the words of the command: "by Germany since March"."""
        asked = request.query_params
        command = read_pledges(asked.get("q", "")[:400])
        limit = min(number(asked.get("limit")) or MOST, MOST)
        offset = min(number(asked.get("offset")) or 0, LARGEST_OFFSET)
        today = self._answerer.now().date()
        question = question_of(command, today)
        held = await self._library.accounts(question, today=today, limit=limit, offset=offset)
        return JSONResponse(
            {
                "pledges": json.loads(as_json(held, today=today)),
                "count": await self._library.count_accounts(question, today=today),
                "unread": list(command.unread),
            }
        )

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


def _pledge(pledge: Pledge) -> dict[str, Any]:
    """Flatten what the article says; ``None`` where it does not say. Sums are exact, so text.

    What an editor says instead stands apart, under ``corrected``.
    """
    money = pledge.amount
    return {
        "status": pledge.status.value,
        "pledger": pledge.pledger.name if pledge.pledger else None,
        "recipient": pledge.recipient.name if pledge.recipient else None,
        "amount": f"{money.amount:f}" if money else None,
        "currency": money.currency if money else None,
        "qualifier": money.modifier if money else None,
        "per": money.per if money else None,
        "kind": pledge.kind.value,
        "what": " ".join(pledge.what.text.split()),
        "deadline": (pledge.deadline.date or pledge.deadline.text) if pledge.deadline else None,
        "speaker": pledge.speaker.name if pledge.speaker else None,
        "quote": _span(pledge.evidence),
        "corrected": {
            each.field: {"value": each.value, "said": each.said, "by": each.by}
            for each in pledge.amended
        },
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
        "/api/pledges": _get(
            "The ledger, each pledge once, filtered by the words of the command",
            q="string",
            limit="integer",
            offset="integer",
        ),
        "/api/feeds": _get("Feeds with their health"),
    },
}
