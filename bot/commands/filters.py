"""From the words after "pledges" to its filters: who, to whom, kind, status, day, sum."""

import re
from decimal import Decimal, InvalidOperation

from bot.accounts import Life
from bot.commands.about import About
from bot.commands.command import Pledges
from bot.commands.dates import When, read_when
from summariser import PledgeKind, Status

_KINDS = {kind.value: kind for kind in PledgeKind} | {
    "money": PledgeKind.FINANCIAL,
    "finance": PledgeKind.FINANCIAL,
    "weapons": PledgeKind.MILITARY,
    "arms": PledgeKind.MILITARY,
    "defence": PledgeKind.MILITARY,
    "defense": PledgeKind.MILITARY,
    "relief": PledgeKind.HUMANITARIAN,
    "investments": PledgeKind.INVESTMENT,
    "sanction": PledgeKind.SANCTIONS,
}
_STATUSES = {status.value.replace("_", " "): status for status in Status} | {
    "firm": Status.PLEDGED,
    "binding": Status.PLEDGED,
    "new": Status.PLEDGED,
    "considered": Status.UNDER_CONSIDERATION,
    "considering": Status.UNDER_CONSIDERATION,
    "possible": Status.UNDER_CONSIDERATION,
    "conditionally": Status.CONDITIONAL,
    "repeated": Status.REITERATED,
    "restated": Status.REITERATED,
    "delivered": Status.FULFILLED,
    "paid": Status.FULFILLED,
    "kept": Status.FULFILLED,
    "dropped": Status.WITHDRAWN,
    "cancelled": Status.WITHDRAWN,
    "broken": Status.WITHDRAWN,
}
_LIVES = {
    "announced": Life.ANNOUNCED,
    "allocated": Life.ALLOCATED,
    "earmarked": Life.ALLOCATED,
    "overdue": Life.OVERDUE,
    "late": Life.OVERDUE,
    "stalled": Life.STALLED,
    "no public evidence": Life.NO_EVIDENCE,
}
SORTS = (*_KINDS, *_STATUSES, *_LIVES)
"""Words that say of what sort a pledge is; they may stand before it, behind it or alone."""
_SIGNS = {"£": "GBP", "€": "EUR", "$": "USD", "US$": "USD", "A$": "AUD", "C$": "CAD", "¥": "JPY"}
_NAMES = {
    "pound": "GBP", "pounds": "GBP", "euro": "EUR", "euros": "EUR", "dollar": "USD",
    "dollars": "USD", "yen": "JPY", "gbp": "GBP", "eur": "EUR", "usd": "USD", "aud": "AUD",
    "cad": "CAD", "chf": "CHF", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "pln": "PLN",
    "jpy": "JPY", "uah": "UAH",
}  # fmt: skip
_SCALES = {
    "": 1, "k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "mio": 10**6,
    "million": 10**6, "millions": 10**6, "b": 10**9, "bn": 10**9, "billion": 10**9,
    "billions": 10**9, "tn": 10**12, "trillion": 10**12,
}  # fmt: skip
_AMOUNT = re.compile(
    r"(?P<sign>US\$|A\$|C\$|[£€$¥])?\s?(?:(?P<before>[a-z]{3})\s)?(?P<number>\d[\d.,]{0,24})\s?"
    r"(?P<scale>k|thousand|mn|mio|millions?|m|bn|billions?|b|tn|trillion)?\s?(?P<after>[a-z]{3,7})?",
    re.IGNORECASE,
)
# A clause runs from one of these words to the next.
_CLAUSE = re.compile(
    r"\b(by|from|to|for|since|after|until|before|over|above|exceeding|more than|larger than"
    r"|greater than|bigger than|at least|in this|in the|of this|of the|here|about|regarding"
    r"|concerning|during)\b|(>=?)",
    re.IGNORECASE,
)
_CHART = re.compile(
    r"\b(?:as )?(?:an? |the )?(?:chart(?:ed)?|graph|plot|drawing)(?: of)?\b", re.IGNORECASE
)
_EXPORT = re.compile(
    r"\b(?:(?:export(?:ed)?|download|save)(?: (?:it|them|all))?(?: (?:as|to|in))?(?: an?)?"
    r"(?: (csv|json|iati|xml|excel|spreadsheet)\b)?(?: file\b)?"
    r"|as (?:an? )?(csv|json|iati|spreadsheet)(?: file)?\b)",
    re.IGNORECASE,
)
_FORMS = {"json": "json", "iati": "iati", "xml": "iati"}
_THIS = {"story", "briefing", "article", "thread", "one", ""}
# "... to Ukraine in total": how it is asked, no part of a name.
_ADDED = re.compile(
    r"\s*\b(?:in total|in all|altogether|overall|so far|to date|until now)\b", re.IGNORECASE
)
_NOISE = re.compile(
    r"\b(?:all|any|the|and|or|made|pledges?|promises?|commitments?|that|are|were|is|with|so far"
    r"|in total|totals?|only|status|kind|of|how much|was|what|sums?|money was|aid)\b",
    re.IGNORECASE,
)


def read_pledges(rest: str) -> Pledges:
    """Read the filters in any order; what is not understood is kept in ``unread``."""
    chart, exports = bool(_CHART.search(rest)), list(_EXPORT.finditer(rest))
    named = [form.lower() for match in exports for form in match.groups() if form]
    rest = " ".join(_EXPORT.sub(" ", _CHART.sub(" ", rest)).split())
    pieces = _CLAUSE.split(rest)
    # split() gives: words, then (word, sign, words) for each clause.
    clauses = [("", pieces[0] or "")] + [
        ((pieces[at] or pieces[at + 1]).lower(), pieces[at + 2] or "")
        for at in range(1, len(pieces), 3)
    ]
    form = _FORMS.get(named[0] if named else "", "csv") if exports else None
    builder = _Builder(chart=chart, export=form)
    for word, words in clauses:
        builder.take(word, words.strip(" ,;"))
    return builder.build()


class _Builder:
    """Collects clauses; the first of each sort wins, a later one joins the unread."""

    def __init__(self, *, chart: bool, export: str | None) -> None:
        self.chart = chart
        self.export = export
        self.by: str | None = None
        self.to: str | None = None
        self.kinds: list[PledgeKind] = []
        self.statuses: list[Status] = []
        self.lives: list[Life] = []
        self.since: When | None = None
        self.until: When | None = None
        self.over: Decimal | None = None
        self.currency: str | None = None
        self.about: About | None = None
        self.unread: list[str] = []

    def build(self) -> Pledges:
        return Pledges(
            by=self.by,
            to=self.to,
            kinds=tuple(dict.fromkeys(self.kinds)),
            statuses=tuple(dict.fromkeys(self.statuses)),
            lives=tuple(dict.fromkeys(self.lives)),
            since=self.since,
            until=self.until,
            over=self.over,
            currency=self.currency,
            about=self.about,
            unread=tuple(self.unread),
            chart=self.chart,
            export=self.export,
        )

    def take(self, word: str, words: str) -> None:
        """Take one clause: the word that opens it ("" for the first) and what follows."""
        if word in {"in this", "in the", "of this", "of the", "here"} and words in _THIS:
            self.about = About()
        elif word in {"by", "from", "to", "for"} and not words:
            self.unread.append(word)
        elif word in {"by", "from"}:
            self._party("by", words)
        elif word in {"to", "for"}:
            self._party("to", words)
        elif word in {"since", "after", "until", "before"}:
            self._day(word, words)
        elif word in {"about", "regarding", "concerning", "during"}:
            self.unread.append(f"{word} {words}".strip())
        elif word in {"", "in this", "in the", "of this", "of the", "here"}:
            self._loose(words)
        else:
            self._sum(word, words)

    def _party(self, side: str, words: str) -> None:
        """Take a name; kinds and statuses that stand after it are filters of their own."""
        name, trailing = _split_trailing(_ADDED.sub("", words))
        for value in trailing:
            self._flag(value)
        name = name.strip(" ,")
        if name.lower().startswith("the "):
            name = name[4:]
        if getattr(self, side) is None and name:
            setattr(self, side, name)
        elif name:
            self.unread.append(name)

    def _day(self, word: str, words: str) -> None:
        when = read_when(words)
        side = "since" if word in {"since", "after"} else "until"
        if when is None or getattr(self, side) is not None:
            self.unread.append(f"{word} {words}".strip())
        else:
            setattr(self, side, when)

    def _sum(self, word: str, words: str) -> None:
        match = _AMOUNT.match(words)
        amount = _number(match["number"]) if match else None
        if match is None or amount is None or self.over is not None:
            self.unread.append(f"{word} {words}".strip())
            return
        self.over = amount * _SCALES[(match["scale"] or "").lower()]
        named = (match["before"] or match["after"] or "").lower()
        self.currency = _SIGNS.get((match["sign"] or "").upper()) or _NAMES.get(named)
        rest = words[match.end() :].strip()
        if match["after"] and named not in _NAMES:
            rest = f"{match['after']} {rest}".strip()
        self._loose(rest)

    def _loose(self, words: str) -> None:
        """Take words that no clause word opens: kinds, statuses, a day; the rest is unread."""
        words = " ".join(words.lower().replace(",", " ").split())
        for phrase in sorted((*_STATUSES, *_LIVES), key=len, reverse=True):
            if " " in phrase and phrase in words:
                self._flag(phrase)
                words = words.replace(phrase, " ")
        left = []
        for word in _NOISE.sub(" ", words).split():
            if word in SORTS:
                self._flag(word)
            else:
                left.append(word)
        rest = " ".join(left)
        when = read_when(rest) if rest and self.since is None else None
        if when:
            self.since = when
        elif rest:
            self.unread.append(rest)

    def _flag(self, word: str) -> None:
        if word in _KINDS:
            self.kinds.append(_KINDS[word])
        elif word in _LIVES:
            self.lives.append(_LIVES[word])
        else:
            self.statuses.append(_STATUSES[word])


def _split_trailing(words: str) -> tuple[str, list[str]]:
    """Part a name from kinds and statuses behind it ("Germany military" is both)."""
    parts, found = words.split(), []
    while len(parts) > 1 and parts[-1].lower() in SORTS:
        found.append(parts.pop().lower())
    return " ".join(parts), found


def _number(text: str) -> Decimal | None:
    """Read "1,500.5" and "1.500"; a comma or point before exactly three digits groups."""
    text = text.rstrip(".,")
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", text, re.ASCII):
        text = text.replace(",", "")
    elif re.fullmatch(r"\d+,\d{1,2}", text, re.ASCII):
        text = text.replace(",", ".")
    try:
        return Decimal(text) if text.isascii() else None
    except InvalidOperation:
        return None
