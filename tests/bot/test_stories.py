"""Which articles are of one event, on the project's own events and near misses."""

import datetime as dt
import json
import pathlib

import pytest

from bot.kinship import WINDOW, asked, decide, joined
from bot.traits import Rarity, Traits, resemblance, sketch, traits
from summariser import Article
from tests.shelf import Shelf

DATA = pathlib.Path(__file__).parent.parent / "quality" / "data"
Row = dict[str, str]


def _rows(name: str) -> list[Row]:
    rows: list[Row] = [json.loads(line) for line in (DATA / name).read_text().splitlines()]
    return sorted(rows, key=lambda row: (row["published"], row["id"]))


def _traits(row: Row) -> Traits:
    when = dt.datetime.fromisoformat(row["published"])
    article = Article(
        id=row["id"], text=row["text"], title=row["title"], published=when, outlet=row["outlet"]
    )
    return traits(article, when)


@pytest.fixture(scope="module")
def events() -> dict[str, tuple[Row, int, str | None]]:
    """Place each article of the events set in the order of publication."""
    shelf, placed = Shelf(), {}
    for row in _rows("events.jsonl"):
        story, found = shelf.place(_traits(row))
        placed[row["id"]] = (row, story, found.copy_of)
    return placed


def test_near_misses_of_the_events_set_stay_apart(
    events: dict[str, tuple[Row, int, str | None]],
) -> None:
    """Another donor, another day's package, another court: linked at most, never merged."""
    for row, story, _ in events.values():
        others = {r["cluster"] for r, s, _ in events.values() if s == story}
        assert others == {row["cluster"]}, row["title"]


def test_rewritten_agency_copy_is_seen_as_a_copy(
    events: dict[str, tuple[Row, int, str | None]],
) -> None:
    """Five outlets print the agency's text, cut and re-spelt; all are copies, nothing else is."""
    copies = {key for key, (_, _, copy_of) in events.items() if copy_of}
    assert copies == {key for key, (row, _, _) in events.items() if row["syndicated_from"]}


def test_own_near_misses_stay_apart_and_second_reports_join() -> None:
    """Forty and more pairs: the same affair another day, the same donor another package."""
    rows, shelf, placed = _rows("near_misses.jsonl"), Shelf(), {}
    for row in rows:
        placed[row["id"]], _ = shelf.place(_traits(row))
    base = {row["group"]: placed[row["id"]] for row in rows if row["kind"] == "base"}
    near = [row for row in rows if row["kind"] == "near_miss"]
    assert len(near) >= 40
    assert not [row["title"] for row in near if placed[row["id"]] == base[row["group"]]]
    same = [row for row in rows if row["kind"] == "same"]
    assert all(placed[row["id"]] == base[row["group"]] for row in same)


def test_each_decision_says_why() -> None:
    """The reasons name what is shared and whether that is enough, and the rule its version."""
    base, same, *_ = _rows("near_misses.jsonl")
    rarity = Rarity()
    story = joined(None, _traits(base), story=7, rarity=rarity)
    found = decide(_traits(same), [story], rarity)
    assert found.story == 7
    assert found.rule == "kinship-1"
    assert any("shares " in reason for reason in found.reasons)
    assert any("one event" in reason for reason in found.reasons)


def test_affair_set_apart_by_the_text_itself_is_not_joined() -> None:
    """A grant "separate from" the arms package speaks of two things."""
    arms = "Norland will give Sudland 40 drones, said Ada Berg in Sudville. The drones come in May."
    grid = "Norland will give Sudland 9 generators, said Ada Berg in Sudville. The generators come "
    grid += (
        "in May. The gift is separate from the 40 drones that Ada Berg gave Sudland in Sudville."
    )
    when = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    rarity = Rarity()
    first = traits(Article(id="1", text=arms * 3, published=when), when)
    second = traits(Article(id="2", text=grid * 3, published=when), when)
    assert second.aside
    found = decide(second, [joined(None, first, story=1, rarity=rarity)], rarity)
    assert any("sets its own affair apart" in reason for reason in found.reasons)


def test_old_story_is_not_joined() -> None:
    """After the window even the same words begin a new story."""
    row = _rows("near_misses.jsonl")[0]
    late = {**row, "id": "late"}
    when = dt.datetime.fromisoformat(row["published"]) + WINDOW + dt.timedelta(days=1)
    late["published"] = when.isoformat()
    rarity = Rarity()
    story = joined(None, _traits(row), story=1, rarity=rarity)
    assert decide(_traits(late), [story], rarity).story is None


def test_rare_words_are_asked_for() -> None:
    """The index is asked for what tells this article from others, never for "the"."""
    row = _rows("near_misses.jsonl")[0]
    words = asked(_traits(row), Rarity())
    assert not {"the", "said", "minister", "in"} & set(words)


def test_resemblance_of_texts() -> None:
    """Equal texts resemble each other fully, others not at all."""
    one = sketch(" ".join(f"word{n}" for n in range(200)))
    assert resemblance(one, one) == 1
    assert resemblance(one, sketch(" ".join(f"other{n}" for n in range(200)))) == 0
    assert resemblance((), ()) == 0
