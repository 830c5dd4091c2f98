"""The commands that Discord shows, and what was chosen back to a line of the grammar.

Two roots, since who may use a command is set on the root and not on its subcommands: `/brief` for
everybody, `/briefadmin` for those who manage the server. The tree is data: its digest tells
whether Discord has to be told again.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.discord import words
from summariser import PledgeKind, Status

MENU: Final = "Brief this"
MANAGE_GUILD: Final = 1 << 5

_SUB, _TEXT, _NUMBER, _CHANNEL = 1, 3, 4, 7
_GUILD_INSTALL, _USER_INSTALL = 0, 1
_IN_GUILD, _IN_BOT_DM, _IN_PRIVATE = 0, 1, 2
_POSTABLE = (0, 5, 10, 11, 12, 15)  # text, announcement, threads, forum
_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A typed blank of a subcommand.

    Attributes:
        lead: Words before the value in the grammar's line ("by ").
        complete: Sort of name that is suggested while somebody types.
    """

    name: str
    says: str
    kind: int = _TEXT
    required: bool = False
    lead: str = ""
    complete: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sub:
    """A subcommand; ``head`` is its word in the grammar."""

    name: str
    says: str
    options: tuple[Option, ...] = ()
    head: str | None = None

    def line(self, given: Mapping[str, str]) -> str:
        """Write what was chosen as a line of the grammar."""
        parts = [self.name if self.head is None else self.head]
        parts += [
            each.lead + given[each.name]
            for each in self.options
            if given.get(each.name) and each.kind != _CHANNEL  # where, not what
        ]
        return " ".join(part for part in parts if part)


_STORY = Option(
    name="story", says="Number of a story, or words of it; else the newest", complete="story"
)

BRIEF: Final = (
    Sub(
        name="latest",
        says="The newest briefings, of a topic if you name one",
        options=(
            Option(name="topic", says="A topic or a word", complete="topic"),
            Option(name="count", says="How many, at most 20", kind=_NUMBER),
        ),
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
            Option(name="by", says="Who pledges", lead="by ", complete="actor"),
            Option(name="to", says="To whom", lead="to ", complete="actor"),
            Option(name="since", says="Since which day, e.g. March", lead="since "),
            Option(name="over", says="Over which sum, e.g. €100m", lead="over "),
        ),
    ),
    Sub(
        name="timeline",
        says="The stories about a topic or actor, day by day",
        options=(Option(name="about", says="A topic or actor", required=True, complete="actor"),),
    ),
    Sub(
        name="search",
        says="Stories that have all these words",
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
        options=(Option(name="format", says="Which format", choices=("csv", "json", "iati")),),
    ),
    Sub(name="why", says="Why an article was posted or not, step by step", options=(_STORY,)),
    Sub(name="follow", says="Get every new briefing in your direct messages"),
    Sub(name="unfollow", says="No more briefings in your direct messages"),
    Sub(name="feeds", says="How each feed is doing"),
    Sub(
        name="help",
        says="What you can ask",
        options=(Option(name="command", says="Which command", complete="command"),),
    ),
)

_WHERE = Option(name="channel", says="Which channel; else this one", kind=_CHANNEL)

ADMIN: Final = (
    Sub(
        name="follow",
        says="Post every new briefing in a channel, or only some",
        options=(Option(name="rule", says='Only some, e.g. topic:aid any:"air defence"'), _WHERE),
    ),
    Sub(
        name="unfollow",
        says="Post nothing more in a channel, or one rule less",
        options=(Option(name="number", says="Which, as settings counts", kind=_NUMBER), _WHERE),
    ),
    Sub(
        name="watch",
        says="Post pledges that match, in quiet hours as well",
        options=(
            Option(
                name="pledge",
                says="e.g. pledge to Ukraine of at least EUR 100m",
                required=True,
            ),
            _WHERE,
        ),
    ),
    Sub(
        name="mute",
        says="Never post what matches",
        options=(Option(name="rule", says="e.g. any:football", required=True), _WHERE),
    ),
    Sub(
        name="digest",
        says="Post several at a time instead of each one",
        options=(
            Option(name="when", says="e.g. weekdays 08:30 Europe/Kyiv; off ends it", required=True),
            _WHERE,
        ),
    ),
    Sub(
        name="quiet",
        says="Post nothing in some hours",
        options=(Option(name="hours", says="e.g. 22:00-07:00; off ends it", required=True), _WHERE),
    ),
    Sub(name="settings", says="What holds in a channel", options=(_WHERE,)),
    Sub(name="following", says="Which channels get briefings"),
    Sub(
        name="add",
        says="Add a feed, by its own address or its site's",
        options=(
            Option(name="url", says="The feed's address, or its site's", required=True),
            Option(name="topic", says="Folder that it belongs to", complete="topic"),
        ),
    ),
)

_SUBS: Final = {
    (root, sub.name): sub
    for root, subs in (("brief", BRIEF), ("briefadmin", ADMIN))
    for sub in subs
}


def tree() -> list[dict[str, Any]]:
    """Write all commands as Discord takes them in one piece."""
    everywhere = {
        "integration_types": [_GUILD_INSTALL, _USER_INSTALL],
        "contexts": [_IN_GUILD, _IN_BOT_DM, _IN_PRIVATE],
    }
    return [
        _root("brief", "News in three lines, each word with its source", BRIEF) | everywhere,
        _root("briefadmin", "What is posted in this server", ADMIN)
        | {
            "default_member_permissions": str(MANAGE_GUILD),
            "integration_types": [_GUILD_INSTALL],
            "contexts": [_IN_GUILD],
        },
        {"type": 3, "name": MENU} | _names(MENU, described=False) | everywhere,
    ]


def digest(commands: Sequence[Mapping[str, Any]]) -> str:
    """Give the tree's fingerprint: equal trees need not be sent again."""
    text = json.dumps(commands, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def line(root: str, chosen: Mapping[str, Any]) -> str:
    """Write a chosen subcommand, as Discord sends it, as a line of the grammar."""
    sub = _SUBS.get((root, chosen["name"]))
    given = {each["name"]: str(each.get("value", "")) for each in chosen.get("options") or []}
    return sub.line(given) if sub else str(chosen["name"])


def completed(root: str, chosen: Mapping[str, Any]) -> tuple[str, str]:
    """Give the sort of name that is being typed and what there is of it; "" for none."""
    for each in chosen.get("options") or []:
        if each.get("focused"):
            sub = _SUBS.get((root, chosen["name"]))
            for option in sub.options if sub else ():
                if option.name == each["name"]:
                    return option.complete, str(each.get("value", ""))
    return "", ""


def _root(name: str, says: str, subs: tuple[Sub, ...]) -> dict[str, Any]:
    options = [
        {"type": _SUB, "name": sub.name, "description": sub.says}
        | _names(sub.name)
        | ({"options": [_option(each) for each in sub.options]} if sub.options else {})
        for sub in subs
    ]
    root = {"type": 1, "name": name, "description": says, "options": options}
    return root | _names(name)


def _option(option: Option) -> dict[str, Any]:
    made: dict[str, Any] = {"type": option.kind, "name": option.name, "description": option.says}
    made |= _names(option.name)
    if option.required:
        made["required"] = True
    if option.complete:
        made["autocomplete"] = True
    if option.choices:
        made["choices"] = [{"name": each, "value": each} for each in option.choices]
    if option.kind == _NUMBER:
        made |= {"min_value": 1, "max_value": _MOST}
    if option.kind == _CHANNEL:
        made["channel_types"] = list(_POSTABLE)
    return made


def _names(name: str, *, described: bool = True) -> dict[str, Any]:
    told = words.TOLD[name]
    names = {locale: told[locale][0] for locale in words.LOCALES}
    if not described:
        return {"name_localizations": names}
    says = {locale: told[locale][1] for locale in words.LOCALES}
    return {"name_localizations": names, "description_localizations": says}
