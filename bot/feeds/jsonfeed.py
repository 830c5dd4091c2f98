"""A JSON Feed's text in, its entries out (jsonfeed.org, versions 1 and 1.1)."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.errors import FeedError
from bot.feeds.links import web_address
from bot.feeds.listing import Listing
from bot.feeds.plain import one_line, plain
from bot.model import Entry


def read_json(text: str, url: str) -> Listing:
    """Read a JSON Feed.

    Raises:
        FeedError: The JSON is broken, or something else than a feed.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FeedError("answered with broken JSON instead of a feed") from error
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):
        raise FeedError("answered with data (JSON) that is not a feed")
    hubs = [hub for hub in _list(found, "hubs") if _text(hub, "type").lower() == "websub"]
    return Listing(
        title=one_line(_text(found, "title")) or None,
        site=web_address(url, _text(found, "home_page_url")),
        hub=web_address(url, _text(hubs[0], "url")) if hubs else None,
        topic=web_address(url, _text(found, "feed_url")),
        entries=tuple(_entry(one, url) for one in _list(found, "items")),
    )


def _entry(one: Mapping[str, Any], url: str) -> Entry:
    key = one.get("id")
    content = plain(_text(one, "content_html")) or plain(_text(one, "content_text"))
    summary = plain(_text(one, "summary"))
    sole = one.get("author")  # version 1 has one author
    people = _list(one, "authors") or ([sole] if isinstance(sole, dict) else [])
    return Entry(
        key=str(key).strip() if isinstance(key, str | int | float) else "",
        url=web_address(url, _text(one, "url") or _text(one, "external_url")),
        title=one_line(_text(one, "title")) or None,
        summary=summary or None,
        content=content or None,
        authors=tuple(_names(people)),
        published=_moment(_text(one, "date_published")),
        updated=_moment(_text(one, "date_modified")),
    )


def _names(people: list[Mapping[str, Any]]) -> Iterator[str]:
    for who in people:
        if name := one_line(_text(who, "name")):
            yield name


def _text(one: Mapping[str, Any], name: str) -> str:
    value = one.get(name)
    return value if isinstance(value, str) else ""


def _list(one: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = one.get(name)
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
