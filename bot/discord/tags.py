"""A forum's own tags and a story in, the tags of its thread out, in each new version.

Tags that people have put on a thread stay: only those that an earlier version asked for are taken
off. Discord takes at most five, takes a moderated tag from moderators alone, and some forums want
at least one; a change that it does not take is left undone, since a post matters more than a tag.
"""

from typing import Any

import discord
import structlog

from bot.discord import limits
from bot.discord.wire import Client
from bot.model import Story

_PLEDGE = "pledge"
_BAD_FORM = 400

_log = structlog.get_logger(__name__)


def tags_of(place: discord.ForumChannel, story: Story) -> list[discord.ForumTag]:
    """Choose among the forum's own tags those for the topic and for a pledge."""
    wanted = {story.topic.casefold()} if story.topic else set[str]()
    if story.briefing.pledges:
        wanted.add(_PLEDGE)
    fitting = [tag for tag in place.available_tags if tag.name.casefold() in wanted]
    return fitting[: limits.TAGS]


async def retag(
    client: Client, place: discord.ForumChannel, thread: int, story: Story, before: Story | None
) -> None:
    """Let a story's thread wear the tags of its new version; it is asked about only if they differ.

    Args:
        client: Logged in; it needs no gateway.
        place: The forum.
        thread: The thread in it.
        story: The new version.
        before: The version that is told there; ``None`` when that is not known any more.
    """
    was = {tag.id for tag in tags_of(place, before)} if before else set[int]()
    wanted = [tag.id for tag in tags_of(place, story)]
    if before and was == set(wanted):
        return
    try:
        known: Any = await client.http.get_channel(thread)
        worn = [int(tag) for tag in known.get("applied_tags") or ()]
        kept = [tag for tag in worn if tag not in was or tag in wanted]
        new = [*kept, *(tag for tag in wanted if tag not in kept)][: limits.TAGS]
        if new == worn or (not new and place.flags.require_tag):
            return
        await client.http.edit_channel(thread, archived=False, applied_tags=new)
    except discord.Forbidden as error:
        _log.info("discord_tags_refused", thread=thread, reason=str(error)[:300])
    except discord.HTTPException as error:
        if error.status != _BAD_FORM:
            raise
        _log.info("discord_tags_refused", thread=thread, reason=str(error)[:300])
