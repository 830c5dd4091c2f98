"""What people may choose, each with its words of the grammar: the subcommands as data."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from summariser import PledgeKind, Status

TEXT, NUMBER, USER, CHANNEL = 3, 4, 6, 7
"""Discord's types of options."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A typed blank of a subcommand.

    Attributes:
        lead: Words before the value in the grammar's line ("by ").
        complete: Sort of name that is suggested while somebody types.
    """

    name: str
    says: str
    kind: int = TEXT
    required: bool = False
    lead: str = ""
    complete: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sub:
    """A subcommand.

    Attributes:
        head: Its word in the grammar, where that is another.
        build: Writes what was chosen as a line, where that is not one value behind another.
    """

    name: str
    says: str
    options: tuple[Option, ...] = ()
    head: str | None = None
    build: Callable[[Mapping[str, str]], str] | None = None

    def line(self, given: Mapping[str, str]) -> str:
        """Write what was chosen as a line of the grammar."""
        parts = [self.name if self.head is None else self.head]
        if self.build:
            parts.append(self.build(given))
        else:
            parts += [
                each.lead + given[each.name]
                for each in self.options
                if given.get(each.name) and each.kind != CHANNEL  # where, not what
            ]
        return " ".join(part for part in parts if part)


# --- What is chosen, as words of the grammar


def _rule(given: Mapping[str, str]) -> str:
    """Write one thing by its name, several as one rule."""
    named = [(name, _bare(given[name])) for name in _SORTS if given.get(name)]
    rest = given.get("rule", "")
    if len(named) == 1 and not rest:
        return " ".join(named[0])
    parts = [
        f"{_SORTS[name]}:{value}" if value.isdecimal() else f'{_SORTS[name]}:"{value}"'
        for name, value in named
    ]
    return " ".join([*parts, rest]).strip()


_SORTS = {"topic": "topic", "actor": "actor", "feed": "feed", "words": "any"}


def _bare(value: str) -> str:
    return value.replace('"', " ").strip()


def _pledges(given: Mapping[str, str]) -> str:
    """Write filters, and behind them what else is wanted: a chart, a file."""
    plain = (given.get("kind"), given.get("status"))
    leads = (("by", "by "), ("to", "to "), ("since", "since "), ("over", "over "))
    led = (lead + given[name] for name, lead in leads if given.get(name))
    form = given.get("format", "")
    wanted = f"export {form}" if form in _FILES else form
    return " ".join(part for part in (*plain, *led, wanted) if part)


_FILES = ("csv", "json", "iati")


def _watch(given: Mapping[str, str]) -> str:
    leads = (("by", "by "), ("to", "to "), ("over", "of at least "))
    said = [lead + given[name] for name, lead in leads if given.get(name)]
    return " ".join(["any pledge", *said])


def _feedback(given: Mapping[str, str]) -> str:
    story = given.get("story", "")
    about = f"#{story}" if story.isdecimal() else story
    return " ".join(part for part in (given.get("verdict"), about, given.get("words")) if part)


def _correct(given: Mapping[str, str]) -> str:
    reason = f" because {given['reason']}" if given.get("reason") else ""
    return f"{given.get('pledge', '')} {given.get('changes', '')}{reason}"


# --- The tree

_STORY = Option(
    name="story", says="Number of a story, or words of it; else the newest", complete="story"
)
_TOPIC = Option(name="topic", says="A topic or a word", complete="topic")
_ACTOR = Option(name="actor", says="A person, country or organisation", complete="actor")
_FEED = Option(name="feed", says="A feed that is read", complete="feed")
_WORDS = Option(name="words", says="The words")
_BY = Option(name="by", says="Who pledges", lead="by ", complete="actor")
_TO = Option(name="to", says="To whom", lead="to ", complete="actor")
_OVER = Option(name="over", says="Over which sum, e.g. €100m", lead="over ")
_SINCE = Option(name="since", says="Since which day, e.g. March", lead="since ")
_ZONE = Option(name="zone", says="Time zone, by its city", complete="zone")
_RULE = Option(name="rule", says='Only some, e.g. topic:aid any:"air defence"')
_NUMBERED = Option(name="number", says="Which, as settings counts", kind=NUMBER)
_WHEN = Option(
    name="when", says="e.g. weekdays 08:30; now; off ends it", required=True, complete="when"
)
_HOURS = Option(name="hours", says="e.g. 22:00-07:00; off ends it", required=True, complete="hours")
_PLEDGE = Option(name="pledge", says="Which pledge", required=True, complete="pledge")

BRIEF: Final = (
    Sub(
        name="latest",
        says="The newest briefings, of a topic if you name one",
        options=(_TOPIC, Option(name="count", says="How many, at most 20", kind=NUMBER)),
    ),
    Sub(
        name="link",
        head="brief",
        says="Three lines of any article",
        options=(Option(name="url", says="The article's address", required=True),),
    ),
    Sub(name="more", says="A briefing in about ten lines, with quotes", options=(_STORY,)),
    Sub(
        name="evidence",
        says="The verbatim quotes behind the lines",
        options=(
            Option(name="line", says="Only for this line", choices=("What", "Actors", "Pledges")),
            _STORY,
        ),
    ),
    Sub(name="sources", says="Who reports it, when, with links", options=(_STORY,)),
    Sub(
        name="changed",
        says="What the versions of a story say differently",
        options=(_STORY,),
    ),
    Sub(
        name="who",
        says="An actor: roles with dates, other names, stories, pledges",
        options=(Option(name="name", says="Whose name", required=True, complete="actor"),),
    ),
    Sub(
        name="pledges",
        says="Who pledged what to whom, with totals",
        options=(
            Option(
                name="kind", says="Which kind", choices=tuple(kind.value for kind in PledgeKind)
            ),
            Option(
                name="status",
                says="How firm",
                choices=tuple(status.value.replace("_", " ") for status in Status),
            ),
            _BY,
            _TO,
            _SINCE,
            _OVER,
            Option(name="format", says="Also as a chart or a file", choices=("chart", *_FILES)),
        ),
        build=_pledges,
    ),
    Sub(name="pledge", says="One pledge: its life and what was said of it", options=(_PLEDGE,)),
    Sub(
        name="timeline",
        says="The stories about a topic or actor, day by day",
        options=(Option(name="about", says="A topic or actor", required=True, complete="actor"),),
    ),
    Sub(
        name="search",
        says="Stories, pledges and actors that have all these words",
        options=(Option(name="words", says="The words", required=True),),
    ),
    Sub(
        name="ask",
        head="",
        says="Ask in your own words",
        options=(Option(name="words", says="The words", required=True),),
    ),
    Sub(
        name="export",
        says="The pledges held, as a file",
        head="pledges",
        options=(
            Option(name="format", says="Which format", required=True, choices=_FILES),
            _BY,
            _TO,
            _SINCE,
        ),
        build=_pledges,
    ),
    Sub(name="why", says="Why an article was posted or not, step by step", options=(_STORY,)),
    Sub(
        name="follow",
        says="Get new briefings in your direct messages, or only some",
        options=(_TOPIC, _ACTOR, _FEED, _WORDS, _RULE),
        build=_rule,
    ),
    Sub(
        name="unfollow",
        says="No more briefings in your direct messages, or one wish less",
        options=(_NUMBERED,),
    ),
    Sub(
        name="watch",
        says="Get pledges that match, in quiet hours as well",
        options=(_BY, _TO, _OVER),
        build=_watch,
    ),
    Sub(
        name="mute",
        says="Never get what matches",
        options=(_TOPIC, _ACTOR, _FEED, _WORDS),
        build=_rule,
    ),
    Sub(
        name="digest",
        says="Get several at a time instead of each one",
        options=(_WHEN, _ZONE),
    ),
    Sub(name="quiet", says="Get nothing in some hours", options=(_HOURS, _ZONE)),
    Sub(name="settings", says="What holds in your direct messages"),
    Sub(
        name="feedback",
        says="Say whether a briefing is right, and what is not",
        options=(
            Option(
                name="verdict", says="Right or wrong", required=True, choices=("right", "wrong")
            ),
            _STORY,
            _WORDS,
        ),
        build=_feedback,
    ),
    Sub(
        name="correct",
        says="An editor's correction of one pledge",
        options=(
            _PLEDGE,
            Option(name="changes", says="e.g. amount=GBP 225m status=withdrawn", required=True),
            Option(name="reason", says="Why, kept with it"),
        ),
        build=_correct,
    ),
    Sub(name="feeds", says="How each feed is doing"),
    Sub(
        name="help",
        says="What you can ask",
        options=(Option(name="command", says="Which command", complete="command"),),
    ),
)

_WHERE = Option(name="channel", says="Which channel; else this one", kind=CHANNEL)

ADMIN: Final = (
    Sub(
        name="follow",
        says="Post every new briefing in a channel, or only some",
        options=(_TOPIC, _ACTOR, _FEED, _WORDS, _RULE, _WHERE),
        build=_rule,
    ),
    Sub(
        name="unfollow",
        says="Post nothing more in a channel, or one rule less",
        options=(_NUMBERED, _WHERE),
    ),
    Sub(
        name="watch",
        says="Post pledges that match, in quiet hours as well",
        options=(_BY, _TO, _OVER, _WHERE),
        build=_watch,
    ),
    Sub(
        name="mute",
        says="Never post what matches",
        options=(_TOPIC, _ACTOR, _FEED, _WORDS, _WHERE),
        build=_rule,
    ),
    Sub(
        name="digest",
        says="Post several at a time instead of each one",
        options=(_WHEN, _ZONE, _WHERE),
    ),
    Sub(
        name="quiet",
        says="Post nothing in some hours",
        options=(_HOURS, _ZONE, _WHERE),
    ),
    Sub(name="settings", says="What holds in a channel", options=(_WHERE,)),
    Sub(name="following", says="Which channels get briefings"),
    Sub(
        name="add",
        says="Add a feed, by its own address or its site's",
        options=(
            Option(name="url", says="The feed's address, or its site's", required=True),
            Option(name="topic", says="Folder that it belongs to", complete="topic", lead="topic "),
        ),
    ),
    Sub(
        name="remove",
        head="remove feed",
        says="Read a feed no more; what it gave stays",
        options=(dataclasses.replace(_FEED, required=True),),
    ),
    Sub(name="import", says="Add the feeds of an OPML file"),
    Sub(name="export", says="All feeds as an OPML file"),
    Sub(
        name="editors",
        says="Who may correct pledges",
        options=(
            Option(
                name="action", says="Add or remove; neither lists them", choices=("add", "remove")
            ),
            Option(name="person", says="Whom", kind=USER),
        ),
    ),
    Sub(
        name="model",
        says="Whether a language model may read this server's private feeds",
        options=(
            Option(
                name="may",
                says="Allow or refuse; neither says what holds",
                choices=("allow", "refuse"),
            ),
        ),
    ),
)
