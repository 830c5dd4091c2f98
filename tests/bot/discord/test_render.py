"""Stories and replies as Discord messages."""

import asyncio
import datetime as dt
import json
import pathlib
from collections.abc import Callable, Iterable
from typing import Any

import discord
import pytest
from discord.ui import LayoutView
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.reply import Choice, Choices, Part, Quote, Reply, Say, ShowStory, Table
from bot.discord import keys
from bot.discord.pages import reply_sheets
from bot.discord.render import change_sheet, digest_sheets, story_sheet
from bot.discord.sheet import Sheet
from bot.discord.views import payload
from bot.model import Digest, Story
from summariser import Evidence, Mark
from tests.bot.amended import corrected, told
from tests.bot.discord.samples import WHEN, article, reply, story

GOLDEN = pathlib.Path(__file__).parent / "golden"

SCRIPTS = {
    "Ukrainian": "Міністр оборони пообіцяв допомогу шпиталям. ",
    "Arabic": "وعد وزير الخارجية بتقديم مساعدات للمستشفيات. ",
    "Chinese": "外交部长承诺向野战医院提供四千万欧元援助",
    "emoji": "🇺🇦👩🏽‍🚒 ",
    "markup": "**[x](https://evil.example)** <@1> @everyone ",
}


def texts(parts: list[dict[str, Any]]) -> list[str]:
    """Collect the text displays of a layout."""
    found: list[str] = []
    for part in parts:
        if part["type"] == 10:
            found.append(part["content"])
        found += texts(part.get("components", []))
    return found


def count(parts: list[dict[str, Any]]) -> int:
    """Count components, nested ones too."""
    return sum(1 + count(part.get("components", [])) for part in parts)


def custom_ids(parts: list[dict[str, Any]]) -> list[str]:
    """Collect the keys of all buttons."""
    found: list[str] = []
    for part in parts:
        found += [part["custom_id"]] if "custom_id" in part else []
        found += custom_ids(part.get("components", []))
    return found


def check(sheet: Sheet) -> None:
    """Hold both forms of a sheet against every limit of the platform."""
    view = payload(sheet).view
    assert isinstance(view, LayoutView)
    parts: list[dict[str, Any]] = view.to_components()  # type: ignore[no-untyped-call] # theirs
    shown = texts(parts)
    assert count(parts) <= 40
    assert sum(len(text.encode("utf-16-le")) // 2 for text in shown) <= 4_000
    assert sum(len(text.encode()) + 12 for text in shown) <= 10_170
    pressed = custom_ids(parts)
    assert len(set(pressed)) == len(pressed)
    assert all(len(key) <= 100 and keys.read(key) for key in pressed)

    old = payload(sheet, embeds=True)
    assert len(old.embeds) <= 10
    assert sum(map(len, old.embeds)) <= 6_000
    for embed in old.embeds:
        assert len(embed.title or "") <= 256
        assert len((embed.description or "").encode("utf-16-le")) // 2 <= 4_096
    rows = old.view.to_components() if old.view else []
    assert len(rows) <= 5
    assert all(1 <= len(row["components"]) <= 5 for row in rows)
    assert sorted(custom_ids(rows)) == sorted(pressed)


def drawn(sheet: Sheet) -> dict[str, Any]:
    """Write both forms of a sheet as they go over the wire."""
    old = payload(sheet, embeds=True)
    view = payload(sheet).view
    assert view
    return {
        "layout": view.to_components(),
        "embeds": [embed.to_dict() for embed in old.embeds],
        "rows": old.view.to_components() if old.view else [],
    }


def digest(number: int, words: tuple[str, str, str] | None = None) -> Digest:
    """Make a digest of so many stories."""
    return Digest(
        scheduled=WHEN,
        since=WHEN - dt.timedelta(days=1),
        until=WHEN,
        zone="Europe/Kyiv",
        stories=tuple(story(id=each + 1, words=words) for each in range(number)),
        omitted=2 if number else 0,
    )


PLEDGED = told(
    story(), pledger="Norland", recipient="Belmark", amount=40_000_000, much="40 million euros",
    what="for field hospitals",
)  # fmt: skip


def _corrected() -> Story:
    sums = ("amount", "45000000", "40000000")
    return corrected(PLEDGED, sums, ("deadline", "2026-09", "2026-06"), by="editor")


CASES: dict[str, Callable[[], Iterable[Sheet]]] = {
    "story": lambda: [story_sheet(story())],
    "story-edited": lambda: [story_sheet(_corrected())],
    "change-edited": lambda: [change_sheet(_corrected(), PLEDGED)],
    "change-wicked": lambda: [
        change_sheet(
            corrected(
                PLEDGED,
                *(
                    (name, 60 * SCRIPTS["markup"], None)
                    for name in ("pledger", "recipient", "what")
                ),
                by="editor",
            ),
            PLEDGED,
        )
    ],
    "story-corrected": lambda: [story_sheet(story(version=3, marks=(Mark.TRUNCATED,)))],
    "reply": lambda: reply_sheets(reply(), command="evidence 12"),
    "change": lambda: [change_sheet(story(version=2, words=("A", "B", "C")), story())],
    "digest": lambda: digest_sheets(digest(7), mark="k"),
    "digest-empty": lambda: digest_sheets(digest(0), mark="k"),
    "latest": lambda: reply_sheets(
        Reply(
            title="Latest",
            parts=tuple(ShowStory(story=story(id=number)) for number in range(1, 7)),
        ),
        command="latest",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_messages_look_as_agreed(name: str) -> None:
    """What readers see is what is written down in the golden file."""
    sheets = list(CASES[name]())
    for sheet in sheets:
        check(sheet)
    shown = json.loads(json.dumps([drawn(sheet) for sheet in sheets]))
    assert shown == json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize("script", SCRIPTS)
def test_longest_story_fits_in_every_script(script: str) -> None:
    """Three lines of 280 characters and twenty outlets fit, in bytes as in characters."""
    words = (SCRIPTS[script] * 60)[:280]
    check(
        story_sheet(
            story(
                words=(words, words, words),
                outlets=tuple(words[:120] for _ in range(20)),
                marks=tuple(Mark),
                source=article(url="https://courier.example/" + "ш" * 300),
            ),
            mark="k" * 25,
        )
    )


@pytest.mark.parametrize("script", [*SCRIPTS, "short"])
@pytest.mark.parametrize("number", [1, 5, 20])
def test_digest_is_paged_and_loses_no_story(script: str, number: int) -> None:
    """However long its stories are, each is on one page, and what was left out is counted."""
    words = (SCRIPTS.get(script, "x") * (60 if script in SCRIPTS else 1))[:280]
    told = digest(number, (words, words, words))
    sheets = digest_sheets(told, mark="k" * 25, doubtful=True, post="1" * 20)
    for sheet in sheets:
        check(sheet)
    pressed = [
        press for sheet in sheets for card in sheet.cards for press in card.buttons if press.key
    ]
    assert [press.label for press in pressed] == [str(place + 1) for place in range(number)]
    assert "and 2 more" in str(sheets[-1].cards)
    assert len(sheets) <= (number + 1) // 2
    turns = [[press.label for press in sheet.turn] for sheet in sheets]
    assert turns == [
        ["Back"] * (at > 0) + ["Next"] * (at + 1 < len(sheets)) for at in range(len(sheets))
    ]


@pytest.mark.parametrize("script", SCRIPTS)
def test_long_replies_are_paged_and_lose_nothing(script: str) -> None:
    """Every word of a long reply is on one of its pages, in order."""
    words = SCRIPTS[script] * 600
    sheets = reply_sheets(Reply(title="Long", parts=(Say(text=words),)), command="ask x")
    assert len(sheets) > 1
    for sheet in sheets:
        check(sheet)
    shown = "".join(card.text for sheet in sheets for card in sheet.cards)
    kept = "".join(shown.replace("\\", "").replace("\u200b", "").split())
    assert kept == "".join(words.split())


def test_pages_turn_by_buttons() -> None:
    """The first page leads on, the last leads back, those between do both."""
    sheets = reply_sheets(
        Reply(title="Latest", parts=(ShowStory(story=story()),) * 12), command="latest"
    )
    turned = [[keys.read(press.key) for press in sheet.turn] for sheet in sheets]
    assert turned[0] == [keys.Turn(command="latest", page=1)]
    assert turned[1] == [keys.Turn(command="latest", page=n) for n in (0, 2)]
    assert turned[-1] == [keys.Turn(command="latest", page=len(sheets) - 2)]


def test_long_command_has_no_page_buttons() -> None:
    """A command that does not fit a key gives plain pages, each to be sent."""
    sheets = reply_sheets(
        Reply(title="Ask", parts=(ShowStory(story=story()),) * 12), command="ask " + "x" * 100
    )
    assert len(sheets) > 1
    assert not any(sheet.turn for sheet in sheets)


def test_choice_too_long_for_a_button_is_a_line_to_type() -> None:
    """What cannot be a button is still said."""
    long = "ask " + "why " * 40
    (sheet,) = reply_sheets(
        Reply(title="x", parts=(Choices(prompt="p", options=(Choice(label="L", command=long),)),))
    )
    assert not sheet.cards[0].buttons
    assert "L: /brief ask why" in sheet.cards[0].text


def test_quote_shows_its_source() -> None:
    """A quote is a block quote with outlet, date and a link below."""
    source = article()
    quote = Quote(
        label="Pledge",
        evidence=Evidence.of(source, 0, 50),
        outlet="Belmark [Courier]",
        published=source.published,
        url=source.url,
    )
    (sheet,) = reply_sheets(Reply(title="Evidence", parts=(quote,)))
    label, words, where = sheet.cards[0].text.split("\n")
    assert label == "Pledge"
    assert words == f"> {source.text[:50]}"
    assert where.startswith(r"-# Belmark \[Courier\] · <t:")
    assert where.endswith("[article](https://courier.example/2026/hospitals)")


WORDS = st.text(max_size=400)
PARTS: st.SearchStrategy[Part] = st.one_of(
    st.builds(Say, text=st.text(max_size=3_000)),
    st.builds(
        Quote,
        label=WORDS,
        evidence=st.builds(
            lambda t: Evidence.of(article(text=t), 0, len(t)), st.text(max_size=2_000)
        ),
        outlet=WORDS,
        url=st.sampled_from([None, "https://a.example/x", "https://a.example/" + "x" * 2_000]),
    ),
    st.builds(
        Table, columns=st.just(("a", "b")), rows=st.lists(st.tuples(WORDS, WORDS)).map(tuple)
    ),
    st.builds(
        Choices,
        prompt=WORDS,
        options=st.lists(
            st.builds(Choice, label=WORDS.filter(str.strip), command=WORDS), max_size=25
        ).map(tuple),
    ),
    st.builds(
        ShowStory,
        story=st.builds(
            story,
            words=st.tuples(WORDS, WORDS, WORDS),
            outlets=st.lists(WORDS, max_size=8).map(tuple),
        ),
    ),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(PARTS, max_size=12).map(tuple), WORDS)
def test_no_reply_breaks_a_limit(parts: tuple[Part, ...], title: str) -> None:
    """Whatever is to be said, each message of it is one that Discord takes."""
    for sheet in reply_sheets(Reply(title=title, parts=parts), command="latest"):
        check(sheet)


def test_buttons_fit_with_the_largest_keys() -> None:
    """A story's key stays short for any number that a database gives."""
    key = keys.OnStory(verb="evidence", story=10**18 - 1, version=10**9 - 1)
    text = keys.write(key)
    assert text
    assert keys.read(text) == key


@pytest.mark.parametrize("text", ["", "s:evidence:x:1", "other-bot", "p:-1:latest", "s:evidence:1"])
def test_foreign_keys_are_not_read(text: str) -> None:
    """A button that is not ours means nothing to us."""
    assert keys.read(text) is None


def test_layouts_are_not_kept_in_memory() -> None:
    """discord.py stores views that wait for presses; ours are answered from the key alone."""

    async def made() -> bool:
        view = payload(story_sheet(story())).view
        assert isinstance(view, LayoutView | discord.ui.View)
        return view.is_finished()

    assert asyncio.run(made())


def test_table_without_headings_has_no_empty_line() -> None:
    """Columns that are not named take no room above the rows."""
    (sheet,) = reply_sheets(
        Reply(title="You", parts=(Table(columns=("", ""), rows=(("Zone", "UTC"),)),))
    )
    assert [card.text for card in sheet.cards] == ["**Zone** · UTC"]
