"""Outlets' feeds and pages over the network: the adapter of `FeedSource` and `PageSource`."""

from bot.feeds.opml import Outline, read_opml, write_opml
from bot.feeds.own import own_places
from bot.feeds.source import HttpSource
from bot.feeds.transport import Limits

__all__ = ["HttpSource", "Limits", "Outline", "own_places", "read_opml", "write_opml"]
