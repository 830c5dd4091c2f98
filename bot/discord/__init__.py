"""Stories and replies to Discord, and what people there ask to the answerer.

The only door to discord.py. `render`, `pages`, `tree` and `asked` are pure; `chat` posts, `ears`
listens, `app` joins them. Nothing here decides what an answer says.
"""

from bot.discord.app import DiscordApp, open_discord
from bot.discord.chat import DiscordChat
from bot.discord.invite import invite_url

__all__ = ["DiscordApp", "DiscordChat", "invite_url", "open_discord"]
