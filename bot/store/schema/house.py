"""Tables of the house itself: facts, decisions, leases, events, opinions, editors."""

import sqlalchemy as sa

from bot.store.schema.base import DIGEST, KEY, Utc, metadata, own_key, refers

# Facts of this database itself: its code, which makes delivery keys differ from another's.
meta = sa.Table(
    "meta",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

# What was decided about an entry or article, for `why`; dropped after 30 days, but for why an
# article is in its story (``kept``).
decision = sa.Table(
    "decision",
    metadata,
    own_key(),
    sa.Column("at", Utc, nullable=False, index=True),
    refers("entry", "entry", index=True),
    refers("article", "article", index=True),
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
    own_key(),
    sa.Column("at", Utc, nullable=False, index=True),
    sa.Column("home", sa.String(240), nullable=False),  # "slack:T012", "discord", "page"
    sa.Column("person", sa.String(200)),
    refers("story", "story", nullable=False, index=True),
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
