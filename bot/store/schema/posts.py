"""Tables of where it is told: targets, wishes, lanes, digests, deliveries, the page."""

import sqlalchemy as sa

from bot.store.schema.base import KEY, Utc, leased, metadata, own_key, refers

target = sa.Table(
    "target",
    metadata,
    own_key(),
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
    own_key(),
    refers("target", "target", nullable=False, index=True),
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
    refers("id", "target", primary_key=True),
    sa.Column("platform", sa.String(16), nullable=False, server_default=""),
    *leased(),
)

# One-off digests have no cron: they tell what quiet hours or a cap held back.
digest_plan = sa.Table(
    "digest_plan",
    metadata,
    own_key(),
    refers("target", "target", nullable=False, index=True),
    sa.Column("cron", sa.Text),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("state_empty", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("most", sa.Integer, nullable=False),
    sa.Column("scheduled", Utc, nullable=False),  # due moves with the lease, this does not
    sa.Column("since", Utc, nullable=False),
    *leased(),
)

digest_run = sa.Table(
    "digest_run",
    metadata,
    own_key(),
    refers("plan", "digest_plan", nullable=False),
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
    own_key(),
    refers("target", "target", nullable=False),
    refers("briefing", "briefing", nullable=False, index=True),
    refers("run", "digest_run"),  # a digest, led by this briefing
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
    refers("story", "story", nullable=False, index=True),
    refers("briefing", "briefing", nullable=False),
    sa.Column("posted", Utc, nullable=False),
    sqlite_autoincrement=True,  # a seq is never given twice
)
