"""App Home and modals as people see them, and that Slack takes them."""

import datetime as dt
import json
import pathlib
from collections.abc import Callable
from typing import Any

import pytest

from bot.model import Feed, FeedState, Platform, Post, Target
from bot.rules import DigestPlan
from bot.slack import forms, views
from bot.slack.manifest import manifest
from tests.bot.slack.sample import DAY, WICKED, story, wicked
from tests.fakes.slack import problem_of

GOLDEN = pathlib.Path(__file__).parent / "golden"
DESK = Target(id=1, platform=Platform.SLACK, address="C1", workspace="T1", name="desk")
GONE = Target(
    id=2,
    platform=Platform.SLACK,
    address="G2",
    workspace="T1",
    name="old",
    paused="archived",
)
OWN = Target(id=3, platform=Platform.SLACK, address="D2", workspace="T1", name="direct message")
PLAN = DigestPlan(
    id=1, target=1, cron="30 8 * * 1-5", words="weekdays 08:30", zone="Europe/Oslo",
    scheduled=DAY + dt.timedelta(days=3), since=DAY,
)  # fmt: skip
FEEDS = (
    Feed(id=1, url="https://post.example/rss", title="Norland Post", state=FeedState.ACTIVE),
    Feed(
        id=2, url="https://today.example/rss", title=WICKED, state=FeedState.FAILING,
        reason="it answers with a web page <!channel>",
    ),
)  # fmt: skip


def full_home() -> dict[str, Any]:
    """Make the Home of an admin with everything in it."""
    posts = [Post(seq=n, story=each, posted=DAY) for n, each in enumerate((story(), wicked()), 1)]
    return views.home(
        posts=posts,
        targets=(DESK, GONE, OWN),
        digests=((DESK, PLAN),),
        feeds=FEEDS,
        can_add=True,
        page="https://news.example",
    )


VIEWS: dict[str, Callable[[], dict[str, Any]]] = {
    "home": full_home,
    "home_empty": lambda: views.home(posts=(), targets=(), feeds=(), can_add=False),
    "modal_add_feed": views.add_feed,
    "modal_notice": lambda: views.notice("Add a feed", "Only workspace admins may add feeds."),
    "modal_follow": lambda: forms.wish("follow"),
    "modal_digest": lambda: forms.wish("digest"),
    "modal_watch": lambda: forms.wish("watch"),
    "manifest": manifest,
}


@pytest.mark.parametrize("name", VIEWS)
def test_view_is_as_it_was_read_by_a_person(name: str) -> None:
    """Whatever changes what people see is seen in the change."""
    shown = json.dumps(VIEWS[name](), ensure_ascii=False, indent=1) + "\n"
    path = GOLDEN / f"{name}.json"
    if not path.exists():
        path.write_text(shown)
        pytest.fail(f"{path.name} was missing and has been written: read it, then run again")
    assert shown == path.read_text()


@pytest.mark.parametrize("name", [name for name in VIEWS if name != "manifest"])
def test_slack_takes_the_view(name: str) -> None:
    """Within the documented limits and slack_sdk's own models."""
    view = VIEWS[name]()
    assert problem_of(view["blocks"], most=100) is None
    assert len(view.get("title", {}).get("text", "")) <= 24
    assert len(json.dumps(view)) < 250_000


def test_home_says_what_the_words_of_others_say_and_does_nothing() -> None:
    """Feed titles, reasons and headlines neither mention nor link."""
    shown = json.dumps(full_home()["blocks"], ensure_ascii=False)
    assert "<!channel" not in shown
    assert "<@U1" not in shown
    assert "<http://evil" not in shown
    assert "<#G2>" in shown


def test_long_home_is_cut_and_counted() -> None:
    """Hundreds of channels, feeds and digests fit, and what is left out is counted."""
    many = [
        Target(id=n, platform=Platform.SLACK, address=f"C{n}", workspace="T1") for n in range(300)
    ]
    bad = [Feed(id=n, url="https://x.example", state=FeedState.FAILING) for n in range(300)]
    view = views.home(
        posts=[], targets=many, feeds=bad, digests=[(each, PLAN) for each in many], can_add=True
    )
    assert problem_of(view["blocks"], most=100) is None
    shown = str(view)
    assert "and 290 more: `/brief following`" in shown
    assert "and 290 more: `/brief feeds`" in shown
