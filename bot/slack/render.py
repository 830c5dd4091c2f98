"""Stories and replies to Block Kit, with the same words as every other surface.

Pure: same input, same JSON. Buttons carry ``STORY.VERSION``, a short key to what the store holds,
so that they work after a restart and an old message can tell that it was superseded.
"""

import datetime as dt
from collections.abc import Iterator, Sequence

from bot.commands.reply import (
    Attached,
    Cell,
    Choices,
    Link,
    Part,
    Quote,
    Reply,
    Say,
    ShowBriefing,
    ShowStory,
    StoryLink,
    Table,
)
from bot.model import Story
from bot.slack import text as mrkdwn
from bot.slack.blocks import (
    MAX_ACTIONS,
    MAX_TEXT,
    MAX_VALUE,
    Block,
    Message,
    actions,
    button,
    context,
    divider,
    feedback,
    fit,
    header,
    plain,
    section,
    sections,
)
from summariser import Line, Mark

# Outlets named under a briefing; the others are counted.
SHOWN_OUTLETS = 4
# Characters of one quote; the rest is in its place in the source.
MAX_QUOTE = 2_000
# A list of more stories than this is shown without the row of buttons for each.
FULL_STORIES = 1

DOUBTFUL = "This may be here twice: Slack did not say what became of the first attempt."

MARKS = {
    Mark.HEADLINE_ONLY: "thin: only the headline could be read",
    Mark.TRUNCATED: "thin: the text ends early",
    Mark.PAYWALLED: "thin: the rest is behind a paywall",
    Mark.LISTING: "thin: this is a list of headlines, not an article",
    Mark.NOT_ENGLISH: "not in English: only the first line is given",
    Mark.SHORT: "thin: too short to tell much",
}


def key(story: Story) -> str:
    """Name a story and the version that was shown, for a button's value."""
    return f"{story.id}.{story.version}"


def story(story: Story, *, page: str | None = None, doubtful: bool = False) -> Message:
    """Render a briefing as a post.

    Args:
        story: What to tell.
        page: Public address of our own page, without a slash at the end; ``None``: there is none.
        doubtful: An earlier attempt may be there too, and the post says so.
    """
    text, blocks = story_text(story), tuple(_story(story, page=page))
    if doubtful:
        text, blocks = f"{text}\n{DOUBTFUL}", (*blocks[:-1], context(DOUBTFUL), blocks[-1])
    return Message(text=text, blocks=blocks)


def story_text(story: Story) -> str:
    """Give the whole briefing as mrkdwn without blocks."""
    lines = [f"{line.label}: {mrkdwn.escape(_words(line))}" for line in story.briefing.layout]
    return mrkdwn.cut("\n".join([*lines, _byline(story, links=False)]), MAX_TEXT - 200)


def change(now: Story, before: Story | None) -> Message:
    """Say in the thread of a briefing what its new version changed."""
    old = {line.label: _words(line) for line in before.briefing.layout} if before else {}
    changed = [line for line in now.briefing.layout if _words(line) != old.get(line.label)]
    title = f"Updated to version {now.version}"
    if not changed:
        words = f"{title}: the lines are the same; {_byline(now, links=False)}"
        return Message(text=words, blocks=(section(words),))
    shown = [section(f"*{title}.* What changed:")]
    told = [f"{title}. What changed:"]
    for line in changed:
        shown.append(section(_line(line)))
        told.append(f"{line.label}: {mrkdwn.escape(_words(line))}")
        if line.label in old:
            was = mrkdwn.escape(old[line.label])
            shown.append(context(f"before: {was}"))
            told.append(f"before: {was}")
    return Message(text=mrkdwn.cut("\n".join(told), MAX_TEXT), blocks=tuple(shown))


def digest(
    title: str,
    groups: Sequence[tuple[str | None, Sequence[Story]]],
    *,
    omitted: int = 0,
    page: str | None = None,
    doubtful: bool = False,
) -> Message:
    """Render several briefings, grouped by topic, cut to the budget with what is left counted.

    Args:
        title: Names the period ("Friday morning, 19 Dec, 08:30").
        groups: Stories by topic, in the order in which they are told.
        omitted: Stories that the digest's ranking left out before it came here.
        page: Public address of our own page.
        doubtful: An earlier attempt may be there too, and the post says so.
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
    if doubtful:
        footer.append(context(DOUBTFUL))
        told.insert(1, DOUBTFUL)
    blocks = fit([[header(title)], *units], rest=f"{{n}} more did not fit: {more}", footer=footer)
    if omitted:
        told.append(f"{omitted} more: /brief latest")
    return Message(text=mrkdwn.cut("\n\n".join(told), MAX_TEXT), blocks=blocks)


def reply(
    answer: Reply,
    *,
    page: str | None = None,
    share: str | None = None,
    note: str | None = None,
    about: str | None = None,
) -> Message:
    """Render an answer.

    Args:
        answer: What to show.
        page: Public address of our own page.
        share: What a "Share to channel" button carries; ``None`` leaves the button out.
        note: One line before everything else ("Version 3 replaced the one you pressed").
        about: What feedback on the answer is about; ``None`` asks for none.
    """
    full = sum(isinstance(part, ShowStory) for part in answer.parts) <= FULL_STORIES
    units: list[list[Block]] = [[context(mrkdwn.escape(note))]] if note else []
    units.append([header(answer.title)])
    for number, part in enumerate(answer.parts):
        units.extend(_part(part, number, full=full, page=page))
    footer = []
    if share is not None:
        shared = button("Share to channel", action="share", value=share)
        footer.append(actions(shared))
    if about is not None:
        footer.append(feedback(about))
    more = f" {mrkdwn.link(page, 'Read it on the page')}." if page else " Ask for less to see it."
    blocks = fit(units, rest=f"{{n}} more did not fit.{more}", footer=footer)
    return Message(text=reply_text(answer), blocks=blocks)


def reply_text(answer: Reply) -> str:
    """Give an answer as mrkdwn without blocks."""
    told = [mrkdwn.escape(answer.title), *(_plain(part) for part in answer.parts)]
    return mrkdwn.cut("\n".join(told), MAX_TEXT).strip() or mrkdwn.ELLIPSIS


def _story(story: Story, *, page: str | None) -> Iterator[Block]:
    for line in story.briefing.layout:
        yield section(_line(line))
    yield context(_byline(story, links=True))
    yield actions(*_buttons(story), _overflow(story, page=page))


def compact(story: Story) -> Iterator[Block]:
    """Render one of several stories: three lines in one block, everything else one tap away."""
    words = "\n".join(_line(line) for line in story.briefing.layout)
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


def _line(line: Line) -> str:
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


def _words(line: Line) -> str:
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


def _part(part: Part, number: int, *, full: bool, page: str | None) -> Iterator[list[Block]]:
    match part:
        case Say():
            for block in sections(mrkdwn.escape(part.text)):
                yield [block]
        case ShowStory():
            yield list(_story(part.story, page=page) if full else compact(part.story))
        case ShowBriefing():
            yield [section(_line(line)) for line in part.briefing.layout]
        case Quote():
            yield [section(_quote(part))]
        case Table():
            for block in sections("\n".join(_rows(part, page))):
                yield [block]
        case Choices():
            yield from _choices(part, number)
        case Attached():
            yield [context(_plain(part))]


def _quote(part: Quote) -> str:
    words = mrkdwn.escape(part.evidence.text.strip())
    words = mrkdwn.cut(words, MAX_QUOTE, more=mrkdwn.link(part.url, "read on") if part.url else "")
    # Our own quote mark stands before every line; the source's words cannot end it.
    body = "\n".join(f"> {line}" for line in words.splitlines() or [""])
    return f"*{mrkdwn.escape(mrkdwn.one_line(part.label))}*\n{body}\n{_origin(part)}".rstrip()


def _origin(part: Quote) -> str:
    told = []
    if part.outlet or part.url:
        told.append(mrkdwn.link(part.url, part.outlet or "source"))
    if part.published:
        told.append(mrkdwn.date(part.published, clock=False))
    return " · ".join(told)


def _rows(part: Table, page: str | None) -> Iterator[str]:
    """Put a table into lines: on a phone, columns do not line up."""
    if part.caption:
        yield mrkdwn.bold(mrkdwn.escape(mrkdwn.one_line(part.caption)))
    if any(part.columns):
        yield f"_{mrkdwn.escape(' · '.join(filter(None, part.columns)))}_"
    for row in part.rows:
        first, *others = (_cell(cell, page) for cell in row)
        first = mrkdwn.bold(first) if isinstance(row[0], str) else first
        yield " · ".join([f"• {first}", *filter(None, others)])


def _cell(cell: Cell, page: str | None) -> str:
    match cell:
        case dt.datetime():
            return mrkdwn.date(cell)
        case Link():
            return mrkdwn.link(cell.url, cell.label)
        case StoryLink():
            if page:
                return mrkdwn.link(f"{page}/s/{cell.story}", cell.label)
            return mrkdwn.escape(mrkdwn.one_line(f"{cell.label} (#{cell.story})"))
        case str():
            return mrkdwn.escape(mrkdwn.one_line(cell))


def _choices(part: Choices, number: int) -> Iterator[list[Block]]:
    """Offer buttons; a command that is too long for one is shown as a line to type."""
    fits = [option for option in part.options if len(option.command) <= MAX_VALUE]
    blocks = [section(mrkdwn.escape(part.prompt))] if part.prompt else []
    for start in range(0, len(fits), MAX_ACTIONS):
        some = fits[start : start + MAX_ACTIONS]
        blocks.append(
            actions(
                *(
                    button(
                        option.label, action=f"ask.{number}.{start + place}", value=option.command
                    )
                    for place, option in enumerate(some)
                )
            )
        )
    if blocks:
        yield blocks
    for option in part.options:
        if option not in fits:
            yield list(sections(mrkdwn.escape(f"{option.label}: {option.command}")))


def _plain(part: Part) -> str:
    match part:
        case Say() | Attached():
            words = part.text if isinstance(part, Say) else f"{part.name}: {part.description}"
            return mrkdwn.escape(words)
        case ShowStory():
            return story_text(part.story)
        case ShowBriefing():
            lines = part.briefing.layout
            return "\n".join(mrkdwn.escape(f"{line.label}: {_words(line)}") for line in lines)
        case Quote():
            told = [mrkdwn.escape(part.label), f"“{mrkdwn.escape(part.evidence.text.strip())}”"]
            told.extend(mrkdwn.escape(name) for name in (part.outlet,) if name)
            if part.published:
                told.append(mrkdwn.utc(part.published))
            return " · ".join(told)
        case Table():
            return "\n".join(_rows(part, None))
        case Choices():
            labels = ", ".join(option.label for option in part.options)
            return mrkdwn.escape(f"{part.prompt} {labels}".strip())
