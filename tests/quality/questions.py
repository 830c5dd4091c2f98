"""Questions in words, asked of the articles held: how many are answered right, or rightly not.

``data/questions.jsonl`` has ``{id, question, expect}``: ``expect`` lists patterns that must all
stand in the quotes or tables of the answer; ``null`` marks a question that the articles do not
answer. They were written by reading the sample outlet's articles and invented training articles,
before the answers were looked at. Of those called "q", the odd ones were used for tuning; the even
ones only measured, until their sums had been looked at too often while mending. Those called "t"
were written later, for tuning alone. ``data/questions_fresh.jsonl`` is the held-out part: written
of other articles before the code was changed again; who tunes reads its totals, never its answers.
"""

import asyncio
import datetime as dt
import json
import pathlib
import re
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.commands import Answerer, Asker, Quote, Reply, Table, parse, render
from bot.model import Story
from bot.sample.articles import load_sample
from summariser import Article, brief
from tests.bot.shelf import Shelf
from tests.bot.written import story
from tests.figures import ROOT, Figure

HERE = pathlib.Path(__file__).parent
CORPUS = ROOT.parent / "shared" / "corpus" / "train"
NOW = dt.datetime(2026, 3, 14, 12, 0, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with what its answer must have; ``None`` when there is none."""

    id: str
    question: str
    expect: tuple[str, ...] | None


def questions() -> list[Asked]:
    """Read the questions of both files."""
    names = ("questions.jsonl", "questions_fresh.jsonl")
    lines = [line for n in names for line in (HERE / "data" / n).read_text("utf-8").splitlines()]
    rows = map(json.loads, lines)
    return [
        Asked(
            id=row["id"],
            question=row["q"],
            expect=None if row["expect"] is None else tuple(row["expect"]),
        )
        for row in rows
    ]


def articles() -> Iterator[Article]:
    """Give the sample outlet's articles, and the invented ones, of the corpus where it is there."""
    for written in load_sample():
        each = written.dated(NOW)
        yield Article(
            id=each.slug,
            title=each.title,
            outlet=each.outlet,
            published=NOW - each.age,
            text="\n".join(each.paragraphs),
            url=f"https://{each.outlet_slug}.example/{each.slug}",
        )
    files = sorted(CORPUS.glob("synthetic-*.jsonl")) or [HERE / "data" / "synthetic.jsonl"]
    for path in files:
        for row in map(json.loads, path.read_text("utf-8").splitlines()):
            yield Article(
                id=row["id"],
                title=row["title"],
                outlet=row.get("outlet"),
                published=dt.datetime.fromisoformat(row["published"][:10]).replace(tzinfo=dt.UTC),
                text=row["text"],
                url=f"https://invented.example/{row['id']}",
            )


def library() -> Shelf:
    """Brief every article into a library of its own."""
    made = Shelf()
    for number, article in enumerate(articles(), 1):
        as_of = (article.published or NOW).date()
        told: Story = story(number, article, brief(article, as_of=as_of))
        made.put(told, when=told.last)
    return made


def right(asked: Asked, reply: Reply) -> bool:
    """Tell whether a reply is what was expected: quoted, or refused."""
    if asked.expect is None:
        return not reply.found
    proved = [part for part in reply.parts if isinstance(part, Quote | Table)]
    words = render(Reply(title="", parts=tuple(proved)), width=10_000)
    return bool(proved) and all(re.search(pattern, words) for pattern in asked.expect)


async def _ask(held: Shelf, some: Sequence[Asked]) -> list[tuple[Asked, Reply, float]]:
    answerer = Answerer(held, None, lambda: NOW, ledger=held)
    found = []
    for asked in some:
        began = time.perf_counter()
        reply = await answerer.answer(parse(asked.question), Asker())
        found.append((asked, reply, time.perf_counter() - began))
    return found


def figures() -> Iterator[Figure]:
    """Measure."""
    everything = questions()
    held = library()
    texts = " ".join(told.article.article.text for told in held.stories.values())
    some = [
        asked
        for asked in everything
        if asked.expect is None or all(re.search(p, texts) for p in asked.expect)
    ]
    results = asyncio.run(_ask(held, some))
    old = [result for result in results if result[0].id.startswith("q")]
    even = [result for result in old if int(result[0].id[1:]) % 2 == 0]
    fresh = [result for result in results if result[0].id.startswith("f")]
    tuned = [result for result in results if result[0].id.startswith("t")]
    parts = (("", old), ("held_out.", even), ("tuned.", tuned), ("fresh.", fresh))
    for name, chosen in parts:
        answerable = [right(a, r) for a, r, _ in chosen if a.expect is not None]
        refusable = [right(a, r) for a, r, _ in chosen if a.expect is None]
        yield Figure(
            name=f"questions.{name}answered_right_and_quoted",
            value=sum(answerable) / len(answerable),
            unit=f"share of {len(answerable)}",
            target=">= 0.80",
        )
        yield Figure(
            name=f"questions.{name}unanswerable_refused",
            value=sum(refusable) / len(refusable),
            unit=f"share of {len(refusable)}",
            target=">= 0.95",
        )
    yield Figure(
        name="questions.median_ms",
        value=statistics.median(seconds for *_, seconds in results) * 1000,
        unit="ms",
        note=f"{len(held.stories)} articles in memory",
    )
