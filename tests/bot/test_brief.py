"""How articles are briefed and which story they join."""

import dataclasses
import datetime as dt
from decimal import Decimal

from bot.brief import Briefs, Joins
from bot.kinship import joined
from bot.loops import once
from bot.model import HeldArticle, Leased, Platform, Story
from bot.ports import Store
from bot.stories import RARITY, StoryDecision, assign, kin
from bot.traits import traits
from summariser import Article, Briefing, Evidence, Mark, Money
from tests.bot.making import LEASE, START, Watch, briefing, entry, held, page, read
from tests.bot.test_refresh import quiet

TEXT = (
    "Norland will give Sudland 40 million kroner for schools in the border valley, the "
    "education minister said on Monday after two days of talks in the capital with her "
    "counterpart, who thanked her and asked for teachers too."
)


def read_text(article: Article, *, as_of: dt.date) -> Briefing:
    """Brief without the summariser."""
    return dataclasses.replace(briefing(article), as_of=as_of)


async def test_articles_become_stories(file_store: Store, watch: Watch) -> None:
    """Each is briefed as of its day and begins a story; another's text only joins."""
    await file_store.add_target(Platform.PAGE, "front", name="Page")
    await read(file_store, "https://example.org/1", "https://example.org/2", text=TEXT)
    briefs = Briefs(store=file_store, summarise=read_text, now=watch)
    assert await once(briefs, report=quiet()) == 2
    [story] = await file_store.recent_stories(START)
    assert story.version == 1
    assert story.briefing.as_of == START.date()
    assert len(await file_store.articles(story.id)) == 2
    steps = [step for n in (1, 2) for step in await file_store.why(f"https://example.org/{n}")]
    assert sum("the same text as Example Post" in step for step in steps) == 1
    assert len(await file_store.claim_lanes([Platform.PAGE], 9, LEASE)) == 1


async def test_text_that_breaks_the_reading_stops_nobody(file_store: Store, watch: Watch) -> None:
    """It is given up with the reason, reported once, and the others are briefed."""

    def brittle(article: Article, *, as_of: dt.date) -> Briefing:
        if "bad" in article.text:
            raise IndexError("out of words")
        return read_text(article, as_of=as_of)

    await read(file_store, "https://example.org/bad", "https://example.org/good")
    told: list[str] = []
    briefs = Briefs(store=file_store, summarise=brittle, now=watch)
    assert await once(briefs, report=quiet(told)) == 2
    assert told == ["brief: out of words"]
    watch.move(9999)
    assert await once(briefs, report=quiet()) == 0
    assert "IndexError" in (await file_store.why("https://example.org/bad"))[-1]
    assert await file_store.story_of("https://example.org/good")


async def test_marks_of_the_page_reach_the_briefing(file_store: Store, watch: Watch) -> None:
    """Who reads the lines is told that the text was cut; what is not English is not posted."""
    await file_store.add_target(Platform.PAGE, "front", name="Page")
    await read(file_store, "https://example.org/1", marks=(Mark.TRUNCATED, Mark.NOT_ENGLISH))
    await once(Briefs(store=file_store, summarise=read_text, now=watch), report=quiet())
    [story] = await file_store.recent_stories(START)
    assert story.briefing.marks == (Mark.TRUNCATED, Mark.NOT_ENGLISH)
    assert not await file_store.claim_lanes([Platform.PAGE], 9, LEASE)
    assert "not_english" in (await file_store.why("https://example.org/1"))[-1]


def _held(key: int, text: str, hours: float = 0) -> HeldArticle:
    when = START + dt.timedelta(hours=hours)
    return held(Article(id=str(key), text=text, published=when, outlet=f"Outlet {key}"))


def _told(article: HeldArticle, *actors: str, amount: int | None = None) -> Briefing:
    made = briefing(article.article)
    [actor], [pledge] = made.actors, made.pledges
    span = Evidence.of(article.article, 0, 3)
    money = Money(amount=Decimal(amount), currency="NOK", evidence=span) if amount else None
    return dataclasses.replace(
        made,
        actors=tuple(dataclasses.replace(actor, name=name) for name in actors),
        pledges=(dataclasses.replace(pledge, amount=money),),
    )


def _story(article: HeldArticle, told: Briefing) -> Story:
    when = article.article.published or START
    return Story(id=article.id, version=1, briefing=told, article=article, first=when, last=when)


def _assign(held: HeldArticle, told: Briefing, stories: list[Story]) -> StoryDecision:
    """Decide as the stage does, with these stories found."""
    known = [
        joined(None, traits(each.article.article, each.first), story=each.id, rarity=RARITY)
        for each in stories
    ]
    found = kin(held, known)
    story = next((each for each in stories if each.id == found.story), None)
    return assign(held, told, found, story)


def test_reports_of_one_event_join_and_other_affairs_do_not() -> None:
    """The same visit in other words joins; another donor, or another week, begins a story."""
    first = _held(1, TEXT)
    story = _story(first, _told(first, "Norland", "Sudland", amount=40))
    for text, hours, joins in (
        ("Norland gives Sudland 40 million kroner for schools in its border valley.", 5, True),
        ("Westland gives Eastmark 70 million crowns for a harbour on its coast.", 5, False),
        ("Norland gives Sudland 40 million kroner for schools in its border valley.", 999, False),
    ):
        second = _held(
            2,
            text + " After two days of talks the minister told the press that it begins in May.",
            hours,
        )
        decision = _assign(second, _told(second, "Norland", "Sudland", amount=40), [story])
        assert (decision.story == 1) is joins
        assert decision.post is not joins


def test_new_sum_in_a_known_story_is_news() -> None:
    """A changed article that adds a firm pledge makes a new version; any other is silent."""
    first = _held(1, TEXT)
    story = _story(first, _told(first, "Norland", amount=40))
    edited = dataclasses.replace(first, story=1)
    assert not _assign(edited, _told(first, "Norland", amount=40), [story]).post
    more = _assign(edited, _told(first, "Norland", amount=60), [story])
    assert (more.story, more.post) == (1, True)
    other = dataclasses.replace(_held(3, TEXT), story=1)
    assert not _assign(other, _told(other, "Norland", amount=60), [story]).post


def test_short_note_within_a_long_report_is_not_the_same_text() -> None:
    """Quoting is not syndicating."""
    note = _held(1, TEXT)
    report = _held(2, TEXT + " " + " ".join(f"More word{n} follows here." for n in range(99)))
    decision = _assign(report, _told(report, "X"), [_story(note, _told(note, "Y"))])
    assert "the same text" not in decision.reason


async def test_drafts_are_joined_by_another_process(store: Store, watch: Watch) -> None:
    """One process reads and leaves a draft, another decides its story; each fenced by its lease."""
    await store.add_target(Platform.SLACK, "C1", name="a")
    await read(store, "https://example.org/1")
    briefs = Briefs(store=store, summarise=read_text, now=watch, apart=True)
    joins = Joins(store=store)
    assert await once(joins, report=quiet()) == 0
    assert await once(briefs, report=quiet()) == 1
    assert await once(briefs, report=quiet()) == 0
    assert await store.story_of("https://example.org/1") is None
    [late] = await store.claim_drafts(9, LEASE)
    watch.move(LEASE.total_seconds() + 1)
    assert await once(joins, report=quiet()) == 1
    assert await once(joins, report=quiet()) == 0
    lost = Leased(row=late.row.held, token=late.token, until=late.until)
    assert await store.keep_briefing(lost, late.row.briefing, story=None, post=True) is None
    story = await store.story_of("https://example.org/1")
    assert story
    assert story.briefing == read_text(story.article.article, as_of=START.date())
    assert len(await store.claim_lanes([Platform.SLACK], 9, LEASE)) == 1


async def test_draft_of_a_text_that_changed_is_read_again(store: Store, watch: Watch) -> None:
    """The outlet changed it between the reading and the joining: the new words are briefed."""
    await read(store, "https://example.org/1")
    briefs = Briefs(store=store, summarise=read_text, now=watch, apart=True)
    assert await once(briefs, report=quiet()) == 1
    watch.move(60)
    for leased in await store.claim_feeds(9, LEASE):
        edited = entry("https://example.org/1", url="https://example.org/1", digest="b")
        due = dataclasses.replace(leased.row, due=watch())
        await store.finish_poll(leased, due, [edited])
    for pending in await store.claim_entries(9, LEASE):
        await store.keep_article(pending, page("https://example.org/1", text="Sudland thanks."))
    assert not await store.claim_drafts(9, LEASE)
    assert await once(briefs, report=quiet()) == 1
    [draft] = await store.claim_drafts(9, LEASE)
    assert draft.row.held.article.text == "Sudland thanks."
