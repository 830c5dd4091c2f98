"""News in three lines: an article in, what happened, who acted and who pledged what out."""

from summariser.briefing import VERSION, brief
from summariser.proposal import Proposal, ProposedMention, ProposedPledge, Proposer, Span
from summariser.quoting import sentences
from summariser.records import (
    Actor,
    ActorKind,
    Article,
    Briefing,
    Deadline,
    Evidence,
    Line,
    Mark,
    Money,
    Party,
    Pledge,
    PledgeKind,
    Role,
    Salience,
    Segment,
    Status,
    What,
)
from summariser.rows import as_row
from summariser.rules import RuleProposer

__all__ = [
    "VERSION",
    "Actor",
    "ActorKind",
    "Article",
    "Briefing",
    "Deadline",
    "Evidence",
    "Line",
    "Mark",
    "Money",
    "Party",
    "Pledge",
    "PledgeKind",
    "Proposal",
    "ProposedMention",
    "ProposedPledge",
    "Proposer",
    "Role",
    "RuleProposer",
    "Salience",
    "Segment",
    "Span",
    "Status",
    "What",
    "as_row",
    "brief",
    "sentences",
]
