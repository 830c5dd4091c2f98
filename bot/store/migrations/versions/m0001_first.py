"""First schema: feeds, articles, stories, deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make every table; the words that are searched differ by database."""
    op.create_table(
        "feed",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_digest", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("site", sa.Text(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("body_hash", sa.Text(), nullable=True),
        sa.Column("interval", sa.Float(), nullable=False),
        sa.Column("last_success", TIME, nullable=True),
        sa.Column("last_entry", TIME, nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("removed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("due", TIME, nullable=True),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feed"),
        sa.UniqueConstraint("url_digest", name="uq_feed_url_digest"),
    )
    op.create_index("ix_feed_due", "feed", ["due"], unique=False)
    op.create_table(
        "meta",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_meta"),
    )
    op.create_table(
        "story",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("briefing", KEY, nullable=True),
        sa.Column("first", TIME, nullable=False),
        sa.Column("last", TIME, nullable=False),
        sa.Column("outlets", sa.JSON(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("pledges", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_story"),
    )
    op.create_index("ix_story_last", "story", ["last"], unique=False)
    op.create_table(
        "target",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("workspace", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("paused", sa.Text(), nullable=True),
        sa.Column("resend", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_target"),
        sa.UniqueConstraint(
            "platform", "workspace", "address", name="uq_target_platform_workspace_address"
        ),
    )
    op.create_table(
        "article",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_digest", sa.String(length=64), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("published", TIME, nullable=True),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("feed", KEY, nullable=True),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("fetched", TIME, nullable=False),
        sa.Column("revision", KEY, nullable=True),
        sa.Column("story", KEY, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("due", TIME, nullable=True),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["feed"], ["feed.id"], name="fk_article_feed_feed"),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="fk_article_story_story"),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
        sa.UniqueConstraint("url_digest", name="uq_article_url_digest"),
    )
    op.create_index("ix_article_due", "article", ["due"], unique=False)
    op.create_index("ix_article_story", "article", ["story"], unique=False)
    op.create_table(
        "lane",
        sa.Column("id", KEY, nullable=False),
        sa.Column("due", TIME, nullable=True),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["id"], ["target.id"], name="fk_lane_id_target"),
        sa.PrimaryKeyConstraint("id", name="pk_lane"),
    )
    op.create_index("ix_lane_due", "lane", ["due"], unique=False)
    op.create_table(
        "story_actor",
        sa.Column("story", KEY, autoincrement=False, nullable=False),
        sa.Column("name_digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="fk_story_actor_story_story"),
        sa.PrimaryKeyConstraint("story", "name_digest", name="pk_story_actor"),
    )
    op.create_index("ix_story_actor_name_digest", "story_actor", ["name_digest"], unique=False)
    op.create_table(
        "subscription",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("target", KEY, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["target"], ["target.id"], name="fk_subscription_target_target"),
        sa.PrimaryKeyConstraint("id", name="pk_subscription"),
    )
    op.create_index("ix_subscription_target", "subscription", ["target"], unique=False)
    op.create_table(
        "entry",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("feed", KEY, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("key_digest", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("url_digest", sa.String(length=64), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("published", TIME, nullable=True),
        sa.Column("updated", TIME, nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("seen", TIME, nullable=False),
        sa.Column("article", KEY, nullable=True),
        sa.Column("due", TIME, nullable=True),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name="fk_entry_article_article"),
        sa.ForeignKeyConstraint(["feed"], ["feed.id"], name="fk_entry_feed_feed"),
        sa.PrimaryKeyConstraint("id", name="pk_entry"),
        sa.UniqueConstraint("feed", "key_digest", name="uq_entry_feed_key_digest"),
    )
    op.create_index("ix_entry_article", "entry", ["article"], unique=False)
    op.create_index("ix_entry_due", "entry", ["due"], unique=False)
    op.create_index("ix_entry_url_digest", "entry", ["url_digest"], unique=False)
    op.create_table(
        "revision",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("article", KEY, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("fetched", TIME, nullable=False),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name="fk_revision_article_article"),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
    )
    op.create_index("ix_revision_article", "revision", ["article"], unique=False)
    op.create_table(
        "briefing",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("story", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("article", KEY, nullable=False),
        sa.Column("revision", KEY, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.Column("made", TIME, nullable=False),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name="fk_briefing_article_article"),
        sa.ForeignKeyConstraint(
            ["revision"], ["revision.id"], name="fk_briefing_revision_revision"
        ),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="fk_briefing_story_story"),
        sa.PrimaryKeyConstraint("id", name="pk_briefing"),
        sa.UniqueConstraint("story", "version", name="uq_briefing_story_version"),
    )
    op.create_index("ix_briefing_article", "briefing", ["article"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("entry", KEY, nullable=True),
        sa.Column("article", KEY, nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name="fk_decision_article_article"),
        sa.ForeignKeyConstraint(["entry"], ["entry.id"], name="fk_decision_entry_entry"),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
    )
    op.create_index("ix_decision_article", "decision", ["article"], unique=False)
    op.create_index("ix_decision_at", "decision", ["at"], unique=False)
    op.create_index("ix_decision_entry", "decision", ["entry"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("target", KEY, nullable=False),
        sa.Column("briefing", KEY, nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("begun", TIME, nullable=True),
        sa.Column("ref", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("queued", TIME, nullable=False),
        sa.Column("ended", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["briefing"], ["briefing.id"], name="fk_delivery_briefing_briefing"
        ),
        sa.ForeignKeyConstraint(["target"], ["target.id"], name="fk_delivery_target_target"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint("target", "briefing", name="uq_delivery_target_briefing"),
    )
    op.create_index("ix_delivery_briefing", "delivery", ["briefing"], unique=False)
    op.create_index(
        "ix_delivery_pending",
        "delivery",
        ["target", "id"],
        unique=False,
        sqlite_where=sa.text("outcome = 'pending'"),
        postgresql_where=sa.text("outcome = 'pending'"),
    )
    op.create_table(
        "page_post",
        sa.Column("seq", KEY, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("story", KEY, nullable=False),
        sa.Column("briefing", KEY, nullable=False),
        sa.Column("posted", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["briefing"], ["briefing.id"], name="fk_page_post_briefing_briefing"
        ),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="fk_page_post_story_story"),
        sa.PrimaryKeyConstraint("seq", name="pk_page_post"),
        sa.UniqueConstraint("key", name="uq_page_post_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_page_post_story", "page_post", ["story"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TABLE article_words (article BIGINT PRIMARY KEY REFERENCES article (id), "
            "words TSVECTOR NOT NULL)"
        )
        op.execute("CREATE INDEX ix_article_words ON article_words USING gin (words)")
    else:
        op.execute("CREATE VIRTUAL TABLE article_words USING fts5 (words)")


def downgrade() -> None:
    """Drop everything, dependants first."""
    op.drop_table("article_words")
    op.drop_table("page_post")
    op.drop_table("delivery")
    op.drop_table("decision")
    op.drop_table("briefing")
    op.drop_table("revision")
    op.drop_table("entry")
    op.drop_table("subscription")
    op.drop_table("story_actor")
    op.drop_table("lane")
    op.drop_table("article")
    op.drop_table("target")
    op.drop_table("story")
    op.drop_table("meta")
    op.drop_table("feed")
