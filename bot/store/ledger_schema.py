"""Nouns of the pledge ledger in, rows out: its tables, beside those of `schema`.

Nothing that was said or decided is changed: a claim that an edited article replaces, and a
decision that a later telling supersedes, stay with ``live`` false. ``account`` is made of the
live ones and can always be made again.
"""

import sqlalchemy as sa

from bot.store.schema import DIGEST, KEY, Utc, metadata

__all__ = [
    "account",
    "account_name",
    "account_party",
    "account_record",
    "claim",
    "claim_name",
    "correction",
    "metadata",
    "said",
    "told",
]

CLAIM_KEY = sa.String(120)  # article, offset, place

# Which briefings have been read for the ledger.
told = sa.Table(
    "told",
    metadata,
    sa.Column("briefing", KEY, sa.ForeignKey("briefing.id"), primary_key=True, autoincrement=False),
    sa.Column("at", Utc, nullable=False),
)

claim = sa.Table(
    "claim",
    metadata,
    sa.Column("id", KEY, primary_key=True, autoincrement=True),
    sa.Column("key", CLAIM_KEY, nullable=False, index=True),
    sa.Column("article", KEY, sa.ForeignKey("article.id"), nullable=False, index=True),
    sa.Column("briefing", KEY, sa.ForeignKey("briefing.id"), nullable=False),
    sa.Column("story", KEY, sa.ForeignKey("story.id"), index=True),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("live", sa.Boolean, nullable=False),
)

# Words of the pledger's name, by which claims about the same pledge find each other.
claim_name = sa.Table(
    "claim_name",
    metadata,
    sa.Column("claim", KEY, sa.ForeignKey("claim.id"), primary_key=True, autoincrement=False),
    sa.Column("name_digest", DIGEST, primary_key=True),
    sa.Index("ix_claim_name_name_digest_claim", "name_digest", "claim"),
)

said = sa.Table(
    "said",
    metadata,
    sa.Column("id", KEY, primary_key=True, autoincrement=True),
    sa.Column("claim", KEY, sa.ForeignKey("claim.id"), nullable=False, index=True),
    sa.Column("entry", CLAIM_KEY, nullable=False, index=True),
    sa.Column("target", CLAIM_KEY, index=True),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("live", sa.Boolean, nullable=False),
)

correction = sa.Table(
    "correction",
    metadata,
    sa.Column("id", KEY, primary_key=True, autoincrement=True),
    sa.Column("claim", CLAIM_KEY, nullable=False, index=True),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("at", Utc, nullable=False),
)

# What a pledge is asked for by. Floats choose and add up; exact sums are in the record.
account = sa.Table(
    "account",
    metadata,
    sa.Column("key", CLAIM_KEY, primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("status", sa.String(24), nullable=False),
    sa.Column("state", sa.String(24), nullable=False, server_default="announced"),  # `Account.told`
    sa.Column("first", Utc, nullable=False),
    sa.Column("last", Utc, nullable=False, index=True),
    sa.Column(
        "year", sa.Integer, nullable=False, server_default="0"
    ),  # of the first: whose rate holds
    sa.Column("deadline", sa.String(10)),
    sa.Column("until", sa.String(10)),  # last day that the deadline allows
    sa.Column("due", sa.String(10), index=True),  # the same, while it is open
    sa.Column("whole", CLAIM_KEY),
    sa.Column("pledger", sa.Text),
    sa.Column("recipient", sa.Text),
    sa.Column(
        "by_key", sa.Text, nullable=False, server_default=""
    ),  # `questions.group_key` of the pledger
    sa.Column("to_key", sa.Text, nullable=False, server_default=""),
    sa.Column("amount", sa.Double),
    sa.Column("currency", sa.Text),
    sa.Column("worth", sa.Double),  # in euros of its year, for comparison
    sa.Column("binding", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("apart", sa.Text),  # why it is not added to others, whatever else was chosen
    sa.Column(
        "shape", sa.Integer, nullable=False, server_default="0", index=True
    ),  # `store.accounts.SHAPE`
    sa.Index("ix_account_kind_last", "kind", "last"),
    sa.Index(
        "ix_account_sums",
        *("whole", "by_key", "currency", "binding", "year", "apart", "amount", "pledger"),
    ),
    sa.Index(
        "ix_account_sums_to",
        *("whole", "to_key", "currency", "binding", "year", "apart", "amount", "recipient"),
    ),
)

# Apart, so that adding up reads narrow rows.
account_record = sa.Table(
    "account_record",
    metadata,
    sa.Column("account", CLAIM_KEY, sa.ForeignKey("account.key"), primary_key=True),
    sa.Column("record", sa.Text, nullable=False),
)

# ``words``: how many the name has; ``last``: the account's, so that the newest come first.
account_name = sa.Table(
    "account_name",
    metadata,
    sa.Column("account", CLAIM_KEY, sa.ForeignKey("account.key"), primary_key=True),
    sa.Column("role", sa.String(2), primary_key=True),  # by, to
    sa.Column("name_digest", DIGEST, primary_key=True),
    sa.Column("words", sa.Integer, nullable=False),
    sa.Column("last", Utc, nullable=False),
    sa.Index("ix_account_name_digest_role_last", "name_digest", "role", "last", "account"),
)

# The words of each `by_key` and `to_key`: whom a name means, without a look at their pledges.
account_party = sa.Table(
    "account_party",
    metadata,
    sa.Column("role", sa.String(2), primary_key=True),  # by, to
    sa.Column("name_digest", DIGEST, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("words", sa.Integer, nullable=False),
)
