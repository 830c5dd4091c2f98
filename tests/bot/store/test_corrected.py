"""An editor corrects a pledge: each story that tells it says so where it was posted."""

import dataclasses
from decimal import Decimal

from bot.accounts import Account
from bot.amending import corrections_since
from bot.corrections import corrections
from bot.model import Delivery, Outcome, Platform
from bot.questions import Question
from bot.rearrange import split
from bot.store import SqlStore
from summariser import Article, Briefing, Evidence, Mark, Money, Party
from tests.bot.making import LEASE, START, Watch, briefing, entry, page, read

SAID = "NOK 40,000,000"


def told(article: Article, *, million: int = 40, pledger: str = "Norland") -> Briefing:
    """Brief an article that pledges a sum."""
    made = briefing(article)
    [pledge] = made.pledges
    sum_ = Evidence.of(article, 20, 38)
    pledge = dataclasses.replace(
        pledge,
        pledger=Party(name=pledger, evidence=Evidence.of(article, 0, 7)),
        recipient=Party(name="Sudland", evidence=Evidence.of(article, 13, 20)),
        amount=Money(amount=Decimal(million * 10**6), currency="NOK", evidence=sum_),
    )
    return dataclasses.replace(made, pledges=(pledge,))


async def report(
    store: SqlStore, *urls: str, story: int | None = None, post: bool = True, **given: str
) -> int:
    """Let outlets report it, tell the ledger, and give the story's key."""
    await read(store, *urls, **given)
    for leased in await store.claim_articles(9, LEASE):
        made = await store.keep_briefing(leased, told(leased.row.article), story=story, post=post)
        assert made
        story = made.id
    while await store.tell_next():
        pass
    assert story is not None
    return story


async def pledge(store: SqlStore) -> Account:
    """Give the one pledge of the ledger."""
    [account] = await store.accounts(Question(), today=START.date())
    return account


async def correct(store: SqlStore, *changes: tuple[str, str], role: str = "editor") -> None:
    """Correct it."""
    made = corrections(
        await pledge(store), changes, by="slack:T9:U77", at=store._db.now(), role=role,
        reason="Bob told me",
    )  # fmt: skip
    assert await store.correct(*made)


async def posted(store: SqlStore) -> list[Delivery]:
    """Post whatever waits for Slack, and give it."""
    done: list[Delivery] = []
    while leased := await store.claim_lanes([Platform.SLACK], 9, LEASE):
        for each in leased:
            ref = each.row.previous or f"ts{each.row.id}"
            assert await store.posted(each, ref)
            done.append(each.row)
    return done


async def channels(store: SqlStore, *names: str, workspace: str = "T1") -> None:
    """Let these follow everything."""
    for name in names:
        await store.join(Platform.SLACK, workspace, name, name=name)


async def test_corrected_sum_edits_every_post_once(store: SqlStore) -> None:
    """Each channel that was told is told the new version; the article's words stay beside it."""
    await channels(store, "C1", "C2")
    await channels(store, "C9", workspace="T2")
    story = await report(store, "https://example.org/1")
    assert len(await posted(store)) == 3
    await channels(store, "C3")  # was never told of it
    await correct(store, ("amount", "NOK 55m"))
    sent = await posted(store)
    assert sorted(each.target.address for each in sent) == ["C1", "C2", "C9"]
    for each in sent:
        assert (each.story.id, each.story.version, each.previous is not None) == (story, 2, True)
        assert each.before
        line = each.story.briefing.layout[2]
        assert "55m (editor)" in line.text
        [ours] = [part for part in line.segments if "55m" in part.text]
        assert ours.evidence == ()
        [one] = each.story.briefing.pledges
        assert one.amount
        assert one.amount.amount == 40_000_000
        assert Mark.CORRECTED in each.story.briefing.marks
        since = corrections_since(each.story.briefing, each.before.briefing)
        assert since
        assert since.by == "an editor"
        assert since.lines == (
            f"Norland → Sudland, amount: NOK 55,000,000; the article says {SAID}",
        )
        assert "U77" not in repr(each.story.briefing)
        assert "Bob" not in repr(each.story.briefing)
    assert not await posted(store)
    assert (await pledge(store)).sum == (Decimal(55_000_000), "NOK")


async def test_taking_it_back_edits_the_posts_again(store: SqlStore) -> None:
    """A value that the article has itself is no correction: the line is as it was."""
    await channels(store, "C1")
    await report(store, "https://example.org/1")
    [first] = await posted(store)
    await correct(store, ("amount", "NOK 55m"), ("deadline", "2027"), role="admin")
    await posted(store)
    await correct(store, ("amount", "NOK 40m"))
    [again] = await posted(store)
    assert again.before
    since = corrections_since(again.story.briefing, again.before.briefing)
    assert since
    assert since.lines == (f"Norland → Sudland, amount: {SAID}, as the article says",)
    assert "(editor)" not in again.story.briefing.layout[2].text
    [one] = again.story.briefing.pledges
    assert [(each.field, each.value, each.by) for each in one.amended] == [
        ("deadline", "2027", "admin")
    ]
    assert again.story.version == 3
    assert first.story.version == 1


async def test_what_a_story_does_not_tell_edits_nothing(store: SqlStore) -> None:
    """The pledge was corrected in another story's article; a judgement on counting edits none."""
    await channels(store, "C1")
    await report(store, "https://example.org/1")
    await posted(store)
    account = await pledge(store)
    made = corrections(account, [("amount", "NOK 55m")], by="ann", at=START)
    bare = [dataclasses.replace(each, changes=(), joins=each.claim) for each in made]
    assert await store.correct(*bare)
    assert not await posted(store)
    unread = dataclasses.replace(made[0], changes=(("colour", "red"),))
    assert await store.correct(unread)
    assert not await posted(store)


async def test_paused_channel_is_told_when_it_goes_on(store: SqlStore) -> None:
    """A channel that cannot be posted to keeps the correction for later."""
    await channels(store, "C1")
    await report(store, "https://example.org/1")
    await posted(store)
    await store.pause(Platform.SLACK, "T1", "C1", "archived")
    await correct(store, ("amount", "NOK 55m"))
    assert not await posted(store)
    await channels(store, "C1")
    [sent] = await posted(store)
    assert sent.outcome == Outcome.PENDING
    assert "(editor)" in sent.story.briefing.layout[2].text


async def test_channel_about_to_be_told_gets_both(store: SqlStore) -> None:
    """The correction comes before the first post was made: posted, then edited."""
    await channels(store, "C1")
    await report(store, "https://example.org/1")
    await correct(store, ("amount", "NOK 55m"))
    first, second = await posted(store)
    assert (first.story.version, first.previous) == (1, None)
    assert (second.story.version, second.previous) == (2, f"ts{first.id}")


async def test_correction_outlives_an_edit_by_the_outlet(store: SqlStore, watch: Watch) -> None:
    """The article is read anew: the same pledge in it is still told as the editor has it."""
    await channels(store, "C1")
    url = "https://example.org/1"
    story = await report(store, url)
    await posted(store)
    await correct(store, ("amount", "NOK 55m"))
    await posted(store)
    watch.move(3600)
    [leased] = await store.claim_feeds(1, LEASE)
    await store.finish_poll(leased, leased.row, [entry(url, url=url, digest="b")])
    [pending] = await store.claim_entries(1, LEASE)
    text = "Norland will give Sudland 40 million kroner. Ann Berg said so on Tuesday."
    await store.keep_article(pending, page(url, text=f"{text} {url}"))
    [article] = await store.claim_articles(9, LEASE)
    await store.keep_briefing(article, told(article.row.article), story=story, post=True)
    [sent] = await posted(store)
    assert sent.story.version == 3
    assert "55m (editor)" in sent.story.briefing.layout[2].text
    while await store.tell_next():
        pass
    assert (await pledge(store)).sum == (Decimal(55_000_000), "NOK")


async def test_correction_outlives_an_admin_s_split(store: SqlStore) -> None:
    """Told again from what is held, a story still shows it."""
    await channels(store, "C1")
    story = await report(store, "https://example.org/1", "https://example.org/2")
    await posted(store)
    await correct(store, ("amount", "NOK 55m"))
    await posted(store)
    one, other = [held.id for held in await store.articles(story)]
    await split(store, story, [other], by="ada", reason="two events")
    sent = await posted(store)
    assert {each.story.article.id for each in sent} == {one, other}
    assert all("55m (editor)" in each.story.briefing.layout[2].text for each in sent)


async def test_workspace_s_own_story_is_never_touched(store: SqlStore) -> None:
    """It is in no ledger; corrections of the like in everybody's story do not reach it."""
    await channels(store, "C1")
    await report(store, "https://example.org/1")
    await store.add_feed("https://own.example/feed", title="Own", topic=None, workspace="slack:T1")
    [leased] = await store.claim_feeds(1, LEASE)
    await store.finish_poll(leased, leased.row, [entry("o", url="https://own.example/1")])
    [pending] = await store.claim_entries(1, LEASE)
    await store.keep_article(pending, page("https://own.example/1"))
    [article] = await store.claim_articles(9, LEASE)
    own = await store.keep_briefing(article, told(article.row.article), story=None, post=True)
    assert own
    while await store.tell_next():
        pass
    assert {each.story.id for each in await posted(store)} > {own.id}
    await correct(store, ("amount", "NOK 55m"))
    assert own.id not in {each.story.id for each in await posted(store)}
    still = await store.seen_by("slack:T1").story(own.id)
    assert still
    assert still.version == 1
