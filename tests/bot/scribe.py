"""A briefing written by hand, each word of it found in its article."""

import datetime as dt
from decimal import Decimal

from summariser import (
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

NOW = dt.datetime(2026, 3, 14, 12, 0, tzinfo=dt.UTC)


def span(article: Article, words: str, nth: int = 0) -> Evidence:
    """Find the nth place of these words, which must be there."""
    start = -1
    for _ in range(nth + 1):
        start = article.text.index(words, start + 1)
    return Evidence.of(article, start, start + len(words))


class Scribe:
    """Writes a briefing by hand, each word of it found in the article."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self._actors: list[Actor] = []
        self._pledges: list[Pledge] = []

    def party(self, name: str, words: str | None = None) -> Party:
        """Name a party; its words are the name itself unless given."""
        return Party(name=name, evidence=span(self.article, words or name))

    def actor(
        self,
        name: str,
        *,
        role: str | None = None,
        kind: ActorKind = ActorKind.PERSON,
        aliases: tuple[str, ...] = (),
        words: str | None = None,
        key: bool = True,
    ) -> "Scribe":
        """Add an actor."""
        day = self.article.published.date() if self.article.published else None
        roles = (Role(title=role, evidence=span(self.article, role), as_of=day),) if role else ()
        self._actors.append(
            Actor(
                name=name,
                kind=kind,
                mentions=(span(self.article, words or name),),
                aliases=aliases,
                roles=roles,
                salience=Salience.KEY if key else Salience.MINOR,
            )
        )
        return self

    def pledge(
        self,
        clause: str,
        what: str,
        *,
        by: tuple[str, str] | None = None,
        to: tuple[str, str] | None = None,
        money: tuple[str, int, str] | None = None,
        modifier: str | None = None,
        kind: PledgeKind = PledgeKind.FINANCIAL,
        status: Status = Status.PLEDGED,
        deadline: str | None = None,
        speaker: tuple[str, str] | None = None,
    ) -> "Scribe":
        """Add a pledge; parties are (name, words), money is (words, amount, currency)."""
        find = self.article
        self._pledges.append(
            Pledge(
                pledger=self.party(*by) if by else None,
                recipient=self.party(*to) if to else None,
                amount=Money(
                    amount=Decimal(money[1]),
                    currency=money[2],
                    evidence=span(find, money[0]),
                    modifier=modifier,
                )
                if money
                else None,
                what=span(find, what),
                kind=kind,
                status=status,
                evidence=span(find, clause),
                deadline=Deadline(text=deadline, evidence=span(find, deadline))
                if deadline
                else None,
                speaker=self.party(*speaker) if speaker else None,
            )
        )
        return self

    def briefing(self, *what: str, marks: tuple[Mark, ...] = ()) -> Briefing:
        """Give the briefing; line 1 joins the words of ``what``."""
        kept = tuple(span(self.article, words) for words in what)
        outlet, day = self.article.outlet, self.article.published
        tail = f" ({outlet}, {day:%-d %b %Y})" if outlet and day else ""
        return Briefing(
            article=self.article.id,
            what=What(text=" ".join(what), evidence=kept) if what else None,
            actors=tuple(self._actors),
            pledges=tuple(self._pledges),
            layout=(
                Line(
                    label="What",
                    segments=(
                        *_joined(" ", [[Segment(text=e.text, evidence=(e,))] for e in kept]),
                        Segment(text=tail),
                    ),
                ),
                Line(label="Actors", segments=_joined(" · ", map(_actor_run, self._actors))),
                Line(label="Pledges", segments=_joined(" · ", map(_pledge_run, self._pledges))),
            ),
            as_of=(self.article.published or NOW).date(),
            language="en",
            marks=marks,
        )


def _joined(between: str, runs: object) -> tuple[Segment, ...]:
    found: list[Segment] = []
    for run in runs:  # type: ignore[attr-defined] # any iterable of runs
        found += [Segment(text=between), *run] if found else run
    return tuple(found) or (Segment(text="none"),)


def _actor_run(actor: Actor) -> list[Segment]:
    run = [Segment(text=actor.name, evidence=actor.mentions, strong=True)]
    if actor.roles:
        role = actor.roles[0]
        run += [Segment(text=", "), Segment(text=role.title, evidence=(role.evidence,))]
    return run


def _pledge_run(pledge: Pledge) -> list[Segment]:
    words = {
        Status.UNDER_CONSIDERATION: "considered: ",
        Status.CONDITIONAL: "conditional: ",
        Status.REITERATED: "repeated: ",
        Status.FULFILLED: "delivered: ",
        Status.WITHDRAWN: "withdrawn: ",
    }
    run = []
    if pledge.status is not Status.PLEDGED:
        run.append(Segment(text=words[pledge.status]))
    if pledge.pledger:
        name, words_here = pledge.pledger.name, (pledge.pledger.evidence,)
        run.append(Segment(text=name, evidence=words_here, strong=True))
    if pledge.recipient:
        run.append(Segment(text=" → "))
        run.append(Segment(text=pledge.recipient.name, evidence=(pledge.recipient.evidence,)))
    run.append(Segment(text=": "))
    if pledge.amount:
        money = pledge.amount.evidence
        run += [Segment(text=money.text, evidence=(money,), strong=True), Segment(text=", ")]
    run.append(Segment(text=pledge.what.text, evidence=(pledge.evidence, pledge.what)))
    return run
