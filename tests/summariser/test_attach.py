"""What belongs to a pledge and what only stands beside it."""

import datetime as dt

from summariser import (
    Article,
    Briefing,
    PledgeKind,
    Proposal,
    ProposedMention,
    ProposedPledge,
    Span,
    Status,
    brief,
)
from summariser.document import Document
from summariser.records import ActorKind


def read(text: str) -> Briefing:
    """Brief a text as of a day on which nothing depends."""
    return brief(Article(id="a", text=text), as_of=dt.date(2025, 1, 1))


def test_sum_named_for_comparison_is_another_pledges() -> None:
    """Of "£25m on top of the £340m" the new sum is the pledge's."""
    found = read(
        "Britain will send Ukraine £25m worth of generators on top of the £340m for air defence "
        "that it promised this week, the defence secretary said on Tuesday in London."
    )
    sums = {pledge.amount.amount for pledge in found.pledges if pledge.amount}
    assert 25_000_000 in sums
    first = found.pledges[0]
    assert first.amount
    assert first.amount.amount == 25_000_000


def test_gulf_is_no_country() -> None:
    """The Gulf of Guinea neither acts nor gets anything that is promised to a country."""
    found = read(
        "Denmark will send a frigate to the Gulf of Guinea next summer to protect merchant ships "
        "from pirates, the Danish defence minister said in Copenhagen on Monday."
    )
    assert "Guinea" not in {actor.name for actor in found.actors}
    assert "Guinea" not in {p.recipient.name for p in found.pledges if p.recipient}


def test_whose_company_it_is_must_be_told() -> None:
    """A company that is only called "her company" is no actor and says nothing."""
    found = read(
        "Kestrel Cell will build a factory in Slovakia, its chief executive Pernilla Aschan said. "
        "Her company will hire 900 workers, she said."
    )
    named = {actor.name for actor in found.actors}
    named |= {p.speaker.name for p in found.pledges if p.speaker}
    assert not any(name.lower().startswith("her ") for name in named)


class Mistaken:
    """A proposer that takes who tells of a package for who gives it."""

    def propose(self, document: Document) -> Proposal:
        """Mark the package's sum and the minister behind the clause."""

        def place(words: str) -> Span:
            start = document.text.index(words)
            return Span(start, start + len(words))

        return Proposal(
            lead=(0,),
            mentions=(ProposedMention(span=place("Helen Marwick"), kind=ActorKind.PERSON),),
            pledges=(
                ProposedPledge(
                    trigger=place("includes"),
                    evidence=place("The package includes £190m for missiles"),
                    status=Status.PLEDGED,
                    kind=PledgeKind.MILITARY,
                    score=0.9,
                    core=0.9,
                    pledger=place("Helen Marwick"),
                    amount=place("£190m"),
                ),
            ),
        )


def test_who_only_tells_of_a_package_gives_nothing() -> None:
    """Of "the package includes £190m, the minister told reporters" she is not bound."""
    article = Article(
        id="a", text="The package includes £190m for missiles, Helen Marwick told reporters."
    )
    found = brief(article, as_of=dt.date(2025, 1, 1), proposer=Mistaken())
    assert [pledge.pledger for pledge in found.pledges] == [None]
