"""Document in, everything that both halves look at out: mentions, sums, sayings, actors.

The proposer and the prover share one `Reading`, so that it is made once for an article.
"""

import dataclasses
import re
from dataclasses import dataclass

from summariser.actors import gather
from summariser.document import Document
from summariser.entity import Entity
from summariser.home import currency, home
from summariser.mentions import Mention, mentions
from summariser.money import BARE, DOLLARS, Sum, sums
from summariser.proposal import ProposedMention
from summariser.quotes import Saying, sayings
from summariser.records import ActorKind
from summariser.sightings import sighted

# How many times as often as any other country the setting must be named.
_CLEARLY = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the rules see in one article.

    Attributes:
        home: Country of the publisher, when it is a government's page.
        by_sentence: For each sentence, the places in it where somebody is named.
        owners: The actor of each mention, by the mention's bounds.
        near: Currencies that a shared name such as "$" or "kroner" may mean here, likeliest first.
        sums: For each sentence, its sums.
        sayings: For each sentence, its quotations and speaker.
    """

    document: Document
    home: str | None
    by_sentence: tuple[tuple[Mention, ...], ...]
    owners: dict[tuple[int, int], Entity]
    near: tuple[str, ...]
    sums: tuple[tuple[Sum, ...], ...]
    sayings: tuple[Saying, ...]
    entities: tuple[Entity, ...]

    def mentions_in(self, sentence: int) -> tuple[Mention, ...]:
        """Mentions of one sentence, in order."""
        return self.by_sentence[sentence]

    def entity_of(self, start: int, end: int) -> Entity | None:
        """The actor who is named in a span: the one whose mention overlaps it most."""
        best: tuple[int, Entity] | None = None
        for mention in self.by_sentence[self.document.sentence_at(start)]:
            overlap = min(end, mention.end) - max(start, mention.start)
            owner = self.owners.get((mention.start, mention.end))
            if owner and overlap > 0 and (best is None or overlap > best[0]):
                best = overlap, owner
        return best[1] if best else None


def understand(document: Document, proposed: tuple[ProposedMention, ...] = ()) -> Reading:
    """Read once; linear in the length of the text. What a proposer saw counts as well."""
    country = home(document.article)
    found = tuple(sighted(document, mentions(document), proposed))
    by_sentence: list[list[Mention]] = [[] for _ in document.sentences]
    for mention in found:
        by_sentence[mention.sentence].append(mention)
    entities = gather(document, found, home=country)
    near = _near(country, entities)
    return Reading(
        document=document,
        home=country,
        by_sentence=tuple(map(tuple, by_sentence)),
        owners={(m.start, m.end): entity for entity in entities for m in entity.mentions},
        near=near,
        sums=_sums(document, near),
        sayings=tuple(sayings(document, found)),
        entities=tuple(entities),
    )


def _sums(document: Document, near: tuple[str, ...]) -> tuple[tuple[Sum, ...], ...]:
    """All sums by sentence; "450 million" alone is in the currency of the sum before it."""
    found = []
    last = ""
    for start, end in document.sentences:
        inside = []
        for one in sums(document.text, start, _unbroken(document.text, start, end), near=near):
            if one.money and one.currency != BARE:
                last = one.currency
            if one.currency != BARE:
                inside.append(one)
            elif last:
                inside.append(dataclasses.replace(one, currency=last))
        found.append(tuple(inside))
    return tuple(found)


# Old releases break their lines anywhere: "$2.5" stands on one, "million a year" on the next.
_SCALE = re.compile(r"\s{1,3}(?:million|billion|trillion)\b")


def _unbroken(text: str, start: int, end: int) -> int:
    """Where a sentence ends, with the scale of its last number if a line's end tore it off."""
    scale = _SCALE.match(text, end) if start < end and text[end - 1].isdigit() else None
    return scale.end() if scale else end


def _near(publisher: str | None, entities: list[Entity]) -> tuple[str, ...]:
    """Currencies of the publisher's country and of those spoken of, the most mentioned first.

    A "$" is the American one everywhere, so another dollar needs a publisher at home there, or an
    article that clearly speaks of one country.
    """
    setting = publisher or _setting(entities)
    countries = [e for e in entities if e.kind is ActorKind.COUNTRY]
    countries.sort(key=lambda e: (-len(e.mentions), e.mentions[0].start))
    codes = [currency(setting), *(currency(e.name) for e in countries)]
    mine = currency(setting)
    return tuple(dict.fromkeys(c for c in codes if c and (c == mine or c not in DOLLARS)))


def _setting(entities: list[Entity]) -> str | None:
    """The country whose government an article speaks of most, for a bare dollar sign."""
    countries = [e for e in entities if e.kind is ActorKind.COUNTRY]
    if not countries:
        return None
    most = max(countries, key=lambda e: (len(e.mentions), -e.mentions[0].start))
    rest = [len(e.mentions) for e in countries if e is not most]
    return most.name if len(most.mentions) > _CLEARLY * max(rest, default=1) else None
