"""Commands as data: what Discord takes, in the languages that we speak; and the invitation."""

import base64
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.commands import Order, parse
from bot.commands.command import Guess, Pledges, Unknown
from bot.commands.grammar import HEADS
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
        for sub in (*BRIEF, *ADMIN):
            names = [TOLD[option.name][locale][0] for option in sub.options]
            assert len(set(names)) == len(names), (locale, names)


@pytest.mark.parametrize("sub", BRIEF, ids=lambda sub: sub.name)
def test_each_subcommand_is_in_the_grammar(sub: Sub) -> None:
    """What is chosen reads as a command, with every blank filled in."""
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
    """What can be typed can be chosen, but for one that a mistaken tap should not reach."""
    heads = {(sub.name if sub.head is None else sub.head).partition(" ")[0] for sub in BRIEF}
    heads |= {(sub.name if sub.head is None else sub.head).partition(" ")[0] for sub in ADMIN}
    assert set(HEADS) - heads == {"ask", "forget"}
    assert "ask" in {sub.name for sub in BRIEF}


@pytest.mark.parametrize(
    ("root", "sub", "given", "reads"),
    [
        ("brief", "follow", {}, "follow"),
        ("brief", "follow", {"topic": "foreign aid"}, "follow topic foreign aid"),
        (
            "briefadmin",
            "follow",
            {"topic": 'a"id', "actor": "Ida Krantz", "feed": "3", "words": "air defence"},
            'follow topic:"a id" actor:"Ida Krantz" feed:3 any:"air defence"',
        ),
        ("briefadmin", "follow", {"rule": "none:sport", "channel": "1"}, "follow none:sport"),
        ("brief", "watch", {}, "watch any pledge"),
        (
            "briefadmin",
            "watch",
            {"by": "Norland", "to": "Sudland", "over": "EUR 100m"},
            "watch any pledge by Norland to Sudland of at least EUR 100m",
        ),
        ("brief", "mute", {"words": "football"}, "mute words football"),
        ("brief", "digest", {"when": "daily 08:00", "zone": "Europe/Kyiv"},
         "digest daily 08:00 Europe/Kyiv"),
        ("brief", "quiet", {"hours": "22:00-07:00"}, "quiet 22:00-07:00"),
        ("brief", "feedback", {"verdict": "wrong", "story": "12", "words": "It was 2m"},
         "feedback wrong #12 It was 2m"),
        ("brief", "correct", {"pledge": "1:2:0", "changes": "amount=GBP 1m", "reason": "read it"},
         "correct 1:2:0 amount=GBP 1m because read it"),
        ("briefadmin", "remove", {"feed": "3"}, "remove feed 3"),
        ("briefadmin", "add", {"url": "https://a.example", "topic": "aid"},
         "add https://a.example topic aid"),
        ("briefadmin", "editors", {"action": "add", "person": "77"}, "editors add 77"),
    ],
)  # fmt: skip
def test_options_are_words_of_the_grammar(
    root: str, sub: str, given: dict[str, str], reads: str
) -> None:
    """Typed options become one line, which the grammar reads as an order."""
    options = [{"name": name, "value": value} for name, value in given.items()]
    asked = line(root, {"name": sub, "options": options})
    assert asked == reads
    assert isinstance(parse(asked), Order)


def test_charts_and_files_are_asked_for_by_options() -> None:
    """A format is words behind the filters, and the grammar reads both."""
    chosen = [
        {"name": "kind", "value": "military"},
        {"name": "by", "value": "Norland"},
        {"name": "format", "value": "chart"},
    ]
    asked = parse(line("brief", {"name": "pledges", "options": chosen}))
    assert isinstance(asked, Pledges)
    assert (asked.by, asked.chart, asked.unread) == ("Norland", True, ())
    chosen[2]["value"] = "iati"
    asked = parse(line("brief", {"name": "export", "options": chosen[1:]}))
    assert isinstance(asked, Pledges)
    assert (asked.by, asked.export, asked.unread) == ("Norland", "iati", ())


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
