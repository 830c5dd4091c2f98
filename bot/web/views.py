"""From records to what the templates show: lines with links, texts with marks. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.commands.words import MARK_WORDS, pledge_words
from bot.model import Feed, FeedState, Story
from bot.web.marks import Span, Stretch, cut, paragraphs, proving
from summariser import Article, Briefing, Line, Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Some words of a line.

    Attributes:
        href: Where its quote is; ``None`` for our own connectives.
        numbers: The classes of its quotes in the text: "e3 e4".
    """

    text: str
    href: str | None = None
    numbers: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One of the three lines; ``name`` is its class: "what", "actors" or "pledges"."""

    label: str
    name: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the text as it is marked.

    Attributes:
        classes: "e3 e4 pledges": its quotes and the lines that they prove; "" when unmarked.
        anchors: (id, class) of each quote that begins here.
    """

    text: str
    classes: str = ""
    anchors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextView:
    """The source text in paragraphs, with the places that the lines rest on."""

    paragraphs: tuple[tuple[Piece, ...], ...]
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A briefing as it stands on the front and on its own page.

    Attributes:
        story: ``None`` for one made on the spot, which has no page.
        url: The address that its quotes are read at, "" on the page itself.
        lead: The outlet whose article the lines quote, which ``source`` leads to.
        warnings: What a reader must know about the text.
    """

    lines: tuple[LineView, ...]
    story: int | None
    title: str | None
    outlets: tuple[str, ...]
    when: dt.datetime | None
    source: str | None
    lead: str | None
    topic: str | None = None
    version: int = 1
    warnings: tuple[str, ...] = ()
    language: str | None = None
    seq: int | None = None


def web_address(url: str | None) -> str | None:
    """Give the address back when a browser may be sent there: http or https, with a host."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def card(story: Story, *, here: bool = False, seq: int | None = None) -> Card:
    """Show a story; ``here`` is true where its text is on the same page."""
    article = story.article.article
    marks = tuple(dict.fromkeys((*story.briefing.marks, *story.article.marks)))
    return Card(
        lines=lines(article, story.briefing, "" if here else f"/s/{story.id}"),
        story=story.id,
        title=article.title,
        outlets=story.outlets or ((article.outlet,) if article.outlet else ()),
        when=article.published or story.first,
        source=web_address(article.url),
        lead=article.outlet,
        topic=story.topic,
        version=story.version,
        warnings=_warnings(marks),
        language=story.briefing.language,
        seq=seq,
    )


def loose_card(article: Article, briefing: Briefing) -> Card:
    """Show a briefing that was made on the spot, its text on the same page."""
    return Card(
        lines=lines(article, briefing, ""),
        story=None,
        title=article.title,
        outlets=(article.outlet,) if article.outlet else (),
        when=article.published,
        source=web_address(article.url),
        lead=article.outlet,
        warnings=_warnings(briefing.marks),
        language=briefing.language,
    )


def _warnings(marks: tuple[Mark, ...]) -> tuple[str, ...]:
    return tuple(MARK_WORDS[mark] for mark in marks)


def lines(article: Article, briefing: Briefing, base: str) -> tuple[LineView, ...]:
    """Link each run of words to its quote in the text at ``base``."""
    numbers = _numbers(article, briefing)
    return tuple(_line(line, numbers, base) for line in briefing.layout)


def _numbers(article: Article, briefing: Briefing) -> Mapping[Span, int]:
    return {span: number for number, span in enumerate(proving(article, briefing))}


def _line(line: Line, numbers: Mapping[Span, int], base: str) -> LineView:
    runs = []
    for segment in line.segments:
        spans = [Span(start=each.start, end=each.end) for each in segment.evidence]
        spans = [span for span in spans if span in numbers]
        runs.append(
            Run(
                text=segment.text,
                href=f"{base}#{spans[0].anchor}" if spans else None,
                numbers=" ".join(f"e{numbers[span]}" for span in spans),
                strong=segment.strong,
            )
        )
    return LineView(label=line.label, name=line.label.lower(), runs=tuple(runs))


def pledge_runs(story: Story) -> tuple[Run, ...]:
    """Give each pledge in words, linked to the clause that proves it."""
    numbers = _numbers(story.article.article, story.briefing)
    runs = []
    for pledge in story.briefing.pledges:
        span = Span(start=pledge.evidence.start, end=pledge.evidence.end)
        number = numbers.get(span)
        runs.append(
            Run(
                text=pledge_words(pledge),
                href=f"#{span.anchor}",
                numbers="" if number is None else f"e{number}",
            )
        )
    return tuple(runs)


def text_view(article: Article, briefing: Briefing, quote: Span | None = None) -> TextView:
    """Mark the places of the text that the lines rest on, and one ``quote`` more if given."""
    spans = proving(article, briefing)
    if quote is not None and quote not in spans:
        spans = (*spans, quote)
    names = _names(article, briefing)
    groups = paragraphs(cut(article.text, spans))
    return TextView(
        paragraphs=tuple(tuple(_piece(s, spans, names) for s in group) for group in groups),
        language=briefing.language,
    )


def _names(article: Article, briefing: Briefing) -> Mapping[Span, set[str]]:
    """Tell which lines each span proves."""
    found: dict[Span, set[str]] = {}
    for line in briefing.layout:
        for segment in line.segments:
            for each in segment.evidence:
                if each.article == article.id:
                    span = Span(start=each.start, end=each.end)
                    found.setdefault(span, set()).add(line.label.lower())
    for pledge in briefing.pledges:
        span = Span(start=pledge.evidence.start, end=pledge.evidence.end)
        found.setdefault(span, set()).add("pledges")
    return found


def _piece(stretch: Stretch, spans: tuple[Span, ...], names: Mapping[Span, set[str]]) -> Piece:
    kinds = sorted(set().union(*(names.get(spans[place], set()) for place in stretch.covered)))
    return Piece(
        text=stretch.text,
        classes=" ".join([*(f"e{place}" for place in stretch.covered), *kinds]),
        anchors=tuple((spans[place].anchor, f"a{place}") for place in stretch.opens),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the feeds are doing, in a line."""

    feeds: int
    failing: tuple[Feed, ...]
    waiting: int
    newest: dt.datetime | None


def health(feeds: tuple[Feed, ...]) -> Health:
    """Sum up the feeds."""
    successes = [feed.last_success for feed in feeds if feed.last_success]
    return Health(
        feeds=len(feeds),
        failing=tuple(feed for feed in feeds if feed.state is FeedState.FAILING),
        waiting=sum(feed.state is FeedState.NEW for feed in feeds),
        newest=max(successes, default=None),
    )
