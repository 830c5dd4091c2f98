"""A proposal's mentions in, the actors to show out: who acts, and in which role.

An actor is shown when the proposer is sure that somebody is named and that the event cannot be
told without them, or when a pledge binds or serves them. The proposer's words for a role come
first; where it gives none, the title or apposition that the rules found stands in.
"""

import re
from dataclasses import dataclass, field

from summariser import parts
from summariser.affiliations import affiliation
from summariser.bounds import whole_role
from summariser.entity import Entity
from summariser.proposal import Proposal, ProposedMention, Span
from summariser.reading import Reading
from summariser.records import Actor, ActorKind, Evidence, Pledge, Role, Salience
from summariser.resolve import names_by_owner
from summariser.roles import bodies, role_nouns

_ARTICLE = re.compile(r"^(?:the|a|an|its|his|her|their) ", re.IGNORECASE)

# Chosen on the held-back fifth of the training articles (MODEL_CARD.md).
LEAST_KEY = 0.32
LEAST_SCORE = 0.85
MOST_ACTORS = 8


@dataclass(slots=True)
class _Part:
    """What the proposer says of one actor, over all its mentions."""

    key: float = 0.0
    score: float = 0.0
    roles: list[Span] = field(default_factory=list)
    said: list[ProposedMention] = field(default_factory=list)


def actors(reading: Reading, proposal: Proposal, bound: tuple[Pledge, ...]) -> tuple[Actor, ...]:
    """Key actors in the order of their weight, the parties of pledges among them."""
    parties = {
        p.name for pledge in bound for p in (pledge.pledger, pledge.recipient) if p is not None
    }
    seen: dict[int, _Part] = {}
    for mention in proposal.mentions:
        entity = reading.entity_of(mention.span.start, mention.span.end)
        if entity:
            part = seen.setdefault(id(entity), _Part())
            part.key = max(part.key, mention.key)
            part.score = max(part.score, mention.score)
            part.roles += [mention.role] if mention.role else []
            part.said.append(mention)
    nobody = _Part()
    chosen = [
        (entity, part)
        for entity in reading.entities
        if ((part := seen.get(id(entity), nobody)).score >= LEAST_SCORE and part.key >= LEAST_KEY)
        or entity.name in parties
    ]
    chosen = [pair for pair in chosen if not names_by_owner(pair[0])]
    chosen.sort(key=lambda pair: (-pair[1].key, pair[0].mentions[0].start))
    story = parts.Story(reading, proposal, bound)
    return tuple(_actor(story, *pair) for pair in chosen[:MOST_ACTORS])


def _actor(story: parts.Story, entity: Entity, part: _Part) -> Actor:
    reading = story.reading
    article = reading.document.article
    spans = sorted({(m.start, m.end) for m in entity.mentions})
    forms = dict.fromkeys(" ".join(article.text[a:b].split()) for a, b in spans)
    role = _role(reading, entity, part) or parts.part(story, entity, part.said)
    name = entity.name
    if entity.kind is ActorKind.GROUP and not any(name in form for form in forms):
        name = max(forms, key=len)  # who reads of ISIL looks for that name
    return Actor(
        name=name,
        kind=entity.kind,
        mentions=tuple(Evidence.of(article, a, b) for a, b in spans),
        aliases=tuple(form for form in forms if form != name),
        roles=(role,) if role else (),
        salience=Salience.KEY,
    )


def _role(reading: Reading, entity: Entity, part: _Part) -> Role | None:
    """Choose the words that best read as a role: with an office in them, the proposer's first."""
    article = reading.document.article
    text = reading.document.text
    mine = [Span(words.start, words.end) for words in entity.roles if words.sure]
    hints = [Span(words.start, words.end) for words in entity.roles if not words.sure]
    marked = [role for each in part.roles if (role := whole_role(text, each))]
    spans = [role for role in (*marked, *sorted(mine), *sorted(hints)) if _fits(text, entity, role)]
    if not spans:
        return None
    span = min(spans, key=lambda role: _standing(text, role, sure=role not in hints))
    for wider in mine:  # the whole of "US President-elect", of which the proposer saw a part
        if wider.start <= span.start and span.end <= wider.end:
            span = wider
    title = " ".join(article.text[span.start : span.end].split())
    return Role(
        title=_ARTICLE.sub("", title),
        evidence=Evidence.of(article, span.start, span.end),
        affiliation=affiliation(reading, span) if entity.kind is ActorKind.PERSON else None,
        as_of=article.published.date() if article.published else None,
    )


_POSSESSIVE = re.compile(r"['’]s?$")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BEHIND_HEAD = re.compile(r",|\b(?:of|for|in|at|to|on|from|with|under|who)\b")
_STATE = {"hon", "honourable", "honorable", "excellency", "mr", "mrs", "ms", "dr", "who", "was", "is", "the", "of", "his",
          "her", "its", "their", "rt", "right", "sir", "dame", "lord", "lady", "mp", "then", "then-"}  # fmt: skip


def _office(text: str, span: Span) -> bool:
    """Whether the words name an office or a trade before they go on ("of ...")."""
    head = _BEHIND_HEAD.split(text[span.start : span.end], maxsplit=1)[0]
    return any(word.lower() in role_nouns() for word in _WORDS.findall(head))


def _standing(text: str, span: Span, *, sure: bool) -> int:
    """Rank words as a role, the best first: an office, then what somebody does, then a mere rank."""
    rank = _bare_rank(text, span)
    if _office(text, span) and not rank:
        return 0
    if sure and not rank:
        return 1
    if not rank and text.startswith("who ", span.start):
        return 2
    return 3 if rank else 4


_RANKS = frozenset({"general", "major", "colonel", "lieutenant", "captain", "commander", "commodore", "admiral", "vice",
                    "rear", "brigadier", "sergeant", "corporal", "gen", "maj", "col", "lt", "capt", "cdr", "adm",
                    "sgt", "brig", "professor", "prof", "associate", "senator", "sen", "representative", "rep",
                    "congressman", "congresswoman", "councillor", "cllr", "father", "reverend", "rev", "u", "s",
                    "us", "uk", "army", "navy", "air", "force", "marine", "corps", "rtd", "retired"})  # fmt: skip


def _bare_rank(text: str, span: Span) -> bool:
    """Whether words say only how somebody is addressed; what they are in charge of tells more."""
    return all(word.lower() in _RANKS for word in _WORDS.findall(text[span.start : span.end]))


def _fits(text: str, entity: Entity, span: Span) -> bool:
    """Whether words can be the role of an actor: no bare honorific, no office for a body."""
    words = text[span.start : span.end]
    lower = [word.lower() for word in _WORDS.findall(words)]
    if (
        _POSSESSIVE.search(words)
        or _ARTICLE.sub("", words)[:1].isdigit()
        or all(word in _STATE for word in lower)
    ):
        return False
    if len(lower) == 1 and lower[0].endswith(("ed", "led", "leads", "ing")):
        return lower[0] in role_nouns()
    if entity.kind is ActorKind.PERSON:
        return True
    return entity.kind is not ActorKind.COUNTRY and _describes(text, entity, span)


def _describes(text: str, entity: Entity, span: Span) -> bool:
    """Whether words beside a name say what sort of body it is: "the Finnish security firm"."""
    head = _BEHIND_HEAD.split(text[span.start : span.end].removeprefix("the "), maxsplit=1)[0]
    last = (_WORDS.findall(head) or [""])[-1]
    opens = any(role.sure and role.start == span.start for role in entity.roles)
    if not (last.islower() or (opens and head == last)) or last.lower() not in bodies():
        return False
    return any(
        _BETWEEN.fullmatch(text, min(a, b), max(a, b))
        for mention in entity.mentions
        for a, b in ((span.end, mention.start), (mention.end, span.start))
        if 0 <= b - a <= _FARTHEST
    )


# What may stand between a name and its description.
_BETWEEN = re.compile(r"(?:\s\([A-Z][\w&.-]{1,9}\))?[\s,(—–]*(?:(?:the|a|an|its|their)\s)?")
_FARTHEST = 20
