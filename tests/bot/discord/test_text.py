"""Untrusted words inside Discord's Markdown."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.discord.limits import units
from bot.discord.text import cut, cut_escaped, escape, link, one_line, split

# What Discord reads as markup when no backslash stands before it.
LIVE = re.compile(r"(?<!\\)(?:\\\\)*[*_~`|<>\[\]#]")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("**bold** _x_ ~~y~~ ||z|| `c`", r"\*\*bold\*\* \_x\_ \~\~y\~\~ \|\|z\|\| \`c\`"),
        ("[click](https://evil.example)", r"\[click\](https\://evil.example)"),
        ("<@123> <@&4> <#5> <t:0:R> </brief:6>", None),
        ("# Heading", r"\# Heading"),
        ("> quoted", r"\> quoted"),
        ("- one\n+ two", "\\- one\n\\+ two"),
        ("2026. A year", r"2026\. A year"),
        (r"already \* escaped", r"already \\\* escaped"),
        ("Kyiv, 5-6 May", "Kyiv, 5-6 May"),
    ],
)
def test_markup_shows_as_it_was_written(words: str, shown: str | None) -> None:
    """Styles, lists, quotes, masked links, mentions and timestamps lose their meaning."""
    assert not LIVE.search(escape(words))
    if shown is not None:
        assert escape(words) == shown


@pytest.mark.parametrize("words", ["@everyone", "hello @here", "<@123456>", "<@&77>", "<@!9>"])
def test_nobody_is_mentioned(words: str) -> None:
    """Not even the raw text, which Discord's servers search, has a mention in it."""
    assert not re.search(r"@everyone|@here|<@[!&]?\d+>", escape(words))


def test_bare_address_is_not_a_link() -> None:
    """A headline's own address stays text: no reader is led away by it."""
    assert "://" not in escape("see https://evil.example/x now").replace(r"\://", "")


def test_text_cannot_be_turned_round() -> None:
    """Directional overrides, which make 'gpj.exe' read 'exe.jpg', are dropped."""
    assert escape("photo\u202egpj.exe") == "photo gpj.exe"


@settings(max_examples=40)
@given(st.text(max_size=300))
def test_escaped_text_has_no_live_markup(words: str) -> None:
    """Whatever the text, nothing in it is left to be read as markup."""
    assert not LIVE.search(escape(words))


@settings(max_examples=40)
@given(st.text(max_size=200), st.integers(min_value=10, max_value=120))
@example("👩🏽‍🚒" * 30, 25)
@example("ааа " * 60, 50)
def test_cut_text_fits_and_begins_the_same(words: str, limit: int) -> None:
    """A cut text is within its limit, is a beginning of the text, and says that it was cut."""
    shown = cut(words, limit)
    assert units(shown) <= limit
    if shown != words:
        assert shown.endswith("…")
        assert words.startswith(shown[:-1])


@settings(max_examples=40)
@given(st.text(max_size=200), st.integers(min_value=20, max_value=120))
def test_escaped_cut_fits(words: str, limit: int) -> None:
    """The limit holds for what is sent, backslashes included."""
    assert units(cut_escaped(words, limit)) <= limit


def test_cut_is_made_at_a_word() -> None:
    """No word is torn while that costs less than half of the room."""
    assert cut("Norland sends hospitals", 17) == "Norland sends…"


def test_no_sign_is_torn() -> None:
    """A flag, a family or a letter with its accent is kept whole or dropped whole."""
    assert cut("a🇺🇦🇺🇦", 4) == "a…"
    assert cut("x👩🏽‍🚒y", 5) == "x…"
    assert cut("ee\u0301e\u0301e", 4) == "ee\u0301…"


@settings(max_examples=40)
@given(st.text(max_size=600), st.integers(min_value=20, max_value=200))
def test_split_loses_nothing(words: str, limit: int) -> None:
    """Pieces fit, and together have every word of the text."""
    pieces = split(words, limit)
    assert all(units(escape(piece)) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(words.split())


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/x", "[A](https://a.example/x)"),
        ("https://a.example/x_(y)", "[A](https://a.example/x_%28y%29)"),
        ("https://a.example/x) [fake](https://b.example", "[A](https://a.example/x%29%20%5Bfake"),
        ("javascript:alert(1)", "A"),
        ("https://", "A"),
        (None, "A"),
    ],
)
def test_only_web_addresses_are_linked(url: str | None, shown: str) -> None:
    """An address cannot end the link early, and other schemes are not linked."""
    made = link("A", url)
    assert made == shown or made.startswith(shown)
    assert made.count("](") <= 1


def test_label_cannot_close_its_link() -> None:
    """A label that looks like the end of a link is escaped."""
    assert link("x](https://evil.example", "https://a.example").startswith(r"[x\](https\://evil")


def test_one_line_has_no_newlines() -> None:
    """Headlines with newlines and tabs become one line."""
    assert one_line(" a\n\tb\r\nc ") == "a b c"
