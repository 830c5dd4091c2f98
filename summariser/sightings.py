"""Mentions by tables and mentions by a proposer in, one list of mentions out.

The tables know what a country is called and where a title ends; a proposer that has learned
to read knows who acts. A table's own entry keeps its name; of an unknown name the proposer
says the kind, and it finds actors that no capital letter gives away ("the teachers' union").
"""

import bisect
from collections.abc import Sequence
from dataclasses import replace

from summariser.bounds import whole
from summariser.document import Document
from summariser.mentions import Certainty, Mention, names_waters
from summariser.proposal import ProposedMention
from summariser.vocabulary import lexicon

LEAST = 0.65  # of a proposed mention's score; below it is noise
_ARTICLES = ("the ", "The ", "a ", "A ", "an ", "An ")
_NOBODY = {"", "the", "a", "an", "i", "we", "you", "he", "she", "it", "they", "this", "that", "these",
           "those", "who", "which", "there", "nobody", "everyone", "all", "both"}  # fmt: skip
_POSSESSIVES = ("'s", "\u2019s", "'", "\u2019")


def sighted(
    document: Document, known: Sequence[Mention], proposed: Sequence[ProposedMention]
) -> list[Mention]:
    """Join both, in text order, no two of the result overlapping because of this step."""
    found: dict[int, Mention] = dict(enumerate(known))
    starts = [mention.start for mention in known]
    fresh: list[Mention] = []
    for one in proposed:
        if one.score < LEAST:
            continue
        last = bisect.bisect_left(starts, one.span.end)
        over = [i for i in range(max(0, last - 6), last) if one.span.start < known[i].end]
        if not over:
            fresh += _named(document, one)
        for i in over:
            mention = known[i]
            if mention.certainty is not Certainty.SURE and not mention.nameless:
                found[i] = replace(mention, kind=one.kind, certainty=Certainty.LIKELY)
    return sorted([*found.values(), *fresh], key=lambda mention: mention.start)


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
    if name.lower() in _NOBODY or (name.islower() and name.isalpha()):
        return []
    if name in lexicon().titles:  # "the Senator" is whom the text named before
        return []
    if names_waters(document.text, start):
        return []
    return [
        Mention(
            start=start,
            end=end,
            name=" ".join(name.split()),
            kind=one.kind,
            certainty=Certainty.LIKELY,
            sentence=document.sentence_at(start),
        )
    ]
