"""The tags of a forum's threads in each version, through the real client on loopback."""

import dataclasses

import pytest

from bot.discord.chat import DiscordChat
from bot.model import Delivery, Story
from tests.bot.discord.samples import delivery, story
from tests.bot.making import briefing
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import Allow, Channel, Guild, Kind


def _to(channel: Channel, **given: object) -> Delivery:
    return dataclasses.replace(
        delivery(address=str(channel.id), workspace=str(channel.guild or "")),
        **given,  # type: ignore[arg-type] # fields of a delivery
    )


def _second() -> Story:
    return story(
        version=2,
        words=("Norland will send 45 million euros", "Ada Lind, Foreign Minister", "none"),
    )


def _about(topic: str, version: Story, *, pledged: bool = False) -> Story:
    """Make a version of a topic, with a pledge or without one."""
    told = version.briefing
    pledges = briefing(version.article.article).pledges if pledged else ()
    return dataclasses.replace(
        version, topic=topic, briefing=dataclasses.replace(told, pledges=pledges)
    )


@pytest.mark.parametrize("archived", [False, True])
async def test_a_threads_tags_follow_its_story(
    discord: FakeDiscord, chat: DiscordChat, guild: Guild, *, archived: bool
) -> None:
    """A pledge that a later version brings is a tag; what people have tagged it with stays."""
    tags = {71: "Aid", 72: "pledge", 73: "read me", 74: "Trade"}
    forum = discord.world.channel(guild, kind=Kind.FORUM, tags=tags)
    old, new = _about("aid", story()), _about("trade", _second(), pledged=True)
    ref = await chat.send(_to(forum, story=old))
    thread = discord.world.channels[int(ref)]
    assert thread.applied == [71]
    thread.applied.append(73)
    thread.archived = archived
    changed = _to(forum, story=new, key="second", previous=ref, before=old)
    assert await chat.send(changed) == ref
    assert thread.applied == [73, 72, 74]
    assert await chat.send(changed) == ref  # an answer was lost: once more
    assert thread.applied == [73, 72, 74]


async def test_at_most_five_tags_and_none_asked_about_in_vain(
    discord: FakeDiscord, chat: DiscordChat, guild: Guild
) -> None:
    """A thread that people gave five tags keeps them; a version that changes none asks nothing."""
    tags = {70 + n: name for n, name in enumerate(("pledge", "a", "b", "c", "d", "e"))}
    forum = discord.world.channel(guild, kind=Kind.FORUM, tags=tags)
    old, new = _about("aid", story()), _about("aid", _second(), pledged=True)
    ref = await chat.send(_to(forum, story=old))
    thread = discord.world.channels[int(ref)]
    thread.applied = [71, 72, 73, 74, 75]
    await chat.send(_to(forum, story=new, key="second", previous=ref, before=old))
    await chat.send(_to(forum, story=new, key="third", previous=ref, before=new))
    assert thread.applied == [71, 72, 73, 74, 75]
    assert len(discord.requests(rf"GET /channels/{ref}$")) == 1
    assert not discord.requests(rf"PATCH /channels/{ref}$")


@pytest.mark.parametrize("limit", ["moderated", "required", "gone"])
async def test_a_tag_that_discord_does_not_take_costs_no_post(
    discord: FakeDiscord, chat: DiscordChat, guild: Guild, limit: str
) -> None:
    """For moderators alone, the last of a forum that wants one, or deleted: the post is edited."""
    forum = discord.world.channel(guild, kind=Kind.FORUM, tags={71: "Aid", 72: "pledge"})
    forum.tagged = limit == "required"
    old, new = _about("aid", story()), _about("aid", _second(), pledged=True)
    if limit == "required":
        old, new = _about("aid", story()), _about("other", _second())
    ref = await chat.send(_to(forum, story=old))
    if limit == "moderated":
        forum.moderated, forum.denied = {72}, Allow.MANAGE_THREADS
    if limit == "gone":
        del forum.tags[72]
    await chat.send(_to(forum, story=new, key="second", previous=ref, before=old))
    thread = discord.world.channels[int(ref)]
    assert thread.applied == [71]
    assert "45 million" in str(thread.messages[0]["components"])
