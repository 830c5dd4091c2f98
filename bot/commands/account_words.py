"""From an account of the ledger to its words: its sum, facts and what was said of it."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from bot.accounts import Account
from bot.commands.reply import Cell, Part, Quote, Say, Table
from bot.commands.words import sum_words
from bot.ledger import Relation, Said
from bot.wordings import reach
from summariser import Evidence

SAID: Final = 12
"""Quotes shown of one pledge's history: its first, and its latest."""
_SAYS: Final = {
    Relation.NEW: "First said",
    Relation.RESTATES: "Said again",
    Relation.PART_OF: "A part of a larger pledge",
    Relation.RAISES_TO: "Raised",
    Relation.FULFILS: "Said to have arrived",
    Relation.WITHDRAWS: "Withdrawn",
    Relation.CONFLICTS: "Said otherwise",
}


def facts(account: Account, today: dt.date) -> Table:
    """List what is known of a pledge, a line each."""
    currency = account.sum[1] if account.sum else ""
    delivered = "" if account.delivered is None else sum_words(account.delivered, currency)
    families = len(account.families)
    told = f"{', '.join(account.outlets)} ({families} publisher{'s' * (families != 1)})"
    rows: tuple[tuple[Cell, ...], ...] = (
        ("What", " ".join(account.purpose.split())),
        ("Kind", account.kind.value),
        ("State", account.life(today).value),
        ("By when", account.deadline or "not stated"),
        ("Delivered", delivered or "nothing said"),
        ("First said", account.first),
        ("Last said", account.last),
        ("Told by", told if account.outlets else "outlet not named"),
        ("Part of", account.whole or ""),
        ("Pledge", account.key),
    )
    return Table(columns=("", ""), rows=tuple(row for row in rows if row[1]))


def history(told: Sequence[Said]) -> list[Part]:
    """Quote what was said of a pledge, oldest first; a long story in its first and latest words."""
    shown = told if len(told) <= SAID else (told[0], *told[-(SAID - 1) :])
    quotes: list[Part] = [_quote(said) for said in shown]
    if left := len(told) - len(shown):
        quotes.insert(1, Say(text=f"{left} more in between, not shown."))
    return quotes


def _quote(said: Said) -> Quote:
    claim = said.claim
    label = _SAYS[said.relation]
    if said.after and said.relation is Relation.RAISES_TO:
        label += f" to {sum_words(*said.after)}"
    if said.by:
        label += ", as an editor corrected it"  # who it was is their workspace's to know
    end = claim.start + len(claim.evidence)
    return Quote(
        label=label,
        evidence=Evidence(article=claim.article, start=claim.start, end=end, text=claim.evidence),
        story=claim.story,
        outlet=claim.outlet,
        published=claim.published,
    )


def sum_of(account: Account) -> str:
    """Write its sum as it was said last: "up to USD 2.1bn a year"; "" where none was."""
    if account.sum is None:
        return ""
    claims = [said.claim for said in account.history if said.claim.sum == account.sum]
    bound = f"{claims[-1].modifier} " if claims and claims[-1].modifier else ""
    ends = next((ends for claim in reversed(claims) if (ends := reach(claim))), None)
    words = sum_words(*account.sum)
    if ends and not bound:
        words = " to ".join(sum_words(end, account.sum[1]) for end in ends)
    return bound + words + (f" a {account.per}" if account.per else "")
