"""How well, and how quickly, articles find their story: events, near misses, headlines."""

import asyncio
import csv
import dataclasses
import datetime as dt
import hashlib
import json
import pathlib
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence

import summariser
from bot.changes import changed, repeats
from bot.model import HeldArticle, Leased
from bot.store import SqlStore, open_store
from bot.stories import WINDOW, asking, assign, kin
from bot.traits import Traits, traits
from summariser import Article
from tests.bot.making import LEASE, START, Watch, entry, page
from tests.figures import ROOT, Figure
from tests.shelf import Shelf

DATA = ROOT / "tests" / "quality" / "data"
HEADLINES = "corpus/clusters/uci_small.csv"
HELD = 50_000

Gold = Sequence[tuple[Traits, str]]


def shared(name: str) -> pathlib.Path | None:
    """Find a file of the shared folder beside the repository, which may be absent."""
    path = ROOT.parent / "shared" / name
    return path if path.exists() else None


def bcubed(found: Sequence[int], gold: Sequence[str]) -> tuple[float, float, float]:
    """Give precision, recall and F1 (Bagga and Baldwin 1998), each an average over articles."""
    pairs, ours, theirs = Counter(zip(found, gold, strict=True)), Counter(found), Counter(gold)
    precision = sum(n * n / ours[one] for (one, _), n in pairs.items()) / len(gold)
    recall = sum(n * n / theirs[one] for (_, one), n in pairs.items()) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def events() -> Gold:
    """Read the events set in the order of publication."""
    rows = [json.loads(line) for line in (DATA / "events.jsonl").read_text().splitlines()]
    return [
        (_article(row["id"], row["title"], row["text"], row["published"]), row["cluster"])
        for row in sorted(rows, key=lambda row: (row["published"], row["id"]))
    ]


def near_misses() -> Gold:
    """Read the project's own near misses; a group's base and second report are one event."""
    rows = [json.loads(line) for line in (DATA / "near_misses.jsonl").read_text().splitlines()]
    return [
        (
            _article(row["id"], row["title"], row["text"], row["published"]),
            row["id"] if row["kind"] == "near_miss" else row["group"],
        )
        for row in sorted(rows, key=lambda row: (row["published"], row["id"]))
    ]


def headlines(path: pathlib.Path, half: int) -> Gold:
    """Read one half of the labelled headlines.

    They are shuffled and given one time: the set lists each story's rows in one run of
    milliseconds, which would tell the answer.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["TIMESTAMP"]]
    rows = [row for row in rows if _digest(row["STORY"])[0] % 2 == half]
    random.Random(7).shuffle(rows)  # noqa: S311 # no secret: the same order each time
    return [
        (_article(r["ID"], r["TITLE"], "", "2014-03-10T00:00:00+00:00"), r["STORY"]) for r in rows
    ]


def _digest(label: str) -> bytes:
    return hashlib.md5(label.encode(), usedforsecurity=False).digest()


def _article(key: str, title: str, text: str, published: str) -> Traits:
    when = dt.datetime.fromisoformat(published)
    return traits(Article(id=key, title=title, text=text, published=when), when)


def figures() -> Iterator[Figure]:
    """Yield each measure."""
    yield from _told("events", events(), ">= 0.92")
    yield from _told("near_misses", near_misses(), ">= 0.92")
    path = shared(HEADLINES)
    if path:
        yield from _told("headlines.chosen_on", headlines(path, 0), None)
        yield from _told("headlines.held_out", headlines(path, 1), ">= 0.65")
    yield from asyncio.run(_in_a_store())
    yield from _versions()
    yield from _speed()


async def _in_a_store() -> list[Figure]:
    """Let the events go the product's way: read, briefed, candidates from SQLite's index."""
    rows = [json.loads(line) for line in (DATA / "events.jsonl").read_text().splitlines()]
    rows.sort(key=lambda row: (row["published"], row["id"]))
    found: list[int] = []
    spent = 0.0
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/news.sqlite3"
        async with open_store(url, now=Watch()) as store:
            await store.add_feed("https://example.org/feed", title="Example", topic=None)
            for number, row in enumerate(rows):
                held = await _read(store, number, row)
                when = held.row.article.published or START
                made = summariser.brief(held.row.article, as_of=when.date())
                begun = time.process_time()
                near = await store.near(asking(held.row), since=when - WINDOW, until=when + WINDOW)
                kinship = kin(held.row, near)
                told = await store.present(kinship.story) if kinship.story else None
                chosen = assign(held.row, made, kinship, told)
                spent += time.process_time() - begun
                story = await store.keep_briefing(held, made, story=chosen.story, post=chosen.post)
                found.append(story.id if story else 0)
    _, _, f1 = bcubed(found, [row["cluster"] for row in rows])
    return [
        Figure(name="stories.events_in_a_store.bcubed", value=f1, unit="F1", target=">= 0.92"),
        Figure(
            name="stories.events_in_a_store.assign_ms",
            value=spent * 1000 / len(rows),
            unit="ms",
            note="CPU time of finding and choosing, with the database's",
        ),
    ]


def _versions() -> Iterator[Figure]:
    """Say of each article after a story's first whether it makes a version; copies are left out.

    Gold is the annotators' version of each article. The rules were mended on this very set.
    """
    rows = [json.loads(line) for line in (DATA / "events.jsonl").read_text().splitlines()]
    rows.sort(key=lambda row: (row["published"], row["id"]))
    told: dict[str, tuple[list[summariser.Briefing], int]] = {}
    hit = missed = false = 0
    for row in rows:
        when = dt.datetime.fromisoformat(row["published"])
        article = Article(id=row["id"], text=row["text"], title=row["title"], published=when)
        made = summariser.brief(article, as_of=when.date())
        if row["cluster"] not in told:
            told[row["cluster"]] = [made], row["story_version"]
            continue
        before, version = told[row["cluster"]]
        if row["syndicated_from"]:
            continue
        right = row["story_version"] > version
        *earlier, latest = before
        said = bool(changed(latest, made)) and not repeats(latest, made, earlier)
        hit, missed = hit + (right and said), missed + (right and not said)
        false += said and not right
        if right or said:
            told[row["cluster"]] = [*before, made], max(version, row["story_version"])
    note = f"{hit + missed} versions; from extracted briefings, on the set the rules were mended on"
    for name, value in (("recall", hit / (hit + missed)), ("precision", hit / (hit + false))):
        yield Figure(name=f"stories.changed.{name}", value=value, unit="share", note=note)


async def _read(store: SqlStore, number: int, row: dict[str, str]) -> Leased[HeldArticle]:
    url = f"https://example.org/{number}"
    [feed] = await store.claim_feeds(1, LEASE)
    again = dataclasses.replace(feed.row, due=START)
    await store.finish_poll(feed, again, [entry(url, url=url)])
    [pending] = await store.claim_entries(1, LEASE)
    when = dt.datetime.fromisoformat(row["published"])
    words = {"text": row["text"], "title": row["title"], "outlet": row["outlet"]}
    await store.keep_article(pending, page(url, published=when, **words))
    [article] = await store.claim_articles(1, LEASE)
    return article


def _told(name: str, gold: Gold, target: str | None) -> Iterator[Figure]:
    shelf = Shelf()
    found = [shelf.place(one)[0] for one, _ in gold]
    labels = [label for _, label in gold]
    precision, recall, f1 = bcubed(found, labels)
    note = f"precision {precision:.3f}, recall {recall:.3f}, {len(gold)} articles"
    yield Figure(name=f"stories.{name}.bcubed", value=f1, unit="F1", target=target, note=note)
    if not name.startswith("headlines"):
        mixed = sum(
            len({label for place, label in zip(found, labels, strict=True) if place == story}) > 1
            for story in set(found)
        )
        yield Figure(name=f"stories.{name}.mixed", value=mixed, unit="stories", target="== 0")


def _speed() -> Iterator[Figure]:
    """Hold made-up articles, whose words follow Zipf's law, and place more among them."""
    chance = random.Random(3)  # noqa: S311 # the same articles each time
    words = [f"{a}{b}{c}" for a in "bdfglmnprs" for b in "aeiou" for c in _ENDS]
    weights = [1 / (rank + 5) for rank in range(len(words))]
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

    def made(number: int) -> Traits:
        said = Counter(chance.choices(words, weights, k=120))
        terms = {word: 0.5 + count / 2 for word, count in said.items()}
        names = dict(list(said.items())[:12])
        topic = {word: weight for word, weight in terms.items() if word not in names}
        lead = dict(list(terms.items())[:40])
        when = start + dt.timedelta(seconds=12 * number)
        return Traits(
            article=f"x{number}", published=when, terms=terms, topic=topic, focus=lead, names=names
        )

    shelf = Shelf()
    for number in range(HELD):
        shelf.add(made(number), None)
    for name, placed in (
        ("made_up", [made(HELD + number) for number in range(300)]),
        ("events", [one for one, _ in events()]),
    ):
        begun = time.process_time()
        for one in placed:
            shelf.place(one)
        yield Figure(
            name=f"stories.place_ms_at_50000.{name}",
            value=(time.process_time() - begun) * 1000 / len(placed),
            unit="ms",
            target="<= 5",
            note="CPU time; index in memory; reading the article not counted",
        )
    rows = [json.loads(line) for line in (DATA / "events.jsonl").read_text().splitlines()]
    begun = time.process_time()
    for row in rows:
        _article(row["id"], row["title"] + " ", row["text"], row["published"])
    spent = (time.process_time() - begun) * 1000 / len(rows)
    yield Figure(name="stories.read_ms", value=spent, unit="ms", note="CPU time, traits of one")


_ENDS = [f"{a}{b}{c}" for a in "bcdfgklmnprstvz" for b in "aeio" for c in ("n", "r", "ka", "to")]
