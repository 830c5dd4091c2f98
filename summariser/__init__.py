"""News in three lines: an article in, what happened, who acted and who pledged what out."""

from summariser.amending import amend
from summariser.briefing import VERSION, brief
from summariser.llm.answer import Dropped, Why
from summariser.llm.improve import Asking, Heard, Improved, drive, improve
from summariser.llm.prompt import Ask, Message
from summariser.llm.respond import Quoted, Responding, Worded, respond
from summariser.proposal import Proposal, ProposedMention, ProposedPledge, Proposer, Span
from summariser.quoting import sentences
from summariser.records import (
    Actor,
    ActorKind,
    Amendment,
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
    "Amendment",
    "Article",
    "Ask",
    "Asking",
    "Briefing",
    "Deadline",
    "Dropped",
    "Evidence",
    "Heard",
    "Improved",
    "Line",
    "Mark",
    "Message",
    "Money",
    "Party",
    "Pledge",
    "PledgeKind",
    "Proposal",
    "ProposedMention",
    "ProposedPledge",
    "Proposer",
    "Quoted",
    "Responding",
    "Role",
    "RuleProposer",
    "Salience",
    "Segment",
    "Span",
    "Status",
    "What",
    "Why",
    "Worded",
    "amend",
    "as_row",
    "brief",
    "drive",
    "improve",
    "respond",
    "sentences",
]
