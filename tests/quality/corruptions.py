"""Right proposals in, wrong ones by kind out: seeded, and each surely false by the text.

A corruption changes one thing of one proposal that the prover shows when it is left alone, so
that none counts as caught because it would never have been shown. Each comes with a test that
says whether a briefing made of it tells the falsehood.
"""

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from summariser import Briefing, Evidence, Pledge, Status
from tests.quality.names import canon

Row = Mapping[str, Any]
Claim = dict[str, Any]

_FIRM = {Status.PLEDGED, Status.FULFILLED, Status.REITERATED}
_NOT = re.compile(
    r"\b(?:not|never|no longer|no|cannot)\b ?|n['’]t\b|\bruled out\b ?"
    r"|\b(?:refus\w+|declin\w+|reject\w+|den(?:y|ies|ied))(?: to)?\b ?"
)
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_UNITS = ("personnel", "vehicles", "percent", "tonnes", "hospitals")
_CURRENCIES = ("USD", "EUR", "GBP", "AUD", "JPY", "NOK", "INR")
_ROLES = (
    *("Prime Minister", "President", "Foreign Minister", "chief executive", "Defence Secretary"),
    *("Secretary General", "finance minister", "spokesman", "opposition leader", "ambassador"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corruption:
    """One falsehood.

    Attributes:
        kind: What was done.
        answer: The whole answer with it.
        told: Whether a briefing tells it.
    """

    kind: str
    answer: Claim
    told: Callable[[Briefing], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """An answer of which these parts are true and shown.

    Attributes:
        row: The article with its annotation.
        pledges: Indices of pledges in ``answer``; ``truths``: the annotated pledge of each.
        shown: The briefing that the answer makes.
    """

    row: Row
    answer: Claim
    pledges: tuple[int, ...]
    truths: Mapping[int, Row]
    shown: Briefing


def corruptions(right: Right, others: Sequence[Row], seed: str) -> Iterator[Corruption]:
    """Corrupt one answer in every way that applies.

    Args:
        right: What is corrupted.
        others: Annotations of other articles, for names.
        seed: Makes the same corruptions again.
    """
    dice = random.Random(seed)  # noqa: S311 # no secret: a test's dice
    for index in right.pledges:
        claim, truth = right.answer["pledges"][index], right.truths[index]
        for kind, change, told in _of_pledge(right, claim, truth, others, dice):
            answer = json.loads(json.dumps(right.answer))
            answer["pledges"][index] |= change
            # The others of the answer must not tell the truth in its place.
            answer["pledges"] = [answer["pledges"][index]]
            yield Corruption(kind=kind, answer=answer, told=told)
    yield from _negations(right)
    yield from _roles(right, dice)
    yield from _lines(right, others, dice)


_Change = tuple[str, Claim, Callable[[Briefing], bool]]


def _of_pledge(
    right: Right, claim: Claim, truth: Row, others: Sequence[Row], dice: random.Random
) -> Iterator[_Change]:
    text = right.row["text"]
    place = text.find(claim["quote"])
    shown = [one for one in _model(right.shown) if _over(one.evidence, place, claim["quote"])]
    if place < 0 or not shown:
        return
    yield from _sums(right, claim, truth, shown, dice)
    yield from _names(right, claim, truth, others, dice)
    if truth["status"] in ("under_consideration", "conditional"):
        kind = "considering_to_pledged" if truth["status"][0] == "u" else "condition_dropped"
        yield kind, {"status": "pledged"}, _firmer
        yield kind, {"status": "fulfilled"}, _firmer
    yield from _glued(text, claim["quote"], dice)
    bare = _NOT.sub("", claim["quote"])
    if bare != claim["quote"]:
        yield "negation_dropped", {"quote": bare, "status": "pledged"}, _any_of(text, bare)


def _sums(
    right: Right, claim: Claim, truth: Row, shown: Sequence[Pledge], dice: random.Random
) -> Iterator[_Change]:
    amount = claim["amount"]
    said = [one.amount for one in shown if one.amount]
    if amount is None or not said or not any(float(one.amount) == amount for one in said):
        return
    also = [_pair(alt) for alt in truth.get("alt_amounts") or ()]
    right_ones = {amount, *(value for value, _ in also)}
    near = [p["amount"] for p in _pledges(right.row) if p["amount"] not in {None, *right_ones}]
    numbers = [_plain(n) for n in _NUMBER.findall(claim["quote"])]
    wrong = {
        "amount_times": amount * dice.choice((10, 100, 1000)),
        "amount_part": amount / dice.choice((10, 1000)),
        "amount_near": amount + dice.choice((1, -1)) * max(1, round(amount * 0.2)),
        "amount_of_another": dice.choice(near) if near else None,
        "number_beside": next((n for n in numbers if n not in right_ones and n < 3000), None),
    }
    for kind, value in wrong.items():
        if value and value not in right_ones:
            yield kind, {"amount": value}, _has_amount(claim["quote"], value)
    digits = _NUMBER.search(claim["quote"])
    if digits:
        forged = claim["quote"].replace(digits.group(), str(int(dice.random() * 800) + 101), 1)
        yield "amount_in_quote", {"quote": forged, "amount": 777}, _any_of("", forged)
    unit = said[0].currency
    pool = _CURRENCIES if unit.isupper() else _UNITS
    true = {unit.rstrip("s"), *(str(code).rstrip("s") for _, code in also)}
    other = dice.choice([each for each in pool if each.rstrip("s") not in true])
    if unit.isupper():
        yield "currency", {"currency": other}, _has_unit(claim["quote"], other)
        other = dice.choice(_UNITS)
    yield "unit", {"currency": other}, _has_unit(claim["quote"], other)


def _names(
    right: Right, claim: Claim, truth: Row, others: Sequence[Row], dice: random.Random
) -> Iterator[_Change]:
    pledger, recipient = claim["pledger"], claim["recipient"]
    one = pledger and recipient and same_name(pledger, recipient)
    if pledger and recipient and not one and " and " not in pledger + recipient:
        turned = {"pledger": recipient, "recipient": pledger}
        yield "parties_swapped", turned, _bound(claim["quote"], recipient, pledger)
    own = [actor["name"] for actor in _gold(right.row)["actors"]]
    own += [form for a in _gold(right.row)["actors"] for form in _forms(a)]
    parties = [n for n in (pledger, recipient, truth["pledger"], truth["recipient"]) if n]
    strange = [
        a["name"] for row in others for a in _gold(row)["actors"]
        if not any(same_name(a["name"], mine) for mine in (*own, *parties))
        and a["name"] not in right.row["text"]
    ]  # fmt: skip
    inside = [
        a["name"] for a in _gold(right.row)["actors"]
        if not any(same_name(form, p) for form in (a["name"], *_forms(a)) for p in parties)
        and not any(_linked(a, p) for p in parties)
    ]  # fmt: skip
    for where, names in (("elsewhere", strange), ("same_article", inside)):
        if names:
            name = dice.choice(names)
            for field in ("pledger", "recipient", "speaker"):
                if field != "speaker" or where == "elsewhere":
                    kind = f"{field}_from_{where}"
                    yield kind, {field: name}, _party(field, name)


def _linked(actor: Row, party: str) -> bool:
    """A minister and the country bound, or two names that share a word, are not surely another."""
    kin = f"{actor.get('affiliation') or ''} {actor.get('role') or ''}"
    words = set(re.findall(r"\w{4,}", party.lower()))
    mine = set(re.findall(r"\w{4,}", f"{actor['name']} {kin}".lower()))
    return bool({w[:5] for w in words} & {w[:5] for w in mine})


def _forms(actor: Row) -> Sequence[str]:
    found = actor.get("aliases") or actor.get("mentions") or ()
    return list(found)


def _glued(text: str, quote: str, dice: random.Random) -> Iterator[_Change]:
    words = quote.split()
    sentences = [
        s for s in re.split(r"(?<=[.!?])\s+", text) if len(s.split()) > 8 and quote not in s
    ]
    if len(words) < 6 or not sentences:
        return
    for tie in (" ", " ... ", ", "):
        other = dice.choice(sentences).split()
        glued = " ".join(words[: len(words) // 2]) + tie + " ".join(other[len(other) // 2 :])
        if glued not in text:
            yield "evidence_glued", {"quote": glued}, _any_of("", glued)


def _negations(right: Right) -> Iterator[Corruption]:
    """Refusals of the text told as pledges, quoted from behind the negation on."""
    for row in _gold(right.row)["non_pledges"]:
        if not re.search(r"refus|deni", row["why"]):
            continue
        place = right.row["text"].find(row["evidence"])
        behind = _NOT.search(row["evidence"])
        quotes = [row["evidence"]]
        if behind:
            quotes += [row["evidence"][behind.end() :].strip(), _NOT.sub("", row["evidence"])]
        for quote in quotes:
            claim = {**_empty(), "quote": quote}
            answer = {**right.answer, "pledges": [claim]}
            if place >= 0 and len(quote.split()) > 2:
                told = _any_of(right.row["text"], row["evidence"])
                yield Corruption(kind="negation_dropped", answer=answer, told=told)


def _roles(right: Right, dice: random.Random) -> Iterator[Corruption]:
    gold = _gold(right.row)["actors"]
    for number, actor in enumerate(right.answer["actors"]):
        mine = [a for a in gold if same_name(a["name"], actor["name"])]
        known = " ".join(str(a.get("role") or "") for a in mine).lower()
        borrowed = [
            a.get("role_text") or a["role"] for a in gold if a not in mine and a.get("role")
        ]
        for kind, pool in (("role_invented", _ROLES), ("role_of_another", borrowed)):
            wrong = [r for r in pool if r and not _common(r, known)]
            if not wrong or not any(same_name(a.name, actor["name"]) for a in right.shown.actors):
                continue
            role = dice.choice(wrong)
            actors = [dict(each) for each in right.answer["actors"]]
            actors[number]["role"] = role
            yield Corruption(
                kind=kind,
                answer={**right.answer, "actors": actors},
                told=_has_role(actor["name"], role, right.shown),
            )


def _common(role: str, known: str) -> bool:
    return any(word in known for word in re.findall(r"\w{4,}", role.lower()))


def _lines(right: Right, others: Sequence[Row], dice: random.Random) -> Iterator[Corruption]:
    """Change line 1, where the true one is shown."""
    what = right.shown.what
    if what is None or not what.worded:
        return
    line = what.text
    cited = " ".join(each.text for each in what.evidence)
    names = [
        actor.name for actor in right.shown.actors if actor.name in line and actor.name in cited
    ]
    if len(names) > 1:
        one, other = names[0], names[1]
        named = one[0].isupper() and other[0].isupper()  # no "medical charity" for its own name
        if named and one not in other and other not in one:
            turned = line.replace(one, "\0").replace(other, one).replace("\0", other)
            yield _line(right, "line_swapped", turned)
    yield from _renamed(right, names, line, others, dice)
    for digits in _NUMBER.findall(line)[:2]:
        yield _line(right, "line_number", line.replace(digits, f"{_plain(digits) * 3 + 1:g}", 1))
    bare = re.sub(r"\b(?:not|never|no longer) |n['’]t\b", "", line)
    if bare != line:
        yield _line(right, "line_negation_dropped", bare)
    for verb in (" will ", " has ", " is "):
        if verb in line and f"{verb}not " not in line:
            yield _line(right, "line_negation_added", line.replace(verb, f"{verb}not ", 1))


def _renamed(
    right: Right, names: Sequence[str], line: str, others: Sequence[Row], dice: random.Random
) -> Iterator[Corruption]:
    strange = [
        a["name"] for row in others for a in _gold(row)["actors"]
        if a["name"] not in right.row["text"] and a["name"][0].isupper()
        and not any(same_name(a["name"], x["name"]) for x in _gold(right.row)["actors"])
    ]  # fmt: skip
    if names and strange:
        yield _line(right, "line_name", line.replace(names[0], dice.choice(strange), 1))
    role = dice.choice(_ROLES)
    if names and role.lower() not in right.row["text"].lower():
        yield _line(right, "line_role", line.replace(names[0], f"{role} {names[0]}", 1))


def _line(right: Right, kind: str, text: str) -> Corruption:
    answer = {**right.answer, "what": {**right.answer["what"], "text": text}}
    same = " ".join(text.split())
    return Corruption(kind=kind, answer=answer, told=lambda b: bool(b.what and b.what.text == same))


def _empty() -> Claim:
    fields = ("pledger", "recipient", "amount", "currency", "speaker")
    return {**dict.fromkeys(fields), "status": "pledged"}


def _gold(row: Row) -> Row:
    found: Row = row.get("gold") or row
    return found


def _pledges(row: Row) -> Sequence[Row]:
    found: Sequence[Row] = _gold(row)["pledges"]
    return found


def _pair(alt: Any) -> tuple[float, str]:
    """Either an object or a pair: both forms stand in the corpus."""
    return (alt["amount"], alt["currency"]) if isinstance(alt, Mapping) else (alt[0], alt[1])


def _plain(number: str) -> float:
    try:
        return float(number.replace(",", ""))
    except ValueError:
        return 0.0


def _model(briefing: Briefing) -> list[Pledge]:
    """Pledges that came of the answer; the offline reading's own are not its falsehoods."""
    return [one for one in briefing.pledges if "model" in one.reasons]


def _over(evidence: Evidence, place: int, quote: str) -> bool:
    return evidence.start < place + len(quote) and place < evidence.end


def _firmer(briefing: Briefing) -> bool:
    return any(one.status in _FIRM for one in _model(briefing))


def _any_of(text: str, quote: str) -> Callable[[Briefing], bool]:
    """A pledge shown at the quote, or anywhere when the quote is not in the text."""
    place = text.find(quote) if text else -1
    return lambda b: any(place < 0 or _over(one.evidence, place, quote) for one in _model(b))


def _has_amount(quote: str, value: float) -> Callable[[Briefing], bool]:
    del quote
    return lambda b: any(one.amount and float(one.amount.amount) == value for one in _model(b))


def _has_unit(quote: str, unit: str) -> Callable[[Briefing], bool]:
    del quote
    return lambda b: any(
        one.amount and one.amount.currency.rstrip("s") == unit.rstrip("s") for one in _model(b)
    )


def _bound(quote: str, pledger: str, recipient: str) -> Callable[[Briefing], bool]:
    del quote
    return lambda b: any(
        (one.pledger and same_name(one.pledger.name, pledger))
        or (one.recipient and same_name(one.recipient.name, recipient))
        for one in _model(b)
    )


def _party(field: str, name: str) -> Callable[[Briefing], bool]:
    def told(briefing: Briefing) -> bool:
        parties = [getattr(one, field) for one in _model(briefing)]
        return any(party and same_name(party.name, name) for party in parties)

    return told


def _has_role(name: str, role: str, shown: Briefing) -> Callable[[Briefing], bool]:
    before = {actor.role for actor in shown.actors if same_name(actor.name, name)}

    def told(briefing: Briefing) -> bool:
        return any(
            actor.role is not None
            and actor.role not in before
            and _common(role, actor.role.lower())
            for actor in briefing.actors
            if same_name(actor.name, name)
        )

    return told


def same_name(one: str, other: str) -> bool:
    """Compare names loosely: one that is the beginning or end of the other is the same."""
    a, b = canon(one).split(), canon(other).split()
    if len(a) > len(b):
        a, b = b, a
    return bool(a) and (b[: len(a)] == a or b[-len(a) :] == a)
