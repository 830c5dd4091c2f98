"""An article in, its briefing out: read, let a proposer propose, prove, lay out."""

import datetime as dt
from dataclasses import dataclass

from summariser import cast, prove
from summariser.choice import LEARNED, consider, default
from summariser.document import Document, read
from summariser.language import language
from summariser.layout import layout
from summariser.marks import marks
from summariser.proposal import Proposal, Proposer
from summariser.reading import Reading, understand
from summariser.records import Article, Briefing, Mark, Pledge, What
from summariser.what import what

VERSION = "encoder-7" if LEARNED else "rules-7"
"""Which reading made a briefing; stored beside it, so that a better one can redo it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """An article as the offline readers see it, before anything is proved."""

    document: Document
    reading: Reading
    proposal: Proposal
    language: str | None
    marks: tuple[Mark, ...]


def brief(article: Article, *, as_of: dt.date, proposer: Proposer | None = None) -> Briefing:
    """Tell an article in three lines.

    Args:
        article: What to read; any text.
        as_of: The day that relative dates count from when the article has no date.
        proposer: Says where things are; `choice.default` when absent.

    Returns:
        A briefing each word of which is in ``article.text``; never raises on any text.
    """
    considered = consider_article(article, proposer)
    happened = what(considered.reading, considered.proposal.lead)
    found = prove.pledges(considered.reading, considered.proposal, as_of)
    return assemble(considered, happened, found, as_of)


def consider_article(article: Article, proposer: Proposer | None = None) -> Considered:
    """Read an article and let a proposer say where things are."""
    document = read(article)
    code = language(document.text)
    warnings = marks(document, code)
    if Mark.NOT_ENGLISH in warnings:
        reading = understand(document)
        proposal = Proposal(lead=(0,), mentions=(), pledges=())
    else:
        reading, proposal = consider(document, proposer or default())
    return Considered(
        document=document, reading=reading, proposal=proposal, language=code, marks=warnings
    )


def assemble(
    considered: Considered, happened: What | None, found: tuple[Pledge, ...], as_of: dt.date
) -> Briefing:
    """Lay out what was proved."""
    article = considered.document.article
    acting = cast.actors(considered.reading, considered.proposal, found)
    return Briefing(
        article=article.id,
        what=happened,
        actors=acting,
        pledges=found,
        layout=layout(article, happened, acting, found),
        as_of=as_of,
        language=considered.language,
        marks=considered.marks,
    )
