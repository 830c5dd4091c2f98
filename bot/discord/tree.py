"""The commands that Discord shows, and what was chosen back to a line of the grammar.

Two roots, since who may use a command is set on the root and not on its subcommands: `/brief` for
everybody, `/briefadmin` for those who manage the server. The tree is data: its digest tells
whether Discord has to be told again.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.discord import words
from bot.discord.subs import ADMIN, BRIEF, CHANNEL, NUMBER, Option, Sub

MENU: Final = "Brief this"
MANAGE_GUILD: Final = 1 << 5

_SUB = 1
_GUILD_INSTALL, _USER_INSTALL = 0, 1
_IN_GUILD, _IN_BOT_DM, _IN_PRIVATE = 0, 1, 2
_POSTABLE = (0, 5, 10, 11, 12, 15)  # text, announcement, threads, forum
_MOST = 20


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
    if option.kind == NUMBER:
        made |= {"min_value": 1, "max_value": _MOST}
    if option.kind == CHANNEL:
        made["channel_types"] = list(_POSTABLE)
    return made


def _names(name: str, *, described: bool = True) -> dict[str, Any]:
    told = words.TOLD[name]
    names = {locale: told[locale][0] for locale in words.LOCALES}
    if not described:
        return {"name_localizations": names}
    says = {locale: told[locale][1] for locale in words.LOCALES}
    return {"name_localizations": names, "description_localizations": says}
