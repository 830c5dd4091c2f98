"""Two briefings of one story in, what the later one changes in substance out, in words.

A version is made for what a desk would act on: a new pledge, another sum, another status, another
key actor in the first line, another count of the same thing ("seven dead", then "31 dead"), or a
correction that says so. A copy, a conversion of the same sum and the same news in other words
change nothing; nor does a pledge that the later article merely leaves out.
"""

import dataclasses
import re
from collections.abc import Iterable, Iterator

from bot.amending import corrections_since
from bot.claims import likeness, party, same_party
from bot.rates import one_sign, one_sum
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
_LOOSE = frozenset({Status.UNDER_CONSIDERATION, Status.CONDITIONAL})
_ENDS = frozenset({Status.FULFILLED, Status.WITHDRAWN})
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
_HOW_MANY = rf"(\d[\d,]*|(?:{'|'.join(_TENS)})(?:-[a-z]+)?|{'|'.join(_WRITTEN)})"
_DEAD = re.compile(
    rf"\b{_HOW_MANY}\b(?:[\s,]+[\w'’-]+){{0,7}}?[\s,]+"
    r"(?:dead|died|deaths|killed|bodies|drowned|lost their lives)\b"
    rf"|\b(?:killed|death toll (?:rose|climbed|reached)\D{{0,20}})\s+(?:at least\s+)?{_HOW_MANY}\b",
    re.IGNORECASE,
)
_STAGES = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (
        r"arriv(?:es|ed)|land(?:s|ed) (?:in|at)|deliver(?:s|ed)|transferred|reached",
        r"suspend(?:s|ed)|freez(?:es)|froze|frozen|halt(?:s|ed)|grounded",
        r"postpon(?:es|ed)|delay(?:s|ed)|called off|cancel(?:s|led)|came to an end",
        r"withdr(?:ew|awn|aws)|drop(?:s|ped)|abandon(?:s|ed)|pull(?:s|ed) out|scrapp(?:s|ed)",
        r"accept(?:s|ed)|agreed (?:in principle|to)|reach(?:es|ed) (?:a|an) (?:deal|agreement)",
        r"adopt(?:s|ed)|approv(?:es|ed)|ratif(?:ies|ied)|sign(?:s|ed)|enact(?:s|ed)",
        r"reject(?:s|ed)|refus(?:es|ed)|turn(?:s|ed) (?:it |them )?down|overturn(?:s|ed)",
        r"cut (?:its|their|the)|trim(?:s|med)|lower(?:s|ed)|rais(?:es|ed)|doubl(?:es|ed)",
        r"resign(?:s|ed)|arrest(?:s|ed)|charged|convicted|acquitted|freed|released",
    )
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
    told = (*_pledges(old, new), *_counts(old, new), *_actors(old, new), *_correction(old, new))
    return told or tuple(_stages(old, new))


def repeats(latest: Briefing, new: Briefing, earlier: Iterable[Briefing]) -> bool:
    """Say whether all that a briefing changes of the latest version was told by an earlier one.

    Each version tells what one outlet told, so a pledge of the first one may be missing in the
    third, and a sum that was put right is repeated by whoever has not heard. What is withdrawn or
    delivered, or takes another turn, is news each time.
    """
    if tuple(_pledges(latest, new)) != changed(latest, new):
        return False
    before = tuple(earlier)
    for pledge in new.pledges:
        alone = dataclasses.replace(new, pledges=(pledge,))
        was = _same(pledge, latest.pledges, new.as_of.year)
        if was and _turned(pledge, was):
            return False
        if any(_pledges(latest, alone)) and all(any(_pledges(old, alone)) for old in before):
            return False
    return True


def only_bettered(now: Briefing, before: Briefing | None) -> bool:
    """Tell whether a version has a model's proved words for the same substance and nothing new.

    Such a version edits the post, and nobody needs to be told that it did.
    """
    if before is None or before.article != now.article or not _by_model(now) or _by_model(before):
        return False
    return not changed(before, now) and corrections_since(now, before) is None


def _by_model(briefing: Briefing) -> bool:
    worded = briefing.what is not None and briefing.what.worded
    return worded or any("model" in pledge.reasons for pledge in briefing.pledges)


def _pledges(old: Briefing, new: Briefing) -> Iterator[str]:
    year = new.as_of.year
    for pledge in new.pledges:
        was = _same(pledge, old.pledges, year)
        if was is None:
            if _is_news(pledge, later=new.as_of > old.as_of):
                yield f"new: {_words(pledge)}"
            continue
        if _turned(pledge, was):
            yield f"{_STATUS[pledge.status]}, was {_STATUS[was.status]}: {_words(pledge)}"
        if pledge.amount and was.amount and not _one_sum(pledge.amount, was.amount, year):
            yield f"was {_sum(was.amount)}, now {_sum(pledge.amount)}: {_words(pledge)}"
        elif pledge.amount and not was.amount:
            yield f"now with a sum, {_sum(pledge.amount)}: {_words(pledge)}"


def _turned(pledge: Pledge, was: Pledge) -> bool:
    """Say whether a pledge stands otherwise than before."""
    firm = pledge.status not in _LOOSE or pledge.amount is not None
    return firm and pledge.status not in {was.status, Status.REITERATED}


def _is_news(pledge: Pledge, *, later: bool) -> bool:
    """Say whether a pledge that was not told before makes a version.

    What arrives or is taken back is news whoever gave it. What is only considered needs a sum,
    and what has no sum a later day: outlets of one day tell the same promise in their own words,
    and each adds what it would itself do next.
    """
    if not pledge.core or pledge.status is Status.REITERATED:
        return False
    if pledge.status in _ENDS and pledge.amount:
        return True
    if pledge.pledger is None:
        return False
    return pledge.amount is not None or (later and pledge.status not in _LOOSE)


def _same(pledge: Pledge, known: tuple[Pledge, ...], year: int) -> Pledge | None:
    """Find the pledge as it was told before: the same sum first, else the same purpose.

    In one story one sum is one pledge, although one outlet names the minister, another the
    country and a third nobody.
    """
    near = [each for each in known if _parties(pledge, each)]
    for each in (*near, *known):
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
    """Compare sums; a dollar or rupee whose country one outlet leaves out is the other's."""
    pair = (one.amount, one.currency), (other.amount, other.currency)
    if one.per != other.per:
        return False
    return one_sign(*pair) or one_sum(*pair, year=year)


def _counts(old: Briefing, new: Briefing) -> Iterator[str]:
    """Compare counts of the same thing in the first line, where both count it once."""
    was, now = _counted(old), _counted(new)
    others = [
        thing
        for thing in sorted(was.keys() & now.keys())
        if was[thing] != now[thing] and None not in {was[thing], now[thing]}
    ]
    yield from (f"{thing}: {was[thing]}, now {now[thing]}" for thing in others)
    if others:
        return
    dead, told = _dead(new), _dead(old)
    if dead and not dead.keys() & told.keys() and (told or new.as_of > old.as_of):
        most = max(dead)
        before = f"{max(told)}, now " if told else ""
        yield f"dead: {before}{most} ({dead[most]})"


def _counted(briefing: Briefing) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for count, said in _COUNT.findall(briefing.what.text if briefing.what else ""):
        number, thing = _number(count.lower()), stem(said)
        if thing in _NOT_COUNTED:
            continue
        found[thing] = number if found.get(thing, number) == number else None
    return found


def _dead(briefing: Briefing) -> dict[int, str]:
    """Find how many are told to have died, with the words that say so."""
    text = briefing.what.text if briefing.what else ""
    found = {}
    for match in _DEAD.finditer(text):
        said = next(group for group in match.groups() if group)
        found[int(float(_number(said.lower())))] = " ".join(match[0].split())
    return found


def _stages(old: Briefing, new: Briefing) -> Iterator[str]:
    """Name the turn that the affair has taken since, on a later day."""
    if new.as_of <= old.as_of or not new.what:
        return
    before = old.what.text if old.what else ""
    for stage in _STAGES:
        found = stage.search(new.what.text)
        if found and not stage.search(before):
            yield f"since then {found[0].lower()}: {new.what.text}"
            return


def _number(said: str) -> str:
    tens, _, ones = said.partition("-")
    if tens in _TENS:
        return str(
            10 * _TENS.index(tens) + 20 + (_WRITTEN.index(ones) + 1 if ones in _WRITTEN else 0)
        )
    return str(_WRITTEN.index(said) + 1) if said in _WRITTEN else said.replace(",", "").rstrip(".")


def _actors(old: Briefing, new: Briefing) -> Iterator[str]:
    """Name the person who acts in the first line now and was nowhere before.

    Places and bodies come and go with an outlet's way of telling; who acts is news, on a later
    day or with a role: on one day each outlet has its own people to talk to.
    """
    line = f" {' '.join(words(new.what.text))} " if new.what else ""
    for actor in new.actors:
        if actor.salience is not Salience.KEY or actor.kind is not ActorKind.PERSON:
            continue
        if new.as_of <= old.as_of and not actor.role:
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
