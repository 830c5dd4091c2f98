"""Stories and digests in, sheets that fit one Discord message each out. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from bot.amending import corrections_since
from bot.commands.reply import ShowBriefing
from bot.discord import keys, limits, text
from bot.discord.sheet import TITLE, Card, Press, Sheet, fits
from bot.model import Digest, Story
from summariser import Line, Mark

STORY_BUTTONS = (
    ("Evidence", "evidence"),
    ("More", "more"),
    ("Sources", "sources"),
    ("Follow", "follow"),
    ("Wrong", "wrong"),
)
"""Label and verb of the buttons under each briefing."""

DOUBTFUL = "This may be here twice: Discord did not say whether it took the first one."

NOTE = 400  # a watch in the words of a person, and a rate
_OUTLETS_SHOWN = 5
_LINE = 800  # a line has at most 280 characters; escaping at worst doubles it
_CORRECTION = 250
_CORRECTIONS = 2  # told one by one; the Pledges line shows them all
_COUNTED = 999  # left out: more is not seen, and room is kept for so many
_URL = 600  # a longer address would crowd out the words around it

# Widths of the labels are evened out inside inline code, which is set in one width.
_LABEL = 8

_MARKS = {
    Mark.HEADLINE_ONLY: "headline only: the article could not be read",
    Mark.TRUNCATED: "the outlet's text breaks off",
    Mark.PAYWALLED: "the rest is behind a paywall",
    Mark.LISTING: "a listing, not an article",
    Mark.NOT_ENGLISH: "not in English",
    Mark.SHORT: "a very short text",
    Mark.CORRECTED: "“(editor)” marks what an editor corrected",
}


def story_sheet(
    story: Story, *, mark: str = "", doubtful: bool = False, note: str | None = None
) -> Sheet:
    """Render a story as a post of its own.

    Args:
        story: What to tell.
        mark: Key of its delivery, which the buttons carry.
        doubtful: An earlier attempt may be there too, and the post says so.
        note: By which exchange rate it met a watch.
    """
    small = [text.cut_escaped(note, NOTE)] if note else []
    small += [DOUBTFUL] if doubtful else []
    cards = (Card(text=f"-# {words}") for words in small)
    return Sheet(cards=(story_card(story, mark=mark), *cards))


def digest_sheets(
    digest: Digest, *, mark: str = "", doubtful: bool = False, post: str = ""
) -> tuple[Sheet, ...]:
    """Render several briefings as pages of one message, numbered; each story is on one of them.

    A number's button brings the whole briefing. An empty digest has a button as well, since the
    mark of its delivery must stand somewhere.

    Args:
        digest: What to tell.
        mark: Key of its delivery, which the buttons carry.
        doubtful: An earlier attempt may be there too, and the post says so.
        post: The digest's own post, for its further pages.
    """
    last = (Card(text=f"-# {DOUBTFUL}"),) if doubtful else ()
    title = text.cut_escaped(digest.title, TITLE)
    pages = list(_pages(digest.stories, mark))
    if not pages:
        latest = keys.write(keys.OnStory(verb="latest", story=0, version=0, mark=mark)) or ""
        press = Press(label="Latest", key=latest)
        cards = (Card(text="Nothing new in this time.", buttons=(press,)), *last)
        return (Sheet(title=title, cards=cards),)
    return tuple(
        Sheet(
            title=title if len(pages) == 1 else f"{title} ({number + 1}/{len(pages)})",
            cards=(
                *(Card(text=f"-# **{place}**\n{_lines(story)}") for place, story in page),
                _numbers(page, mark, digest.omitted if number + 1 == len(pages) else 0),
                *last,
            ),
            turn=tuple(
                Press(label=label, key=keys.write(keys.OnDigest(page=to, post=post)) or "")
                for label, to in (("Back", number - 1), ("Next", number + 1))
                if 0 <= to < len(pages)
            ),
        )
        for number, page in enumerate(pages)
    )


_Page = list[tuple[int, Story]]


def _pages(stories: Sequence[Story], mark: str) -> Iterator[_Page]:
    """Part stories, counted from 1, into pages that fit a message each."""
    page: _Page = []
    for place, story in enumerate(stories, 1):
        longer = [*page, (place, story)]
        cards = [Card(text=f"-# **{at}**\n{_lines(each)}") for at, each in longer]
        if page and not fits(cards, _numbers(longer, mark, _COUNTED)):
            yield page
            longer = [(place, story)]
        page = longer
    if page:
        yield page


def _numbers(page: _Page, mark: str, left: int) -> Card:
    """Make the buttons under a page of a digest, one a story."""
    pressed = (
        (place, keys.OnStory(verb="more", story=each.id, version=each.version, mark=mark))
        for place, each in page
    )
    more = f"-# and {left} more: /brief latest" if left else "-# More on each:"
    buttons = (Press(label=str(place), key=keys.write(on) or "") for place, on in pressed)
    return Card(text=more, buttons=tuple(buttons))


def change_sheet(now: Story, before: Story | None) -> Sheet:
    """Say what a new version of a story changed, for the thread of its post."""
    old = {line.label: line.text for line in before.briefing.layout} if before else {}
    lines = [_line(line) for line in now.briefing.layout if line.text != old.get(line.label)]
    title = f"Updated to version {now.version}"
    ours = corrections_since(now.briefing, before.briefing if before else None)
    if ours:
        told = [f"- {text.cut_escaped(line, _CORRECTION)}" for line in ours.lines[:_CORRECTIONS]]
        more = len(ours.lines) - len(told)
        told += [f"- and {more} more"] if more else []
        title = f"Corrected by {ours.by}: version {now.version}"
        words = "\n".join([f"{title}.", *told, *lines, _byline(now)])
        return Sheet(cards=(Card(text=words),))
    if not lines:
        return Sheet(cards=(Card(text=f"{title}: the lines are the same.\n{_byline(now)}"),))
    return Sheet(cards=(Card(text="\n".join([f"{title}. What changed:", *lines, _byline(now)])),))


def moved_sheet(story: Story, *, link: str | None, mark: str = "") -> Sheet:
    """Lead from a post to the one that tells the same event, after two stories became one.

    Args:
        story: The one that holds both.
        link: Address of its post; ``None`` where it is not known.
        mark: Key of the delivery.
    """
    words = "Another post here reports the same event; from now on it tells both."
    what = text.cut_escaped(text.escape(text.one_line(story.briefing.layout[0].text)), _LINE)
    on = keys.OnStory(verb="more", story=story.id, version=story.version, mark=mark)
    presses = [Press(label="More", key=keys.write(on) or "")]
    if link:
        presses.insert(0, Press(label="Go to that post", url=link))
    return Sheet(cards=(Card(text=f"{words}\n-# {what}", buttons=tuple(presses), framed=True),))


def name_of(story: Story) -> str:
    """Give a story's one line in plain text, as long as a thread's name may be."""
    return text.cut(text.one_line(story.briefing.layout[0].text), limits.THREAD_NAME) or "Story"


def story_card(story: Story, *, mark: str = "") -> Card:
    """Render the three lines with outlets, time and buttons."""
    return Card(text=_lines(story), buttons=_story_buttons(story, mark), framed=True)


def _lines(story: Story) -> str:
    lines = [_line(line) for line in story.briefing.layout]
    return "\n".join([*lines, _byline(story), *_marks(story.briefing.marks)])


def briefing_card(part: ShowBriefing) -> Card:
    """Render the three lines of an article that no story holds: nothing to press yet."""
    lines = [_line(line) for line in part.briefing.layout]
    source = text.cut(text.one_line(part.article.outlet or "article"), limits.BUTTON_LABEL)
    url = part.article.url
    shown = [text.link(source, url) if short(url) else text.escape(source)]
    if part.article.published:
        shown.append(text.moment(part.article.published))
    lines.append("-# " + " · ".join(shown))
    return Card(text="\n".join([*lines, *_marks(part.briefing.marks)]), framed=True)


def _marks(marks: Iterable[Mark]) -> list[str]:
    """Word what a reader must know about the text, as one small line or none."""
    words = " · ".join(_MARKS[mark] for mark in marks)
    return [f"-# {words}"] if words else []


def _byline(story: Story) -> str:
    """Render outlets, time and, of a corrected story, the version."""
    version = f" · version {story.version}" if story.version > 1 else ""
    return f"-# {_outlets(story)} · {text.moment(story.last)}{version}"


def _line(line: Line) -> str:
    """Render one of the three lines; the few words that we set in bold are the summariser's."""
    parts = []
    for segment in line.segments:
        words = text.escape(segment.text.replace("\n", " "))
        core = words.strip()
        parts.append(words.replace(core, f"**{core}**", 1) if segment.strong and core else words)
    shown = "".join(parts)
    if limits.units(shown) > _LINE:  # cannot come from our own briefings, yet must not fail
        shown = text.cut_escaped(line.text, _LINE)
    return f"`{line.label:<{_LABEL}}` {shown}"


def _outlets(story: Story) -> str:
    """Name the outlets; the first links to the article that the lines quote."""
    article = story.article.article
    names = list(story.outlets) or [article.outlet or "source"]
    first, *others = [text.one_line(name) for name in names]
    first = text.cut(first, limits.BUTTON_LABEL)
    shown = [text.link(first, article.url) if short(article.url) else text.escape(first)]
    shown += [text.cut_escaped(name, limits.BUTTON_LABEL) for name in others[: _OUTLETS_SHOWN - 1]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def short(url: str | None) -> bool:
    """Tell whether an address leaves room for the words around it."""
    return url is not None and limits.units(text.link("", url)) <= _URL


def _story_buttons(story: Story, mark: str) -> tuple[Press, ...]:
    pressed = (
        (label, keys.OnStory(verb=verb, story=story.id, version=story.version, mark=mark))
        for label, verb in STORY_BUTTONS
    )
    return tuple(Press(label=label, key=key) for label, on in pressed if (key := keys.write(on)))
