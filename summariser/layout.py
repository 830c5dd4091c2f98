"""Records in, the three lines out, at most 280 characters each, with their evidence.

What an editor corrected is shown in the place of what the article says, marked as the editor's:
it has no evidence in the article, and must not look as if it had.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from summariser.records import (
    Actor,
    Article,
    Evidence,
    Line,
    Money,
    Pledge,
    PledgeKind,
    Role,
    Segment,
    Status,
    What,
)
from summariser.shorten import capital

WIDTH = 280
# Room kept for " · and 12 more".
_MORE = 16
_LONGEST_THING = 90
EDITOR = " (editor)"
"""Stands behind each value that is an editor's."""

_NAMED = {
    Status.UNDER_CONSIDERATION: "considered",
    Status.CONDITIONAL: "conditional",
    Status.REITERATED: "repeated",
    Status.FULFILLED: "delivered",
    Status.WITHDRAWN: "withdrawn",
}
_SIGNS = {"USD": "$", "GBP": "£", "EUR": "€", "AUD": "A$", "CAD": "C$", "NZD": "NZ$", "JPY": "¥"}
_SCALES = ((10**12, "tn"), (10**9, "bn"), (10**6, "m"))

# What follows a sum without a comma: "$5m for wells".
_CONTINUES = re.compile(r"(?:for|to|towards?|over|in|on|as)\s", re.IGNORECASE)

# How a desk writes them beside a name.
_SHORT = {
    "United Kingdom": "UK",
    "United States": "US",
    "European Union": "EU",
    "United Nations": "UN",
}

Unit = tuple[Segment, ...]


def layout(
    article: Article, what: What | None, actors: tuple[Actor, ...], pledges: tuple[Pledge, ...]
) -> tuple[Line, Line, Line]:
    """The three lines, in their order."""
    return (
        Line(label="What", segments=_what(article, what)),
        _listed("Actors", [_actor(actor) for actor in actors]),
        pledges_line(pledges, actors),
    )


def pledges_line(pledges: tuple[Pledge, ...], actors: tuple[Actor, ...]) -> Line:
    """The third line alone; the actors say for whom a person pledges."""
    bodies = {actor.name: role for actor in actors for role in actor.roles[:1] if role.affiliation}
    return _listed("Pledges", [_pledge(pledge, bodies) for pledge in pledges])


def _what(article: Article, what: What | None) -> Unit:
    if what is None:
        return (Segment(text="no text"),)
    source = _source(article)
    room = WIDTH - len(source)
    if what.worded:
        said = Segment(text=shorter(visible(what.text), room), evidence=what.evidence)
        return (said, Segment(text=source)) if source else (said,)
    pieces: list[Segment] = []
    if what.source:
        name = f"{shorter(visible(what.source.name), 60)}: "
        pieces.append(Segment(text=name, evidence=(what.source.evidence,)))
    used = sum(len(piece.text) for piece in pieces)
    for index, piece in enumerate(what.evidence):
        text = visible(piece.text)
        text = text if index else capital(text)
        gap = "" if not index or text[:1] in ",.;:" else " "
        text = shorter(gap + text, room - used)
        if not text.strip():
            break
        used += len(text)
        pieces.append(Segment(text=text, evidence=(piece,)))
    return (*pieces, Segment(text=source)) if source else tuple(pieces)


def _source(article: Article) -> str:
    """Give " (BBC, 19 Dec 2024)": outlet and day, as far as they are known."""
    day = f"{article.published.day} {article.published:%b %Y}" if article.published else ""
    outlet = shorter(" ".join((article.outlet or "").split()), 60)
    known = [part for part in (outlet, day) if part]
    return f" ({', '.join(known)})" if known else ""


def visible(text: str) -> str:
    """Text on one line, without characters that a reader cannot see."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def shorter(text: str, room: int) -> str:
    """At most ``room`` characters, cut between words, with an ellipsis when cut."""
    if len(text) <= room:
        return text
    cut = text[: max(room - 1, 0)]
    at = cut.rfind(" ")
    cut = cut[:at] if at > 0 else cut
    return cut.rstrip(" ,;:") + "…" if room > 0 else ""


def _listed(label: str, units: list[Unit]) -> Line:
    """Units divided by "·"; those that do not fit are counted."""
    if not units:
        return Line(label=label, segments=(Segment(text="none"),))
    shown: list[Segment] = []
    used = 0
    for index, unit in enumerate(units):
        length = sum(len(segment.text) for segment in unit) + (3 if index else 0)
        last = index == len(units) - 1
        if used + length > (WIDTH if last else WIDTH - _MORE):
            omitted = len(units) - index
            shown.append(Segment(text=f" · and {omitted} more" if shown else f"{omitted} too long"))
            return Line(label=label, segments=tuple(shown), omitted=omitted)
        if index:
            shown.append(Segment(text=" · "))
        shown.extend(unit)
        used += length
    return Line(label=label, segments=tuple(shown))


def _actor(actor: Actor) -> Unit:
    name = Segment(text=shorter(visible(actor.name), 60), evidence=actor.mentions[:1], strong=True)
    if not actor.roles or actor.roles[0].title == actor.name:
        return (name,)
    role = actor.roles[0]
    title = shorter(visible(role.title), 60)
    return name, Segment(text=", "), Segment(text=title, evidence=(role.evidence,))


def _pledge(pledge: Pledge, bodies: Mapping[str, Role]) -> Unit:
    told = {each.field: each.value for each in pledge.amended}
    parts: list[Segment] = [*_firmness(pledge, told)]
    if "pledger" in told:
        parts.extend(_ours(told["pledger"], "pledger not stated", 60, strong=True))
    elif pledge.pledger:
        name = shorter(visible(pledge.pledger.name), 60)
        parts.append(Segment(text=name, evidence=(pledge.pledger.evidence,), strong=True))
        if role := bodies.get(pledge.pledger.name):
            body = _SHORT.get(role.affiliation or "", role.affiliation or "")
            parts.append(
                Segment(text=f" ({shorter(visible(body), 40)})", evidence=(role.evidence,))
            )
    else:
        parts.append(Segment(text="pledger not stated"))
    if "recipient" in told:
        parts += [Segment(text=" → "), *_ours(told["recipient"], "nobody named", 60)]
    elif pledge.recipient:
        parts.append(Segment(text=" → "))
        name = shorter(visible(pledge.recipient.name), 60)
        parts.append(Segment(text=name, evidence=(pledge.recipient.evidence,)))
    parts.append(Segment(text=": "))
    if whole := _sum_inside(pledge, told):
        parts.extend(whole)
    else:
        much = _much(pledge, told)
        parts.extend(much)
        parts.extend(_thing(pledge, told, summed=bool(much)))
    if pledge.speaker:
        parts.append(_per(pledge.speaker.name, pledge.speaker.evidence))
    return tuple(parts)


def _ours(value: str | None, missing: str, room: int, *, strong: bool = False) -> Unit:
    """An editor's value, or the word for none, with its mark."""
    text = shorter(visible(value), room) if value else missing
    return Segment(text=text, strong=strong), Segment(text=EDITOR)


def _firmness(pledge: Pledge, told: Mapping[str, str | None]) -> Unit:
    if status := told.get("status"):
        return Segment(text=_NAMED.get(Status(status), status)), Segment(text=f"{EDITOR}: ")
    if pledge.status in _NAMED:
        return (Segment(text=f"{_NAMED[pledge.status]}: ", evidence=(pledge.evidence,)),)
    return ()


def _much(pledge: Pledge, told: Mapping[str, str | None]) -> Unit:
    """The sum, with whatever part of it an editor corrected."""
    if not told.keys() & {"amount", "currency", "per"}:
        return (_sum(pledge.amount),) if pledge.amount else ()
    was = pledge.amount
    amount = told.get("amount", str(was.amount) if was else None)
    currency = told.get("currency", was.currency if was else None)
    if amount is None or currency is None:
        return Segment(text="sum not stated"), Segment(text=EDITOR)
    per = told.get("per", was.per if was else None)
    modifier = was.modifier if was else None
    text = _qualified(Decimal(amount), currency, modifier=modifier, per=per)
    return Segment(text=text, strong=True), Segment(text=EDITOR)


def _sum_inside(pledge: Pledge, told: Mapping[str, str | None]) -> Unit:
    """The thing with its number where the article has it: "take in 600 asylum seekers".

    Empty for money, which a desk looks for in one place and form, and where the number stands
    outside the thing or would be cut off.
    """
    if pledge.amount is None or told.keys() & {"amount", "currency", "per", "what"}:
        return ()
    if _is_money(pledge.amount.currency):
        return ()
    thing, money = pledge.what, pledge.amount.evidence
    if not (thing.start < money.start and money.end <= thing.end):
        return ()
    before = thing.text[: money.start - thing.start]
    after = visible(thing.text[money.end - thing.start :])
    first = _without_taker(pledge, visible(before)) + " " * before[-1:].isspace()
    middle = visible(money.text)
    room = _LONGEST_THING - len(first) - len(middle)
    if room < 0 or not first.strip():
        return ()
    last = shorter(" " * (after[:1].isalnum() or after[:1] == "(") + after, room) if after else ""
    pieces = (
        Segment(text=first, evidence=(thing,)),
        Segment(text=middle, evidence=(money,), strong=True),
        Segment(text=last, evidence=(thing,)),
    )
    return tuple(piece for piece in pieces if piece.text)


def _thing(pledge: Pledge, told: Mapping[str, str | None], *, summed: bool) -> Unit:
    """What is promised; after a sum that names it all, only its kind."""
    if "what" in told:
        text = visible(told["what"] or "not stated")
        words = _ours(text, text, _LONGEST_THING)
        text = words[0].text
    elif pledge.amount and pledge.what == pledge.amount.evidence:
        return _kind(pledge, told)
    else:
        text = _without_taker(pledge, visible(pledge.what.text))
        text = shorter(text, _LONGEST_THING)
        words = (Segment(text=text, evidence=(pledge.what,)),)
    if not summed:
        return words
    return Segment(text=" " if _CONTINUES.match(text) else ", "), *words


def _kind(pledge: Pledge, told: Mapping[str, str | None]) -> Unit:
    if kind := told.get("kind"):
        return Segment(text=f", {kind}"), Segment(text=EDITOR)
    if pledge.kind in (PledgeKind.OTHER, PledgeKind.FINANCIAL):
        return ()
    return (Segment(text=f", {pledge.kind.value}", evidence=(pledge.evidence,)),)


def _without_taker(pledge: Pledge, text: str) -> str:
    """The thing without "to Kenya" at its start when an arrow to Kenya stands before it."""
    if pledge.recipient:
        taker = re.escape(visible(pledge.recipient.evidence.text))
        rest = re.sub(rf"^(?:to|for)\s(?:the\s)?{taker}\b[\s,]*", "", text)
        return rest or text
    return text


def _per(name: str, evidence: Evidence) -> Segment:
    return Segment(text=f" (per {shorter(visible(name), 40)})", evidence=(evidence,))


def _sum(money: Money) -> Segment:
    text = _qualified(money.amount, money.currency, modifier=money.modifier, per=money.per)
    return Segment(text=text, evidence=(money.evidence,), strong=True)


def _qualified(amount: Decimal, currency: str, *, modifier: str | None, per: str | None) -> str:
    text = short_sum(amount, currency)
    if modifier in ("up to", "at least", "more than", "over", "nearly", "about", "almost"):
        text = f"{modifier} {text}"
    return f"{text} a {per}" if per else text


def short_sum(amount: Decimal, currency: str) -> str:
    """Write "£225m", "A$1.5bn", "300 personnel", "5%": nothing rounded away."""
    if currency == "percent":
        return f"{plain(amount)}%"
    number = plain(amount)
    for scale, letter in _SCALES:
        scaled = amount / scale
        if scaled >= 1 and len(plain(scaled)) <= len("1234.5"):
            number = plain(scaled) + letter
            break
    if currency in _SIGNS:
        return _SIGNS[currency] + number
    return f"{currency} {number}" if _is_money(currency) else f"{number} {currency}"


def _is_money(currency: str) -> bool:
    return len(currency) == 3 and currency.isupper()


def plain(amount: Decimal) -> str:
    """A number with thousands marked and no zeros after the point."""
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
