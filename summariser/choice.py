"""Which proposer reads by default: the encoder where it can run, the rules elsewhere.

numpy and onnxruntime are loaded on the first briefing, not with the package: 0.2 s that a
program that only wants the record types need not spend.
"""

import dataclasses
import functools
import importlib.util

from summariser.agree import LEAST, agreed
from summariser.document import Document
from summariser.ellipsis import alone
from summariser.lead import seconded
from summariser.named import named
from summariser.proposal import Proposal, Proposer
from summariser.prove import LEAST_SCORE
from summariser.reading import Reading, understand
from summariser.rules import RuleProposer, propose
from summariser.stances import without_stances

LEARNED = all(importlib.util.find_spec(name) for name in ("numpy", "onnxruntime"))


@functools.cache
def default() -> Proposer:
    """Give the best proposer that is installed, loaded once for the process."""
    if not LEARNED:
        return RuleProposer()
    from summariser.neural.proposer import NeuralProposer  # noqa: PLC0415 - on first use, see above

    return NeuralProposer()


def consider(document: Document, proposer: Proposer) -> tuple[Reading, Proposal]:
    """Let a proposer read, and make the reading that its proposal is proved on."""
    if isinstance(proposer, RuleProposer):  # works on the reading itself: made once
        reading = understand(document)
        proposal = alone(reading, propose(reading), LEAST_SCORE)
        return reading, without_stances(document, proposal, LEAST_SCORE)
    proposal = proposer.propose(document)
    reading = understand(document, proposal.mentions)
    if proposal.by == "encoder":  # its odds are known; those of others are not
        other = propose(reading)
        proposal = dataclasses.replace(
            agreed(document, proposal, other),
            lead=seconded(reading, other.pledges, proposal.lead),
            mentions=named(reading, proposal.mentions, other.mentions),
        )
        proposal = without_stances(document, alone(reading, proposal, LEAST), LEAST)
    return reading, proposal
