"""What people see in Slack, and that Slack takes it."""

import json
import pathlib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block as SdkBlock

from bot.commands import parse
from bot.commands.command import Pledges
from bot.commands.reply import Choice, Choices, Part, Reply, Say, ShowBriefing, ShowStory, Table
from bot.model import Story
from bot.slack import blocks as kit
from bot.slack import render, replies
from bot.slack.blocks import Block, Message
from bot.slack.pressed import about_value, of_button
from summariser import Mark
from tests.bot.amended import corrected, told
from tests.bot.slack.sample import DAY, WICKED, answer, lines, quote, story, wicked

GOLDEN = pathlib.Path(__file__).parent / "golden"
PAGE = "https://news.example"
_ANY = st.text(max_size=4_000)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)


def assert_slack_takes(message: Message) -> None:
    """Check a message against Slack's documented limits and its own models."""
    assert message.text
    assert len(message.text) <= 4_000
    assert len(message.blocks) <= 50
    assert sum(map(kit.weight, message.blocks)) <= 10_000
    for block in message.blocks:
        model = SdkBlock.parse(json.loads(json.dumps(block)))
        assert model is not None
        model.validate_json()
        for element in getattr(model, "elements", None) or []:
            if hasattr(element, "validate_json"):
                element.validate_json()
        assert_limits(block)


def assert_limits(block: Block) -> None:
    """Check what the models do not: text, labels, values, counts."""
    text = block.get("text")
    if block["type"] == "section":
        assert 1 <= len(block["text"]["text"]) <= 3_000
    if block["type"] == "header":
        assert 1 <= len(block["text"]["text"]) <= 150
    if block["type"] == "context":
        assert 1 <= len(block["elements"]) <= 10
    if block["type"] == "actions":
        assert 1 <= len(block["elements"]) <= 25
        ids = [element["action_id"] for element in block["elements"]]
        assert len(set(ids)) == len(ids)
    elements: list[Any] = [*block.get("elements", []), *filter(None, [block.get("accessory")])]
    for element in elements:
        assert len(element.get("action_id", "")) <= 255
        assert len(element.get("value", "")) <= 2_000
        if element["type"] == "button":
            assert 1 <= len(element["text"]["text"]) <= 75
        for option in element.get("options", ()):
            assert len(option["value"]) <= 150
            assert len(option["text"]["text"]) <= 75
    if text and text["type"] == "mrkdwn":
        assert text["verbatim"] is True


PLEDGED = told(
    story(), pledger="Norland", recipient="Estavia", amount=120_000_000, much="120 million euros",
    what="for grid repairs by June",
)  # fmt: skip


def _corrected() -> Story:
    sums = ("amount", "140000000", "120000000")
    return corrected(PLEDGED, sums, ("deadline", "2025-09", "2025-06"), by="admin")


CASES = {
    "story": lambda: render.story(story(), page=PAGE),
    "story_thin": lambda: render.story(
        story(
            marks=(Mark.TRUNCATED,),
            url=None,
            outlets=("A", "B", "C", "D", "E", "F"),
            version=3,
            layout=lines("One thing happened", "", "none"),
        )
    ),
    "story_wicked": lambda: render.story(wicked()),
    "change": lambda: render.change(
        story(
            version=2,
            layout=lines(
                "**Norland** will pay for repairs to the grid of **Estavia** "
                "(Norland Post, 14 Mar 2025)",
                "**Marta Olsen**, Norland energy minister",
                "**Norland** → Estavia: **€140m** for grid repairs, by June",
            ),
        ),
        story(),
    ),
    "story_corrected": lambda: render.story(_corrected(), page=PAGE),
    "change_corrected": lambda: render.change(_corrected(), PLEDGED),
    "change_taken_back": lambda: render.change(
        replace(PLEDGED, version=3), corrected(PLEDGED, ("deadline", "2026", None), by="editor")
    ),
    "change_wicked": lambda: render.change(
        corrected(PLEDGED, ("pledger", WICKED, "Norland"), ("what", WICKED, None), by="editor"),
        PLEDGED,
    ),
    "digest": lambda: render.digest(
        "Friday morning, 14 March",
        [
            ("Energy", [story(number=1), story(number=2)]),
            (None, [story(number=3)]),
            ("<!here>", [wicked()]),
        ],
        omitted=7,
    ),
    "digest_chart": lambda: render.digest(
        "Friday morning, 14 March", [(None, [PLEDGED])], since=DAY, doubtful=True
    ),
    "digest_empty": lambda: render.digest("Friday morning, 14 March", [], since=DAY),
    "story_doubtful": lambda: render.story(story(), doubtful=True),
    "change_same": lambda: render.change(story(version=2), story()),
    "moved": lambda: render.moved(story(), link="https://team.slack.example/archives/C1/p1"),
    "moved_wicked": lambda: render.moved(wicked(), link=None),
    "reply_feedback": lambda: replies.reply(
        Reply(
            title="12 pledges by Norland in the ledger",
            parts=(
                Say(text="pledges.png: a chart, in words for who cannot see it"),
                ShowBriefing(
                    article=story().article.article, briefing=corrected(PLEDGED, by="x").briefing
                ),
            ),
        ),
        about=about_value("pledges by Norland", 12),
    ),
    "reply": lambda: replies.reply(answer(), page=PAGE, share="more 12"),
    "reply_list": lambda: replies.reply(
        Reply(title="Latest", parts=tuple(ShowStory(story=story(number=n)) for n in (1, 2, 3))),
        note="Version 3 replaced the one that you pressed.",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_looks_as_it_was_agreed(name: str) -> None:
    """The JSON of every kind of message equals its golden file, and Slack takes it."""
    message = CASES[name]()
    assert_slack_takes(message)
    shown = json.dumps(
        {"text": message.text, "blocks": message.blocks}, ensure_ascii=False, indent=1
    )
    path = GOLDEN / f"{name}.json"
    if not path.exists():
        path.write_text(shown + "\n")
        pytest.fail(f"{path.name} was missing and has been written: read it, then run again")
    assert shown + "\n" == path.read_text()


def test_top_level_text_tells_the_whole_briefing() -> None:
    """A notification or a screen reader gets every line, the outlets and the time."""
    told = render.story(story()).text
    for words in (*story().briefing.lines(), "Norland Post, Estavia Today", "14 Mar 2025, 09:26"):
        assert words.replace("**", "") in told


def test_wicked_story_links_only_to_its_own_address() -> None:
    """Of all that a hostile feed may say, Slack sees one link, to the article, and no mention."""
    found = [
        mark
        for words in _strings(render.story(wicked(), page=PAGE).blocks)
        for mark in re.findall(r"<[^>]*>", words)
    ]
    assert all(mark.startswith(("<!date^", "<https://evil.example/a%7Cb")) for mark in found)
    assert "<" not in render.story(wicked()).text


def test_bold_touches_no_letter() -> None:
    """Strong words inside a word stay plain: Slack would show the asterisks."""
    shown = render.story(story(layout=lines("pre**fix**ed and **Norland**'s sum", "", ""))).blocks
    assert shown[0]["text"]["text"] == "_What_  prefixed and *Norland*'s sum"


def test_chart_of_a_digest_is_a_command() -> None:
    """Its button asks for a chart of what was pledged in that time; without sums there is none."""
    shown = render.digest("D", [(None, [PLEDGED])], since=DAY).blocks[-1]
    press = {"actions": shown["elements"], "channel": {"id": "C1"}, "user": {"id": "U1"}}
    asked = of_button(press)
    assert asked
    command = parse(asked.words)
    assert isinstance(command, Pledges)
    assert command.chart
    assert command.since
    for plain in (
        render.digest("D", [(None, [story()])], since=DAY),
        render.digest("D", [(None, [PLEDGED])]),
    ):
        assert "chart" not in str(plain.blocks)


def test_digest_counts_what_does_not_fit() -> None:
    """A digest over the budget keeps whole stories and says how many are left."""
    many = [story(number=n, layout=lines("w " * 140, "a " * 140, "p " * 140)) for n in range(40)]
    message = render.digest("All", [(None, many)])
    assert_slack_takes(message)
    shown = sum(block["type"] == "section" for block in message.blocks)
    assert 5 < shown < 40
    assert f"{40 - shown} more did not fit" in message.blocks[-1]["elements"][0]["text"]


def test_long_reply_is_cut_and_counted_and_keeps_its_button() -> None:
    """An answer over the budget says what is missing, and Share is still there."""
    parts = tuple(Say(text=f"{n} " + "word " * 200) for n in range(30))
    message = replies.reply(Reply(title="Long", parts=parts), page=PAGE, share="x")
    assert_slack_takes(message)
    assert message.blocks[-1]["elements"][0]["action_id"] == "share"
    assert "more did not fit" in message.blocks[-2]["elements"][0]["text"]
    assert PAGE in message.blocks[-2]["elements"][0]["text"]


def test_long_quote_links_to_the_rest() -> None:
    """A quote over its limit is cut at a word and linked to its source."""
    message = replies.reply(Reply(title="Q", parts=(quote("long words " * 400),)))
    assert_slack_takes(message)
    assert "… <https://post.example/grid|read on>" in message.blocks[1]["text"]["text"]


def test_choice_that_fits_no_button_is_a_line_to_type() -> None:
    """Nothing that may be asked is dropped for being long."""
    options = (Choice(label="L", command="ask " + "why " * 600), Choice(label="S", command="help"))
    message = replies.reply(Reply(title="C", parts=(Choices(prompt="?", options=options),)))
    assert_slack_takes(message)
    assert "L: ask why" in message.blocks[3]["text"]["text"]


_PARTS: st.SearchStrategy[Part] = st.one_of(
    st.builds(Say, text=_ANY),
    st.builds(lambda text: quote(text or "x"), _ANY),
    st.builds(
        lambda rows: Table(columns=("a", "b"), rows=tuple(rows)),
        st.lists(st.tuples(_ANY, _ANY), max_size=3),
    ),
    st.builds(
        lambda labels: Choices(
            prompt="?", options=tuple(Choice(label=text, command=text) for text in labels)
        ),
        st.lists(st.text(min_size=1, max_size=2_200), max_size=30),
    ),
    st.builds(lambda text: ShowStory(story=story(layout=lines(text, text, text))), _ANY),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(title=st.text(max_size=400), parts=st.lists(_PARTS, max_size=12))
def test_slack_takes_every_reply(title: str, parts: list[Part]) -> None:
    """Whatever an answer says, it is within every limit."""
    assert_slack_takes(replies.reply(Reply(title=title, parts=tuple(parts)), share="again"))
