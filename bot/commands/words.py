"""From records to the words for them, the same on every surface."""

from decimal import Decimal
from textwrap import shorten

from bot.amending import amendment_words
from bot.model import Story
from summariser import Evidence, Mark, Money, Pledge, Status

STATUS_WORDS = {
    Status.PLEDGED: "pledged",
    Status.UNDER_CONSIDERATION: "considered",
    Status.CONDITIONAL: "conditional",
    Status.REITERATED: "repeated",
    Status.FULFILLED: "delivered",
    Status.WITHDRAWN: "withdrawn",
}
MARK_WORDS = {
    Mark.HEADLINE_ONLY: "headline only",
    Mark.TRUNCATED: "cut short by the source",
    Mark.PAYWALLED: "behind a paywall",
    Mark.LISTING: "a listing, not an article",
    Mark.NOT_ENGLISH: "not in English",
    Mark.SHORT: "very short text",
    Mark.CORRECTED: "“(editor)” marks what an editor corrected",
}
_LABEL = 72
_WHEN = frozenset(
    ("after", "at", "before", "between", "by", "during", "for", "from", "in", "next", "no", "on",
     "over", "this", "through", "until", "within")
)  # fmt: skip
_SCALES = ((10**12, "tn"), (10**9, "bn"), (10**6, "m"))


def number_words(amount: Decimal) -> str:
    """Write 225_000_000 as "225m" and 1_200 as "1,200"; never rounds."""
    for scale, name in _SCALES:
        scaled = amount / scale
        if abs(scaled) >= 1 and scaled == round(scaled, 3):
            return f"{scaled.normalize():f}{name}"
    return f"{amount:,.2f}" if amount % 1 else f"{int(amount):,}"


def sum_words(amount: Decimal, currency: str) -> str:
    """Write "GBP 225m", and units behind their number: "1,200 personnel"."""
    number = number_words(amount)
    return f"{currency} {number}" if is_currency(currency) else f"{number} {currency}"


def is_currency(unit: str) -> bool:
    """Tell an ISO 4217 code from a plain unit ("personnel", "percent")."""
    return len(unit) == len("GBP") and unit.isascii() and unit.isupper()


def money_words(money: Money) -> str:
    """Write a sum with its qualifier: "up to USD 2.1bn a year"."""
    modifier = f"{money.modifier} " if money.modifier else ""
    per = f" a {money.per}" if money.per else ""
    return f"{modifier}{sum_words(money.amount, money.currency)}{per}"


def pledge_words(pledge: Pledge) -> str:
    """Write a pledge in one line: status unless firm, who, to whom, how much, what, by when."""
    who = pledge.pledger.name if pledge.pledger else "pledger not stated"
    to = f" → {pledge.recipient.name}" if pledge.recipient else ""
    status = "" if pledge.status is Status.PLEDGED else f"{STATUS_WORDS[pledge.status]}: "
    amount = money_words(pledge.amount) if pledge.amount else ""
    named = pledge.amount is not None and pledge.what == pledge.amount.evidence
    what = "" if named else " ".join(pledge.what.text.split())
    parts = [part for part in (amount, what, _deadline_words(pledge)) if part]
    ours = amendment_words(pledge)
    corrected = f" (corrected by an editor: {', '.join(ours)})" if ours else ""
    return f"{status}{who}{to}: {', '.join(parts)}{corrected}"


def _deadline_words(pledge: Pledge) -> str:
    """Write "by 2029", unless the words for the thing say it already."""
    deadline = pledge.deadline
    if deadline is None or _inside(deadline.evidence, pledge.what):
        return ""
    first = deadline.text.partition(" ")[0].lower()
    return deadline.text if first in _WHEN else f"by {deadline.text}"


def _inside(one: Evidence, other: Evidence) -> bool:
    return other.start <= one.start and one.end <= other.end


def story_words(story: Story) -> str:
    """Name a story in a list: the headline of its lead article, else its first line."""
    words = story.article.article.title or story.briefing.lines()[0] or "(no text)"
    return shorten(" ".join(words.split()), width=_LABEL, placeholder=" …")
