"""Briefings in, claims out: what one article says of one pledge, ready to be matched.

A claim is evidence and never changes; what it is taken to mean (which entry, which relation) is
decided in `ledger` and may be decided anew.
"""

import dataclasses
import datetime as dt
import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.clauses import arrived_of, only_promised
from bot.portions import adding, portions
from bot.traits import Rarity, country, words
from summariser import ActorKind, Article, Briefing, Pledge, PledgeKind, Status

_GENERIC = frozenset(
    words(
        "the a an of and for in its his her group company plc ltd inc corp co people national "
        "federal state republic government ministry minister department office president prime "
        "secretary chancellor mr mrs ms dr"
    )
)
_SAME = {
    ("uk",): "united kingdom",
    ("britain",): "united kingdom",
    ("great", "britain"): "united kingdom",
    ("united", "kingdom"): "united kingdom",
    ("us",): "united states",
    ("usa",): "united states",
    ("america",): "united states",
    ("united", "state"): "united states",
    ("united", "state", "of", "america"): "united states",
    ("eu",): "european union",
    ("european", "union"): "european union",
    ("european", "commission"): "european union",
    ("un",): "united nations",
    ("united", "nation"): "united nations",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one article says of one pledge.

    Attributes:
        article: Key of the article.
        position: Place among the article's pledges, 0 first.
        published: When it was said to the public, aware UTC.
        story: Story of the article, where it is known.
        speaker: The person who said it for the pledger, where that was the name that was found.
        amount: Full number, in ``currency`` (ISO 4217 or a unit).
        what: The thing promised, in the article's words.
        evidence: The proving clause.
        start: Where the clause begins in the article, code points.
        context: The sentence around the clause; relations often stand beside it ("raised").
        title: The headline, which speaks of the article's first pledge.
    """

    article: str
    position: int
    published: dt.datetime
    pledger: str | None
    recipient: str | None
    amount: Decimal | None
    currency: str | None
    what: str
    kind: PledgeKind
    status: Status
    evidence: str
    deadline: str | None = None
    per: str | None = None
    modifier: str | None = None
    story: int | None = None
    outlet: str | None = None
    family: str | None = None
    speaker: str | None = None
    start: int = 0
    context: str = ""
    title: str = ""

    @property
    def key(self) -> str:
        """Stable key: the same pledge of the same article, whenever it is read again."""
        return f"{self.article}:{self.start}:{self.position}"

    @property
    def order(self) -> tuple[dt.datetime, str, str, str, int]:
        """Sort as the public learned it.

        Many outlets give a day and no hour; their names come before the article's key, which
        depends on who was read first.
        """
        return self.published, self.outlet or "", self.title, self.article, self.position

    @property
    def sum(self) -> tuple[Decimal, str] | None:
        """Amount and currency, when a sum was said."""
        return (self.amount, self.currency) if self.amount is not None and self.currency else None


def claims(
    article: Article, briefing: Briefing, *, seen: dt.datetime, story: int | None, family: str
) -> tuple[Claim, ...]:
    """Give the claims of one article, in the briefing's order."""
    bodies = _bodies(briefing)
    read = tuple(
        Claim(
            article=article.id,
            position=position,
            published=article.published or seen,
            story=story,
            outlet=article.outlet,
            family=family,
            pledger=_bound(pledge, bodies),
            speaker=_speaker(pledge, bodies),
            recipient=pledge.recipient.name if pledge.recipient else None,
            amount=_amount(pledge),
            currency=pledge.amount.currency if pledge.amount else None,
            per=pledge.amount.per if pledge.amount else None,
            modifier=pledge.amount.modifier if pledge.amount else None,
            what=pledge.what.text,
            kind=pledge.kind,
            status=_status(pledge),
            deadline=pledge.deadline.date if pledge.deadline else None,
            evidence=pledge.evidence.text,
            start=pledge.evidence.start,
            title=article.title or "",
            context=sentence(article.text, pledge.evidence.start, pledge.evidence.end),
        )
        for position, pledge in enumerate(briefing.pledges)
    )
    return (*read, *_parts(article.text, briefing.pledges, read))


def _parts(text: str, pledges: Sequence[Pledge], read: Sequence[Claim]) -> Sequence[Claim]:
    """Give claims of the parts that the text names of a sum and that were not read as pledges."""
    made: list[Claim] = []
    for pledge, whole in zip(pledges, read, strict=True):
        if pledge.amount is None or whole.sum is None or not _MONEY.fullmatch(whole.sum[1]):
            continue
        known = [each.sum[0] for each in (*read, *made) if each.sum and each.sum[1] == whole.sum[1]]
        for part in adding(known, portions(text, whole.sum[0], pledge.amount.evidence.end)):
            made.append(
                dataclasses.replace(
                    whole,
                    position=len(read) + len(made),
                    amount=part.amount,
                    per=None,
                    modifier=None,
                    deadline=None,
                    what=part.what or text[part.start : part.end],
                    evidence=text[part.start : part.end],
                    start=part.start,
                    context=sentence(text, part.start, part.end),
                )
            )
    return made


_MONEY = re.compile(r"[A-Z]{3}")


def _bodies(briefing: Briefing) -> Mapping[str, str]:
    """Give the body that each person speaks for, where the text says it.

    A minister's promise binds the government: outlets name the one or the other, and the ledger
    must know them for one pledger.
    """
    return {
        actor.name: body
        for actor in briefing.actors
        if actor.kind is ActorKind.PERSON
        and (body := next((role.affiliation for role in actor.roles if role.affiliation), None))
    }


def _amount(pledge: Pledge) -> Decimal | None:
    """Give the sum; of "12 of the 30 tanks" that arrived it is 12."""
    if pledge.amount is None or pledge.status is not Status.FULFILLED:
        return pledge.amount.amount if pledge.amount else None
    whole = pledge.amount.amount
    return arrived_of(pledge.evidence.text, whole) or whole


def _status(pledge: Pledge) -> Status:
    """Take a promise that is told in the past for what it is: said before, and not delivered."""
    told = pledge.status is Status.FULFILLED and only_promised(pledge.evidence.text)
    return Status.REITERATED if told else pledge.status


def _bound(pledge: Pledge, bodies: Mapping[str, str]) -> str | None:
    name = pledge.pledger.name if pledge.pledger else None
    return bodies.get(name, name) if name else None


def _speaker(pledge: Pledge, bodies: Mapping[str, str]) -> str | None:
    if pledge.pledger and pledge.pledger.name in bodies:
        return pledge.pledger.name
    return pledge.speaker.name if pledge.speaker else None


_STOP = re.compile(r"[.!?][\"”’']?\s|\n")


def sentence(text: str, start: int, end: int) -> str:
    """Give the sentence, or sentences, around a span."""
    before = [found.end() for found in _STOP.finditer(text, 0, start)]
    after = _STOP.search(text, end)
    return text[before[-1] if before else 0 : after.start() + 1 if after else len(text)]


@functools.lru_cache(maxsize=65_536)
def party(name: str | None) -> frozenset[str]:
    """Fold a party's name to the words that tell it from others."""
    said = tuple(word for word in words(name or "") if word != "the")
    if said in _SAME:
        return frozenset({_SAME[said]})
    kept = tuple(country(word) for word in said if word not in _GENERIC) or said
    return frozenset({_SAME[kept]} if kept in _SAME else kept)


def same_party(one: str | None, other: str | None) -> bool:
    """Say whether two names are one party's: equal, or the one is the other's short form."""
    a, b = party(one), party(other)
    return bool(a) and bool(b) and (a <= b or b <= a)


_RARITY = Rarity()


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """Compare two purposes, 0 to 1: shared rare words against the shorter one's words."""
    a, b = set(one) - _SMALL, set(other) - _SMALL
    least = min(sum(map(_RARITY, a)), sum(map(_RARITY, b)))
    return sum(map(_RARITY, a & b)) / least if least else 0.0


_SMALL = frozenset(words("the a an of for to and in on at by with from new more its their that"))
