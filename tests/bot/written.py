"""Seven invented articles with briefings by hand, and stories made of them."""

import datetime as dt

from bot.model import HeldArticle, Story
from summariser import ActorKind, Article, Briefing, Mark, PledgeKind, Status
from tests.bot.scribe import NOW, Scribe


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
