"""Outlets' feeds and pages over the network: the adapter of `FeedSource` and `PageSource`."""

from bot.feeds.opml import Outline, read_opml, write_opml
from bot.feeds.source import HttpSource
from bot.feeds.transport import Limits

__all__ = ["HttpSource", "Limits", "Outline", "read_opml", "write_opml"]
