"""Every outcome can be asked for by the command, for thirty days.

Those whose queries differ most are asked on both databases.
"""

import dataclasses
import datetime as dt
from decimal import Decimal

from bot.brief import Briefs
from bot.commands import Answerer, Asker, parse
from bot.deliver import Deliveries
from bot.digests import Digests
from bot.errors import FeedError
from bot.loops import once
from bot.model import Place, Platform
from bot.refresh import failed
from bot.rules import Mode, read_rule
from bot.store import SqlStore
from bot.upkeep import Upkeep
from summariser import Article, Briefing, Evidence, Mark, Money
from tests.bot.making import LEASE, TEXT, Watch, brief, briefing, deliver, entry, read
from tests.bot.test_refresh import quiet

SLACK = Platform.SLACK
HERE = Place(platform=SLACK, workspace="T1", address="C1")
URL = "https://example.org/1"
EVERYTHING = read_rule("")


async def _why(store: SqlStore, watch: Watch, url: str = URL, place: Place = HERE) -> str:
    """Ask as somebody in the channel does."""
    reply = await Answerer(store, None, watch).answer(parse(f"why {url}"), Asker(place=place))
    return "\n".join([reply.title, *(getattr(part, "text", "") for part in reply.parts)])


async def _joined(store: SqlStore, rule: str | None = None, mode: Mode = Mode.LIVE) -> int:
    """Let the channel follow; give its target's key."""
    key = (await store.join(SLACK, "T1", "C1", name="desk")).id
    if rule is not None:
        for wish in await store.subscriptions(key):
            await store.unsubscribe(wish.id)
        await store.subscribe(key, read_rule(rule), words=rule, mode=mode)
    return key


async def _tune(
    store: SqlStore, key: int, quiet: str | None = None, cap: int | None = None
) -> None:
    await store.tune(key, zone="UTC", quiet=quiet, cap=cap, outlet_cap=None, resend=False)


async def _later(store: SqlStore, watch: Watch) -> None:
    """Let the feed come due again."""
    watch.move(120)
    for leased in await store.claim_feeds(9, LEASE):
        await store.finish_poll(leased, dataclasses.replace(leased.row, due=watch()), [])


async def test_posted(store: SqlStore, watch: Watch) -> None:
    """It was posted there, and when."""
    await _joined(store)
    await read(store, URL)
    await brief(store)
    await deliver(store, SLACK)
    told = await _why(store, watch)
    assert "Version 1 was posted to slack desk" in told
    assert "Here: Version 1 was posted." in told


async def test_waits_to_be_posted(file_store: SqlStore, watch: Watch) -> None:
    """Its turn has not come."""
    await _joined(file_store)
    await read(file_store, URL)
    assert "It waits to be briefed." in await _why(file_store, watch)
    await brief(file_store)
    assert "waits to be posted" in await _why(file_store, watch)


async def test_merged_into(file_store: SqlStore, watch: Watch) -> None:
    """The story that it joined is named, and that nothing new was posted."""
    await _joined(file_store)
    [first] = await read(file_store, URL) and await brief(file_store)
    await _later(file_store, watch)
    await read(file_store, "https://example.org/2")
    await brief(file_store, story=first, post=False)
    told = await _why(file_store, watch, "https://example.org/2")
    assert f"It joined story {first}" in told
    assert "nothing was posted" in told


async def test_duplicate_of(store: SqlStore, watch: Watch) -> None:
    """A copy of another outlet's text is said to be one, and whose."""
    words = (
        "Norland will give Sudland forty million kroner for air defence batteries this spring. "
        "The minister Ann Berg said so in the capital on Monday after talks with her colleague. "
        "Four batteries are to be delivered before the summer and crews trained at Westport. "
        "Parliament votes on the sum in April and the opposition has promised its support. "
    ) * 3

    def summarise(article: Article, *, as_of: dt.date) -> Briefing:
        del as_of
        return briefing(article)

    await _joined(store)
    await read(store, URL, text=words)
    briefs = Briefs(store=store, summarise=summarise, now=watch)
    await once(briefs, report=quiet())
    await _later(store, watch)
    await read(store, "https://other.example/copy", text=words, outlet="Other Post")
    await once(briefs, report=quiet())
    told = await _why(store, watch, "https://other.example/copy")
    assert "the same text as Example Post has" in told
    assert "nothing was posted" in told


async def test_thin(file_store: SqlStore, watch: Watch) -> None:
    """What cannot be read well enough says which mark it has."""

    def summarise(article: Article, *, as_of: dt.date) -> Briefing:
        del as_of
        return dataclasses.replace(briefing(article), marks=(Mark.LISTING,))

    await _joined(file_store)
    await read(file_store, URL)
    await once(Briefs(store=file_store, summarise=summarise, now=watch), report=quiet())
    told = await _why(file_store, watch)
    assert "it is marked" in told
    assert "nothing was posted" in told


async def test_held_by_quiet_hours(store: SqlStore, watch: Watch) -> None:
    """Which hours, and that the next digest has it; then, that it had."""
    key = await _joined(store)
    await _tune(store, key, quiet="08:00-10:00")
    await read(store, URL)
    await brief(store)
    assert "waits for the next digest: quiet hours (08:00-10:00)" in await _why(store, watch)
    watch.move(3600)
    assert await once(Digests(store=store, now=watch), report=quiet()) == 1
    told = await _why(store, watch)
    assert "was told in a digest" in told
    assert "It was told in the digest of 2026-03-02 10:00 UTC." in told


async def test_below_cap(file_store: SqlStore, watch: Watch) -> None:
    """The cap that it was over is named."""
    key = await _joined(file_store)
    await _tune(file_store, key, cap=0)
    await read(file_store, URL)
    await brief(file_store)
    assert "waits for the next digest: over the cap of 0 a day" in await _why(file_store, watch)


async def test_filtered_by_rule(store: SqlStore, watch: Watch) -> None:
    """The rule is named as it was written, with the part that the story fails."""
    await _joined(store, 'any:boats none:"air raid"')
    await read(store, URL)
    await brief(store)
    told = await _why(store, watch)
    assert 'Here: "any:boats none:"air raid"" does not want it: it has none of: boats.' in told


async def test_pledge_watch_says_the_rate(file_store: SqlStore, watch: Watch) -> None:
    """A sum in another currency that meets a watch, or does not, is said with its rate."""

    def summarise(article: Article, *, as_of: dt.date) -> Briefing:
        del as_of
        made = briefing(article)
        span = Evidence.of(article, 0, 7)
        money = Money(amount=Decimal(225_000_000), currency="GBP", evidence=span)
        [pledge] = made.pledges
        return dataclasses.replace(made, pledges=(dataclasses.replace(pledge, amount=money),))

    await _joined(file_store, "any pledge of at least EUR 100m")
    await read(file_store, URL)
    await once(Briefs(store=file_store, summarise=summarise, now=watch), report=quiet())
    told = await _why(file_store, watch)
    assert "Version 1 waits to be posted." in told
    assert 'Here: "any pledge of at least EUR 100m" wants it: GBP 225m, about EUR 26' in told
    assert "by 1 EUR = 0.8" in told


async def test_digest_only(store: SqlStore, watch: Watch) -> None:
    """A wish that waits for digests says so; then the digest that told it, or left it out."""
    key = await _joined(store, "topic:aid", Mode.DIGEST)
    await store.add_digest(key, "30 9 * * *", words="daily 09:30", now=watch(), most=1)
    await read(store, URL, "https://example.org/2")
    watch.move(60)
    await brief(store)
    assert 'Here: "topic:aid" wants it in the digest only.' in await _why(store, watch)
    watch.move(1800)
    assert await once(Digests(store=store, now=watch), report=quiet()) == 1
    told = [await _why(store, watch, f"https://example.org/{number}") for number in (1, 2)]
    assert sum("It was told in the digest of 2026-03-02 09:30 UTC." in each for each in told) == 1
    left = "It was left out of the digest of 2026-03-02 09:30 UTC: 1 that weigh more were told."
    assert sum(left in each for each in told) == 1


async def test_digest_that_was_not_posted_says_why(file_store: SqlStore, watch: Watch) -> None:
    """A run that was hours late is skipped, and what it would have told says so."""
    key = await _joined(file_store, "topic:aid", Mode.DIGEST)
    await file_store.add_digest(key, "30 9 * * *", words="daily 09:30", now=watch())
    await read(file_store, URL)
    watch.move(60)
    await brief(file_store)
    watch.move(5 * 3600)
    await once(Digests(store=file_store, now=watch), report=quiet())
    told = await _why(file_store, watch)
    assert "It was due in the digest of 2026-03-02 09:30 UTC, which was not posted: it was" in told
    assert "minutes late." in told
    watch.move(20 * 3600)
    await once(Digests(store=file_store, now=watch), report=quiet())
    assert "told in the digest of 2026-03-03 09:30" in await _why(file_store, watch)


async def test_paused(file_store: SqlStore, watch: Watch) -> None:
    """The reason of the pause is there, whether something was held or not."""
    await _joined(file_store, "any:boats")
    await file_store.pause(SLACK, "T1", "C1", "the channel was archived")
    await read(file_store, URL)
    await brief(file_store)
    told = await _why(file_store, watch)
    assert "Here: Nothing is posted there at present: the channel was archived." in told
    key = await _joined(file_store, "")
    await file_store.pause(SLACK, "T1", "C1", "the app was removed")
    await _later(file_store, watch)
    await read(file_store, "https://example.org/2")
    await brief(file_store)
    assert key
    told = await _why(file_store, watch, "https://example.org/2")
    assert "is held to slack desk: the app was removed" in told


async def test_muted_and_nothing_followed(file_store: SqlStore, watch: Watch) -> None:
    """A mute gives its reason; a channel that follows nothing is told that."""
    key = await _joined(file_store, "")
    await file_store.subscribe(
        key, read_rule("actor:Norland"), words="actor:Norland", mode=Mode.MUTED, reason="enough"
    )
    await read(file_store, URL)
    await brief(file_store)
    assert '"actor:Norland" is muted: enough.' in await _why(file_store, watch)
    for wish in await file_store.subscriptions(key):
        await file_store.unsubscribe(wish.id)
    assert "Here: Nothing is followed there." in await _why(file_store, watch)


async def test_given_up(file_store: SqlStore, watch: Watch) -> None:
    """What could not be posted says what the platform said."""
    await _joined(file_store)
    await read(file_store, URL)
    await brief(file_store)
    [leased] = await file_store.claim_lanes([SLACK], 1, LEASE)
    await file_store.give_up(leased, "the text is too long", pause=False, hold=False)
    assert "could not be posted to slack desk: the text is too long" in await _why(
        file_store, watch
    )


async def test_not_seen(file_store: SqlStore, watch: Watch) -> None:
    """No feed of that outlet is read; or one is, and when it was last."""
    told = await _why(file_store, watch, "https://nowhere.example/1")
    assert "Not held" in told
    assert "No feed of nowhere.example is read." in told
    await read(file_store, URL)
    told = await _why(file_store, watch, "https://www.example.org/unlisted")
    assert "No feed of ours has listed this address." in told
    assert "Example has not been read yet." in told or "did not list it" in told


async def test_feed_failing(store: SqlStore, watch: Watch) -> None:
    """An address that a failing feed may have has its reason."""
    await store.add_feed("https://example.org/feed", title="Example", topic="aid")
    [leased] = await store.claim_feeds(1, LEASE)
    error = FeedError("the outlet's server had a fault (500)")
    now = failed(leased.row, error, now=watch(), floor=dt.timedelta(minutes=1))
    await store.finish_poll(leased, now, [])
    told = await _why(store, watch)
    assert "Example is failing: the outlet's server had a fault (500)" in told


async def test_page_that_could_not_be_read(file_store: SqlStore, watch: Watch) -> None:
    """The entry is known, its article is not, and why."""
    await file_store.add_feed("https://example.org/feed", title="Example", topic=None)
    [leased] = await file_store.claim_feeds(1, LEASE)
    await file_store.finish_poll(leased, leased.row, [entry("1")])
    [pending] = await file_store.claim_entries(1, LEASE)
    await file_store.put_off_entry(pending, "it is behind a wall", None)
    assert "Its page could not be read (it is behind a wall); given up." in await _why(
        file_store, watch
    )


async def test_every_step_is_remembered_for_thirty_days(file_store: SqlStore, watch: Watch) -> None:
    """A day short of that everything is told still."""
    await _joined(file_store)
    await read(file_store, URL)
    await brief(file_store)
    await deliver(file_store, SLACK)
    before = await _why(file_store, watch)
    watch.move(29 * 86400)
    await once(Upkeep(store=file_store, now=watch), report=quiet())
    assert await _why(file_store, watch) == before


async def test_command_says_no_raw_weights(file_store: SqlStore, watch: Watch) -> None:
    """How near two articles are is said in words."""

    def summarise(article: Article, *, as_of: dt.date) -> Briefing:
        del as_of
        return briefing(article)

    await _joined(file_store)
    briefs = Briefs(store=file_store, summarise=summarise, now=watch)
    await read(file_store, URL, text=TEXT * 2)
    await once(briefs, report=quiet())
    await _later(file_store, watch)
    await read(file_store, "https://example.org/2", text=f"{TEXT} The sum is for air defence. ")
    await once(briefs, report=quiet())
    told = await _why(file_store, watch, "https://example.org/2")
    assert "one event" in told or "word for word" in told
    assert "0." not in told.replace("https://example.org", "")


async def test_nothing_is_claimed_twice(file_store: SqlStore, watch: Watch) -> None:
    """Asking changes nothing: what waited still waits."""
    await _joined(file_store)
    await read(file_store, URL)
    await brief(file_store)
    await _why(file_store, watch)

    class Taker:
        async def send(self, delivery: object) -> str:
            del delivery
            return "ref"

        async def find(self, delivery: object) -> str | None:
            del delivery
            return None

    stage = Deliveries(store=file_store, chats={SLACK: Taker()}, now=watch)
    assert await once(stage, report=quiet()) == 1
