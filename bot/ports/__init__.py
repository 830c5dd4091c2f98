"""What the use cases ask of the world; adapters in the folders below answer.

Each port is as narrow as its one caller. Times are aware UTC; every method may raise the error
that its docstring names and no other of ours.
"""

from typing import Protocol

from bot.ports.drawing import Drawing
from bot.ports.finding import EVERYTHING, Filters, Finder, Hit, Order, Sort
from bot.ports.gathering import EntryStore, FeedStore, StoryStore
from bot.ports.keeping import Heard, Leases, Notes
from bot.ports.measuring import Backlog, Condition, Gauges, Meter, Usage
from bot.ports.modelling import (
    Caps,
    Consents,
    Model,
    ModelBook,
    Phrasing,
    Refinement,
    RefinementStore,
    Spending,
)
from bot.ports.outlets import FeedSource, PageSource
from bot.ports.people import People
from bot.ports.posting import Care, Chat, DigestStore, Outbox
from bot.ports.pushing import Hubs, HubStore
from bot.ports.reading import EVERYBODY, OPERATOR, Digested, Forms, Hints, Library, News
from bot.ports.rearranging import Rearranging
from bot.ports.telling import LedgerStore
from bot.ports.waking import Bell, Clock, Wake
from bot.ports.wanting import Channels, Wishes

__all__ = [
    "EVERYBODY",
    "EVERYTHING",
    "OPERATOR",
    "Backlog",
    "Bell",
    "Caps",
    "Care",
    "Channels",
    "Chat",
    "Clock",
    "Condition",
    "Consents",
    "DigestStore",
    "Digested",
    "Drawing",
    "EntryStore",
    "FeedSource",
    "FeedStore",
    "Filters",
    "Finder",
    "Forms",
    "Gauges",
    "Heard",
    "Hints",
    "Hit",
    "HubStore",
    "Hubs",
    "Leases",
    "LedgerStore",
    "Library",
    "Meter",
    "Model",
    "ModelBook",
    "News",
    "Notes",
    "Order",
    "Outbox",
    "PageSource",
    "People",
    "Phrasing",
    "Rearranging",
    "Refinement",
    "RefinementStore",
    "Sort",
    "Spending",
    "Store",
    "StoryStore",
    "Usage",
    "Wake",
    "Wishes",
]


class Store(
    FeedStore, HubStore, EntryStore, StoryStore, Outbox, Library, LedgerStore, People, Protocol
):
    """All of them: what the composition root opens once."""

    @property
    def page(self) -> Chat:
        """The embedded page as a place that posts appear in."""

    def listen(self, *bells: Bell) -> Wake:
        """Give an ear for these bells; it hears for as long as it is kept."""
