"""What a channel is told and when, in words, on a real store."""

import pytest

from bot.commands import Reply, Spot, Table, Wishing, parse
from bot.commands.wishes import Wish
from bot.errors import CommandError
from bot.model import Platform
from bot.rules import Mode, Rule
from bot.store import SqlStore
from tests.bot.making import Watch

HERE = Spot(platform=Platform.SLACK, workspace="T1", address="C1", name="desk", zone="Europe/Oslo")


class Hand:
    """Writes lines as a person does."""

    def __init__(self, wishing: Wishing) -> None:
        self.target = wishing.target
        self._wishing = wishing

    async def answer(self, words: str, spot: Spot) -> Reply:
        """Have it done; what cannot be is the answer."""
        command = parse(words)
        assert isinstance(command, Wish), words
        try:
            return await self._wishing.carry_out(command, spot)
        except CommandError as error:
            return Reply(title=str(error), found=False)


@pytest.fixture
def wishing(file_store: SqlStore, watch: Watch) -> Hand:
    """Make it on a store."""
    return Hand(Wishing(file_store, file_store, watch))


def said(reply: Reply) -> str:
    """Give all its words."""
    return f"{reply.title} {reply.parts}"


async def modes(store: SqlStore, wishing: Hand) -> list[tuple[str, Mode, bool]]:
    """List what holds here."""
    target = await wishing.target(HERE)
    assert target
    return [(each.words, each.mode, each.urgent) for each in await store.subscriptions(target.id)]


async def test_follow_and_unfollow(file_store: SqlStore, wishing: Hand) -> None:
    """Following everything, twice, is one wish; the zone is the first follower's."""
    for _ in range(2):
        assert (await wishing.answer("follow", HERE)).found
    assert await modes(file_store, wishing) == [("", Mode.LIVE, False)]
    target = await wishing.target(HERE)
    assert target
    assert target.zone == "Europe/Oslo"
    assert "any more" in (await wishing.answer("unfollow", HERE)).title
    assert "Nothing was" in (await wishing.answer("unfollow", HERE)).title
    assert await wishing.target(HERE) is None


async def test_first_rule_is_the_only_wish(file_store: SqlStore, wishing: Hand) -> None:
    """Following a topic in a new channel does not follow everything beside it."""
    await wishing.answer('follow topic:aid any:"air defence"', HERE)
    assert await modes(file_store, wishing) == [('topic:aid any:"air defence"', Mode.LIVE, False)]
    shown = await wishing.answer("following", HERE)
    assert "air defence" in said(shown)
    await wishing.answer("unfollow 1", HERE)
    assert await wishing.target(HERE) is None


async def test_rule_beside_everything_says_so(file_store: SqlStore, wishing: Hand) -> None:
    """A rule that changes nothing is told, with how to make it the only one."""
    await wishing.answer("follow", HERE)
    reply = await wishing.answer("follow any:drones", HERE)
    assert "unfollow 1" in said(reply)
    await wishing.answer("unfollow 1", HERE)
    assert await modes(file_store, wishing) == [("any:drones", Mode.LIVE, False)]


async def test_watch_is_urgent_and_mute_rules_out(file_store: SqlStore, wishing: Hand) -> None:
    """A pledge watch breaks through quiet hours; what is muted is never posted."""
    reply = await wishing.answer("watch any pledge to Ukraine of at least EUR 100m", HERE)
    assert "quiet hours as well" in reply.title
    await wishing.answer("watch to Ukraine", HERE)
    await wishing.answer("mute any:football", HERE)
    held = await modes(file_store, wishing)
    assert [mode for _, mode, _ in held] == [Mode.LIVE, Mode.LIVE, Mode.MUTED]
    assert [urgent for _, _, urgent in held] == [True, True, False]


async def test_digest_in_a_zone_and_off(file_store: SqlStore, wishing: Hand) -> None:
    """A digest replaces single posts, but for a watch; off brings them back."""
    await wishing.answer("follow", HERE)
    await wishing.answer("watch any pledge to Ukraine", HERE)
    reply = await wishing.answer("digest weekdays 08:30 Asia/Tokyo", HERE)
    assert "weekdays 08:30 (Asia/Tokyo)" in reply.title
    target = await wishing.target(HERE)
    assert target
    (plan,) = await file_store.digests(target.id)
    assert (plan.cron, plan.zone) == ("30 8 * * 1-5", "Asia/Tokyo")
    assert [mode for _, mode, _ in await modes(file_store, wishing)] == [Mode.DIGEST, Mode.LIVE]
    shown = await wishing.answer("settings", HERE)
    assert any(isinstance(part, Table) and part.caption == "Digests" for part in shown.parts)
    await wishing.answer("digest off", HERE)
    assert not await file_store.digests(target.id)
    assert [mode for _, mode, _ in await modes(file_store, wishing)] == [Mode.LIVE, Mode.LIVE]
    assert Rule() in [each.rule for each in await file_store.subscriptions(target.id)]


async def test_quiet_hours(wishing: Hand) -> None:
    """Quiet hours are set in the channel's zone, shown, and ended."""
    await wishing.answer("follow", HERE)
    assert "22:00-07:00 (Europe/Oslo)" in (await wishing.answer("quiet 22:00-07:00", HERE)).title
    target = await wishing.target(HERE)
    assert target
    assert target.quiet == "22:00-07:00"
    await wishing.answer("quiet 23:00-06:00 Europe/Kyiv", HERE)
    assert "Europe/Kyiv" in said(await wishing.answer("settings", HERE))
    await wishing.answer("quiet off", HERE)
    assert "none" in said(await wishing.answer("settings", HERE))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("quiet 22:00-07:00", "Nothing is followed here"),
        ("mute any:x", "Nothing is followed here"),
        ("settings", "Nothing is followed here"),
        ("unfollow 3", "Nothing is followed here"),
        ("mute", "Say what to mute"),
        ("follow florble:x", "I cannot read"),
        ("follow any:a none:a", "never hold"),
        ("digest whenever", "I do not know the day"),
        ("digest daily 8:00 Mars/Olympus", "no time zone"),
    ],
)
async def test_what_cannot_be_done_says_what_to_write(wishing: Hand, words: str, told: str) -> None:
    """A mistake is answered with how to write it, and changes nothing."""
    reply = await wishing.answer(words, HERE)
    assert told in reply.title
    assert not reply.found
    assert await wishing.target(HERE) is None
