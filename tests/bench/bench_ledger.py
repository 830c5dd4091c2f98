"""How well, and how quickly, pledges find their entry: from gold pledges and from extracted."""

import datetime as dt
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from bot.accounts import accounts
from bot.claims import Claim, claims
from bot.ledger import Said, tell
from bot.questions import Question, answer, due
from bot.totals import total
from summariser import Article, PledgeKind, Status, brief
from tests.figures import Figure
from tests.pledged import EVENTS, Gold, events

HELD = 100_000
TODAY = dt.date(2026, 11, 1)


def figures() -> Iterator[Figure]:
    """Yield each measure."""
    gold = events()
    told = tell(claim for claim, _ in gold.values())
    yield from _right("gold", told, {key: one for key, (_, one) in gold.items()}, targets=True)
    bare = {key: (_without_hints(claim), one) for key, (claim, one) in gold.items()}
    told = tell(claim for claim, _ in bare.values())
    labels = {claim.key: one for claim, one in bare.values()}
    yield from _right("gold_in_the_articles_words", told, labels, targets=False)
    yield from _extracted(gold)
    yield from _speed()


def _without_hints(claim: Claim) -> Claim:
    """Take the annotator's wording away: what is promised is then only the proving clause."""
    values = {name: getattr(claim, name) for name in Claim.__slots__}
    return Claim(**{**values, "what": claim.evidence})


def _right(
    name: str, told: Iterable[Said], gold: Mapping[str, Gold], *, targets: bool
) -> Iterator[Figure]:
    """Count decisions that are right.

    An entry is right when it is the one in which the gold entry's first claim stands and that
    claim began it; a relation when its name is right; with target, also where it points.
    """
    first: dict[str, str] = {}
    owner: dict[str, str] = {}
    count = entries = relations = pointed = 0
    for said in told:
        one = gold.get(said.claim.key)
        if one is None:
            continue
        first.setdefault(one.entry, said.entry)
        owner.setdefault(said.entry, one.entry)
        entries += first[one.entry] == said.entry and owner[said.entry] == one.entry
        relations += one.relation == said.relation
        pointed += one.relation == said.relation and (
            one.target is None or first.get(one.target) == said.target
        )
        count += 1
    for what, value, target in (
        ("entries", entries, ">= 0.85"),
        ("relations", relations, ">= 0.8"),
        ("relations_with_target", pointed, None),
    ):
        yield Figure(
            name=f"ledger.{name}.{what}",
            value=value / count if count else None,
            unit="share",
            target=target if targets else None,
            note=f"{count} pledges",
        )


def _extracted(gold: Mapping[str, tuple[Claim, Gold]]) -> Iterator[Figure]:
    """Read the articles by the summariser; a claim is a gold pledge's when the two overlap."""
    rows = [json.loads(line) for line in EVENTS.read_text().splitlines()]
    clusters = sorted({row["cluster"] for row in rows})
    found: list[Claim] = []
    labels: dict[str, Gold] = {}
    for row in rows:
        when = dt.datetime.fromisoformat(row["published"])
        article = Article(
            id=row["id"], text=row["text"], title=row["title"], published=when, outlet=row["outlet"]
        )
        made = brief(article, as_of=when.date())
        mine = [(one, label) for one, label in gold.values() if one.article == row["id"]]
        for claim in claims(
            article, made, seen=when, story=clusters.index(row["cluster"]), family=row["outlet"]
        ):
            found.append(claim)
            match = next((pair for pair in mine if _overlap(claim, pair[0])), None)
            if match:
                mine.remove(match)
                labels[claim.key] = match[1]
    yield Figure(
        name="ledger.extracted.found",
        value=len(labels) / len(gold),
        unit="share",
        note=f"{len(labels)} of {len(gold)} gold pledges overlap one of {len(found)} extracted",
    )
    told = tell(found)
    yield from _right("extracted", told, labels, targets=False)
    yield _where_it_can_be_known(told, labels)


def _where_it_can_be_known(told: Iterable[Said], gold: Mapping[str, Gold]) -> Figure:
    """Leave out what refers to a pledge that the reader never gave: it can but look new."""
    there: set[str] = set()
    right = count = 0
    for said in told:
        one = gold.get(said.claim.key)
        if one is None:
            continue
        whole = one.target if one.relation in {"part_of", "fulfils"} else one.entry
        if one.relation == "new" or whole in there:
            count += 1
            right += one.relation == said.relation
        there.add(one.entry)
    return Figure(
        name="ledger.extracted.relations_to_what_was_found",
        value=right / count if count else None,
        unit="share",
        note=f"{count} pledges that are new, or whose earlier pledge was found as well",
    )


def _overlap(claim: Claim, gold: Claim) -> bool:
    ends = claim.start + len(claim.evidence), gold.start + len(gold.evidence)
    shared = min(ends) - max(claim.start, gold.start)
    return shared > 0 and claim.amount == gold.amount


def _speed() -> Iterator[Figure]:
    """Tell many pledges of many parties, and ask what a desk asks."""
    start = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    made = [
        Claim(
            article=f"x{number}",
            position=0,
            published=start + dt.timedelta(minutes=30 * number),
            pledger=f"Land{number % 211}",
            recipient=f"Place{number % 997}",
            amount=Decimal(1_000_000 * (number % 883 + 1)),
            currency="EUR",
            what=f"thing{number % 4001} and work{number % 3001}",
            kind=PledgeKind.FINANCIAL,
            status=Status.PLEDGED,
            evidence=f"will pay for thing{number % 4001}",
            story=number,
            deadline=f"{2021 + number % 8}",
        )
        for number in range(HELD // 10)
    ]
    begun = time.process_time()
    told = tell(made)
    spent = (time.process_time() - begun) * 1000 / len(made)
    yield Figure(
        name="ledger.decide_ms", value=spent, unit="ms", note=f"CPU, each of {len(made):,} claims"
    )
    some = tuple(accounts(told).values())
    held = some * (HELD // len(some) + 1)
    for name, ask in (
        ("by_pledger", lambda: answer(held, Question(pledger="Land7"), today=TODAY)),
        ("due", lambda: due(held, today=TODAY, within=dt.timedelta(days=30))),
        ("total", lambda: total(held)),
    ):
        begun = time.process_time()
        ask()
        spent = (time.process_time() - begun) * 1000
        note = f"CPU, a scan of {len(held):,} accounts in memory, no index"
        yield Figure(name=f"ledger.ask_ms.{name}", value=spent, unit="ms", note=note)
