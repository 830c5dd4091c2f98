"""From stories to feeds of our own: Atom (RFC 4287) and JSON Feed 1.1, for any filter.

The filter is a topic, an actor, words to search, or several; with none, everything posted.
"""

import datetime as dt
import html
import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.commands.words import story_words
from bot.model import Story
from bot.ports import Library

SHOWN = 30
VIEWS = ("topic", "actor", "q")
"""What a view may state, in the address of the page and of its feeds."""


class Syndication:
    """Feeds of what the page shows."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def routes(self) -> list[Route]:
        """List its addresses."""
        return [Route("/feed.atom", self.atom), Route("/feed.json", self.json)]

    async def atom(self, request: Request) -> Response:
        """Give the stories as Atom."""
        name, stories = await self._chosen(request)
        home = str(request.base_url)
        own = f"{home}feed.atom{_query(request)}"
        newest = max(
            (story.last for story in stories), default=dt.datetime.fromtimestamp(0, dt.UTC)
        )
        entries = "".join(_entry(story, home) for story in stories)
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
            f"<title>{_xml(name)}</title><id>{_xml(own)}</id>"
            f'<link rel="self" href="{_xml(own)}"/><link href="{_xml(home)}"/>'
            f"<updated>{newest.isoformat()}</updated><author><name>Threeline</name></author>\n"
            f"{entries}</feed>\n"
        )
        return Response(body, media_type="application/atom+xml", headers=_FRESH)

    async def json(self, request: Request) -> Response:
        """Give the stories as JSON Feed."""
        name, stories = await self._chosen(request)
        home = str(request.base_url)
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": name,
            "home_page_url": home,
            "feed_url": f"{home}feed.json{_query(request)}",
            "items": [
                {
                    "id": f"{home}s/{story.id}",
                    "url": f"{home}s/{story.id}",
                    "external_url": story.article.article.url,
                    "title": story_words(story),
                    "content_text": _text(story),
                    "date_published": story.first.isoformat(),
                    "date_modified": story.last.isoformat(),
                    "tags": [story.topic] if story.topic else [],
                }
                for story in stories
            ],
        }
        body = json.dumps(feed, ensure_ascii=False, indent=1)
        return Response(body, media_type="application/feed+json", headers=_FRESH)

    async def _chosen(self, request: Request) -> tuple[str, Sequence[Story]]:
        view = {name: request.query_params.get(name, "") for name in VIEWS}
        named = ", ".join(value for value in view.values() if value)
        stories = await chosen_stories(self._library, view, limit=SHOWN)
        return f"Threeline: {named}" if named else "Threeline", stories


async def chosen_stories(
    library: Library, view: Mapping[str, str], *, limit: int
) -> Sequence[Story]:
    """Give the newest stories of a view: all that it states must hold."""
    topic, actor, words = (view.get(name) or None for name in VIEWS)
    if actor:
        found = await library.stories_with_actor(actor, limit=limit)
    elif words:
        found = await library.search(words, limit=limit)
    else:
        return [post.story for post in await library.latest(limit=limit, topic=topic)]
    held = words.casefold().split() if actor and words else []
    return [
        story
        for story in found
        if (topic is None or story.topic == topic)
        and all(
            word in f"{story.article.article.title} {story.article.article.text}".casefold()
            for word in held
        )
    ]


_FRESH = {"Cache-Control": "public, max-age=60"}


def _query(request: Request) -> str:
    kept = {k: v for k, v in request.query_params.items() if k in VIEWS and v}
    return f"?{urlencode(kept)}" if kept else ""


def _text(story: Story) -> str:
    return "\n".join(f"{line.label}: {line.text}" for line in story.briefing.layout)


def _entry(story: Story, home: str) -> str:
    address = _xml(f"{home}s/{story.id}")
    lines = "".join(
        f"<p><b>{html.escape(line.label)}</b> {html.escape(line.text)}</p>"
        for line in story.briefing.layout
    )
    return (
        f"<entry><title>{_xml(story_words(story))}</title><id>{address}</id>"
        f'<link href="{address}"/><published>{story.first.isoformat()}</published>'
        f"<updated>{story.last.isoformat()}</updated>"
        f'<content type="html">{_xml(lines)}</content></entry>\n'
    )


def _xml(text: str) -> str:
    """Escape, and leave out what XML 1.0 cannot hold."""
    return html.escape("".join(c if c.isprintable() or c == "\n" else " " for c in text))
