"""Two opinions about the same clauses, weighed."""

import pytest

from summariser.agree import agreed
from summariser.document import Document, read
from summariser.proposal import Proposal, ProposedPledge, Span
from summariser.records import Article, PledgeKind, Status

TEXT = "Norland may send pumps. Norland promised to end the war. Norland will pay a million."


@pytest.fixture(name="document")
def _document() -> Document:
    return read(Article(id="a", text=TEXT))


def pledge(words: str, score: float, *, veto: str | None = None) -> ProposedPledge:
    """Propose a trigger with its sentence as evidence."""
    start = TEXT.index(words)
    first = TEXT.rfind(".", 0, start) + 1
    return ProposedPledge(
        trigger=Span(start, start + len(words)),
        evidence=Span(first, TEXT.index(".", start)),
        status=Status.PLEDGED,
        kind=PledgeKind.OTHER,
        score=score,
        core=score,
        veto=veto,
    )


def proposal(*pledges: ProposedPledge, by: str = "rules") -> Proposal:
    """Wrap pledges."""
    return Proposal(lead=(0,), mentions=(), pledges=pledges, least=0.45, by=by)


def scores(joined: Proposal) -> list[float]:
    """Give the scores, in order."""
    return [round(one.score, 2) for one in joined.pledges]


def test_agreement_makes_sure_and_silence_doubtful(document: Document) -> None:
    """The same candidate scores more when the rules see it than when they do not."""
    mine = proposal(pledge("may send", 0.5), pledge("will pay", 0.99), by="encoder")
    [seen, _] = scores(agreed(document, mine, proposal(pledge("may send", 0.9))))
    [unseen, _] = scores(agreed(document, mine, proposal()))
    assert seen > 0.5 > unseen


def test_a_veto_counts_against(document: Document) -> None:
    """What a lexicon forbids needs a very sure encoder."""
    other = proposal(pledge("may send", 0.9, veto="hypothetical"))
    for score, shown in ((0.5, False), (0.99, True)):
        mine = proposal(pledge("may send", score), pledge("will pay", 0.99))
        [vetoed, _] = scores(agreed(document, mine, other))
        assert (vetoed >= 0.45) is shown


def test_a_promise_in_so_many_words_overrules(document: Document) -> None:
    """The encoder may doubt "promised to" or miss it: the sure rules have it shown."""
    other = proposal(pledge("promised", 0.8))
    for mine in (proposal(), proposal(pledge("promised to", 0.05))):
        assert max(scores(agreed(document, mine, other))) >= 0.45


def test_an_article_of_doubtful_pledges_has_none(document: Document) -> None:
    """Of a few faint candidates and no likely one, none is told."""
    faint = proposal(pledge("may send", 0.6), pledge("will pay", 0.7))
    assert agreed(document, faint, proposal()).pledges == ()


def test_a_guess_of_the_rules_is_not_added(document: Document) -> None:
    """Only explicit and sure ones are: the encoder reads better."""
    for other in (pledge("may send", 0.9), pledge("promised", 0.6)):
        assert agreed(document, proposal(), proposal(other)).pledges == ()
