"""An article in, its briefing out: read, let a proposer propose, prove, lay out."""

import datetime as dt

from summariser import cast, prove
from summariser.choice import LEARNED, consider, default
from summariser.document import read
from summariser.language import language
from summariser.layout import layout
from summariser.marks import marks
from summariser.proposal import Proposal, Proposer
from summariser.reading import understand
from summariser.records import Article, Briefing, Mark
from summariser.what import what

VERSION = "encoder-1" if LEARNED else "rules-2"
"""Which reading made a briefing; stored beside it, so that a better one can redo it."""


def brief(article: Article, *, as_of: dt.date, proposer: Proposer | None = None) -> Briefing:
    """Tell an article in three lines.

    Args:
        article: What to read; any text.
        as_of: The day that relative dates count from when the article has no date.
        proposer: Says where things are; `choice.default` when absent.

    Returns:
        A briefing each word of which is in ``article.text``; never raises on any text.
    """
    document = read(article)
    code = language(document.text)
    warnings = marks(document, code)
    if Mark.NOT_ENGLISH in warnings:
        reading = understand(document)
        proposal = Proposal(lead=(0,), mentions=(), pledges=())
    else:
        reading, proposal = consider(document, proposer or default())
    happened = what(reading, proposal.lead)
    found = prove.pledges(reading, proposal, as_of)
    acting = cast.actors(reading, proposal, found)
    return Briefing(
        article=article.id,
        what=happened,
        actors=acting,
        pledges=found,
        layout=layout(article, happened, acting, found),
        as_of=as_of,
        language=code,
        marks=warnings,
    )
