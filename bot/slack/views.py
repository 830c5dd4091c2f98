"""App Home, modals and greetings as Block Kit: the same words as the commands have.

Pure. A view takes 100 blocks, its title 24 characters.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from bot.model import Feed, FeedState, Post, Target
from bot.rules import DigestPlan
from bot.slack import render
from bot.slack import text as mrkdwn
from bot.slack.blocks import Block, actions, button, context, divider, fit, header, plain, section

ADD_FEED = "add_feed"
BRIEF_THIS = "brief_this"
GREETING = (
    "I read the news feeds of this desk and tell each story in three lines: what happened, who "
    "acts, and who pledged what. Every word has its quote. Send me a link, or ask."
)
# What the Messages tab offers first; every one of them is a command that needs nothing more.
PROMPTS = (
    ("What is new?", "latest"),
    ("Who pledged what?", "pledges"),
    ("Brief an article", "help brief"),
    ("What can I ask?", "help"),
)
MAX_BLOCKS = 100
# Rows of one list on the App Home; the rest is counted.
SHOWN = 10


def home(
    *,
    posts: Sequence[Post],
    targets: Sequence[Target],
    feeds: Sequence[Feed],
    digests: Sequence[tuple[Target, DigestPlan]] = (),
    can_add: bool,
    page: str | None = None,
) -> dict[str, Any]:
    """Render the dashboard of one person.

    Args:
        posts: Newest briefings.
        targets: Followed channels, only those that this person may see.
        feeds: Every feed of the installation, which belongs to one desk.
        digests: What these are told next, the soonest first.
        can_add: Whether this person may add feeds.
        page: Public address of our own page.
    """
    units: list[list[Block]] = [
        [
            header("Latest"),
            *([] if posts else [section("Nothing has come in from the feeds yet.")]),
        ]
    ]
    units.extend(list(render.compact(post.story)) for post in posts[:3])
    units.append([actions(*_quick(can_add=can_add))])
    wishes = actions(
        button("Follow", action="home.wish.follow", value="follow", says="Follow in a channel"),
        button("Digest", action="home.wish.digest", value="digest", says="Plan a digest"),
        button("Watch pledges", action="home.wish.watch", value="watch"),
    )
    units.append([divider(), header("Followed here"), section(_followed(targets)), wishes])
    if digests:
        units.append([header("Next digests"), section(_next(digests))])
    units.append([divider(), header("Feeds"), section(_health(feeds))])
    if page:
        units.append([context(mrkdwn.link(page, "Everything on the page"))])
    return {
        "type": "home",
        "blocks": list(fit(units, rest="{n} more did not fit.", max_blocks=MAX_BLOCKS)),
    }


def add_feed() -> dict[str, Any]:
    """Render the modal of the global shortcut "Add feed"."""
    return {
        "type": "modal",
        "callback_id": ADD_FEED,
        "title": plain("Add a feed"),
        "submit": plain("Add"),
        "close": plain("Cancel"),
        "blocks": [
            {
                "type": "input",
                "block_id": "url",
                "label": plain("Address of a feed or of a news site"),
                "hint": plain("For example https://www.example.org/rss"),
                "element": {"type": "url_text_input", "action_id": "input"},
            },
            {
                "type": "input",
                "block_id": "topic",
                "optional": True,
                "label": plain("Topic"),
                "element": {"type": "plain_text_input", "action_id": "input", "max_length": 60},
            },
        ],
    }


def read_feed(view: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """Read what was sent: the command that adds it, and what is wrong by block."""
    values = (view.get("state") or {}).get("values") or {}
    url = str(((values.get("url") or {}).get("input") or {}).get("value") or "").strip()
    topic = str(((values.get("topic") or {}).get("input") or {}).get("value") or "").strip()
    errors: dict[str, str] = {}
    if mrkdwn.web_address(url) is None:
        errors["url"] = "That is no web address: it begins with https://"
    elif "." not in (urlsplit(url).hostname or ""):
        errors["url"] = "That address has no outlet's name in it."
    words = " ".join(topic.replace('"', " ").split())
    return f'add {url} to "{words}"' if words else f"add {url}", errors


def notice(title: str, words: str) -> dict[str, Any]:
    """Render a modal that only tells something."""
    return {
        "type": "modal",
        "title": plain(mrkdwn.cut(title, 24)),
        "close": plain("Close"),
        "blocks": [section(mrkdwn.escape(words))],
    }


def _quick(*, can_add: bool) -> list[Block]:
    made = [
        button("Latest", action="ask.home.0", value="latest"),
        button("Pledges", action="ask.home.1", value="pledges"),
        button("Followed", action="ask.home.2", value="following"),
        button("Help", action="ask.home.3", value="help"),
    ]
    if can_add:
        made.append(button("Add a feed", action="home.add_feed", value="add"))
    return made


def _followed(targets: Sequence[Target]) -> str:
    if not targets:
        return "No channel that you can see. Type `/brief follow` in one to begin."
    rows = [
        f"• {_where(each)}" + (f" – paused: {mrkdwn.escape(each.paused)}" if each.paused else "")
        for each in targets[:SHOWN]
    ]
    if len(targets) > SHOWN:
        rows.append(f"and {len(targets) - SHOWN} more: `/brief following`")
    return "\n".join(rows)


def _next(digests: Sequence[tuple[Target, DigestPlan]]) -> str:
    rows = [
        f"• {_where(target)}: {mrkdwn.date(plan.scheduled)} ({mrkdwn.escape(plan.words)})"
        for target, plan in digests[:SHOWN]
    ]
    if len(digests) > SHOWN:
        rows.append(f"and {len(digests) - SHOWN} more")
    return "\n".join(rows)


def _where(target: Target) -> str:
    """Name a channel as Slack shows it to those who may see it."""
    if target.address.startswith(("C", "G")):
        return f"<#{target.address}>"
    return "your direct message"


def _health(feeds: Sequence[Feed]) -> str:
    bad = [feed for feed in feeds if feed.state is FeedState.FAILING]
    rows = [f"{len(feeds)} read, {len(bad)} failing"]
    rows.extend(
        f"• {mrkdwn.link(feed.site or feed.url, feed.title or feed.url)}: "
        f"{mrkdwn.escape(feed.reason or 'no reason known')}"
        for feed in bad[:SHOWN]
    )
    if len(bad) > SHOWN:
        rows.append(f"and {len(bad) - SHOWN} more: `/brief feeds`")
    return "\n".join(rows)
