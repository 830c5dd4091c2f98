"""Outlets' feeds and pages over the network: the adapter of `FeedSource` and `PageSource`."""

from bot.feeds.desk import FeedDesk
from bot.feeds.opml import Outline, read_opml, write_opml
from bot.feeds.own import own_places
from bot.feeds.source import HttpSource
from bot.feeds.transport import Limits

__all__ = ["FeedDesk", "HttpSource", "Limits", "Outline", "own_places", "read_opml", "write_opml"]
