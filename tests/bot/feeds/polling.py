"""A small feed, and polls of it that must succeed or fail."""

import pytest

from bot.errors import FeedError
from bot.feeds import HttpSource
from bot.model import Changed, Validators

ITEM = (
    "<item><title>Aid for {n}</title><link>https://news.example/{n}</link><guid>id-{n}</guid>"
    "<description>The minister pledged {n} million.</description>"
    "<pubDate>Thu, 19 Dec 2024 10:00:00 GMT</pubDate></item>"
)
HEAD = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Example News</title>'
    "<link>https://news.example/</link>"
)
TAIL = "</channel></rss>"


def rss(*numbers: int) -> str:
    """Write a small feed."""
    return HEAD + "".join(ITEM.format(n=n) for n in numbers) + TAIL


async def poll(source: HttpSource, url: str) -> Changed:
    """Poll a feed that was never seen."""
    found = await source.poll(url, Validators())
    assert isinstance(found, Changed)
    return found


async def reason(source: HttpSource, url: str) -> FeedError:
    """Give the error of a poll that must fail."""
    with pytest.raises(FeedError) as caught:
        await source.poll(url, Validators(etag='"x"'))
    return caught.value
