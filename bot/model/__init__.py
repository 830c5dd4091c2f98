"""The nouns of the bot: feeds and entries in, stories and deliveries out.

Times are aware UTC. ``None`` means "not stated". The nouns of a briefing itself are the
summariser's (`summariser.records`).
"""

from bot.model.leases import Hold, Leased
from bot.model.people import Hint, HintSort, Opinion, Traces
from bot.model.posts import (
    NOWHERE,
    Delivery,
    Digest,
    Letter,
    Outcome,
    Place,
    Platform,
    Post,
    Target,
)
from bot.model.sources import (
    Changed,
    Entry,
    Feed,
    FeedState,
    HubLink,
    HubState,
    Unchanged,
    Validators,
)
from bot.model.stories import Draft, HeldArticle, Move, Page, PendingEntry, Rearranged, Story

__all__ = [
    "NOWHERE",
    "Changed",
    "Delivery",
    "Digest",
    "Draft",
    "Entry",
    "Feed",
    "FeedState",
    "HeldArticle",
    "Hint",
    "HintSort",
    "Hold",
    "HubLink",
    "HubState",
    "Leased",
    "Letter",
    "Move",
    "Opinion",
    "Outcome",
    "Page",
    "PendingEntry",
    "Place",
    "Platform",
    "Post",
    "Rearranged",
    "Story",
    "Target",
    "Traces",
    "Unchanged",
    "Validators",
]
