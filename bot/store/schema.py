"""Nouns in, rows out: every table of the store, the same on SQLite and PostgreSQL.

Tables are worked through by lease (`lease.py`): ``feed``, ``hub_link``, ``entry``, ``article``
and ``lane``. Each has ``due`` (``NULL``: asleep), ``lease`` (whose it is) and ``attempts``.

Addresses and keys come from strangers and may be longer than PostgreSQL can index, so what must
be unique is their digest. An article's words are kept as revisions, because evidence points into
the words that a briefing was made from, whatever the outlet writes there later.
"""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from bot.store.packed import Packed

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DIGEST = sa.String(64)


class Utc(sa.types.TypeDecorator[dt.datetime]):
    """An aware UTC time; SQLite, which has no such type, keeps text that sorts."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: dt.datetime | None, dialect: sa.engine.Dialect
    ) -> dt.datetime | None:
        """Refuse a time without a zone: it means another moment on another machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value}")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self, value: dt.datetime | None, dialect: sa.engine.Dialect
    ) -> dt.datetime | None:
        """Give it back aware."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if dialect.name == "sqlite" else value


def _key() -> sa.Column[int]:
    return sa.Column("id", KEY, primary_key=True, autoincrement=True)


def _to(name: str, target: str, **options: Any) -> sa.Column[int]:
    return sa.Column(name, KEY, sa.ForeignKey(f"{target}.id"), **options)


def _leased() -> list[sa.Column[Any]]:
    return [
        sa.Column("due", Utc, index=True),
        sa.Column("lease", sa.String(32)),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    ]


# Facts of this database itself: its code, which makes delivery keys differ from another's.
meta = sa.Table(
    "meta",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

feed = sa.Table(
    "feed",
    metadata,
    _key(),
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
    *_leased(),
)

# Subscriptions to feeds at their hubs (WebSub); due is when the hub is asked next.
hub_link = sa.Table(
    "hub_link",
    metadata,
    _key(),
    _to("feed", "feed", nullable=False, unique=True),
    sa.Column("hub", sa.Text, nullable=False),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("token", sa.String(64), nullable=False, unique=True),
    sa.Column("secret", sa.String(64), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("until", Utc),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("reason", sa.Text),
    *_leased(),
)

# state: waiting, read, baseline (there before we came, never posted), failed
entry = sa.Table(
    "entry",
    metadata,
    _key(),
    _to("feed", "feed", nullable=False),
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
    _to("article", "article", index=True),
    *_leased(),
    sa.UniqueConstraint("feed", "key_digest"),
)

article = sa.Table(
    "article",
    metadata,
    _key(),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("url_digest", DIGEST, nullable=False, unique=True),
    sa.Column("outlet", sa.Text),
    sa.Column("published", Utc),
    sa.Column("authors", sa.JSON, nullable=False),
    _to("feed", "feed"),
    sa.Column("topic", sa.Text),
    sa.Column("fetched", Utc, nullable=False),
    sa.Column("revision", KEY),  # the present one; no foreign key, since each needs the other
    _to("story", "story", index=True),
    sa.Column("reason", sa.Text),
    sa.Column("workspace", sa.String(240)),  # its feed's
    sa.Column("draft", sa.Text),  # its briefing, until its story is decided elsewhere
    *_leased(),
)

revision = sa.Table(
    "revision",
    metadata,
    _key(),
    _to("article", "article", nullable=False, index=True),
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
    _to("article", "article", primary_key=True, autoincrement=False, index=True),
)

story = sa.Table(
    "story",
    metadata,
    _key(),
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
    _to("story", "story", primary_key=True, autoincrement=False),
    sa.Column("stamp", sa.BigInteger, nullable=False),  # another one each time it grows
    sa.Column("last", Utc, nullable=False, index=True),
    sa.Column("record", sa.Text, nullable=False),
)

# Stories of one affair: a new development began the one, the other was there before.
story_link = sa.Table(
    "story_link",
    metadata,
    _to("story", "story", primary_key=True, autoincrement=False),
    _to("other", "story", primary_key=True, autoincrement=False, index=True),
    sa.Column("reason", sa.Text, nullable=False),
)

# What an admin moved from one story to another; nothing is taken out, an undoing is a move too.
rearranged = sa.Table(
    "rearranged",
    metadata,
    _key(),
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
    _key(),
    _to("story", "story", nullable=False),
    sa.Column("version", sa.Integer),
    _to("article", "article", nullable=False, index=True),
    _to("revision", "revision", nullable=False),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("reading", sa.Text, nullable=False),  # summariser.VERSION
    sa.Column("made", Utc, nullable=False),
    sa.UniqueConstraint("story", "version"),
)

# Names and aliases, case folded, of the actors in a story's present version.
story_actor = sa.Table(
    "story_actor",
    metadata,
    _to("story", "story", primary_key=True, autoincrement=False),
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

target = sa.Table(
    "target",
    metadata,
    _key(),
    sa.Column("platform", sa.String(16), nullable=False),
    sa.Column("workspace", sa.String(200), nullable=False),
    sa.Column("address", sa.String(500), nullable=False),
    sa.Column("name", sa.Text),
    sa.Column("paused", sa.Text),
    sa.Column("resend", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("zone", sa.String(64), nullable=False, server_default="UTC"),
    sa.Column("quiet", sa.String(16)),  # "22:00-07:00", by the zone's wall clock
    sa.Column("cap", sa.Integer),  # posts a day
    sa.Column("outlet_cap", sa.Integer),  # posts a day that one outlet leads
    sa.UniqueConstraint("platform", "workspace", "address"),
)

subscription = sa.Table(
    "subscription",
    metadata,
    _key(),
    _to("target", "target", nullable=False, index=True),
    sa.Column("kind", sa.String(16), nullable=False),  # all: the rule says the rest
    sa.Column("mode", sa.String(16), nullable=False),  # live, digest, muted
    sa.Column("rule", sa.Text, nullable=False, server_default="{}"),  # `bot.rules.Rule`
    sa.Column("words", sa.Text, nullable=False, server_default=""),  # as a person wrote it
    sa.Column("urgent", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("reason", sa.Text),
)

# The key of a lane is its target's.
# Its platform is its target's, too: claiming must not look at thousands of targets.
lane = sa.Table(
    "lane",
    metadata,
    _to("id", "target", primary_key=True),
    sa.Column("platform", sa.String(16), nullable=False, server_default=""),
    *_leased(),
)

# One-off digests have no cron: they tell what quiet hours or a cap held back.
digest_plan = sa.Table(
    "digest_plan",
    metadata,
    _key(),
    _to("target", "target", nullable=False, index=True),
    sa.Column("cron", sa.Text),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("state_empty", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("most", sa.Integer, nullable=False),
    sa.Column("scheduled", Utc, nullable=False),  # due moves with the lease, this does not
    sa.Column("since", Utc, nullable=False),
    *_leased(),
)

digest_run = sa.Table(
    "digest_run",
    metadata,
    _key(),
    _to("plan", "digest_plan", nullable=False),
    sa.Column("scheduled", Utc, nullable=False),
    sa.Column("since", Utc, nullable=False),
    sa.Column("until", Utc, nullable=False),
    sa.Column("briefings", sa.JSON, nullable=False),
    sa.Column("omitted", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text),  # why it was not posted, where it was not
    sa.UniqueConstraint("plan", "scheduled"),
)

delivery = sa.Table(
    "delivery",
    metadata,
    _key(),
    _to("target", "target", nullable=False),
    _to("briefing", "briefing", nullable=False, index=True),
    _to("run", "digest_run"),  # a digest, led by this briefing
    sa.Column(
        "part", sa.String(48), nullable=False, server_default=""
    ),  # "digest:RUN", or `pointers`, or ""
    sa.Column("outcome", sa.String(16), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("begun", Utc),  # the intent mark: a send was begun and its end is not known
    sa.Column("ref", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("queued", Utc, nullable=False),
    sa.Column("ended", Utc),
    sa.UniqueConstraint("target", "briefing", "part"),
)
sa.Index(
    "ix_delivery_pending",
    delivery.c.target,
    delivery.c.id,
    sqlite_where=delivery.c.outcome == "pending",
    postgresql_where=delivery.c.outcome == "pending",
)

page_post = sa.Table(
    "page_post",
    metadata,
    sa.Column("seq", KEY, primary_key=True, autoincrement=True),
    sa.Column("key", sa.String(32), nullable=False, unique=True),
    _to("story", "story", nullable=False, index=True),
    _to("briefing", "briefing", nullable=False),
    sa.Column("posted", Utc, nullable=False),
    sqlite_autoincrement=True,  # a seq is never given twice
)

# What was decided about an entry or article, for `why`; dropped after 30 days, but for why an
# article is in its story (``kept``).
decision = sa.Table(
    "decision",
    metadata,
    _key(),
    sa.Column("at", Utc, nullable=False, index=True),
    _to("entry", "entry", index=True),
    _to("article", "article", index=True),
    sa.Column("said", sa.Text, nullable=False),
    sa.Column("kept", sa.Boolean, nullable=False, server_default=sa.false()),
)

# Named leases: who is the one owner of a role. The fence stays when the lease ends.
hold = sa.Table(
    "hold",
    metadata,
    sa.Column("name", sa.String(100), primary_key=True),
    sa.Column("owner", sa.String(100), nullable=False),
    sa.Column("fence", KEY, nullable=False),
    sa.Column("until", Utc, nullable=False),
)

# Events of platforms that were taken on; those that are redelivered to another process are known.
heard = sa.Table(
    "heard",
    metadata,
    sa.Column("event_digest", DIGEST, primary_key=True),
    sa.Column("at", Utc, nullable=False, index=True),
)

# What readers think of a version of a story.
opinion = sa.Table(
    "opinion",
    metadata,
    _key(),
    sa.Column("at", Utc, nullable=False, index=True),
    sa.Column("home", sa.String(240), nullable=False),  # "slack:T012", "discord", "page"
    sa.Column("person", sa.String(200)),
    _to("story", "story", nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("right", sa.Boolean, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
)
sa.Index("ix_opinion_person", opinion.c.home, opinion.c.person)

# Who may correct pledges, in which workspace.
editor = sa.Table(
    "editor",
    metadata,
    sa.Column("tenant", sa.String(240), primary_key=True),
    sa.Column("person", sa.String(200), primary_key=True),
    sa.Column("by", sa.String(200)),
    sa.Column("at", Utc, nullable=False),
)
