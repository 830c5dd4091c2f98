"""How feeds and articles are asked, and what is made of the answers."""

import dataclasses
import datetime as dt

import pytest

from bot.errors import FeedError
from bot.loops import once
from bot.model import Changed, Entry, Feed, FeedState, Page, PendingEntry, Unchanged, Validators
from bot.ports import Store
from bot.refresh import Polls, Reads, again, baseline, complete, failed, own_words, polled, spread
from summariser import Mark
from tests.bot.making import LEASE, START, Watch, entry, page

FLOOR = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
FEED = Feed(id=1, url="https://example.org/feed", title="Example Post", last_success=START)


def listing(*entries: Entry, **given: object) -> Changed:
    """Make an answer with these entries."""
    return Changed(entries=entries, validators=Validators(etag="e"), **given)  # type: ignore[arg-type] # a test's own


def quiet(report: list[str] | None = None):  # type: ignore[no-untyped-def] # a callback
    """Give a report that keeps what it is told, or fails the test."""

    def tell(stage: str, error: Exception) -> None:
        if report is None:
            raise AssertionError(stage) from error
        report.append(f"{stage}: {error}")

    return tell


def test_new_feed_begins_at_the_floor() -> None:
    """Nobody knows its rhythm yet, so it is asked again soon."""
    feed = dataclasses.replace(FEED, last_success=None)
    now = polled(feed, listing(entry(published=START)), now=START, floor=FLOOR)
    assert now.interval == FLOOR
    assert now.state is FeedState.ACTIVE
    assert now.last_success == START


def test_pause_follows_the_rhythm() -> None:
    """Something new halves it; nothing new, an edit of old news too, lengthens it."""
    feed = dataclasses.replace(FEED, interval=HOUR / 2, last_entry=START - 10 * HOUR)
    fresh = listing(entry(published=START))
    stale = listing(entry(published=START - 10 * HOUR))
    same = Unchanged(validators=Validators())
    assert polled(feed, fresh, now=START, floor=FLOOR).interval == HOUR / 4
    assert polled(feed, stale, now=START, floor=FLOOR).interval == HOUR / 2 * 1.25
    assert polled(feed, same, now=START, floor=FLOOR).interval == HOUR / 2 * 1.25


def test_pause_has_bounds() -> None:
    """Never under the floor; never over a day, or a tenth of the newest entry's age."""
    feed = dataclasses.replace(FEED, interval=20 * HOUR)
    same = Unchanged(validators=Validators())
    for age, bound in ((2000, 24), (100, 10), (1, 0.25)):
        aged = dataclasses.replace(feed, last_entry=START - age * HOUR)
        assert polled(aged, same, now=START, floor=FLOOR).interval == bound * HOUR
    quick = dataclasses.replace(feed, interval=FLOOR)
    assert polled(quick, listing(entry()), now=START, floor=FLOOR).interval == FLOOR


def test_outlet_may_ask_for_up_to_an_hour() -> None:
    """Its wish for a longer pause is obeyed, one for a day by an hour."""
    for wish, pause in ((HOUR / 2, HOUR / 2), (24 * HOUR, HOUR)):
        answer = Unchanged(validators=Validators(), fresh_for=wish)
        now = polled(dataclasses.replace(FEED, interval=FLOOR), answer, now=START, floor=FLOOR)
        assert now.due == START + spread(pause, FEED.url)


def test_time_to_come_is_not_the_newest() -> None:
    """An entry dated next year does not make the feed look old until then."""
    now = polled(FEED, listing(entry(published=START + 9000 * HOUR)), now=START, floor=FLOOR)
    assert now.last_entry == START


def test_failing_feed_is_asked_less_and_less() -> None:
    """1, 2, 4 minutes ... a day; the reason is kept; a success forgets it all."""
    feed, pauses = FEED, []
    for _ in range(14):
        feed = failed(feed, FeedError("it does not answer"), now=START, floor=FLOOR)
        assert feed.due
        pauses.append(feed.due - START)
    assert pauses[:3] == [spread(n * FLOOR, FEED.url) for n in (1, 2, 4)]
    assert pauses[-1] == spread(24 * HOUR, FEED.url)
    assert (feed.state, feed.failures, feed.reason) == (
        FeedState.FAILING,
        14,
        "it does not answer",
    )
    well = polled(feed, Unchanged(validators=Validators()), now=START, floor=FLOOR)
    assert (well.state, well.failures, well.reason) == (FeedState.ACTIVE, 0, None)


def test_outlet_says_when_or_that_it_is_gone() -> None:
    """Retry-After is waited for; a feed that is gone is never asked again."""
    busy = failed(FEED, FeedError("busy", retry_after=HOUR), now=START, floor=FLOOR)
    assert busy.due == START + spread(HOUR, FEED.url)
    gone = failed(FEED, FeedError("gone", gone=True), now=START, floor=FLOOR)
    assert (gone.state, gone.due) == (FeedState.RETIRED, None)


def test_feed_that_moved_is_asked_there() -> None:
    """Address, title and site follow what the feed says of itself."""
    answer = listing(moved_to="https://example.org/new", title="New name")
    now = polled(FEED, answer, now=START, floor=FLOOR)
    assert (now.url, now.title) == ("https://example.org/new", "New name")


def test_only_the_newest_of_a_first_answer_are_news() -> None:
    """By date where all have one, else in the feed's own order."""
    dated = [entry(str(n), published=START + n * HOUR) for n in range(4)]
    assert baseline(dated, 1) == {"0", "1", "2"}
    assert baseline([*dated, entry("x")], 2) == {"2", "3", "x"}


def pending(attempts: int = 1, **given: object) -> PendingEntry:
    """Make a pending entry."""
    return PendingEntry(id=1, feed=FEED, entry=entry(**given), attempts=attempts)  # type: ignore[arg-type] # a test's own


def test_entry_can_stand_for_its_article() -> None:
    """Its text, teaser or headline, each marked as what it is."""
    full = own_words(pending(content="Full text", summary="Teaser"))
    teaser = own_words(pending(summary="Teaser"))
    headline = own_words(pending())
    assert full
    assert teaser
    assert headline
    assert (full.text, full.marks) == ("Full text", ())
    assert (teaser.text, teaser.marks) == ("Teaser", (Mark.TRUNCATED,))
    assert (headline.text, headline.marks) == ("Title 1", (Mark.HEADLINE_ONLY,))
    assert headline.outlet == "Example Post"
    assert own_words(pending(title=None)) is None
    nowhere = own_words(pending(url=None, summary="Teaser"))
    assert nowhere
    assert nowhere.url == "https://example.org/feed#1"


def test_page_is_completed_from_its_entry() -> None:
    """What the page does not say the entry does; a time to come becomes now."""
    bare = Page(url="https://example.org/1", text="Text", published=START + HOUR)
    full = complete(bare, pending(authors=("Ann",)), now=START)
    assert (full.title, full.outlet, full.authors) == ("Title 1", "Example Post", ("Ann",))
    assert full.published == START
    wall = dataclasses.replace(bare, marks=(Mark.PAYWALLED,))
    assert complete(wall, pending(content="Long " * 9), now=START).text.startswith("Long")
    assert complete(wall, pending(content="Long " * 9), now=START).marks == ()


@pytest.mark.parametrize(
    ("attempts", "has_words", "gone", "minutes"),
    [
        (1, True, False, 1),
        (2, True, False, None),
        (3, False, False, 60),
        (4, False, False, None),
        (1, False, True, None),
    ],
)
def test_page_is_asked_again(
    attempts: int,
    has_words: bool,  # noqa: FBT001 # a table's column
    gone: bool,  # noqa: FBT001 # likewise
    minutes: int | None,
) -> None:
    """Soon when the entry has words of its own; longer when there is nothing else."""
    wait = again(pending(attempts), FeedError("no", gone=gone), has_words=has_words)
    assert wait == (None if minutes is None else dt.timedelta(minutes=minutes))


class Outlets:
    """Feeds and pages by address; an error is raised."""

    def __init__(self, **answers: Changed | Unchanged | Page | FeedError) -> None:
        self.answers = answers
        self.asked: list[str] = []

    async def poll(self, url: str, validators: Validators) -> Changed | Unchanged:
        """Answer for a feed."""
        answer = self._answer(url)
        assert isinstance(answer, Changed | Unchanged), validators
        return answer

    async def read(self, url: str) -> Page:
        """Answer for a page."""
        answer = self._answer(url)
        assert isinstance(answer, Page)
        return answer

    async def discover(self, url: str) -> str:
        """Give it back."""
        return url

    def _answer(self, url: str) -> Changed | Unchanged | Page:
        name = url.rpartition("/")[2]
        self.asked.append(name)
        answer = self.answers[name]
        if isinstance(answer, FeedError):
            raise answer
        return answer


async def test_one_failure_never_stops_the_others(file_store: Store, watch: Watch) -> None:
    """A feed that fails keeps its reason; the others' entries are kept and read."""
    outlets = Outlets(
        good=listing(entry("a", published=START), entry("b", published=START - 99 * HOUR)),
        bad=FeedError("the page is not a feed"),
        a=page("https://example.org/a"),
    )
    for name in ("good", "bad"):
        await file_store.add_feed(f"https://example.org/{name}", title=None, topic=None)
    polls = Polls(store=file_store, source=outlets, now=watch, floor=FLOOR, newest=1)
    reads = Reads(store=file_store, pages=outlets, now=watch)
    assert await once(polls, report=quiet()) == 2
    assert await once(reads, report=quiet()) == 1
    assert await once(polls, report=quiet()) == 0
    assert sorted(outlets.asked) == ["a", "bad", "good"]
    bad, good = await file_store.feeds()
    assert (bad.reason, good.reason) == ("the page is not a feed", None)
    assert len(await file_store.claim_articles(9, LEASE)) == 1


async def test_page_that_fails_is_replaced_by_the_entry(file_store: Store, watch: Watch) -> None:
    """After one more try the teaser is taken, marked as cut short."""
    outlets = Outlets(
        feed=listing(entry("a", summary="Norland gives.")), a=FeedError("it does not answer")
    )
    await file_store.add_feed("https://example.org/feed", title=None, topic=None)
    await once(Polls(store=file_store, source=outlets, now=watch, floor=FLOOR), report=quiet())
    reads = Reads(store=file_store, pages=outlets, now=watch)
    assert await once(reads, report=quiet()) == 1
    assert await once(reads, report=quiet()) == 0
    watch.move(60)
    assert await once(reads, report=quiet()) == 1
    [leased] = await file_store.claim_articles(9, LEASE)
    assert leased.row.article.text == "Norland gives."
    assert leased.row.marks == (Mark.TRUNCATED,)
