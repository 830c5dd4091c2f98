"""Stories to Block Kit, with the same words as every other surface.

Pure: same input, same JSON. Buttons carry ``STORY.VERSION``, a short key to what the store holds,
so that they work after a restart and an old message can tell that it was superseded.
"""

import datetime as dt
from collections.abc import Iterator, Sequence

from bot.amending import corrections_since
from bot.model import Story
from bot.slack import text as mrkdwn
from bot.slack.blocks import (
    MAX_TEXT,
    Block,
    Message,
    actions,
    button,
    context,
    divider,
    fit,
    header,
    plain,
    section,
    sections,
)
from summariser import Line, Mark

# Outlets named under a briefing; the others are counted.
SHOWN_OUTLETS = 4
NOTE = 400  # letters of a watch in the words of a person, and a rate

DOUBTFUL = "This may be here twice: Slack did not say what became of the first attempt."

MARKS = {
    Mark.HEADLINE_ONLY: "thin: only the headline could be read",
    Mark.TRUNCATED: "thin: the text ends early",
    Mark.PAYWALLED: "thin: the rest is behind a paywall",
    Mark.LISTING: "thin: this is a list of headlines, not an article",
    Mark.NOT_ENGLISH: "not in English: only the first line is given",
    Mark.SHORT: "thin: too short to tell much",
    Mark.CORRECTED: "“(editor)” marks what an editor corrected",
}


def key(story: Story) -> str:
    """Name a story and the version that was shown, for a button's value."""
    return f"{story.id}.{story.version}"


def story(
    story: Story, *, page: str | None = None, doubtful: bool = False, note: str | None = None
) -> Message:
    """Render a briefing as a post.

    Args:
        story: What to tell.
        page: Public address of our own page, without a slash at the end; ``None``: there is none.
        doubtful: An earlier attempt may be there too, and the post says so.
        note: By which exchange rate it met a watch.
    """
    text, blocks = story_text(story), tuple(story_blocks(story, page=page))
    small = [mrkdwn.cut(mrkdwn.escape(note), NOTE)] if note else []
    small += [DOUBTFUL] if doubtful else []
    for words in small:
        text, blocks = f"{text}\n{words}", (*blocks[:-1], context(words), blocks[-1])
    return Message(text=text, blocks=blocks)


def story_text(story: Story) -> str:
    """Give the whole briefing as mrkdwn without blocks."""
    lines = [f"{line.label}: {mrkdwn.escape(words_of(line))}" for line in story.briefing.layout]
    return mrkdwn.cut("\n".join([*lines, _byline(story, links=False)]), MAX_TEXT - 200)


def change(now: Story, before: Story | None) -> Message:
    """Say in the thread of a briefing what its new version changed."""
    old = {line.label: words_of(line) for line in before.briefing.layout} if before else {}
    changed = [line for line in now.briefing.layout if words_of(line) != old.get(line.label)]
    shown: list[Block] = []
    told: list[str] = []
    title = f"Updated to version {now.version}"
    ours = corrections_since(now.briefing, before.briefing if before else None)
    if ours:
        title = f"Corrected by {ours.by}: version {now.version}"
        words = "\n".join(f"• {mrkdwn.escape(mrkdwn.one_line(line))}" for line in ours.lines)
        shown += sections(f"*{title}.*\n{words}")
        told += [f"{title}.", words]
    elif not changed:
        words = f"{title}: the lines are the same; {_byline(now, links=False)}"
        return Message(text=words, blocks=(section(words),))
    else:
        shown.append(section(f"*{title}.* What changed:"))
        told.append(f"{title}. What changed:")
    for line in changed:
        shown.append(section(line_text(line)))
        told.append(f"{line.label}: {mrkdwn.escape(words_of(line))}")
        if line.label in old:
            was = mrkdwn.escape(old[line.label])
            shown.append(context(f"before: {was}"))
            told.append(f"before: {was}")
    return Message(text=mrkdwn.cut("\n".join(told), MAX_TEXT), blocks=tuple(shown))


def moved(now: Story, *, link: str | None) -> Message:
    """Lead from a post to the one that tells the same event, after two stories became one.

    Args:
        now: The story that holds both.
        link: Address of its post; ``None`` where it is not known.
    """
    words = "Another post here reports the same event; from now on it tells both."
    what = mrkdwn.escape(words_of(now.briefing.layout[0]))
    shown = f"{words} {mrkdwn.link(link, 'Go to that post')}" if link else words
    more = button("More", action="story.more", value=key(now), says="More about this story")
    return Message(
        text=mrkdwn.cut(f"{shown}\n{what}", MAX_TEXT - 200),
        blocks=(section(shown, accessory=more), context(what)),
    )


def digest(
    title: str,
    groups: Sequence[tuple[str | None, Sequence[Story]]],
    *,
    omitted: int = 0,
    page: str | None = None,
    doubtful: bool = False,
    since: dt.datetime | None = None,
) -> Message:
    """Render several briefings, grouped by topic, cut to the budget with what is left counted.

    A chart of their pledges is one tap away. It is not posted along: Slack keeps no metadata of a
    file by which it could be found again, so that after a lost answer it might be there twice.

    Args:
        title: Names the period ("Friday morning, 19 Dec, 08:30").
        groups: Stories by topic, in the order in which they are told.
        omitted: Stories that the digest's ranking left out before it came here.
        page: Public address of our own page.
        doubtful: An earlier attempt may be there too, and the post says so.
        since: Start of the period, for the chart; ``None`` offers none.
    """
    units: list[list[Block]] = []
    told = [mrkdwn.escape(title)]
    for topic, stories in groups:
        for place, each in enumerate(stories):
            unit = list(compact(each))
            if place == 0:
                if units:
                    unit.insert(0, divider())
                if topic:
                    unit.insert(1 if units else 0, context(f"*{mrkdwn.escape(topic)}*"))
            units.append(unit)
            told.append(story_text(each))
    if not units:
        units.append([section("Nothing new in this time.")])
        told.append("Nothing new in this time.")
    more = "`/brief latest`" if page is None else mrkdwn.link(page, "the page")
    footer = [context(f"{omitted} more: {more}")] if omitted else []
    if since and any(_sums(each) for _, stories in groups for each in stories):
        asked = f"pledges since {since:%Y-%m-%d} chart"
        footer.append(actions(button("Pledges as a chart", action="ask.chart", value=asked)))
    if doubtful:
        footer.append(context(DOUBTFUL))
        told.insert(1, DOUBTFUL)
    blocks = fit([[header(title)], *units], rest=f"{{n}} more did not fit: {more}", footer=footer)
    if omitted:
        told.append(f"{omitted} more: /brief latest")
    return Message(text=mrkdwn.cut("\n\n".join(told), MAX_TEXT), blocks=blocks)


def _sums(story: Story) -> bool:
    """Tell whether a story has something to draw."""
    return any(pledge.amount for pledge in story.briefing.pledges)


def story_blocks(story: Story, *, page: str | None) -> Iterator[Block]:
    """Render a briefing in full, with its buttons."""
    for line in story.briefing.layout:
        yield section(line_text(line))
    yield context(_byline(story, links=True))
    yield actions(*_buttons(story), _overflow(story, page=page))


def compact(story: Story) -> Iterator[Block]:
    """Render one of several stories: three lines in one block, everything else one tap away."""
    words = "\n".join(line_text(line) for line in story.briefing.layout)
    more = button("More", action="story.more", value=key(story), says="More about this story")
    yield section(words, accessory=more)
    yield context(_byline(story, links=True))


def _buttons(story: Story) -> Iterator[Block]:
    value = key(story)
    yield button("Evidence", action="story.evidence", value=value, says="The quotes behind it")
    yield button("More", action="story.more", value=value, says="More about this story")
    yield button("Sources", action="story.sources", value=value, says="Who reports this story")
    yield button("Follow", action="story.follow", value=value, says="Follow here")


def _overflow(story: Story, *, page: str | None) -> Block:
    value = key(story)
    options = [
        {"text": plain("Why was this posted?"), "value": f"why:{value}"},
        {"text": plain("Something is wrong"), "value": f"wrong:{value}"},
    ]
    if page or mrkdwn.web_address(story.article.article.url):
        options.append({"text": plain("Copy link"), "value": f"link:{value}"})
    return {"type": "overflow", "action_id": "story.overflow", "options": options}


def line_text(line: Line) -> str:
    """Put a line into mrkdwn, its label in italics and its strong words in bold."""
    shown: list[str] = []
    texts = [segment.text for segment in line.segments]
    for number, segment in enumerate(line.segments):
        words = mrkdwn.escape(segment.text)
        before = texts[number - 1][-1:] if number else " "
        after = texts[number + 1][:1] if number + 1 < len(texts) else " "
        # Slack formats only at the border of a word.
        touches = before.isalnum() or (after.isalnum() and segment.text[-1:].isalnum())
        if segment.strong and not touches:
            words = mrkdwn.bold(words)
        shown.append(words)
    return f"_{line.label}_  {mrkdwn.one_line(''.join(shown)) or 'none'}"


def words_of(line: Line) -> str:
    """Give what a line says, its label left out."""
    return mrkdwn.one_line(line.text) or "none"


def _byline(story: Story, *, links: bool) -> str:
    """Say who reports it, when, and what a reader must know about the text."""
    lead = story.article.article
    names = list(story.outlets) or ([lead.outlet] if lead.outlet else [])
    shown = [
        mrkdwn.link(lead.url, name) if links and name == lead.outlet else mrkdwn.escape(name)
        for name in names[:SHOWN_OUTLETS]
    ]
    if not names and links and mrkdwn.web_address(lead.url):
        shown = [mrkdwn.link(lead.url, "source")]
    told = [", ".join(shown)] if shown else []
    if len(names) > SHOWN_OUTLETS:
        told[0] += f" and {len(names) - SHOWN_OUTLETS} more"
    moment = lead.published or story.first
    told.append(mrkdwn.date(moment) if links else mrkdwn.utc(moment))
    if story.version > 1:
        told.append(f"version {story.version}")
    marks = dict.fromkeys((*story.briefing.marks, *story.article.marks))
    told.extend(MARKS[mark] for mark in marks)
    return " · ".join(told)
