"""A post says by which exchange rate its story met a watch of the channel."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from bot.brief import Briefs
from bot.discord.render import story_sheet
from bot.loops import once
from bot.model import Delivery, Platform
from bot.rules import Mode, read_rule
from bot.slack import render as slack
from bot.store import SqlStore
from summariser import Article, Briefing, Evidence, Money
from tests.bot.making import LEASE, Watch, briefing, read
from tests.bot.test_refresh import quiet

IN_EURO = "any pledge of at least EUR 100m"


def _sterling(article: Article, *, as_of: dt.date) -> Briefing:
    """Brief it as a pledge of 225 million pounds."""
    del as_of
    made = briefing(article)
    span = Evidence.of(article, 0, 7)
    money = Money(amount=Decimal(225_000_000), currency="GBP", evidence=span)
    [pledge] = made.pledges
    return dataclasses.replace(made, pledges=(dataclasses.replace(pledge, amount=money),))


async def _delivered(store: SqlStore, watch: Watch, *rules: str) -> dict[Platform, Delivery]:
    """Let a channel wish for these, and the page for everything; give what is to be posted."""
    key = (await store.join(Platform.SLACK, "T1", "C1", name="desk")).id
    for wish in await store.subscriptions(key):
        await store.unsubscribe(wish.id)
    for rule in rules:
        await store.subscribe(key, read_rule(rule), words=rule, mode=Mode.LIVE)
    await store.add_target(Platform.PAGE, "front", name="The page")
    await read(store, "https://example.org/1")
    await once(Briefs(store=store, summarise=_sterling, now=watch), report=quiet())
    leased = await store.claim_lanes([Platform.SLACK, Platform.PAGE], 9, LEASE)
    return {one.row.target.platform: one.row for one in leased}


async def test_the_rate_goes_with_the_delivery(store: SqlStore, watch: Watch) -> None:
    """To the channel whose watch was met by it, in the words of the watch, and to no other."""
    told = await _delivered(store, watch, "topic:aid", "any pledge of at least JPY 9bn", IN_EURO)
    assert told[Platform.PAGE].note is None
    note = told[Platform.SLACK].note
    assert note
    assert note.startswith("Watch “any pledge of at least JPY 9bn”: GBP 225m, about JPY 4")


@pytest.mark.parametrize("rule", ["", "topic:aid", "any pledge of at least GBP 1m", "any pledge"])
async def test_nothing_is_said_where_no_rate_decided(
    file_store: SqlStore, watch: Watch, rule: str
) -> None:
    """A sum in the currency of the watch, or a wish for no sum, needs no rate."""
    told = await _delivered(file_store, watch, rule)
    assert told[Platform.SLACK].note is None


async def test_the_rate_stands_in_the_post(file_store: SqlStore, watch: Watch) -> None:
    """Small, below the three lines, on Slack and on Discord; what a person wrote stays words."""
    told = await _delivered(file_store, watch, IN_EURO)
    story, note = told[Platform.SLACK].story, told[Platform.SLACK].note
    assert note
    plain = slack.story(story)
    post = slack.story(story, note=note)
    assert post.text.removeprefix(plain.text).strip() == note
    assert post.blocks[-2]["type"] == "context"
    assert "about EUR 26" in str(post.blocks[-2])
    assert len(post.blocks) == len(plain.blocks) + 1
    sheet = story_sheet(story, note=note)
    assert "about EUR 26" in sheet.cards[1].text
    assert sheet.cards[1].text.startswith("-# Watch")
    wicked = "Watch “<!channel> [x](https://evil.example)”: GBP 1, about EUR 1 by a rate"
    assert "<!channel>" not in slack.story(story, note=wicked).text
    assert "[x](" not in story_sheet(story, note=wicked).cards[1].text
