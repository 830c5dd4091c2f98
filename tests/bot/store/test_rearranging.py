"""Stories are split, merged and put back: posts, versions, pledges and reasons go along."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import pytest
import sqlalchemy as sa

from bot.errors import CommandError
from bot.model import Delivery, Move, Platform
from bot.questions import Question
from bot.rearrange import merge, split, undo
from bot.store import SqlStore, care
from bot.store.schema import story as story_table
from summariser import Article, Briefing, Evidence, Line, Mark, Money, Party, Segment, What
from tests.bot.making import LEASE, START, Watch, briefing, entry, page

TODAY = START.date()


def _told(article: Article, what: str, amount: int, marks: Sequence[Mark] = ()) -> Briefing:
    """Brief an article so that its first line and its pledge say what a test is about."""
    made = briefing(article)
    span = Evidence.of(article, 0, 7)
    said = Evidence(article=article.id, start=0, end=len(what), text=what)
    money = Money(amount=Decimal(amount), currency="NOK", evidence=span)
    pledge = dataclasses.replace(
        made.pledges[0],
        pledger=Party(name="Norland", evidence=span),
        recipient=Party(name="Sudland", evidence=span),
        amount=money,
        what=said,
        evidence=said,
    )
    lines = (Line(label="What", segments=(Segment(text=what, evidence=(span,)),)), *made.layout[1:])
    first = What(text=what, evidence=(span,))
    return dataclasses.replace(
        made, what=first, pledges=(pledge,), layout=lines, marks=tuple(marks)
    )


class Desk:
    """A store with one chat channel; what stands in the channel is kept by post."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.posts: dict[str, list[Delivery]] = {}
        self.deleted: set[str] = set()
        self._read = 0

    async def open(self) -> None:
        """Let the channel and the page take every story."""
        await self.store.join(Platform.SLACK, "T1", "C1", name="news")
        await self.store.add_target(Platform.PAGE, "front", name="Page")

    async def report(
        self, what: str, amount: int = 40, *, story: int | None = None, post: bool = True
    ) -> tuple[int, int]:
        """Let an outlet report and give the keys of article and story."""
        self._read += 1
        url = f"https://example.org/{self._read}"
        await self.store.add_feed("https://example.org/feed", title="Example", topic="aid")
        [leased] = await self.store.claim_feeds(1, LEASE)
        row = dataclasses.replace(leased.row, due=START)
        await self.store.finish_poll(leased, row, [entry(url, url=url)])
        [pending] = await self.store.claim_entries(1, LEASE)
        when = START + dt.timedelta(hours=self._read)
        words = f"Report {self._read}: {what}."
        await self.store.keep_article(
            pending, page(url, text=words, published=when, outlet=f"Outlet {self._read}")
        )
        [article] = await self.store.claim_articles(9, LEASE)
        made = _told(article.row.article, what, amount)
        told = await self.store.keep_briefing(article, made, story=story, post=post)
        assert told
        await self.deliver()
        return article.row.id, told.id

    async def deliver(self) -> None:
        """Post what waits, as a chat does: a previous post is edited."""
        while leased := await self.store.claim_lanes([Platform.SLACK, Platform.PAGE], 9, LEASE):
            for each in leased:
                if each.row.target.platform is Platform.PAGE:
                    ref = await self.store.page.send(each.row)
                else:
                    ref = each.row.previous or ""
                    if not ref or (ref in self.deleted and not each.row.moved):
                        ref = f"post {len(self.posts) + 1}"
                    self.posts.setdefault(ref, []).append(each.row)
                assert await self.store.posted(each, ref)

    def standing(self) -> dict[str, tuple[int, str]]:
        """Give what each post shows now: its story and first line."""
        return {
            ref: (shown[-1].story.id, shown[-1].story.briefing.what.text)
            for ref, shown in self.posts.items()
            if shown[-1].story.briefing.what and not shown[-1].moved
        }

    def leading(self) -> dict[str, str | None]:
        """Give where posts lead that tell nothing themselves."""
        return {ref: shown[-1].instead for ref, shown in self.posts.items() if shown[-1].moved}

    async def front(self) -> list[tuple[int, str]]:
        """Give what the page shows, newest first."""
        return [
            (post.story.id, post.story.briefing.what.text)
            for post in await self.store.latest()
            if post.story.briefing.what
        ]

    async def tell(self) -> None:
        """Let the ledger hear what was briefed."""
        while await self.store.tell_next():
            pass


@pytest.fixture
async def desk(store: SqlStore) -> Desk:
    """A desk with a channel."""
    made = Desk(store)
    await made.open()
    return made


async def test_split_gives_each_event_its_own_story(desk: Desk) -> None:
    """The mixed post is edited back to its event; the other event gets a post of its own."""
    store = desk.store
    first, story = await desk.report("Norland pays for schools", 40)
    second, _ = await desk.report("Norland pays for a harbour", 90, story=story)
    assert desk.standing() == {"post 1": (story, "Norland pays for a harbour")}
    made = await split(store, story, [second], by="ann", reason="two gifts")
    await desk.deliver()
    assert made.target != story
    assert desk.standing() == {
        "post 1": (story, "Norland pays for schools"),
        "post 2": (made.target, "Norland pays for a harbour"),
    }
    assert sorted(await desk.front()) == sorted(desk.standing().values())
    one, other = await store.story(story), await store.story(made.target)
    assert one
    assert other
    assert (one.outlets, other.outlets) == (("Outlet 1",), ("Outlet 2",))
    assert (one.first, other.first) == tuple(START + dt.timedelta(hours=n) for n in (1, 2))
    assert [held.id for held in await store.articles(story)] == [first]
    assert [told.version for told in await store.versions(story)] == [1, 2]
    assert [told.version for told in await store.versions(made.target)] == [1, 2]


async def test_post_that_told_only_the_moved_articles_goes_with_them(desk: Desk) -> None:
    """When the story's first report is another event, its post is too; the rest is told anew."""
    store = desk.store
    first, story = await desk.report("Norland pays for schools", 40)
    await desk.report("Norland pays for a harbour", 90, story=story, post=False)
    made = await split(store, story, [first], by="ann", reason="two gifts")
    await desk.deliver()
    assert desk.standing() == {
        "post 1": (made.target, "Norland pays for schools"),
        "post 2": (story, "Norland pays for a harbour"),
    }
    versions = await store.versions(story)
    assert [(told.version, told.outlets) for told in versions] == [(1, ("Outlet 2",))]


async def test_merge_edits_posts_and_leads_old_numbers_on(desk: Desk) -> None:
    """The story's own post tells both, the other leads to it; nothing is posted anew."""
    store = desk.store
    _, one = await desk.report("Norland pays for schools", 40)
    _, other = await desk.report("Norland gives to schools", 40)
    made = await merge(store, other, into=one, by="ann", reason="one gift")
    await desk.deliver()
    assert (made.kind, made.source, made.target) == (Move.MERGE, other, one)
    assert len(desk.posts) == 2
    assert desk.standing() == {"post 1": (one, "Norland gives to schools")}
    assert desk.leading() == {"post 2": "post 1"}
    for post in ("post 1", "post 2"):  # a question in either thread is about what it shows
        asked = await store.story_of_post(Platform.SLACK, "T1", "C1", post)
        assert asked
        assert asked.id == one
    assert await store.story(other) == await store.story(one)
    versions = await store.versions(one)
    assert [told.version for told in versions] == [1, 2, 3]
    assert versions[-1].outlets == ("Outlet 1", "Outlet 2")
    assert await desk.front() == [(one, "Norland gives to schools")]
    why = await store.why("https://example.org/2")
    assert any(
        "ann moved it from story 2 to story 1 (merge, move 1): one gift." in each for each in why
    )
    # what the rule decided while it was moved is followed, too
    _, joined = await desk.report("Norland will give to schools", 40, story=other)
    assert joined == one
    assert desk.standing() == {"post 1": (one, "Norland will give to schools")}
    assert len(desk.posts["post 2"]) == 2  # it was not edited again


async def test_undoing_a_merge_gives_both_stories_back(desk: Desk) -> None:
    """Each post tells its own story again; an article that came since stays where it joined."""
    store = desk.store
    _, one = await desk.report("Norland pays for schools", 40)
    _, other = await desk.report("Norland pays for a harbour", 90)
    made = await merge(store, other, into=one, by="ann", reason="one gift")
    await desk.deliver()
    late, _ = await desk.report("Norland pays for more schools", 45, story=one)
    back = await undo(store, made.id, by="bob", reason="two after all")
    await desk.deliver()
    assert (back.kind, back.undoes, back.target) == (Move.UNDO, made.id, other)
    assert desk.standing()["post 1"] == (one, "Norland pays for more schools")
    assert desk.standing()["post 2"] == (other, "Norland pays for a harbour")
    assert not desk.leading()
    for post, key in (("post 1", one), ("post 2", other)):
        asked = await store.story_of_post(Platform.SLACK, "T1", "C1", post)
        assert asked
        assert asked.id == key
    assert late in [held.id for held in await store.articles(one)]
    assert [each.undone for each in await store.rearrangements()] == [False, True]
    with pytest.raises(CommandError, match="undone already"):
        await undo(store, made.id, by="bob", reason="again")


async def test_posts_of_merges_of_merges_lead_to_the_last(desk: Desk) -> None:
    """Whichever post a reader meets, one step brings him to the post that tells all."""
    store = desk.store
    one, two, three = [
        (await desk.report(f"Norland pays for {what}", 40))[1]
        for what in ("schools", "pupils", "teachers")
    ]
    first = await merge(store, two, into=one, by="ann", reason="one gift")
    await desk.deliver()
    await merge(store, one, into=three, by="ann", reason="one gift")
    await desk.deliver()
    assert list(desk.standing()) == ["post 3"]
    assert desk.leading() == {"post 1": "post 3", "post 2": "post 3"}
    await split(store, three, first.articles, by="ann", reason="two after all")
    await desk.deliver()
    assert desk.standing()["post 2"][1] == "Norland pays for pupils"
    assert desk.leading() == {"post 1": "post 3"}


async def test_a_channel_with_the_post_of_one_story_only_has_it_edited(desk: Desk) -> None:
    """Where only the story that goes was told, its post tells the whole; nothing leads away."""
    store = desk.store
    _, one = await desk.report("Norland pays for schools", 40, post=False)
    _, other = await desk.report("Norland gives to schools", 40)
    await merge(store, other, into=one, by="ann", reason="one gift")
    await desk.deliver()
    assert desk.standing() == {"post 1": (one, "Norland gives to schools")}
    assert not desk.leading()


async def test_post_that_was_deleted_and_posted_anew_tells_after_a_merge(desk: Desk) -> None:
    """The one that is there tells the story; nobody goes back to the one that is gone."""
    store = desk.store
    _, one = await desk.report("Norland pays for schools", 40)
    desk.deleted.add("post 1")
    await desk.report("Norland pays for more schools", 45, story=one)
    assert desk.standing()["post 2"] == (one, "Norland pays for more schools")
    _, other = await desk.report("Norland gives to schools", 45)
    await merge(store, other, into=one, by="ann", reason="one gift")
    await desk.deliver()
    assert desk.standing()["post 2"] == (one, "Norland gives to schools")
    assert desk.leading()["post 3"] == "post 2"
    assert len(desk.posts) == 3


async def test_post_of_a_paused_channel_leads_on_when_it_goes_on(desk: Desk) -> None:
    """What a merge has to mend waits with everything else."""
    store = desk.store
    _, one = await desk.report("Norland pays for schools", 40)
    _, other = await desk.report("Norland gives to schools", 40)
    await store.pause(Platform.SLACK, "T1", "C1", "archived")
    await merge(store, other, into=one, by="ann", reason="one gift")
    await desk.deliver()
    assert not desk.leading()
    await store.join(Platform.SLACK, "T1", "C1", name="news")
    await desk.deliver()
    assert desk.leading() == {"post 2": "post 1"}


async def test_ledger_rows_go_along(desk: Desk) -> None:
    """Two reports of one sum are two pledges when an admin says that they are two events."""
    store = desk.store
    _, story = await desk.report("Norland pays for schools", 40)
    second, _ = await desk.report("Norland pays for schools in the valley", 40, story=story)
    await desk.tell()
    [whole] = await store.accounts(Question(), today=TODAY)
    assert len(whole.history) == 2
    made = await split(store, story, [second], by="ann", reason="two gifts")
    await desk.tell()
    found = await store.accounts(Question(), today=TODAY)
    stories = {said.claim.article: said.claim.story for one in found for said in one.history}
    assert stories[str(second)] == made.target
    assert sum(len(one.history) for one in found) == 2
    key = whole.history[1].claim.key
    stands = [stands for _, stands in await store.decisions(key)]
    assert stands[0] is False  # kept, superseded
    assert stands.count(True) == 1
    await undo(store, made.id, by="ann", reason="one after all")
    await desk.tell()
    assert [one.history[0].claim.key for one in await store.accounts(Question(), today=TODAY)] == [
        whole.key
    ]


async def test_silent_story_stays_silent(store: SqlStore) -> None:
    """What nobody was told is split without telling anybody."""
    desk = Desk(store)
    _, story = await desk.report("Norland pays for schools", 40, post=False)
    second, _ = await desk.report("Norland pays for a harbour", 90, story=story, post=False)
    await desk.open()
    await split(store, story, [second], by="ann", reason="two gifts")
    await desk.deliver()
    assert not desk.posts
    assert not await desk.front()


async def test_what_makes_no_sense_is_refused(desk: Desk) -> None:
    """In words, and nothing is changed."""
    store = desk.store
    article, story = await desk.report("Norland pays for schools")
    for wrong, words in (
        (merge(store, story, into=story, by="a", reason="b"), "already"),
        (merge(store, 99, into=story, by="a", reason="b"), "no story #99"),
        (split(store, story, [article], by="a", reason="b"), "nothing to split"),
        (split(store, story, [77], by="a", reason="b"), "no articles of story #1: 77"),
        (split(store, story, [], by="a", reason="b"), "none was named"),
        (undo(store, 5, by="a", reason="b"), "no move 5"),
    ):
        with pytest.raises(CommandError, match=words):
            await wrong
    assert not await store.rearrangements()


async def test_a_database_that_was_rearranged_is_coherent(desk: Desk) -> None:
    """No lane sleeps on a delivery, and a merged story is no fault."""
    store = desk.store
    first, one = await desk.report("Norland pays for schools", 40)
    _, other = await desk.report("Norland pays for a harbour", 90)
    made = await merge(store, other, into=one, by="ann", reason="one gift")
    assert await care._coherent(store._db) == []
    await undo(store, made.id, by="ann", reason="two")
    await merge(store, one, into=other, by="ann", reason="one gift")
    await desk.deliver()
    assert await care._coherent(store._db) == []
    async with store._db.read() as connection:
        moved = await connection.scalar(
            sa.select(story_table.c.moved_to).where(story_table.c.id == one)
        )
    assert moved == other
    assert first in [held.id for held in await store.articles(other)]


async def test_stories_of_one_affair_are_linked_both_ways(store: SqlStore, watch: Watch) -> None:
    """A development that begins its own story names the one it came from."""
    del watch
    desk = Desk(store)
    _, one = await desk.report("Norland pays for schools")
    await store.add_feed("https://example.org/feed", title="Example", topic="aid")
    [leased] = await store.claim_feeds(1, LEASE)
    url = "https://example.org/next"
    await store.finish_poll(leased, leased.row, [entry(url, url=url)])
    [pending] = await store.claim_entries(1, LEASE)
    await store.keep_article(pending, page(url, text="Report: next day."))
    [article] = await store.claim_articles(1, LEASE)
    told = await store.keep_briefing(
        article, briefing(article.row.article), story=None, post=False, linked=[one]
    )
    assert told
    assert [each.id for each in await store.linked(one)] == [told.id]
    assert [each.id for each in await store.linked(told.id)] == [one]
