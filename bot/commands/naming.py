"""From a name as people say it to the feed, topic or actor that it may be."""

import re
import urllib.parse
from dataclasses import dataclass

from bot.commands.actors import people
from bot.model import Feed
from bot.ports import Library
from bot.rules import Rule, fold

MOST = 50
"""Newest stories of a name that are looked through for whose name it is."""

_SORTED = re.compile(
    r"(?P<sort>topics?|folder|actors?|person|people|country|organisation|feeds?|outlet|site|words?"
    r"|phrase) +(?:#|number )?(?P<name>\S.*)",
    re.IGNORECASE,
)
_ACTORS = {"actor", "actors", "person", "people", "country", "organisation"}
_TOPICS = {"topic", "topics", "folder"}
_WORDS = {"word", "words", "phrase"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One thing that a name may mean.

    Attributes:
        label: What it is, in words ("the topic aid").
        words: How to name it without doubt ("topic aid").
    """

    label: str
    words: str
    rule: Rule


async def named(words: str, library: Library) -> tuple[Named, ...]:
    """List what a name may mean; a sort said before it ("topic aid") rules out the others.

    A topic or actor that is said to be one is taken as it is: it may come up only later.
    """
    match = _SORTED.fullmatch(words)
    if match is None:
        topics = [name for name in await topics_of(library) if fold(name) == fold(words)]
        exact = (
            *(_topic(name) for name in topics),
            *await _feeds(words, library),
            *await _actors(words, library),
        )
        return exact or await _feeds(words, library, partly=True)
    sort, name = match["sort"].lower(), match["name"].strip('"')
    if sort in _TOPICS:
        held = [each for each in await topics_of(library) if fold(each) == fold(name)]
        return (_topic(held[0] if held else name),)
    if sort in _ACTORS:
        return await _actors(name, library) or (_actor(name),)
    if sort in _WORDS:
        return (Named(label=f"the words {name}", words=f"words {name}", rule=Rule(some=(name,))),)
    return await _feeds(name, library) or await _feeds(name, library, partly=True)


async def topics_of(library: Library) -> list[str]:
    """List the topics that feeds are kept under."""
    return list(dict.fromkeys(feed.topic for feed in await library.feeds() if feed.topic))


def feed_at(url: str, feeds: list[Feed]) -> Feed | None:
    """Find the feed of an address: its own, its page's, or the only one of that host."""
    bare = _bare(url)
    for feed in feeds:
        if bare in {_bare(feed.url), _bare(feed.site or "")} - {""}:
            return feed
    host = bare.partition("/")[0]
    if bare != host:
        return None
    of_host = [each for each in feeds if _bare(each.url).partition("/")[0] == host]
    return of_host[0] if len(of_host) == 1 else None


def bare(url: str) -> str:
    """Write an address without the name and password that it may have."""
    scheme, between, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{between}{host.rpartition('@')[2]}{slash}{path}"


def of_feed(feed: Feed) -> Named:
    """Name a feed."""
    label = f"the feed {feed.title or bare(feed.url)}"
    return Named(label=label, words=f"feed {feed.id}", rule=Rule(feeds=(feed.id,)))


def _bare(url: str) -> str:
    """Give an address without its scheme, "www." and last slash."""
    parts = urllib.parse.urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}"


def _topic(name: str) -> Named:
    return Named(label=f"the topic {name}", words=f"topic {name}", rule=Rule(topics=(name,)))


def _actor(name: str) -> Named:
    return Named(label=f"the actor {name}", words=f"actor {name}", rule=Rule(actors=(name,)))


async def _feeds(name: str, library: Library, *, partly: bool = False) -> tuple[Named, ...]:
    held = await library.feeds()
    if name.isdecimal():
        return tuple(of_feed(feed) for feed in held if feed.id == int(name))
    words = fold(name)
    if partly:
        return tuple(of_feed(feed) for feed in held if words.strip() and words in _title(feed))
    return tuple(of_feed(feed) for feed in held if words == _title(feed))


def _title(feed: Feed) -> str:
    return fold(feed.title or "")


async def _actors(name: str, library: Library) -> tuple[Named, ...]:
    found = people(name, await library.stories_with_actor(name, limit=MOST))
    exact = [full for full in found if fold(full) == fold(name)]
    return tuple(_actor(full) for full in exact or found)
