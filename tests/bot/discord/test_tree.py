"""Commands as data: what Discord takes, in the languages that we speak; and the invitation."""

import base64
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.commands import parse
from bot.commands.command import Guess, Unknown
from bot.commands.grammar import HEADS
from bot.commands.order_words import ORDER_HEADS
from bot.discord.invite import WHY, client_id, invite_url
from bot.discord.rights import NAMES
from bot.discord.subs import ADMIN, BRIEF, Sub
from bot.discord.tree import digest, line, tree
from bot.discord.words import LOCALES, TOLD
from tests.fakes.discord.checks import command_faults


def test_discord_takes_the_tree() -> None:
    """Names, lengths, counts and locales are within what Discord allows."""
    assert command_faults(tree()) == []


def test_only_managers_see_the_admin_command() -> None:
    """`/briefadmin` is for Manage Server and servers alone; `/brief` is for everywhere."""
    brief, admin, menu = tree()
    assert admin["default_member_permissions"] == "32"
    assert admin["contexts"] == [0]
    assert brief["contexts"] == menu["contexts"] == [0, 1, 2]
    assert brief["integration_types"] == [0, 1]
    assert "default_member_permissions" not in brief


@pytest.mark.parametrize("locale", ["uk", "fr", "de", "es-ES"])
def test_each_command_is_named_in_each_language(locale: str) -> None:
    """Commands, subcommands and options have their own words in every language."""
    assert locale in LOCALES
    for sub in (*BRIEF, *ADMIN):
        for name in (sub.name, *(option.name for option in sub.options)):
            shown, says = TOLD[name][locale]
            assert shown
            assert says


def test_names_are_distinct_in_each_language() -> None:
    """No two subcommands of a root, nor two options of one, share a name in some language."""
    for locale in LOCALES:
        for subs in (BRIEF, ADMIN):
            names = [TOLD[sub.name][locale][0] for sub in subs]
            assert len(set(names)) == len(names), (locale, names)
        for sub in BRIEF:
            names = [TOLD[option.name][locale][0] for option in sub.options]
            assert len(set(names)) == len(names), (locale, names)


@pytest.mark.parametrize("sub", BRIEF, ids=lambda sub: sub.name)
def test_each_subcommand_is_in_the_grammar(sub: Sub) -> None:
    """What is chosen reads as a command, with every blank filled in."""
    if sub.name in {"export", "follow", "unfollow"}:
        return  # the surface's own
    options = [
        {"name": each.name, "value": each.choices[0] if each.choices else "12"}
        for each in sub.options
    ]
    if sub.name == "ask":
        options = [{"name": "words", "value": "who else reported it?"}]
    if sub.name == "link":
        options = [{"name": "url", "value": "https://a.example/x"}]
    asked = line("brief", {"name": sub.name, "options": options})
    assert not isinstance(parse(asked), Guess | Unknown)


def test_every_command_of_the_grammar_is_offered() -> None:
    """What can be typed can be chosen."""
    offered = {sub.name if sub.head is None else sub.head for sub in BRIEF}
    assert set(HEADS) - set(ORDER_HEADS) - {"ask", "pledge"} <= offered
    assert "ask" in {sub.name for sub in BRIEF}


def test_digest_changes_with_the_tree() -> None:
    """A changed description is a changed tree."""
    commands = tree()
    assert digest(commands) == digest(tree())
    commands[0]["description"] += "!"
    assert digest(commands) != digest(tree())


def test_invitation_asks_for_the_least() -> None:
    """The address names the scopes and exactly the permissions that have a reason."""
    query = parse_qs(urlsplit(invite_url(42)).query)
    assert query["client_id"] == ["42"]
    assert query["scope"] == ["bot applications.commands"]
    assert int(query["permissions"][0]) == sum(bit for bit, _ in WHY.values())
    assert not int(query["permissions"][0]) & (1 << 3 | 1 << 5 | 1 << 13)  # no managing
    assert set(WHY) == set(NAMES.values())
    assert all(reason for _, reason in WHY.values())


def test_application_is_read_out_of_the_token() -> None:
    """The first part of a token is the application's id."""
    head = base64.b64encode(b"123456789012345678").decode().rstrip("=")
    assert client_id(f"{head}.xxxxxx.yyyy") == 123456789012345678
    assert client_id("nonsense") is None
