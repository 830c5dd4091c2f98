"""Two briefings of one story in, what the later one changes in substance out, in words.

A version is made for what a desk would act on: a new pledge, another sum, another status, another
key actor in the first line, another count of the same thing ("seven dead", then "31 dead"), or a
correction that says so. A copy, a conversion of the same sum and the same news in other words
change nothing; nor does a pledge that the later article merely leaves out.
"""

import re
from collections.abc import Iterator

from bot.claims import likeness, party, same_party
from bot.rates import one_sum
from bot.traits import stem, words
from summariser import ActorKind, Briefing, Money, Pledge, Salience, Status

ALIKE = 0.5
"""Likeness of two purposes from which pledges without a common sum are one."""

_STATUS = {
    Status.PLEDGED: "pledged",
    Status.UNDER_CONSIDERATION: "considered",
    Status.CONDITIONAL: "conditional",
    Status.REITERATED: "repeated",
    Status.FULFILLED: "delivered",
    Status.WITHDRAWN: "withdrawn",
}
_WRITTEN = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_COUNT = re.compile(
    rf"\b(\d[\d,.]*|(?:{'|'.join(_TENS)})(?:-[a-z]+)?|{'|'.join(_WRITTEN)})"
    r"\s+(?:more\s+)?([a-z]{3,})\b",
    re.IGNORECASE,
)
_NOT_COUNTED = frozenset({"million", "billion", "trillion", "thousand", "per", "percent", "year"})
_CORRECTION = re.compile(
    r"\b(?:correction|corrected|corrects|retracts?|retracted)\b", re.IGNORECASE
)


def changed(old: Briefing, new: Briefing) -> tuple[str, ...]:
    """Say in words what the later briefing changes in substance; nothing when it does not.

    Args:
        old: Of the version before.
        new: Of the article that has come; a pledge that it does not tell is not taken back.
    """
    return (*_pledges(old, new), *_counts(old, new), *_actors(old, new), *_correction(old, new))


def only_bettered(now: Briefing, before: Briefing | None) -> bool:
    """Tell whether a version has a model's proved words for the same substance and nothing new.

    Such a version edits the post, and nobody needs to be told that it did.
    """
    if before is None or before.article != now.article or not _by_model(now) or _by_model(before):
        return False
    return not changed(before, now)


def _by_model(briefing: Briefing) -> bool:
    worded = briefing.what is not None and briefing.what.worded
    return worded or any("model" in pledge.reasons for pledge in briefing.pledges)


def _pledges(old: Briefing, new: Briefing) -> Iterator[str]:
    year = new.as_of.year
    for pledge in new.pledges:
        was = _same(pledge, old.pledges, year)
        if was is None:
            if pledge.core and pledge.pledger and pledge.status is not Status.REITERATED:
                yield f"new: {_words(pledge)}"
            continue
        if pledge.status not in {was.status, Status.REITERATED}:
            yield f"{_STATUS[pledge.status]}, was {_STATUS[was.status]}: {_words(pledge)}"
        if pledge.amount and was.amount and not _one_sum(pledge.amount, was.amount, year):
            yield f"was {_sum(was.amount)}, now {_sum(pledge.amount)}: {_words(pledge)}"
        elif pledge.amount and not was.amount:
            yield f"now with a sum, {_sum(pledge.amount)}: {_words(pledge)}"


def _same(pledge: Pledge, known: tuple[Pledge, ...], year: int) -> Pledge | None:
    """Find the pledge as it was told before: the same sum first, else the same purpose."""
    near = [each for each in known if _parties(pledge, each)]
    for each in near:
        if pledge.amount and each.amount and _one_sum(pledge.amount, each.amount, year):
            return each
    mine = words(pledge.what.text)
    scored = [(likeness(mine, words(each.what.text)), n, each) for n, each in enumerate(near)]
    best = max(scored, key=lambda one: (one[0], -one[1]), default=None)
    return best[2] if best and best[0] >= ALIKE else None


def _parties(one: Pledge, other: Pledge) -> bool:
    if one.pledger is None or other.pledger is None:
        return one.pledger is other.pledger
    if not same_party(one.pledger.name, other.pledger.name):
        return False
    if one.recipient is None or other.recipient is None:
        return True
    return bool(party(one.recipient.name) & party(other.recipient.name))


def _one_sum(one: Money, other: Money, year: int) -> bool:
    pair = (one.amount, one.currency), (other.amount, other.currency)
    return one.per == other.per and one_sum(*pair, year=year)


def _counts(old: Briefing, new: Briefing) -> Iterator[str]:
    """Compare counts of the same thing in the first line, where both count it once."""
    was, now = _counted(old), _counted(new)
    for thing in was.keys() & now.keys():
        if was[thing] != now[thing] and None not in {was[thing], now[thing]}:
            yield f"{thing}: {was[thing]}, now {now[thing]}"


def _counted(briefing: Briefing) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for count, said in _COUNT.findall(briefing.what.text if briefing.what else ""):
        number, thing = _number(count.lower()), stem(said)
        if thing in _NOT_COUNTED:
            continue
        found[thing] = number if found.get(thing, number) == number else None
    return found


def _number(said: str) -> str:
    tens, _, ones = said.partition("-")
    if tens in _TENS:
        return str(
            10 * _TENS.index(tens) + 20 + (_WRITTEN.index(ones) + 1 if ones in _WRITTEN else 0)
        )
    return str(_WRITTEN.index(said) + 1) if said in _WRITTEN else said.replace(",", "").rstrip(".")


def _actors(old: Briefing, new: Briefing) -> Iterator[str]:
    """Name the person who acts in the first line now and was nowhere before.

    Places and bodies come and go with an outlet's way of telling; who acts is news.
    """
    line = f" {' '.join(words(new.what.text))} " if new.what else ""
    for actor in new.actors:
        if actor.salience is not Salience.KEY or actor.kind is not ActorKind.PERSON:
            continue
        names = (actor.name, *actor.aliases)
        told = any(f" {' '.join(words(name))} " in line for name in names)
        if told and not any(same_party(actor.name, known.name) for known in old.actors):
            role = f", {actor.role}" if actor.role else ""
            yield f"new in it: {actor.name}{role}"


def _correction(old: Briefing, new: Briefing) -> Iterator[str]:
    said, before = (each.what.text if each.what else "" for each in (new, old))
    if _CORRECTION.search(said) and not _CORRECTION.search(before):
        yield f"corrected: {said}"


def _words(pledge: Pledge) -> str:
    who = pledge.pledger.name if pledge.pledger else "someone"
    to = f" → {pledge.recipient.name}" if pledge.recipient else ""
    much = f": {_sum(pledge.amount)}" if pledge.amount else ""
    return f"{who}{to}{much}, {' '.join(pledge.what.text.split())}"


def _sum(money: Money) -> str:
    amount = f"{money.amount.normalize():,f}"
    return " ".join(
        part
        for part in (money.modifier, money.currency, amount, f"a {money.per}" if money.per else "")
        if part
    )
