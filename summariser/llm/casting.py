"""Actors as a model claims them in, the places that name them with their roles out.

A name counts where the article writes it, a role where its words stand next to that name: before
it as a title, or behind it after a comma, a bracket or "is". Another person's role, in the same
sentence or not, is nobody else's.
"""

import re

from summariser.document import Document
from summariser.llm.answer import Dropped, SaidActor, Why
from summariser.llm.names import keys
from summariser.llm.orders import ordered
from summariser.llm.places import Places
from summariser.proposal import ProposedMention, Span
from summariser.reading import Reading, understand
from summariser.records import ActorKind
from summariser.vocabulary import lexicon

# What may stand between a name and its role, on either side.
_BEFORE = re.compile(r"[ ]?,?[ ]?(?:the[ ])?$", re.IGNORECASE)
_BEHIND = re.compile(
    r"^(?:['’]s)?(?:,[ ](?:who[ ](?:is|was|serves?[ ]as)[ ])?|[ ]\(|[ ](?:is|was|as|serves?[ ]as)[ ]"
    r"|[ ]?[–—-][ ])(?:the[ ]|a[ ]|an[ ]|its[ ]|their[ ]|our[ ])?$",
    re.IGNORECASE,
)
_NEAR = 130
_MOST = 6
"""Places of one name whose surroundings are looked at."""
_LONGEST_NAME = 80
_LEAST_ROLE = 3


def mentions(
    document: Document, places: Places, said: tuple[SaidActor, ...]
) -> tuple[tuple[ProposedMention, ...], list[Dropped]]:
    """Find each claimed actor; those that the article does not name are dropped."""
    dropped: list[Dropped] = []
    found: dict[Span, ProposedMention] = {}
    reading = understand(document) if said else None
    for number, actor in enumerate(said):
        field = f"actors[{number}]"
        spans = _named(reading, document, places, actor) if reading else ()
        if not spans:
            dropped.append(Dropped(field=field, why=Why.NAME_UNKNOWN, words=actor.name[:200]))
            continue
        role = next(
            (r for span in spans[:_MOST] if (r := _role(document, places, span, actor))), None
        )
        if actor.role and role is None:
            dropped.append(
                Dropped(field=f"{field}.role", why=Why.ROLE_ABSENT, words=actor.role[:200])
            )
        # The order in which a model names actors is the order of their weight.
        key = 1.0 - number / 100
        for place, span in enumerate(spans):
            kind = actor.kind or ActorKind.ORG
            one = ProposedMention(span=span, kind=kind, key=key, role=None if place else role)
            found.setdefault(span, one)
    return tuple(sorted(found.values(), key=lambda one: one.span)), dropped


def _named(
    reading: Reading, document: Document, places: Places, actor: SaidActor
) -> tuple[Span, ...]:
    """Where the article names them: in these words, or in others of its own table."""
    if len(actor.name) > _LONGEST_NAME:
        return ()
    wanted = keys(actor.name)
    known = [
        Span(m.start, m.end)
        for entity in reading.entities
        if any(wanted & keys(form) for form in (entity.name, *(m.name for m in entity.mentions)))
        for m in entity.mentions
    ]
    spans = known or [
        span for span in places.find(actor.name) if _is_name(document.text[span.start : span.end])
    ]
    return tuple(span for span in spans if not _in_orders(document, span))


def _in_orders(document: Document, span: Span) -> bool:
    return not document.sentences or ordered(document, span.start)


def _is_name(words: str) -> bool:
    """Tell whether words of the text are a name: a capital, or one who can act ("union")."""
    parts = words.split()
    if any(part[0].isupper() and part.lower() not in lexicon().never for part in parts):
        return any(part[0].isupper() and part[0].isalpha() for part in parts[:1] + parts[-1:])
    return len(parts) > 1 and parts[-1].lower() in lexicon().nominals


def _role(document: Document, places: Places, name: Span, actor: SaidActor) -> Span | None:
    """Find the role's words beside one place of the name."""
    if not actor.role or len(actor.role) < _LEAST_ROLE:
        return None
    start, end = document.sentences[document.sentence_at(name.start)]
    around = Span(max(start, name.start - _NEAR), min(end, name.end + _NEAR))
    for words in dict.fromkeys((actor.role, *_halves(actor.role))):
        for span in places.find(words, around):
            if _beside(document.text, name, span):
                return span
    return None


def _halves(role: str) -> tuple[str, ...]:
    """Give "Defence Minister" of "Defence Minister, Australia" or "Defence Minister of Australia"."""
    return tuple(
        part.strip()
        for part in re.split(r"[,;(]|\bof (?:the )?(?=[A-Z])", role)
        if len(part.strip()) >= _LEAST_ROLE
    )


def _beside(text: str, name: Span, role: Span) -> bool:
    if role.end <= name.start:
        return bool(_BEFORE.fullmatch(text, role.end, name.start))
    if name.end <= role.start:
        return bool(_BEHIND.match(text[name.end : role.start]))
    return False
