"""A model's words in, its claims out: typed and bounded, or why there are none.

A model's words are as untrusted as a stranger's: whatever is there is read once, here, and a
field of another shape than `prompt.SCHEMA` asks for is taken as not stated.
"""

import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from summariser.records import ActorKind, Status

LONGEST_ANSWER = 60_000
"""Characters that are looked at; an honest answer about one article has some 5,000."""
LONGEST_WORDS = 1200
MOST_PLEDGES = 24
MOST_ACTORS = 16
MOST_QUOTES = 4
_LARGEST = Decimal(10) ** 18


class Why(enum.StrEnum):
    """Why a claim is not shown."""

    NOT_JSON = "the answer is no JSON object"
    EMPTY = "the answer claims nothing"
    QUOTE_SHORT = "the quote is too short to prove anything"
    QUOTE_ABSENT = "the quote is not in the article"
    QUOTE_GLUED = "the quote runs over the end of a sentence"
    INSTRUCTS = "the sentence talks to the reader's program"
    NO_COMMITMENT = "nobody commits to anything there"
    NEGATED = "the text says that it will not be done"
    DEMANDED = "it is asked for or foreseen, not promised"
    AMOUNT_ABSENT = "the sum is not in the quote"
    AMOUNT_OTHER = "the sum belongs to something else there"
    UNIT_OTHER = "the sum has another currency or unit there"
    NAME_UNKNOWN = "the article names nobody so"
    NAME_ELSEWHERE = "the quote does not name them, nor stands anything there for them"
    REVERSED = "the text has them the other way round"
    ROLE_ABSENT = "the text does not give them that role"
    TOO_FIRM = "the text is less firm"
    NAME_ADDED = "a name is not in the sentences cited"
    NUMBER_ADDED = "a number or date is not in the sentences cited"
    NEGATION_CHANGED = "a negation or a doubt was added or left out"
    WORDS_ADDED = "too many words are not in the sentences cited"
    TOO_LONG = "it is too long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A claim that is not shown as it was made.

    Attributes:
        field: Where it stood: "pledges[0].amount".
        words: What was claimed, shortened.
    """

    field: str
    why: Why
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidLine:
    """A sentence of the model's with the quotes that it rests on."""

    text: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidActor:
    """An actor as the model claims it.

    Attributes:
        quote: A sentence or clause that names them.
        role: The words of that quote that give the role.
    """

    name: str
    kind: ActorKind | None = None
    quote: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidPledge:
    """A pledge as the model claims it.

    Attributes:
        quote: The clause that proves it.
    """

    quote: str
    status: Status = Status.PLEDGED
    pledger: str | None = None
    recipient: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a model claims about one article."""

    what: SaidLine | None
    actors: tuple[SaidActor, ...]
    pledges: tuple[SaidPledge, ...]


def parse(text: str) -> Answer | Why:
    """Read an answer; words around the JSON object, as some servers give, are stepped over."""
    read = first_object(text)
    if read is None:
        return Why.NOT_JSON
    what = line(read.get("what"))
    answer = Answer(
        what=what,
        actors=tuple(filter(None, map(_actor, _list(read, "actors", MOST_ACTORS)))),
        pledges=tuple(filter(None, map(_pledge, _list(read, "pledges", MOST_PLEDGES)))),
    )
    return answer if answer.what or answer.actors or answer.pledges else Why.EMPTY


def first_object(text: str) -> Mapping[str, Any] | None:
    """Give the first JSON object in a text; ``None`` when there is none that ends."""
    begin = text.find("{", 0, LONGEST_ANSWER)
    if begin < 0:
        return None
    try:
        found, _ = json.JSONDecoder().raw_decode(text[:LONGEST_ANSWER], begin)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def line(said: object) -> SaidLine | None:
    """Read a sentence with its quotes."""
    if not isinstance(said, Mapping):
        return None
    text = words(said, "text")
    quotes = _list(said, "quotes", MOST_QUOTES)
    cited = tuple(q[:LONGEST_WORDS] for q in quotes if isinstance(q, str) and q.strip())
    return SaidLine(text=text, quotes=cited) if text else None


def words(said: Mapping[str, Any], name: str) -> str | None:
    """Give a field that is a text with something in it."""
    value = said.get(name)
    if not isinstance(value, str) or len(value) > LONGEST_WORDS:
        return None
    return " ".join(value.split()) or None


def _list(said: Mapping[str, Any], name: str, most: int) -> list[Any]:
    value = said.get(name)
    return value[:most] if isinstance(value, list) else []


def _actor(said: object) -> SaidActor | None:
    if not isinstance(said, Mapping):
        return None
    name = words(said, "name")
    if name is None:
        return None
    kind = words(said, "kind")
    return SaidActor(
        name=name,
        kind=ActorKind(kind) if kind and kind in _values(ActorKind) else None,
        quote=words(said, "quote"),
        role=words(said, "role"),
    )


def _pledge(said: object) -> SaidPledge | None:
    if not isinstance(said, Mapping):
        return None
    quote = words(said, "quote")
    status = words(said, "status")
    if quote is None or status is None or status not in _values(Status):
        return None
    return SaidPledge(
        quote=quote,
        status=Status(status),
        amount=_number(said.get("amount")),
        **{name: words(said, name) for name in _WORDS},
    )


_WORDS = ("pledger", "recipient", "currency", "speaker")


def _values(kinds: type[enum.StrEnum]) -> frozenset[str]:
    return frozenset(each.value for each in kinds)


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = Decimal(str(value))
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() and 0 < number < _LARGEST else None
