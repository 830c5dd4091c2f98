"""A library in memory with seven invented stories, for tests of whatever reads one."""

import asyncio
import datetime as dt
import functools
import re
from collections.abc import AsyncIterator, Sequence
from decimal import Decimal

from bot.model import (
    Digest,
    Feed,
    FeedState,
    HeldArticle,
    Hint,
    HintSort,
    Place,
    Platform,
    Post,
    Story,
)
from bot.ports import Forms
from bot.store.words import fold
from summariser import (
    Actor,
    ActorKind,
    Article,
    Briefing,
    Deadline,
    Evidence,
    Line,
    Mark,
    Money,
    Party,
    Pledge,
    PledgeKind,
    Role,
    Salience,
    Segment,
    Status,
    What,
)
from tests.bot.counting import Counting
from tests.bot.finding import Finding

NOW = dt.datetime(2026, 3, 14, 12, 0, tzinfo=dt.UTC)


def span(article: Article, words: str, nth: int = 0) -> Evidence:
    """Find the nth place of these words, which must be there."""
    start = -1
    for _ in range(nth + 1):
        start = article.text.index(words, start + 1)
    return Evidence.of(article, start, start + len(words))


class Scribe:
    """Writes a briefing by hand, each word of it found in the article."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self._actors: list[Actor] = []
        self._pledges: list[Pledge] = []

    def party(self, name: str, words: str | None = None) -> Party:
        """Name a party; its words are the name itself unless given."""
        return Party(name=name, evidence=span(self.article, words or name))

    def actor(
        self,
        name: str,
        *,
        role: str | None = None,
        kind: ActorKind = ActorKind.PERSON,
        aliases: tuple[str, ...] = (),
        words: str | None = None,
        key: bool = True,
    ) -> "Scribe":
        """Add an actor."""
        day = self.article.published.date() if self.article.published else None
        roles = (Role(title=role, evidence=span(self.article, role), as_of=day),) if role else ()
        self._actors.append(
            Actor(
                name=name,
                kind=kind,
                mentions=(span(self.article, words or name),),
                aliases=aliases,
                roles=roles,
                salience=Salience.KEY if key else Salience.MINOR,
            )
        )
        return self

    def pledge(
        self,
        clause: str,
        what: str,
        *,
        by: tuple[str, str] | None = None,
        to: tuple[str, str] | None = None,
        money: tuple[str, int, str] | None = None,
        modifier: str | None = None,
        kind: PledgeKind = PledgeKind.FINANCIAL,
        status: Status = Status.PLEDGED,
        deadline: str | None = None,
        speaker: tuple[str, str] | None = None,
    ) -> "Scribe":
        """Add a pledge; parties are (name, words), money is (words, amount, currency)."""
        find = self.article
        self._pledges.append(
            Pledge(
                pledger=self.party(*by) if by else None,
                recipient=self.party(*to) if to else None,
                amount=Money(
                    amount=Decimal(money[1]),
                    currency=money[2],
                    evidence=span(find, money[0]),
                    modifier=modifier,
                )
                if money
                else None,
                what=span(find, what),
                kind=kind,
                status=status,
                evidence=span(find, clause),
                deadline=Deadline(text=deadline, evidence=span(find, deadline))
                if deadline
                else None,
                speaker=self.party(*speaker) if speaker else None,
            )
        )
        return self

    def briefing(self, *what: str, marks: tuple[Mark, ...] = ()) -> Briefing:
        """Give the briefing; line 1 joins the words of ``what``."""
        kept = tuple(span(self.article, words) for words in what)
        outlet, day = self.article.outlet, self.article.published
        tail = f" ({outlet}, {day:%-d %b %Y})" if outlet and day else ""
        return Briefing(
            article=self.article.id,
            what=What(text=" ".join(what), evidence=kept) if what else None,
            actors=tuple(self._actors),
            pledges=tuple(self._pledges),
            layout=(
                Line(
                    label="What",
                    segments=(
                        *_joined(" ", [[Segment(text=e.text, evidence=(e,))] for e in kept]),
                        Segment(text=tail),
                    ),
                ),
                Line(label="Actors", segments=_joined(" · ", map(_actor_run, self._actors))),
                Line(label="Pledges", segments=_joined(" · ", map(_pledge_run, self._pledges))),
            ),
            as_of=(self.article.published or NOW).date(),
            language="en",
            marks=marks,
        )


def _joined(between: str, runs: object) -> tuple[Segment, ...]:
    found: list[Segment] = []
    for run in runs:  # type: ignore[attr-defined] # any iterable of runs
        found += [Segment(text=between), *run] if found else run
    return tuple(found) or (Segment(text="none"),)


def _actor_run(actor: Actor) -> list[Segment]:
    run = [Segment(text=actor.name, evidence=actor.mentions, strong=True)]
    if actor.roles:
        role = actor.roles[0]
        run += [Segment(text=", "), Segment(text=role.title, evidence=(role.evidence,))]
    return run


def _pledge_run(pledge: Pledge) -> list[Segment]:
    words = {
        Status.UNDER_CONSIDERATION: "considered: ",
        Status.CONDITIONAL: "conditional: ",
        Status.REITERATED: "repeated: ",
        Status.FULFILLED: "delivered: ",
        Status.WITHDRAWN: "withdrawn: ",
    }
    run = []
    if pledge.status is not Status.PLEDGED:
        run.append(Segment(text=words[pledge.status]))
    if pledge.pledger:
        name, words_here = pledge.pledger.name, (pledge.pledger.evidence,)
        run.append(Segment(text=name, evidence=words_here, strong=True))
    if pledge.recipient:
        run.append(Segment(text=" → "))
        run.append(Segment(text=pledge.recipient.name, evidence=(pledge.recipient.evidence,)))
    run.append(Segment(text=": "))
    if pledge.amount:
        money = pledge.amount.evidence
        run += [Segment(text=money.text, evidence=(money,), strong=True), Segment(text=", ")]
    run.append(Segment(text=pledge.what.text, evidence=(pledge.evidence, pledge.what)))
    return run


def harbour() -> tuple[Article, Briefing]:
    """Write of a sum with its parts, an option that is only considered, and a demand."""
    article = Article(
        id="a1",
        title="Norland sends $92m to rebuild the harbour of Veskar",
        outlet="Northern Wire",
        url="https://northern-wire.example/2026/03/14/veskar-harbour",
        published=dt.datetime(2026, 3, 14, 11, 40, tzinfo=dt.UTC),
        text=(
            "Norland will give the island republic of Veskar 92 million dollars to rebuild its "
            "harbour, Foreign Minister Ida Solberg-Krantz said on Saturday after a storm sank "
            "eleven ships and cut the island off for six days.\n"
            "Of the sum, 60 million dollars will pay for a new breakwater and 32 million dollars "
            "for cranes. The money is to be paid out by the end of June.\n"
            "“We will not leave our neighbours on the quay,” Solberg-Krantz told reporters. She "
            "said that Norland was also considering sending army engineers, but that nothing had "
            "been decided.\n"
            "Veskar's prime minister, Tomas Arreno, thanked Norland and called on the European "
            "Union to do more. “It is time that Brussels acted,” he said.\n"
            "The Harbour Workers' Union said that its members would work double shifts until the "
            "first crane stands."
        ),
    )
    give = "will give the island republic of Veskar 92 million dollars to rebuild its harbour"
    scribe = (
        Scribe(article)
        .actor("Ida Solberg-Krantz", role="Foreign Minister", aliases=("Solberg-Krantz",))
        .actor("Tomas Arreno", role="prime minister", aliases=("Arreno",))
        .actor("Norland", kind=ActorKind.COUNTRY)
        .actor("Veskar", kind=ActorKind.COUNTRY)
        .actor("Harbour Workers' Union", kind=ActorKind.ORG, key=False)
        .pledge(
            f"Norland {give}",
            "rebuild its harbour",
            by=("Norland", "Norland"),
            to=("Veskar", "Veskar"),
            money=("92 million dollars", 92_000_000, "USD"),
            kind=PledgeKind.INVESTMENT,
            deadline="the end of June",
            speaker=("Ida Solberg-Krantz", "Ida Solberg-Krantz"),
        )
        .pledge(
            "60 million dollars will pay for a new breakwater",
            "a new breakwater",
            by=("Norland", "Norland"),
            to=("Veskar", "Veskar"),
            money=("60 million dollars", 60_000_000, "USD"),
            kind=PledgeKind.INVESTMENT,
        )
        .pledge(
            "32 million dollars for cranes",
            "cranes",
            by=("Norland", "Norland"),
            to=("Veskar", "Veskar"),
            money=("32 million dollars", 32_000_000, "USD"),
            kind=PledgeKind.INVESTMENT,
        )
        .pledge(
            "was also considering sending army engineers",
            "sending army engineers",
            by=("Norland", "Norland"),
            kind=PledgeKind.MILITARY,
            status=Status.UNDER_CONSIDERATION,
        )
    )
    return article, scribe.briefing("Norland " + give, "Foreign Minister Ida Solberg-Krantz said")


def clinics() -> tuple[Article, Briefing]:
    """Write of a sum in another currency that is a bound, and of one repeated."""
    article = Article(
        id="a2",
        title="Up to €40m for mobile clinics in the Sarrin valley",
        outlet="The Castellan",
        url="https://castellan.example/clinics?id=7&lang=en",
        published=dt.datetime(2026, 3, 13, 8, 5, tzinfo=dt.UTC),
        text=(
            "Ruritania will provide up to 40 million euros for mobile clinics in the Sarrin "
            "valley, Health Minister Jana Weck announced in Strelsau on Friday. The first "
            "twelve vans are to arrive before the winter.\n"
            "She repeated that Ruritania would double its aid to Sarrin to 15 million euros a "
            "year, a promise first made in 2024.\n"
            "Aid groups welcomed the step. “Vans need doctors,” said Paulo Mendes, director of "
            "the Sarrin Relief Fund."
        ),
    )
    scribe = (
        Scribe(article)
        .actor("Jana Weck", role="Health Minister", aliases=("Weck",))
        .actor("Paulo Mendes", role="director of the Sarrin Relief Fund", key=False)
        .actor("Ruritania", kind=ActorKind.COUNTRY)
        .pledge(
            "Ruritania will provide up to 40 million euros for mobile clinics in the Sarrin valley",
            "mobile clinics",
            by=("Ruritania", "Ruritania"),
            to=("Sarrin", "Sarrin"),
            money=("up to 40 million euros", 40_000_000, "EUR"),
            modifier="up to",
            kind=PledgeKind.HUMANITARIAN,
            deadline="before the winter",
        )
        .pledge(
            "Ruritania would double its aid to Sarrin to 15 million euros a year",
            "double its aid",
            by=("Ruritania", "Ruritania"),
            to=("Sarrin", "Sarrin"),
            money=("15 million euros", 15_000_000, "EUR"),
            kind=PledgeKind.HUMANITARIAN,
            status=Status.REITERATED,
        )
    )
    return article, scribe.briefing(
        "Ruritania will provide up to 40 million euros for mobile clinics in the Sarrin valley, "
        "Health Minister Jana Weck announced"
    )


def strike() -> tuple[Article, Briefing]:
    """Write of a dispute in which nobody promises anything; a text cut short."""
    article = Article(
        id="a3",
        title="Ferry pilots walk out for a second day",
        outlet="Quayside Post",
        url="https://quayside.example/ferry",
        published=dt.datetime(2026, 3, 12, 17, 30, tzinfo=dt.UTC),
        text=(
            "Ferry pilots in Port Aldine stopped work for a second day on Thursday over pay and "
            "rest hours. Union leader John Arreno said that talks had not resumed. Two crossings "
            "in three were cancelled."
        ),
    )
    scribe = Scribe(article).actor("John Arreno", role="Union leader", aliases=("Arreno",))
    return article, scribe.briefing(
        "Ferry pilots in Port Aldine stopped work for a second day on Thursday over pay",
        marks=(Mark.TRUNCATED,),
    )


def hostile() -> tuple[Article, Briefing]:
    """Write what somebody who wants to break the page would."""
    article = Article(
        id="a4",
        title='<script>alert(1)</script> & "quotes" <img src=x onerror=alert(1)>',
        outlet="</time><b>Evil & Sons</b>",
        url="javascript:alert(document.domain)",
        published=dt.datetime(2026, 3, 11, 9, 0, tzinfo=dt.UTC),
        text=(
            "<script>document.title='owned'</script> <img src=x onerror=\"document.title='owned'\">"
            " said Bobby <b>Tables</b> on Wednesday. {{ 7 * 7 }} ${7*7} @everyone <!channel>"
        ),
    )
    scribe = Scribe(article).actor("Bobby <b>Tables</b>")
    return article, scribe.briefing("<script>document.title='owned'</script>", "said Bobby")


def ukrainian() -> tuple[Article, Briefing]:
    """Write in another script, with characters outside the basic plane before the evidence."""
    article = Article(
        id="a5",
        title="Новий міст через Сейм",
        outlet="Вісник",
        url="https://visnyk.example/міст",
        published=dt.datetime(2026, 3, 10, 6, 15, tzinfo=dt.UTC),
        text=(
            "\U0001d57b\U0001d594\U0001d593\U0001d599: Місто збудує новий міст через Сейм "
            "до осені, сказала мерка Ольга Дзюба."
        ),
    )
    scribe = Scribe(article).actor("Ольга Дзюба", role="мерка")
    return article, scribe.briefing("Місто збудує новий міст", marks=(Mark.NOT_ENGLISH,))


def headline_only() -> tuple[Article, Briefing]:
    """Write nothing but a headline: a feed entry whose page could not be read."""
    article = Article(
        id="a6",
        title="Grain corridor talks open in Meridia",
        outlet="Northern Wire",
        url="https://northern-wire.example/grain",
        published=None,
        text="Grain corridor talks open in Meridia.",
    )
    scribe = Scribe(article)
    return article, scribe.briefing(
        "Grain corridor talks open in Meridia", marks=(Mark.HEADLINE_ONLY, Mark.SHORT)
    )


def harbour_again() -> tuple[Article, Briefing]:
    """Write of the same sum as `harbour`, in another story, with more behind it."""
    article = Article(
        id="a7",
        title="After the storm: what Veskar has been promised",
        outlet="The Castellan",
        url="https://castellan.example/veskar",
        published=dt.datetime(2026, 3, 9, 18, 45, tzinfo=dt.UTC),
        text=(
            "Norland has promised Veskar 92 million dollars for its harbour. The Aldine Bank will "
            "lend another 10 million dollars if parliament agrees by May."
        ),
    )
    scribe = (
        Scribe(article)
        .actor("Norland", kind=ActorKind.COUNTRY)
        .actor("Aldine Bank", kind=ActorKind.ORG)
        .pledge(
            "Norland has promised Veskar 92 million dollars for its harbour",
            "for its harbour",
            by=("Norland", "Norland"),
            to=("Veskar", "Veskar"),
            money=("92 million dollars", 92_000_000, "USD"),
            kind=PledgeKind.INVESTMENT,
        )
        .pledge(
            "The Aldine Bank will lend another 10 million dollars if parliament agrees by May",
            "lend another 10 million dollars",
            by=("Aldine Bank", "Aldine Bank"),
            to=("Veskar", "Veskar"),
            money=("10 million dollars", 10_000_000, "USD"),
            status=Status.CONDITIONAL,
        )
    )
    return article, scribe.briefing("Norland has promised Veskar 92 million dollars")


WRITTEN = (harbour_again, headline_only, ukrainian, hostile, strike, clinics, harbour)
"""Oldest first, so that the harbour is story 7 and the newest."""


def story(number: int, article: Article, briefing: Briefing, *, topic: str | None = None) -> Story:
    """Make a story of one article."""
    when = article.published or NOW - dt.timedelta(days=4)
    held = HeldArticle(
        id=number, article=article, fetched=when, marks=briefing.marks, story=number, topic=topic
    )
    return Story(
        id=number,
        version=1,
        briefing=briefing,
        article=held,
        first=when,
        last=when,
        outlets=(article.outlet,) if article.outlet else (),
        topic=topic,
    )


FEEDS = (
    Feed(
        id=1,
        url="https://castellan.example/feed.xml",
        title="The Castellan",
        state=FeedState.ACTIVE,
        due=NOW + dt.timedelta(minutes=3),
        last_success=NOW - dt.timedelta(minutes=12),
        last_entry=NOW - dt.timedelta(days=1),
    ),
    Feed(
        id=2,
        url="https://northern-wire.example/rss",
        title="Northern Wire",
        state=FeedState.FAILING,
        due=NOW + dt.timedelta(minutes=30),
        last_success=NOW - dt.timedelta(hours=9),
        failures=4,
        reason="the address answers with a web page, not a feed",
    ),
    Feed(id=3, url="https://quayside.example/atom", due=NOW),
)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


@functools.lru_cache(maxsize=4096)
def _folded(article: Article) -> str:
    return fold(f"{article.title or ''} {article.text}")


def _has_form(text: str, forms: Forms) -> bool:
    padded = f" {text} "
    return any(f" {f.removesuffix('*')}{'' if f.endswith('*') else ' '}" in padded for f in forms)


class Shelf(Finding, Counting):
    """`bot.ports.Library` and `bot.ports.LedgerStore` in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.stories: dict[int, Story] = {}
        self.held: dict[int, list[HeldArticle]] = {}
        self.posted: list[Post] = []
        self.delivered: dict[Place, list[Post]] = {}
        self.steps: dict[str, tuple[str, ...]] = {}
        self.listed: tuple[Feed, ...] = ()
        self.digests: dict[tuple[str, str, str, str], Digest] = {}
        self.reads = 0
        self.place: Place | None = None
        self._changed = asyncio.Condition()

    def seen_by(self, tenant: str) -> "Shelf":
        """Show everybody the same."""
        del tenant
        return self

    def put(self, new: Story, *, when: dt.datetime = NOW) -> Post:
        """Post a story, or a new version of it, without telling anybody."""
        self.stories[new.id] = new
        self.held.setdefault(new.id, []).append(new.article)
        post = Post(seq=len(self.posted) + 1, story=new, posted=when)
        self.posted.append(post)
        return post

    async def arrive(self, new: Story) -> Post:
        """Post a story and wake everybody who waits."""
        post = self.put(new)
        async with self._changed:
            self._changed.notify_all()
        return post

    async def posts(self, *, after: int = 0, limit: int = 50) -> Sequence[Post]:
        """List posts after a number."""
        self.reads += 1
        current = {post.story.id: post.seq for post in self.posted}
        return [
            post for post in self.posted if post.seq > after and current[post.story.id] == post.seq
        ][:limit]

    async def latest(
        self, *, limit: int = 20, before: int | None = None, topic: str | None = None
    ) -> Sequence[Post]:
        """List the newest post of each story."""
        newest = {post.story.id: post for post in self.posted}
        found = sorted(newest.values(), key=lambda post: -post.seq)
        return [
            post
            for post in found
            if (before is None or post.seq < before)
            and (topic is None or post.story.topic == topic)
        ][:limit]

    async def story(self, story: int) -> Story | None:
        """Give a story."""
        return self.stories.get(story)

    async def articles(self, story: int) -> Sequence[HeldArticle]:
        """List its articles."""
        return self.held.get(story, [])

    async def story_of(self, url: str) -> Story | None:
        """Find a story by an address."""
        for key, articles in self.held.items():
            if any(held.article.url == url for held in articles):
                return self.stories[key]
        return None

    async def search(self, words: str, *, limit: int = 20) -> Sequence[Story]:
        """Find stories with all these words."""
        wanted = words.casefold().split()
        return [
            found
            for found in self._newest()
            if wanted
            and all(
                word in f"{found.article.article.title} {found.article.article.text}".casefold()
                for word in wanted
            )
        ][:limit]

    async def linked(self, story: int, *, limit: int = 10) -> Sequence[Story]:
        """Nothing here is linked."""
        del story, limit
        return []

    async def related(self, words: str, *, limit: int = 12) -> Sequence[Story]:
        """Find stories with some of these words, those with most and rarest first."""
        texts = {
            number: set(_words(" ".join(held.article.text for held in self.held[number])))
            for number in self.stories
        }
        weights = {
            word: 1 / (1 + sum(word in text for text in texts.values()))
            for word in set(_words(words))
        }
        scores = {
            number: sum(weight for word, weight in weights.items() if word in text)
            for number, text in texts.items()
        }
        ranked = sorted((n for n in scores if scores[n]), key=lambda n: (-scores[n], -n))
        return [self.stories[number] for number in ranked[:limit]]

    async def holding(self, words: Sequence[Forms], *, limit: int = 12) -> Sequence[Story]:
        """Find stories with a form of each word, newest first."""
        if not words:
            return []
        return [
            found
            for found in self._newest()
            if any(
                all(
                    _has_form(fold(f"{one.article.title} {one.article.text}"), forms)
                    for forms in words
                )
                for one in self.held[found.id]
            )
        ][:limit]

    async def versions(self, story: int) -> Sequence[Story]:
        """List the versions of a story that were posted."""
        return [post.story for post in self.posted if post.story.id == story]

    async def stories_with_actor(self, name: str, *, limit: int = 20) -> Sequence[Story]:
        """Find stories by a name or alias of an actor."""
        return [
            found
            for found in self._newest()
            if any(
                name.casefold() == known.casefold()
                for actor in found.briefing.actors
                for known in (actor.name, *actor.aliases)
            )
        ][:limit]

    async def pledges(self, *, limit: int = 500) -> Sequence[tuple[Story, Pledge]]:
        """List all pledges."""
        return [(found, pledge) for found in self._newest() for pledge in found.briefing.pledges][
            :limit
        ]

    async def why(self, url: str, *, place: Place | None = None) -> Sequence[str]:
        """Say what became of an address, and remember where it was asked."""
        self.place = place
        return self.steps.get(url, ())

    async def told(self, since: dt.datetime, until: dt.datetime) -> Sequence[Story]:
        """List the stories of a period."""
        return [each for each in self.stories.values() if since < each.last <= until]

    async def posted_to(self, place: Place, *, limit: int = 50) -> Sequence[Post]:
        """List what a target was told."""
        return self.delivered.get(place, [])[:limit]

    async def feeds(self) -> Sequence[Feed]:
        """List feeds."""
        return self.listed

    async def digest_of_post(
        self, platform: Platform, workspace: str, address: str, ref: str
    ) -> Digest | None:
        """Give what a test put there."""
        return self.digests.get((platform, workspace, address, ref))

    async def hints(self, sort: HintSort, typed: str, *, limit: int = 25) -> Sequence[Hint]:
        """Go through all names that there are."""
        told = sorted(self.stories.values(), key=lambda each: each.last, reverse=True)
        names = {
            HintSort.FEED: [(feed.title or feed.url, str(feed.id)) for feed in self.listed],
            HintSort.ACTOR: [(a.name, a.name) for each in told for a in each.briefing.actors],
            HintSort.TOPIC: [(each.topic, each.topic) for each in told if each.topic],
            HintSort.STORY: [(each.briefing.layout[0].text, str(each.id)) for each in told],
            HintSort.PLEDGE: [],
        }[sort]
        start = " ".join(fold(typed).split())
        found = dict.fromkeys(
            (shown, value) for shown, value in names if f" {start}" in f" {fold(shown)}"
        )
        return [Hint(shown=shown, value=value) for shown, value in found][:limit]

    async def changes(self) -> AsyncIterator[None]:
        """Yield on each arrival."""
        while True:
            async with self._changed:
                await self._changed.wait()
            yield

    def _newest(self) -> list[Story]:
        return sorted(self.stories.values(), key=lambda found: found.last, reverse=True)


def shelf() -> Shelf:
    """Give a library that holds everything written above."""
    made = Shelf()
    topics = {1: "aid", 6: "aid", 7: "aid", 5: "labour"}
    for number, write in enumerate(WRITTEN, 1):
        article, briefing = write()
        new = story(number, article, briefing, topic=topics.get(number))
        made.put(new, when=new.last)
    # A second outlet reports the harbour.
    second = Article(
        id="a8",
        title="Norland aids storm-hit Veskar",
        outlet="Quayside Post",
        url="https://quayside.example/veskar",
        published=dt.datetime(2026, 3, 14, 11, 55, tzinfo=dt.UTC),
        text="Norland is to pay 92 million dollars for the harbour of Veskar.",
    )
    made.held[7].append(HeldArticle(id=8, article=second, fetched=NOW, story=7, topic="aid"))
    made.listed = FEEDS
    made.steps["https://castellan.example/veskar"] = (
        "9 Mar 2026, 18:46 UTC: seen in the feed The Castellan",
        "9 Mar 2026, 18:46 UTC: read, 27 words",
        "9 Mar 2026, 18:47 UTC: briefed as story #1",
        "9 Mar 2026, 18:47 UTC: posted to the page",
    )
    return made
