"""Stories and replies that tests of Slack render: invented outlets, people and sums."""

import datetime as dt
import re

from bot.commands.reply import Choice, Choices, Quote, Reply, Say, ShowStory, Table
from bot.model import HeldArticle, Story
from summariser import Article, Briefing, Evidence, Line, Mark, Segment

DAY = dt.datetime(2025, 3, 14, 9, 26, tzinfo=dt.UTC)

TEXT = (
    "Marta Olsen, the Norland energy minister, said on Friday that Norland would give Estavia "
    "120 million euros for grid repairs by June.\nOfficials said a second sum was under review."
)

WICKED = (
    "<!channel> <@U1> <#C1> <!subteam^S1> <http://evil.example|bbc.co.uk> *bold* _it_ ~no~ "
    "`code` ```block``` @here & &lt;!here&gt; \u202egnp.exe zero\u200bwidth :rotating_light:"
)


def lines(what: str, actors: str, pledges: str) -> tuple[Line, Line, Line]:
    """Make three lines; words between ** are strong."""
    labels = ("What", "Actors", "Pledges")
    made = (
        Line(
            label=label,
            segments=tuple(
                Segment(text=piece, strong=place % 2 == 1)
                for place, piece in enumerate(re.split(r"\*\*", words))
                if piece
            ),
        )
        for label, words in zip(labels, (what, actors, pledges), strict=True)
    )
    first, second, third = made
    return first, second, third


def story(
    *,
    number: int = 12,
    version: int = 1,
    layout: tuple[Line, Line, Line] | None = None,
    outlets: tuple[str, ...] = ("Norland Post", "Estavia Today"),
    marks: tuple[Mark, ...] = (),
    url: str | None = "https://post.example/grid?a=1&b=2",
    topic: str | None = None,
) -> Story:
    """Make a story with sensible words."""
    article = Article(
        id="a1", text=TEXT, title="Norland to repair grid", published=DAY, outlet="Norland Post",
        url=url,
    )  # fmt: skip
    layout = layout or lines(
        "**Norland** will pay for repairs to the grid of **Estavia** (Norland Post, 14 Mar 2025)",
        "**Marta Olsen**, Norland energy minister",
        "**Norland** → Estavia: **€120m** for grid repairs, by June · considered: a second sum",
    )
    briefing = Briefing(
        article="a1", what=None, actors=(), pledges=(), layout=layout, as_of=DAY.date(),
        language="en", marks=marks,
    )  # fmt: skip
    return Story(
        id=number,
        version=version,
        briefing=briefing,
        article=HeldArticle(id=1, article=article, fetched=DAY),
        first=DAY,
        last=DAY,
        outlets=outlets,
        topic=topic,
    )


def wicked() -> Story:
    """Make a story whose every word tries to break out."""
    return story(
        layout=lines(WICKED, f"**{WICKED.replace('*', '')}**", WICKED),
        outlets=(WICKED, "Plain"),
        url="https://evil.example/a|b>c<d e\u202e?x=<!channel>",
    )


def quote(text: str = "Norland would give Estavia 120 million euros") -> Quote:
    """Make a quote of the sample's article."""
    start = TEXT.find(text)
    evidence = Evidence(article="a1", start=start, end=start + len(text), text=text)
    return Quote(
        label="Pledge: Norland → Estavia, EUR 120m", evidence=evidence, story=12,
        outlet="Norland Post", published=DAY, url="https://post.example/grid",
    )  # fmt: skip


def answer() -> Reply:
    """Make a reply that has a part of each kind."""
    return Reply(
        title="More about story 12",
        parts=(
            ShowStory(story=story()),
            Say(text="Two outlets report it.\nThey agree on the sum."),
            quote(),
            Table(columns=("Outlet", "When"), rows=(("Norland Post", "09:26"), ("Today", "10:02"))),
            Choices(
                prompt="Ask next:",
                options=(
                    Choice(label="Who is Marta Olsen?", command="who Marta Olsen"),
                    Choice(label="Sources", command="sources 12"),
                ),
            ),
        ),
    )
