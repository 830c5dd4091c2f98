"""What the encoder proposes, with the weights that ship."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from summariser import Article
from summariser.document import Document
from summariser.document import read as read_document
from summariser.proposal import Proposal, Span

pytest.importorskip("onnxruntime", reason="the rules work without it; this is about the encoder")

from summariser.neural.proposer import NeuralProposer

TEXT = (
    "Norland will provide 225 million pounds of military aid to Estavia, Defence Minister "
    "Ingrid Solheim said in Port Ardel on Tuesday.\n\nThe package includes drones and artillery "
    "shells, and will arrive by March. Opposition leader Piet Marren urged the government to "
    "send more.\n\nSolheim has not ruled out sending troops to train Estavian soldiers."
)


@pytest.fixture(scope="module", name="proposer")
def _proposer() -> NeuralProposer:
    return NeuralProposer()


def document(text: str, title: str | None = None) -> Document:
    """Read a text as `brief` does."""
    return read_document(Article(id="a", text=text, title=title))


def cut(span: Span | None) -> str | None:
    """Give the words of a span of `TEXT`."""
    return TEXT[span.start : span.end] if span else None


@pytest.fixture(scope="module", name="proposal")
def _proposal(proposer: NeuralProposer) -> Proposal:
    return proposer.propose(document(TEXT, "Norland to send military aid to Estavia"))


def test_the_pledge_is_found_with_its_parts(proposal: Proposal) -> None:
    """Pledger, recipient and sum stand beside their trigger."""
    best = max(proposal.pledges, key=lambda p: p.score)
    assert best.score > 0.5
    assert "will provide" in (cut(best.trigger) or "")
    assert (cut(best.pledger), cut(best.recipient)) == ("Norland", "Estavia")
    assert "225 million pounds" in (cut(best.amount) or "")


def test_actors_are_found_with_their_roles(proposal: Proposal) -> None:
    """A person's name carries the office in front of it."""
    named = {cut(m.span): m for m in proposal.mentions if m.score > 0.5}
    assert {"Norland", "Estavia", "Ingrid Solheim", "Piet Marren"} <= set(named)
    assert cut(named["Ingrid Solheim"].role) == "Defence Minister"


def test_a_country_points_at_what_it_does(proposal: Proposal) -> None:
    """The words that say its part stand in its own sentence or the next."""
    norland = next(m for m in proposal.mentions if cut(m.span) == "Norland")
    assert (cut(norland.deed) or "").startswith("will provide")
    assert norland.told > 0.2


def test_the_lead_comes_first(proposal: Proposal) -> None:
    """Every sentence is ranked; here the first one tells the event."""
    assert proposal.lead[0] == 0
    assert sorted(proposal.lead) == list(range(len(proposal.lead)))


def test_a_text_without_words_proposes_nothing(proposer: NeuralProposer) -> None:
    """Blank space is an answer, not an error."""
    assert proposer.propose(document(" \n ")) == Proposal(lead=(), mentions=(), pledges=())


@given(text=st.text(max_size=400) | st.lists(st.sampled_from(TEXT.split())).map(" ".join))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_is_read(proposer: NeuralProposer, text: str) -> None:
    """Every span lies in the text, and nothing raises."""
    found = proposer.propose(document(text))
    spans = [m.span for m in found.mentions] + [m.role for m in found.mentions if m.role]
    for pledge in found.pledges:
        parts = (pledge.pledger, pledge.recipient, pledge.amount, pledge.deadline, pledge.speaker)
        spans += [pledge.trigger, pledge.evidence, *(part for part in parts if part)]
        assert pledge.evidence.start <= pledge.trigger.start < pledge.trigger.end
    assert all(0 <= s.start < s.end <= len(text) for s in spans)


def test_the_same_text_gives_the_same_proposal(proposer: NeuralProposer) -> None:
    """Nothing is drawn by chance."""
    again = proposer.propose(document(TEXT))
    assert again == proposer.propose(document(TEXT))
