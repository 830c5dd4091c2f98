"""From a template and what it shows to a response: the one place that knows Jinja."""

import datetime as dt
import functools
import hashlib
import importlib.resources
import zoneinfo
from decimal import Decimal
from typing import Any
from urllib.parse import quote, unquote, urlencode

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.commands.account_words import sum_of
from bot.commands.reply import Link, Quote, StoryLink
from bot.commands.text import stamp
from bot.commands.words import sum_words
from bot.web.doors import ANYBODY
from bot.web.marks import Span
from bot.web.views import card, loose_card, text_view, web_address

LARGEST = 2**63 - 1
"""What a database's integer holds."""
YEAR = "public, max-age=31536000, immutable"
"""For addresses that change with what they lead to."""


def render(request: Request, name: str, status: int = 200, **context: Any) -> Response:
    """Render a page; nothing of it is kept by caches, since it is about now."""
    html = page_of(request, name, **context)
    return HTMLResponse(html, status_code=status, headers={"Cache-Control": "no-store"})


def page_of(request: Request, name: str, **context: Any) -> str:
    """Give a page's text."""
    state = request.state  # empty where something failed before the doors
    given = {
        "visitor": getattr(state, "visitor", ANYBODY),
        "doors": getattr(state, "doors", None),
        "path": _path(request),
    }
    return environment().get_template(name).render(given | context)


def zone_of(request: Request) -> str:
    """Give the zone that the reader's browser told us, if there is one."""
    named = request.cookies.get("zone", "")
    try:
        return zoneinfo.ZoneInfo(unquote(named)).key if named else "UTC"
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return "UTC"


def number(text: str | None) -> int | None:
    """Read a whole number of at least 0 that a database can hold."""
    if text is None or not (text.isascii() and text.isdecimal()) or len(text) > len(str(LARGEST)):
        return None
    return min(int(text), LARGEST)


def span(text: str | None) -> Span | None:
    """Read "12-40"."""
    start, _, end = (text or "").partition("-")
    first, last = number(start), number(end)
    return Span(start=first, end=last) if first is not None and last is not None else None


def _path(request: Request) -> str:
    """Give where the reader is, to come back to after signing in."""
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


@functools.cache
def environment() -> jinja2.Environment:
    """Make the templates; everything is escaped unless a template is included."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("bot.web"),
        autoescape=True,
        auto_reload=False,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["about"] = three
    environment.filters["pledge_address"] = pledge_address
    environment.filters["sum_of"] = sum_of
    environment.filters["sum_words"] = lambda said: sum_words(*said)
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


def pledge_address(key: str) -> str:
    """Give the page of a pledge."""
    return f"/pledge/{quote(key, safe=':')}"


def three(amount: Decimal) -> Decimal:
    """Round to three digits: what was converted is no more exact than its rate."""
    return round(amount, 2 - amount.adjusted()) if amount else amount


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
