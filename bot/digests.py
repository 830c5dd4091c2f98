"""Digests that are due in, ranked and queued digests out.

A run that is up to two hours late is told once, however many were missed; a later one is
skipped, and that is kept. Each digest of a crowd that is due in the same minute is moved by up
to a minute, always the same for one plan, so that no platform gets them all in one second.
"""

import dataclasses
import datetime as dt
import itertools
import math
from collections import Counter
from collections.abc import Sequence

from bot.families import shipped
from bot.model import Digest, Leased, Story
from bot.ports import Bell, Clock, DigestStore
from bot.rates import convert
from bot.rules import DigestPlan, DigestTold, Facts, Rule, fold, refusal
from bot.schedule import LATEST, next_run, spread
from summariser import Pledge, Status

LEASE = dt.timedelta(minutes=2)

# Parts of a story's weight; the order they give was set by hand on the sample stories.
VOICES = 1.0  # for each doubling of the publishers' families that report it
FIRM = {Status.PLEDGED: 1.0, Status.FULFILLED: 1.0, Status.WITHDRAWN: 1.0, Status.CONDITIONAL: 0.5}
FIRM |= {Status.REITERATED: 0.5, Status.UNDER_CONSIDERATION: 0.25}  # for the weightiest pledge
SIZE = 0.25  # of that, more, for each factor of ten of its sum over a million euro
MILLION = 1e6
FOLLOWED = 1.0  # for an actor that the target follows
FRESH = 1.0  # for the end of the period, falling to nothing at its start
AGAIN = 0.5  # what each story of a topic that is told already loses


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """The stage that tells digests.

    Attributes:
        window: Digests of one minute are spread over this.
    """

    store: DigestStore
    now: Clock
    window: dt.timedelta = dt.timedelta(minutes=1)
    slots: int = 256
    name: str = "digests"
    bells: tuple[Bell, ...] = (Bell.DIGESTS,)
    _ranked: dict[object, list[Story]] = dataclasses.field(default_factory=dict)
    _owners: set[str] = dataclasses.field(default_factory=set)
    _news: dict[tuple[dt.datetime, dt.datetime], tuple[Facts, ...]] = dataclasses.field(
        default_factory=dict
    )

    async def claim(self, limit: int) -> Sequence[Leased[DigestPlan]]:
        """Take digests that are due."""
        claimed = await self.store.claim_digests(limit, LEASE)
        self._news.clear()  # what a period told is looked up and ranked once a round
        self._ranked.clear()
        self._owners.clear()
        workspaces = {each.row.tenant for each in claimed}
        for since, until in {_period(each.row) for each in claimed}:
            stories = await self.store.told(since, until, workspaces=workspaces)
            self._news[since, until] = tuple(Facts(story) for story in stories)
            self._owners.update(story.workspace for story in stories if story.workspace)
        return claimed

    async def work(self, leased: Leased[DigestPlan]) -> None:
        """Tell one digest and plan its next."""
        plan, now = leased.row, self.now()
        following = next_run(plan.cron, plan.zone, max(now, plan.scheduled)) if plan.cron else None
        due = following and following + spread(f"digest {plan.id}", self.window)
        told = self._told(plan, now)
        await self.store.finish_digest(leased, told, following=following, due=due)

    def _told(self, plan: DigestPlan, now: dt.datetime) -> DigestTold:
        late = now - plan.scheduled
        if late > LATEST and plan.cron:
            minutes = int(late.total_seconds() // 60)
            return DigestTold(until=plan.since, skipped=f"it was {minutes} minutes late")
        own = plan.tenant if plan.tenant in self._owners else None
        alike = (*_period(plan), plan.rules, plan.held, own)
        if alike not in self._ranked:  # thousands of targets may wish for the same
            self._ranked[alike] = self._rank(plan)
        stories = self._ranked[alike]
        shown = tuple(stories[: plan.most])
        skipped = None if shown or plan.state_empty else "there was nothing to tell"
        return DigestTold(
            until=plan.scheduled,
            stories=shown,
            omitted=len(stories) - len(shown),
            skipped=skipped,
        )

    def _rank(self, plan: DigestPlan) -> list[Story]:
        since, until = _period(plan)
        wanted = [
            facts.story
            for facts in self._news.get((since, until), ())
            if facts.story.workspace in {None, plan.tenant}
            and (
                facts.story.id in plan.held
                or any(refusal(rule, facts) is None for rule in plan.rules)
            )
        ]
        return rank(wanted, since=since, until=until, rules=plan.rules)


def preview(
    told: Sequence[Story],
    rule: Rule,
    *,
    since: dt.datetime,
    until: dt.datetime,
    zone: str = "UTC",
    most: int = 10,
) -> Digest:
    """Show what a digest of this period would tell a target with one wish."""
    wanted = [story for story in told if refusal(rule, Facts(story)) is None]
    ranked = rank(wanted, since=since, until=until, rules=(rule,))
    return Digest(
        scheduled=until,
        since=since,
        until=until,
        zone=zone,
        stories=tuple(ranked[:most]),
        omitted=len(ranked[most:]),
    )


def _period(plan: DigestPlan) -> tuple[dt.datetime, dt.datetime]:
    return plan.since, plan.scheduled


def rank(
    stories: Sequence[Story], *, since: dt.datetime, until: dt.datetime, rules: Sequence[Rule] = ()
) -> list[Story]:
    """Order stories by weight; each topic's second and later ones step back a little."""
    followed = {fold(name) for rule in rules for name in rule.actors}
    weights = {story.id: _weight(story, since, until, followed) for story in stories}
    left = sorted(stories, key=lambda story: (-weights[story.id], -story.id))
    topics: Counter[str | None] = Counter()
    ranked: list[Story] = []
    while left:
        best = max(left, key=lambda story: weights[story.id] - AGAIN * topics[story.topic])
        left.remove(best)
        topics[best.topic] += 1
        ranked.append(best)
    return ranked


def _weight(story: Story, since: dt.datetime, until: dt.datetime, followed: set[str]) -> float:
    """Say how much a story matters to one target."""
    names = {fold(actor.name) for actor in story.briefing.actors}
    period = max((until - since).total_seconds(), 1.0)
    age = (until - story.last).total_seconds()
    # A paper that prints an agency's text confirms nothing.
    said = itertools.zip_longest(story.outlets, story.credits[: len(story.outlets)])
    voices = shipped().voices(said)
    when = story.article.article.published or story.last
    return (
        VOICES * math.log2(1 + len(voices))
        + max((_firmness(pledge, when.year) for pledge in story.briefing.pledges), default=0.0)
        + FOLLOWED * bool(names & followed)
        + FRESH * min(1.0, max(0.0, 1.0 - age / period))
    )


def _firmness(pledge: Pledge, year: int) -> float:
    """Weigh one pledge: how firm it is, and how large in euro; sums in no currency have no size."""
    firm = FIRM.get(pledge.status, 0.0)
    euro = (
        convert(pledge.amount.amount, pledge.amount.currency, "EUR", year=year)
        if (pledge.amount)
        else None
    )
    worth = float(euro.amount) / MILLION if euro else 0.0
    return firm * (1 + SIZE * math.log10(max(worth, 1.0)))
