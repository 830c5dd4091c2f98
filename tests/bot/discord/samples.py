"""Stories and replies that the tests of this folder render, with evidence that holds."""

import datetime as dt

from bot.commands.reply import Choice, Choices, Quote, Reply, Say, ShowStory, Table
from bot.model import Delivery, HeldArticle, Platform, Story, Target
from summariser import Article, Briefing, Evidence, Line, Mark, Segment

WHEN = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)

TEXT = (
    "Norland will send 40 million euros to Belmark by June, Foreign Minister Ada Lind said on "
    "Monday. The money is for field hospitals."
)


def evidence(article: Article, words: str) -> Evidence:
    """Point at the first place that has these words."""
    start = article.text.index(words)
    return Evidence.of(article, start, start + len(words))


def article(text: str = TEXT, **changes: object) -> Article:
    """Make an article of an outlet that does not exist."""
    given: dict[str, object] = {
        "id": "a1",
        "text": text,
        "title": "Norland pays for hospitals",
        "published": WHEN,
        "outlet": "Belmark Courier",
        "url": "https://courier.example/2026/hospitals",
    }
    return Article(**(given | changes))  # type: ignore[arg-type] # the caller's part to get right


def line(label: str, words: str, source: Article) -> Line:
    """Make a line of one run of words, proved by the article's opening."""
    return Line(
        label=label,
        segments=(Segment(text=words, evidence=(Evidence.of(source, 0, 7),)),),
    )


def story(
    *,
    id: int = 12,  # noqa: A002 # the name of the field
    version: int = 1,
    words: tuple[str, str, str] | None = None,
    outlets: tuple[str, ...] = ("Belmark Courier", "Norland Radio"),
    marks: tuple[Mark, ...] = (),
    source: Article | None = None,
) -> Story:
    """Make a story; ``words`` replace its three lines by plain ones."""
    source = source or article()
    lines = (
        Line(
            label="What",
            segments=(
                Segment(text="Norland", strong=True),
                Segment(
                    text=" will send 40 million euros to Belmark (Belmark Courier, 2 Mar 2026)"
                ),
            ),
        ),
        Line(
            label="Actors",
            segments=(
                Segment(text="Ada Lind", strong=True),
                Segment(text=", Foreign Minister · Belmark"),
            ),
        ),
        Line(
            label="Pledges",
            segments=(
                Segment(text="Norland → Belmark: "),
                Segment(text="€40m", strong=True),
                Segment(text=", humanitarian: field hospitals, by June"),
            ),
        ),
    )
    if words:
        what, actors, pledges = words
        lines = (
            line("What", what, source),
            line("Actors", actors, source),
            line("Pledges", pledges, source),
        )
    return Story(
        id=id,
        version=version,
        briefing=Briefing(
            article=source.id,
            what=None,
            actors=(),
            pledges=(),
            layout=lines,
            as_of=WHEN.date(),
            marks=marks,
        ),
        article=HeldArticle(id=1, article=source, fetched=WHEN),
        first=WHEN,
        last=WHEN,
        outlets=outlets,
    )


def delivery(
    *,
    key: str = "k" * 25,
    address: str = "2001",
    workspace: str = "1001",
    of: Story | None = None,
    resumed: bool = False,
) -> Delivery:
    """Make a delivery of a story to a channel."""
    return Delivery(
        id=1,
        key=key,
        target=Target(id=1, platform=Platform.DISCORD, address=address, workspace=workspace),
        story=of or story(),
        attempts=1,
        resumed=resumed,
    )


def reply() -> Reply:
    """Make a reply with each kind of part."""
    source = article()
    return Reply(
        title="Evidence for Norland's pledge",
        parts=(
            Say(text="Two outlets report it."),
            Quote(
                label="Pledge: Norland → Belmark, EUR 40m",
                evidence=evidence(source, "Norland will send 40 million euros to Belmark by June"),
                story=12,
                outlet=source.outlet,
                published=WHEN,
                url=source.url,
            ),
            Table(
                columns=("Pledger", "Sum", "Status"),
                rows=(("Norland", "EUR 40m", "pledged"), ("Belmark", "", "considered")),
            ),
            ShowStory(story=story()),
            Choices(
                prompt="Ask next",
                options=(
                    Choice(label="Who is Ada Lind?", command="who Ada Lind"),
                    Choice(label="A long one", command="ask " + "why " * 40),
                ),
            ),
        ),
    )
