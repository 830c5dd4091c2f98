"""Stories and replies to Slack, and what people there ask to the answerer.

The only door to slack_bolt and slack_sdk. `render` and `views` are pure; `chat` posts; `app`
listens. Nothing here decides what an answer says.
"""

from bot.slack.app import SlackApp, open_slack
from bot.slack.http import HttpAnswer
from bot.slack.install import ManyInstalls, OAuth, Seal
from bot.slack.manifest import manifest

__all__ = ["HttpAnswer", "ManyInstalls", "OAuth", "Seal", "SlackApp", "manifest", "open_slack"]
