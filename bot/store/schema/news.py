"""Tables of what is read and told: feeds, entries, articles, stories, briefings, hints."""

import sqlalchemy as sa

from bot.store.packed import Packed
from bot.store.schema.base import DIGEST, KEY, Utc, leased, metadata, own_key, refers

feed = sa.Table(
    "feed",
    metadata,
    own_key(),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("url_digest", DIGEST, nullable=False, unique=True),
    sa.Column("title", sa.Text),
    sa.Column("site", sa.Text),
    sa.Column("topic", sa.Text),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("body_hash", sa.Text),
    sa.Column("entries_seen", sa.Text),
    sa.Column("moved", sa.Text),
    sa.Column("interval", sa.Float, nullable=False),  # seconds
    sa.Column("last_success", Utc),
    sa.Column("last_entry", Utc),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("reason", sa.Text),
    sa.Column("hub", sa.Text),
    sa.Column("hub_topic", sa.Text),
    sa.Column("pushed_until", Utc),
    sa.Column("removed", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("workspace", sa.String(240)),  # whose it is alone; empty is everybody's
    *leased(),
)

# Subscriptions to feeds at their hubs (WebSub); due is when the hub is asked next.
hub_link = sa.Table(
    "hub_link",
    metadata,
    own_key(),
    refers("feed", "feed", nullable=False, unique=True),
    sa.Column("hub", sa.Text, nullable=False),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("token", sa.String(64), nullable=False, unique=True),
    sa.Column("secret", sa.String(64), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("until", Utc),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("reason", sa.Text),
    *leased(),
)

# state: waiting, read, baseline (there before we came, never posted), failed
entry = sa.Table(
    "entry",
    metadata,
    own_key(),
    refers("feed", "feed", nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("key_digest", DIGEST, nullable=False),
    sa.Column("url", sa.Text),
    sa.Column("url_digest", DIGEST, index=True),
    sa.Column("title", sa.Text),
    sa.Column("summary", sa.Text),
    sa.Column("content", Packed),
    sa.Column("authors", sa.JSON, nullable=False),
    sa.Column("published", Utc),
    sa.Column("updated", Utc),
    sa.Column("licence", sa.Text),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("seen", Utc, nullable=False),
    refers("article", "article", index=True),
    *leased(),
    sa.UniqueConstraint("feed", "key_digest"),
)

article = sa.Table(
    "article",
    metadata,
    own_key(),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("url_digest", DIGEST, nullable=False, unique=True),
    sa.Column("outlet", sa.Text),
    sa.Column("published", Utc),
    sa.Column("authors", sa.JSON, nullable=False),
    refers("feed", "feed"),
    sa.Column("topic", sa.Text),
    sa.Column("fetched", Utc, nullable=False),
    sa.Column("revision", KEY),  # the present one; no foreign key, since each needs the other
    refers("story", "story", index=True),
    sa.Column("reason", sa.Text),
    sa.Column("workspace", sa.String(240)),  # its feed's
    sa.Column("draft", sa.Text),  # its briefing, until its story is decided elsewhere
    *leased(),
)

revision = sa.Table(
    "revision",
    metadata,
    own_key(),
    refers("article", "article", nullable=False, index=True),
    sa.Column("text", Packed, nullable=False),
    sa.Column("title", sa.Text),
    sa.Column("language", sa.Text),
    sa.Column("marks", sa.JSON, nullable=False),
    sa.Column("licence", sa.Text),
    sa.Column("credit", sa.Text),  # who wrote it, where that is not the outlet
    sa.Column("fetched", Utc, nullable=False, index=True),
    # Only what is quoted is left of its words (`texts`).
    sa.Column("forgotten", sa.Boolean, nullable=False, server_default=sa.false()),
)

# Some shingles of each article's text, by which near-identical ones find each other (`copies`).
shingle = sa.Table(
    "shingle",
    metadata,
    sa.Column("hash", sa.BigInteger, primary_key=True, autoincrement=False),
    refers("article", "article", primary_key=True, autoincrement=False, index=True),
)

story = sa.Table(
    "story",
    metadata,
    own_key(),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("briefing", KEY),  # the present version's; no foreign key, as above
    sa.Column("first", Utc, nullable=False),
    sa.Column("last", Utc, nullable=False, index=True),
    sa.Column("outlets", sa.JSON, nullable=False),
    sa.Column("credits", sa.JSON),  # beside each outlet: whose text it prints, null for its own
    sa.Column("topic", sa.Text, index=True),
    sa.Column("pledges", sa.Integer, nullable=False, server_default="0"),
    sa.Column("moved_to", KEY),  # the story that it was merged into; it has no articles then
    sa.Column("workspace", sa.String(240), index=True),  # that of all its articles
)

# The rare words of a story's articles, with the articles' times: by them it is found (`shelf`).
story_word = sa.Table(
    "story_word",
    metadata,
    sa.Column("word", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", Utc, primary_key=True, index=True),
    sa.Column("story", KEY, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

story_profile = sa.Table(
    "story_profile",
    metadata,
    refers("story", "story", primary_key=True, autoincrement=False),
    sa.Column("stamp", sa.BigInteger, nullable=False),  # another one each time it grows
    sa.Column("last", Utc, nullable=False, index=True),
    sa.Column("record", sa.Text, nullable=False),
)

# Stories of one affair: a new development began the one, the other was there before.
story_link = sa.Table(
    "story_link",
    metadata,
    refers("story", "story", primary_key=True, autoincrement=False),
    refers("other", "story", primary_key=True, autoincrement=False, index=True),
    sa.Column("reason", sa.Text, nullable=False),
)

# What an admin moved from one story to another; nothing is taken out, an undoing is a move too.
rearranged = sa.Table(
    "rearranged",
    metadata,
    own_key(),
    sa.Column("at", Utc, nullable=False),
    sa.Column("kind", sa.String(8), nullable=False),  # split, merge, undo
    sa.Column("source", KEY, nullable=False),
    sa.Column("target", KEY, nullable=False),
    sa.Column("articles", sa.JSON, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("undoes", KEY, index=True),
)

# A briefing with a version is one that the story told; one without was only kept.
briefing = sa.Table(
    "briefing",
    metadata,
    own_key(),
    refers("story", "story", nullable=False),
    sa.Column("version", sa.Integer),
    refers("article", "article", nullable=False, index=True),
    refers("revision", "revision", nullable=False),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("reading", sa.Text, nullable=False),  # summariser.VERSION
    sa.Column("made", Utc, nullable=False),
    sa.UniqueConstraint("story", "version"),
)

# Names and aliases, case folded, of the actors in a story's present version.
story_actor = sa.Table(
    "story_actor",
    metadata,
    refers("story", "story", primary_key=True, autoincrement=False),
    sa.Column("name_digest", DIGEST, primary_key=True, index=True),
)

# How feeds, actors, topics, stories and pledges may be begun: `hints.py`. PostgreSQL searches a
# range of beginnings by its index only where text is sorted by its bytes, as SQLite always does.
hint = sa.Table(
    "hint",
    metadata,
    sa.Column("sort", sa.String(8), primary_key=True),
    sa.Column(
        "key",
        sa.String(40).with_variant(sa.String(40, collation="C"), "postgresql"),
        primary_key=True,
    ),
    sa.Column("ref", sa.String(120), primary_key=True),
    sa.Column("shown", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Index("ix_hint_sort_ref", "sort", "ref"),
    sqlite_with_rowid=False,
)
