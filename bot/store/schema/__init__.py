"""Nouns in, rows out: every table of the store, the same on SQLite and PostgreSQL.

Tables are worked through by lease (`lease.py`): ``feed``, ``hub_link``, ``entry``, ``article``
and ``lane``. Each has ``due`` (``NULL``: asleep), ``lease`` (whose it is) and ``attempts``.

Addresses and keys come from strangers and may be longer than PostgreSQL can index, so what must
be unique is their digest. An article's words are kept as revisions, because evidence points into
the words that a briefing was made from, whatever the outlet writes there later.
"""

from bot.store.schema.base import DIGEST, KEY, Utc, metadata
from bot.store.schema.house import decision, editor, heard, hold, meta, opinion
from bot.store.schema.news import (
    article,
    briefing,
    entry,
    feed,
    hint,
    hub_link,
    rearranged,
    revision,
    shingle,
    story,
    story_actor,
    story_link,
    story_profile,
    story_word,
)
from bot.store.schema.posts import (
    delivery,
    digest_plan,
    digest_run,
    lane,
    page_post,
    subscription,
    target,
)

__all__ = [
    "DIGEST",
    "KEY",
    "Utc",
    "article",
    "briefing",
    "decision",
    "delivery",
    "digest_plan",
    "digest_run",
    "editor",
    "entry",
    "feed",
    "heard",
    "hint",
    "hold",
    "hub_link",
    "lane",
    "meta",
    "metadata",
    "opinion",
    "page_post",
    "rearranged",
    "revision",
    "shingle",
    "story",
    "story_actor",
    "story_link",
    "story_profile",
    "story_word",
    "subscription",
    "target",
]
