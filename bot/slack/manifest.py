"""The app's manifest for Slack, each permission with the reason that an admin asks for.

Reference: https://docs.slack.dev/reference/app-manifest.
"""

from typing import Any

from bot.slack import views

NAME = "Threeline"
EVENTS_PATH, INSTALL_PATH, CALLBACK_PATH = "/slack/events", "/slack/install", "/slack/callback"

SCOPES = {
    "app_mentions:read": "to be asked by a mention",
    "assistant:write": "to offer prompts in the Messages tab and to show that an answer is coming",
    "channels:history": "to find its own post again when Slack's answer to it was lost, and the "
    "story of a thread that it is mentioned in",
    "channels:read": "to see whether a channel is archived or private before following there",
    "chat:write": "to post briefings and answers",
    "commands": "for /brief and the shortcuts",
    "files:write": "to upload charts of pledges",
    "groups:history": "the same as channels:history, in private channels that it is invited to",
    "groups:read": "the same as channels:read, in private channels that it is invited to",
    "im:history": "to be written to, and to know in a thread what it is about",
    "im:read": "to know its own direct messages from channels",
    "im:write": "to answer what was asked on its App Home, and to tell whoever set something up "
    "that it stopped",
    "users:read": "to know workspace admins, who choose feeds and what channels follow, people's "
    "time zones, and deactivated accounts",
}

EVENTS = {
    "app_home_opened": "to show the App Home and to greet",
    "app_mention": "to be asked by a mention",
    "app_uninstalled": "to forget the token",
    "channel_archive": "to pause what is followed there",
    "channel_deleted": "the same",
    "channel_id_changed": "to go on in a channel that is shared with another workspace",
    "channel_left": "to pause what is followed there",
    "channel_rename": "to name the channel as it is called",
    "channel_unarchive": "to go on with what was paused",
    "group_archive": "the same, in private channels",
    "group_deleted": "the same",
    "group_left": "the same",
    "group_rename": "the same as channel_rename",
    "group_unarchive": "to go on with what was paused",
    "member_joined_channel": "to go on where it was, or to tell whoever invites it how to begin",
    "member_left_channel": "to pause what is followed where the app is taken out",
    "message.im": "to be written to",
    "tokens_revoked": "to forget the token",
    "user_change": "to pause the direct message of a person whose account is deactivated",
}


def manifest(*, address: str | None = None) -> dict[str, Any]:
    """Give the manifest.

    Args:
        address: Public https address of the web role for HTTP mode; ``None`` for Socket Mode,
            which needs none.
    """
    at = address.rstrip("/") if address else None
    events: dict[str, Any] = {"bot_events": sorted(EVENTS)}
    interactivity: dict[str, Any] = {"is_enabled": True}
    command: dict[str, Any] = {
        "command": "/brief",
        "description": "The news in three lines, each word with its source",
        "usage_hint": "latest | <link> | who NAME | pledges to NAME | follow | help",
        "should_escape": False,
    }
    oauth: dict[str, Any] = {"scopes": {"bot": sorted(SCOPES)}}
    if at:
        for part in (events, interactivity):
            part["request_url"] = at + EVENTS_PATH
        command["url"] = at + EVENTS_PATH
        oauth["redirect_urls"] = [at + CALLBACK_PATH]
    return {
        "display_information": {
            "name": NAME,
            "description": "News in three lines: what happened, who acts, who pledged what",
            "long_description": views.GREETING
            + " Briefings come from the feeds that your desk chooses. Nothing is summarised by a "
            "language model unless the operator turns one on, and then it may only propose what "
            "the text proves. Answers come from the articles held, with outlet, date and link.",
            "background_color": "#1d2733",
        },
        "features": {
            "agent_view": {
                "agent_description": "Ask about the news that your desk follows",
                "suggested_prompts": [
                    {"title": title, "message": words} for title, words in views.PROMPTS
                ],
            },
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "shortcuts": [
                {
                    "name": "Brief this",
                    "type": "message",
                    "callback_id": views.BRIEF_THIS,
                    "description": "Three lines of the article that a message links to",
                },
                {
                    "name": "Add feed",
                    "type": "global",
                    "callback_id": views.ADD_FEED,
                    "description": "Let Threeline read one more feed or news site",
                },
            ],
            "slash_commands": [command],
        },
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": events,
            "interactivity": interactivity,
            "org_deploy_enabled": at is not None,
            "socket_mode_enabled": at is None,
            "token_rotation_enabled": False,
        },
    }
