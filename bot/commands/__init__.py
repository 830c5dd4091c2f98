"""What was asked, parsed (Command), and what we answer, unrendered (Reply).

Nothing here knows a platform. Adapters call `parse` and `Answerer.answer` and render the parts.
"""

from bot.commands.answer import Answerer, Briefer
from bot.commands.command import Asker, Command, Role, Spot
from bot.commands.grammar import parse
from bot.commands.orders import JOINING, PLACING, Order
from bot.commands.readings import Tell, quietly
from bot.commands.reply import (
    Attached,
    Cell,
    Choice,
    Choices,
    Link,
    Part,
    Quote,
    Reply,
    Say,
    ShowBriefing,
    ShowStory,
    StoryLink,
    Table,
)
from bot.commands.text import render
from bot.commands.wishes import Wishing

__all__ = [
    "JOINING",
    "PLACING",
    "Answerer",
    "Asker",
    "Attached",
    "Briefer",
    "Cell",
    "Choice",
    "Choices",
    "Command",
    "Link",
    "Order",
    "Part",
    "Quote",
    "Reply",
    "Role",
    "Say",
    "ShowBriefing",
    "ShowStory",
    "Spot",
    "StoryLink",
    "Table",
    "Tell",
    "Wishing",
    "parse",
    "quietly",
    "render",
]
