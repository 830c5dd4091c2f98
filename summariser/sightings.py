"""Mentions by tables and mentions by a proposer in, one list of mentions out.

The tables know what a country is called and where a title ends; a proposer that has learned
to read knows who acts. A table's own entry keeps its name; of an unknown name the proposer
says the kind, and it finds actors that no capital letter gives away ("the teachers' union",
"police"), and those whose name only begins with a country ("Thai government", "U.S.-led forces").
"""

import bisect
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from summariser.bounds import whole
from summariser.document import Document
from summariser.mentions import Certainty, Mention, names_waters
from summariser.proposal import ProposedMention, Span
from summariser.records import ActorKind
from summariser.roles import bodies
from summariser.vocabulary import lexicon

LEAST = 0.65  # of a proposed mention's score; below it is noise
_ARTICLES = ("the ", "The ", "a ", "A ", "an ", "An ")
_NOBODY = {"", "the", "a", "an", "i", "we", "you", "he", "she", "it", "they", "this", "that", "these",
           "those", "who", "which", "there", "nobody", "everyone", "all", "both",
           "her", "his", "its", "their", "my", "our"}  # fmt: skip
_POSSESSIVES = ("'s", "\u2019s", "'", "\u2019")
# One word in lower case names somebody when it says who acts; "the government" is resolved.
_ALONE = frozenset({"police", "protesters", "demonstrators", "firefighters", "scientists", "researchers", "pensioners",
                    "farmers", "residents", "activists", "rebels", "militants", "prosecutors", "paramedics",
                    "astronomers", "archaeologists", "astronauts", "fishermen", "students", "teachers", "nurses",
                    "doctors", "villagers", "hackers", "insurgents", "taliban", "refugees"})  # fmt: skip


def sighted(
    document: Document, known: Sequence[Mention], proposed: Sequence[ProposedMention]
) -> list[Mention]:
    """Join both, in text order, no two of the result overlapping because of this step."""
    found: dict[int, Mention] = dict(enumerate(known))
    starts = [mention.start for mention in known]
    countries = {m.name for m in known if m.kind is ActorKind.COUNTRY and not m.adjective}
    fresh: list[Mention] = []
    for one in proposed:
        if one.score < LEAST:
            continue
        last = bisect.bisect_left(starts, one.span.end)
        over = [i for i in range(max(0, last - 6), last) if one.span.start < known[i].end]
        if not over:
            fresh += _named(document, one)
        elif narrower := _narrower(document, one, known[over[-1]]):
            found[over[-1]] = narrower
            continue
        elif wider := _wider(document, one, [known[i] for i in over], countries):
            fresh.append(wider)
            for i in over:
                if not known[i].adjective:
                    found.pop(i, None)
            continue
        for i in over:
            mention = known[i]
            if mention.certainty is not Certainty.SURE and not mention.nameless and i in found:
                found[i] = replace(mention, kind=one.kind, certainty=Certainty.LIKELY)
    return sorted([*found.values(), *fresh], key=lambda mention: mention.start)


_SURELY = 0.9  # of a person's score, to cut a name that the tables drew too long


def _narrower(document: Document, one: ProposedMention, known: Mention) -> Mention | None:
    """The person at the end of a run of names: "Envoy to Counter ISIL | Brett McGurk"."""
    span = whole(document.text, one.span)
    if span is None or one.kind is not ActorKind.PERSON or one.score < _SURELY:
        return None
    if known.kind is not ActorKind.PERSON or not known.start < span.start < known.end:
        return None
    ends = document.text[span.start : known.end].removesuffix("'s").removesuffix("\u2019s")
    name = document.text[span.start : span.end]
    before = document.text[known.start : span.start].split()
    if not ends.startswith(name) or " " not in name or before[0] in lexicon().given:
        return None
    begin = known.title[0] if known.title else known.start
    end = begin + len(document.text[begin : span.start].rstrip())
    return replace(
        known,
        start=span.start,
        end=span.end,
        name=" ".join(name.split()),
        certainty=Certainty.LIKELY,
        title=(begin, end),
        nameless=False,
    )


_OF_PLACE = re.compile(r"[ -](?:[\w-]+[ ]){0,2}?(?P<head>[a-z]+)$")


def _wider(
    document: Document,
    one: ProposedMention,
    inside: Sequence[Mention],
    countries: AbstractSet[str],
) -> Mention | None:
    """The actor whose name a country or a place only begins: "Thai government"."""
    span = whole(document.text, one.span)
    first = inside[0]
    if span is None or len(inside) > 1 or one.kind is ActorKind.PERSON:
        return None
    start = span.start
    for word in _ARTICLES:
        if document.text.startswith(word, start):
            start += len(word)
    sure = first.certainty is Certainty.SURE and not first.adjective
    if start != first.start or span.end <= first.end or sure:
        return None
    match = _OF_PLACE.match(document.text, first.end, span.end)
    if not match or match["head"] not in bodies():
        return None
    if first.name in countries and match["head"] in _COUNTRY_ITSELF:
        return None  # a government and its country are one actor
    return _mention(document, one, Span(start, span.end))


_COUNTRY_ITSELF = frozenset({"government", "state", "administration", "authorities"})


def _named(document: Document, one: ProposedMention) -> list[Mention]:
    span = whole(document.text, one.span)
    if span is None:
        return []
    start, end = span.start, span.end
    text = document.text[start:end]
    for word in _ARTICLES:
        if text.startswith(word):
            start += len(word)
    for ending in _POSSESSIVES:
        if text.endswith(ending):
            end -= len(ending)
            break
    name = document.text[start:end]
    if name.lower() in _NOBODY or (name.islower() and name.isalpha() and name not in _ALONE):
        return []
    if name in lexicon().titles:  # "the Senator" is whom the text named before
        return []
    if names_waters(document.text, start):
        return []
    return [_mention(document, one, part) for part in _apart(document, Span(start, end))]


_JOINED = re.compile(r"(?P<one>[A-Z][^,]+?) and (?P<two>(?:the )?[A-Z][^,]+)$")


def _apart(document: Document, span: Span) -> list[Span]:
    """Two bodies that a proposer took for one: "Leeds University and York University"."""
    match = _JOINED.match(document.text, span.start, span.end)
    heads = lexicon().org_heads
    if not match or not all(
        " " in name and any(word in heads for word in name.split()) for name in match.groups()
    ):
        return [span]
    return [Span(match.start(name), match.end(name)) for name in ("one", "two")]


def _mention(document: Document, one: ProposedMention, span: Span) -> Mention:
    name = " ".join(document.text[span.start : span.end].split()).removeprefix("the ")
    return Mention(
        start=span.start,
        end=span.end,
        name=name.lower() if name.lower() in _ALONE else name,
        kind=one.kind,
        certainty=Certainty.LIKELY,
        sentence=document.sentence_at(span.start),
    )
