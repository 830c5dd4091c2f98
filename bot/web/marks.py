"""From a text and the spans that prove something to stretches that can be marked.

Spans may overlap, nest or coincide; HTML elements may not cross. So the text is cut at every
border of a span, and each stretch names the spans that cover it. Offsets are code points.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from summariser import Article, Briefing


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """Half-open range of code points; its `anchor` is where links to it lead."""

    start: int
    end: int

    @property
    def anchor(self) -> str:
        """The fragment of its address: "e-12-40"."""
        return f"e-{self.start}-{self.end}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A piece of the text between two borders.

    Attributes:
        covered: Positions, in the spans given, of those that cover all of it.
        opens: Positions of those that begin with it.
    """

    text: str
    covered: tuple[int, ...] = ()
    opens: tuple[int, ...] = ()


def cut(text: str, spans: Sequence[Span]) -> tuple[Stretch, ...]:
    """Cut the text so that each stretch is covered wholly or not at all by each span.

    The stretches joined are the text. Empty spans, and spans that leave the text, mark nothing.
    """
    valid = [
        (place, span) for place, span in enumerate(spans) if 0 <= span.start < span.end <= len(text)
    ]
    starts: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    for place, span in valid:
        starts.setdefault(span.start, []).append(place)
        ends.setdefault(span.end, []).append(place)
    borders = sorted({0, len(text), *starts, *ends})
    stretches, open_now = [], set[int]()
    for start, end in itertools.pairwise(borders):
        open_now.difference_update(ends.get(start, ()))
        opening = starts.get(start, [])
        open_now.update(opening)
        stretches.append(
            Stretch(text=text[start:end], covered=tuple(sorted(open_now)), opens=tuple(opening))
        )
    return tuple(stretches)


def paragraphs(stretches: Iterable[Stretch]) -> tuple[tuple[Stretch, ...], ...]:
    """Group stretches into paragraphs at newlines; blank ones are left out."""
    found: list[list[Stretch]] = [[]]
    for stretch in stretches:
        opens = stretch.opens
        for place, piece in enumerate(stretch.text.split("\n")):
            if place:
                found.append([])
            if piece:
                found[-1].append(Stretch(text=piece, covered=stretch.covered, opens=opens))
                opens = ()
    return tuple(tuple(group) for group in found if any(s.text.strip() for s in group))


def proving(article: Article, briefing: Briefing) -> tuple[Span, ...]:
    """List each span that the lines or the pledges of a briefing rest on, once, in text order."""
    found = {
        Span(start=evidence.start, end=evidence.end)
        for line in briefing.layout
        for segment in line.segments
        for evidence in segment.evidence
        if evidence.article == article.id
    }
    found |= {
        Span(start=pledge.evidence.start, end=pledge.evidence.end)
        for pledge in briefing.pledges
        if pledge.evidence.article == article.id
    }
    return tuple(sorted(found))


MOST_RULES = 300
"""Spans that light up without JavaScript; a briefing has about 30, the longest seen 90."""


def target_rules() -> str:
    """Write the style rules that light up every stretch of the span that a link leads to.

    A link leads to an anchor, which is one element; the span may be several. A rule for each
    number does what no selector can say in general, and needs no inline style.
    """
    rules = (f".text:has(.a{n}:target) .e{n}" for n in range(MOST_RULES))
    return ",".join(rules) + "{background:var(--lit);color:var(--lit-ink)}\n"
