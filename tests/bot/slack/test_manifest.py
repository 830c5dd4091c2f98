"""The manifest is what the code needs, and no more."""

import pathlib
import re

import bot.slack
from bot.commands import parse
from bot.commands.command import Unknown
from bot.slack import views
from bot.slack.manifest import EVENTS, SCOPES, manifest

# The scope that each Web API method needs: https://docs.slack.dev/reference/methods.
NEEDS = {
    "assistant_threads_setStatus": "assistant:write",
    "assistant_threads_setSuggestedPrompts": "assistant:write",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "chat_appendStream": "chat:write",
    "chat_getPermalink": None,
    "chat_postEphemeral": "chat:write",
    "chat_postMessage": "chat:write",
    "chat_startStream": "chat:write",
    "chat_stopStream": "chat:write",
    "conversations.history": "channels:history",
    "conversations.replies": "channels:history",
    "conversations_history": "im:history",
    "conversations_info": "channels:read",
    "conversations_members": "channels:read",
    "conversations_open": "im:write",
    "conversations_replies": "channels:history",
    "files_upload_v2": "files:write",
    "users_conversations": "channels:read",
    "users_info": "users:read",
    "views_open": None,
    "views_publish": None,
    "apps_connections_open": None,
    "auth_test": None,
    "oauth_v2_access": None,
}


def test_every_method_that_is_called_has_its_scope() -> None:
    """No call would fail for a permission that the manifest forgot."""
    root = pathlib.Path(next(iter(bot.slack.__path__)))
    code = "\n".join(path.read_text() for path in root.glob("*.py"))
    called = set(re.findall(r"client\.(\w+_\w+)\b", code)) - {
        "api_call",
        "message_processor",
        "send_dict",
    }
    called -= {"current_session_monitor", "message_receiver"}
    called |= set(re.findall(r'"((?:chat|conversations|views|files)\.\w+)"', code))
    assert called <= set(NEEDS)
    assert {NEEDS[name] for name in called if NEEDS[name]} <= set(SCOPES)


def test_every_scope_and_event_has_a_reason() -> None:
    """An admin can read why each is asked for."""
    assert all(len(reason) > 5 for reason in (*SCOPES.values(), *EVENTS.values()))
    made = manifest()
    assert made["oauth_config"]["scopes"]["bot"] == sorted(SCOPES)
    assert made["settings"]["event_subscriptions"]["bot_events"] == sorted(EVENTS)
    assert not any(name.startswith("message.") and name != "message.im" for name in EVENTS)


def test_lengths_that_slack_limits() -> None:
    """Names and descriptions are within the manifest's limits."""
    made = manifest()
    about = made["display_information"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 174 <= len(about["long_description"]) <= 4_000
    assert len(made["features"]["agent_view"]["agent_description"]) <= 300
    for shortcut in made["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
    (command,) = made["features"]["slash_commands"]
    assert len(command["usage_hint"]) <= 1_000


def test_socket_mode_needs_no_address_and_http_names_one_everywhere() -> None:
    """Without an address Socket Mode is on; with one every request goes to it."""
    assert manifest()["settings"]["socket_mode_enabled"] is True
    assert "url" not in str(manifest())
    made = manifest(address="https://news.example/")
    assert made["settings"]["socket_mode_enabled"] is False
    for part in (made["settings"]["event_subscriptions"], made["settings"]["interactivity"]):
        assert part["request_url"] == "https://news.example/slack/events"


def test_suggested_prompts_are_commands() -> None:
    """What the Messages tab offers is understood."""
    assert not any(isinstance(parse(words), Unknown) for _, words in views.PROMPTS)
