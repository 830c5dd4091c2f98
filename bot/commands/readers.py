"""From the words after a command word to what they name: story, topic, name, count."""

import re

from bot.commands.about import About
from bot.commands.command import (
    Ask,
    Help,
    Latest,
    More,
    Plain,
    Pledges,
    Search,
    ShowEvidence,
    ShowPledge,
    Timeline,
    Who,
    Why,
)
from bot.commands.filters import read_pledges

MOST = 20
"""Briefings in one answer: a screenful on the page, two messages in a chat."""

_THIS = r"(?:this|it|that|the|these|those)(?: one| story| briefing| news| event| article)?"
_OF_THIS = re.compile(
    rf"(?:(?:of|on|for|about|in|behind|from|to) )?(?:{_THIS}|story|here)", re.IGNORECASE
)
_GLUE = re.compile(r"(?:(?:story|of|on|for|about|in|behind|from|the|to|with)\s+)+", re.IGNORECASE)
_NUMBER = re.compile(r"(?:(?:story|number|no\.?|nr\.?) )?#? ?(\d{1,18})", re.IGNORECASE)
_LINES = {
    "what": "What", "event": "What", "actor": "Actors", "actors": "Actors", "people": "Actors",
    "pledge": "Pledges", "pledges": "Pledges", "promise": "Pledges", "promises": "Pledges",
    "amount": "Pledges", "amounts": "Pledges",
}  # fmt: skip
_PRONOUNS = {"it", "they", "he", "she", "this", "that", "we", "everyone", "everybody"}
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}
_NEWS = re.compile(
    r"(?:news|stories|story|briefings?|briefs?|headlines?|posts?|articles?|ones?|updates?)\b ?",
    re.IGNORECASE,
)


def read_latest(rest: str) -> Plain:
    """Read "[topic] [n]" in either order."""
    count, topic = 5, []
    for word in _NEWS.sub("", rest).split():
        if word.isascii() and word.isdecimal() and len(word) < 4 and count == 5:  # noqa: PLR2004 # still the default
            count = int(word)
        else:
            topic.append(word)
    words = " ".join(topic)
    words = words if words.lower() in {"on", "in", "about"} else without_glue(words)
    return Latest(topic=words or None, count=min(max(count, 1), MOST))


def read_counted(number: str, topic: str | None) -> Plain:
    """Read "5 latest about <topic>"."""
    count = _NUMBERS.get(number.lower()) or int(number)
    return Latest(topic=topic, count=min(max(count, 1), MOST))


def read_about(rest: str) -> About:
    """Read which story: nothing, "this story", "#12", or words of it."""
    rest = rest.strip()
    if not rest or _OF_THIS.fullmatch(rest):
        return About()
    rest = without_glue(rest)
    if match := _NUMBER.fullmatch(rest):
        return About(story=int(match[1]))
    return About(words=rest) if rest and not _OF_THIS.fullmatch(rest) else About()


def without_glue(words: str) -> str:
    """Drop small words in front ("on the", "of")."""
    match = _GLUE.match(words)
    return words[match.end() :] if match else words


def read_evidence(rest: str) -> Plain:
    """Read "[for the pledges] [of story]"."""
    rest = without_glue(rest.strip())
    head, _, tail = rest.partition(" ")
    line = _LINES.get(head.lower())
    return ShowEvidence(about=read_about(tail if line else rest), line=line)


def read_name(rest: str) -> str:
    """Read an actor's name, without its article."""
    rest = rest.strip()
    return rest[4:] if rest.lower().startswith("the ") else rest


def read_pledged(by: str | None, rest: str | None) -> Plain:
    """Read "<who> pledged <rest>"; "they" are those of the story that is talked about."""
    if by and by.lower() in _PRONOUNS:
        return Pledges(about=About()) if not rest else read_pledges(f"{rest} in this story")
    if by:
        rest = f"by {by} {rest or ''}"
    return read_pledges(rest or "")


_AUXILIARIES = "did|does|do|has|have|had|is|are|was|were|will|would|can|should"
_AUXILIARY = re.compile(rf"(?:{_AUXILIARIES})\b", re.IGNORECASE)


def read_why(rest: str) -> Plain:
    """Read which story is asked about; "why did X ..." is a question about the news."""
    about = read_about(rest)
    if about.words and _AUXILIARY.match(rest):
        return Ask(question=f"why {rest}")
    return Why(about=about)


def read_timeline(rest: str) -> Plain:
    """Read what the timeline is of."""
    rest = read_name(without_glue(rest))
    return Timeline(about=rest) if rest else Help(topic="timeline")


def read_ask(rest: str) -> Plain:
    """Read the question."""
    return Ask(question=rest) if rest else Help(topic="ask")


def read_who(rest: str) -> Plain:
    """Read whom is asked about."""
    return Who(name=read_name(without_glue(rest))) if rest else Help(topic="who")


def read_search(rest: str) -> Plain:
    """Read what to look for."""
    rest = re.sub(r"^(?:for|about)\s+", "", rest, flags=re.IGNORECASE)
    order = _ORDER.search(rest)
    words = (rest[: order.start()] if order else rest).strip("\"'“” ")
    best = order is not None and order["order"].casefold().startswith("best")
    return Search(words=words, best=best) if words else Help(topic="search")


_ORDER = re.compile(
    r"(?:[,;]\s*|\s+)(?:by\s+)?(?P<order>best\s+match(?:es)?(?:\s+first)?|newest\s+first)$",
    re.IGNORECASE,
)


def read_brief(rest: str) -> Plain:
    """Read a "brief" with no link: of a story, it is its evidence in short."""
    if not rest:
        return Help(topic="brief")
    about = read_about(rest)
    return More(about=about) if about.words is None else Search(words=rest)


_KEY = re.compile(
    r"(?:number |no\.? ?|id )?#?([\w.-]*\d[\w.-]*(?::\d+){0,2})( (?:as an? )?(?:chart|timeline))?",
    re.IGNORECASE,
)


def read_pledge(rest: str) -> Plain:
    """Read one pledge's key; other words are filters, as behind "pledges"."""
    match = _KEY.fullmatch(rest)
    if match is None:
        return read_pledges(rest)
    return ShowPledge(key=match[1], chart=match[2] is not None)
