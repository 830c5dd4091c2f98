"""From a story to the quotes behind its lines: the answers to "more" and "evidence"."""

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence

from bot.accounts import Account
from bot.commands.reply import Choice, Choices, Part, Quote, Reply, Say, ShowStory
from bot.commands.words import MARK_WORDS, pledge_words
from bot.model import Story
from summariser import Actor, Evidence, Pledge, Salience

LINES = 10
"""Lines of "more" before its pledges, which are always all there (issue: ten lines)."""
_BORDER = re.compile(r"[.!?\u201d\"](?=\s)\s+|\n+")
_GAP = re.compile(r"\s+")
FAR = 120
"""Code points over which a name and its role still read as one quote."""


def more(story: Story, accounts: Sequence[Account] = ()) -> Reply:
    """Show a briefing with everything that did not fit its lines, each with its quote.

    Args:
        story: Its briefing is shown.
        accounts: The story's pledges in the ledger, which knows which are parts of another.
    """
    briefing = story.briefing
    parts: list[Part] = [ShowStory(story=story)]
    if briefing.marks:
        marks = ", ".join(MARK_WORDS[mark] for mark in briefing.marks)
        parts.append(Say(text=f"Careful: {marks}."))
    pledges = [
        dataclasses.replace(_pledge(story, briefing.pledges[place]), part=part)
        for place, part in _nested(story, accounts)
    ]
    actors = [_actor(story, actor) for actor in _by_weight(briefing.actors)]
    room = max(LINES - len(pledges), 3)
    parts += pledges
    parts += actors[:room]
    if len(actors) > room:
        parts.append(Say(text=f"And {len(actors) - room} more actors: evidence actors"))
    parts.append(_next(story))
    return Reply(title=f"More on story #{story.id}", parts=tuple(parts))


def _nested(story: Story, accounts: Sequence[Account]) -> Iterator[tuple[int, bool]]:
    """Give the places of a briefing's pledges, parts behind their whole, and which are parts."""
    lead = story.article.article.id
    entries = {
        said.claim.position: account
        for account in accounts
        for said in account.history
        if said.claim.article == lead
    }
    own: dict[str, int] = {}
    for place in sorted(entries):
        own.setdefault(entries[place].key, place)
    parts: dict[int, list[int]] = {}
    for place, account in sorted(entries.items()):
        whole = own.get(account.whole or "")
        # A part of a part stands with it: one step in is what a telephone has room for.
        seen = {place}
        while whole is not None and whole not in seen and entries[whole].whole in own:
            seen.add(whole)
            whole = own[entries[whole].whole or ""]
        if whole is not None and whole != place:
            parts.setdefault(whole, []).append(place)
    within = {place for some in parts.values() for place in some}
    for place in range(len(story.briefing.pledges)):
        if place not in within:
            yield place, False
            yield from ((part, True) for part in parts.get(place, ()))


def evidence(story: Story, line: str | None) -> Reply:
    """List the quotes behind the lines, or behind the one that is asked for."""
    found = [quote for label, quote in _evidence(story) if line in (None, label)]
    if not found:
        what = f"The {line} line" if line else "The briefing"
        return Reply(title=f"{what} of story #{story.id} states nothing to prove", found=False)
    of = f" behind {line}" if line else ""
    return Reply(
        title=f"Evidence{of}, story #{story.id}: verbatim quotes",
        parts=tuple(found),
    )


def _evidence(story: Story) -> Iterator[tuple[str, Quote]]:
    briefing = story.briefing
    line = briefing.what
    source = (line.source.evidence,) if line and line.source else ()
    for what in _distinct((*source, *line.evidence) if line else ()):
        yield "What", quote(story, "What", what)
    for actor in briefing.actors:
        yield "Actors", _actor(story, actor)
    for pledge in briefing.pledges:
        yield "Pledges", _pledge(story, pledge)


def quote(story: Story, label: str, words: Evidence) -> Quote:
    """Quote the story's lead article."""
    article = story.article.article
    return Quote(
        label=label,
        evidence=words,
        story=story.id,
        outlet=article.outlet,
        published=article.published,
        url=article.url,
    )


def _pledge(story: Story, pledge: Pledge) -> Quote:
    said = f" (said by {pledge.speaker.name})" if pledge.speaker else ""
    return quote(story, f"{pledge_words(pledge)}{said}", pledge.evidence)


def _actor(story: Story, actor: Actor) -> Quote:
    if not actor.roles:
        return quote(story, actor.name, _sentence(story, actor.mentions[0]))
    role = actor.roles[0]
    words = _together(story, role.evidence, actor.mentions)
    return quote(story, f"{actor.name}, {role.title}", words)


def _together(story: Story, role: Evidence, mentions: Iterable[Evidence]) -> Evidence:
    """Quote the role with the name beside it, as the text puts them."""
    near = min(mentions, key=lambda mention: abs(mention.start - role.start))
    start, end = min(role.start, near.start), max(role.end, near.end)
    if end - start > FAR or near.article != role.article:
        return role
    return Evidence.of(story.article.article, start, end)


def _sentence(story: Story, words: Evidence) -> Evidence:
    """Quote the words with what stands around them, up to the ends of the sentence."""
    article = story.article.article
    if words.article != article.id:
        return words
    start = max((words.start - FAR, 0))
    before = [m.end() for m in _BORDER.finditer(article.text, start, words.start)]
    after = _BORDER.search(article.text, words.end, words.end + FAR)
    if not before and start:
        before = [m.end() for m in _GAP.finditer(article.text, start, words.start)][:1]
    end = after.start() + 1 if after else min(words.end + FAR, len(article.text))
    if not after and end < len(article.text):
        end = article.text.rfind(" ", words.end, end)
    whole = article.text[before[-1] if before else start : max(end, words.end)].rstrip()
    begin = before[-1] if before else start
    return Evidence.of(article, begin, begin + len(whole))


def _by_weight(actors: Iterable[Actor]) -> list[Actor]:
    return sorted(actors, key=lambda actor: actor.salience is not Salience.KEY)


def _distinct(spans: Iterable[Evidence]) -> Iterator[Evidence]:
    yield from dict.fromkeys(spans)


def _next(story: Story) -> Choices:
    return Choices(
        prompt="Next",
        options=(
            Choice(label="Evidence", command=f"evidence {story.id}"),
            Choice(label="Sources", command=f"sources {story.id}"),
            Choice(label="Why", command=f"why {story.id}"),
        ),
    )
