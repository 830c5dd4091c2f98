"""Untrusted words stay words."""

import datetime as dt
import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack import text as mrkdwn
from tests.bot.slack.sample import WICKED

# What Slack would act on: <...>, an entity pair of formatting marks, a code span, an emoji code.
_ACTIVE = re.compile(r"<|>|`|(?<!\w)[*_~]\S|\S[*_~](?!\w)|:[a-z+_-][\w+'-]*:|\u200b|\u202e")
_LETTERS = st.text(
    alphabet=st.sampled_from("<>|!@#&;*_~`:abU1 \n\u200b\u200d\u202e/."), max_size=60
)


def test_wicked_headline_does_nothing() -> None:
    """Mentions, forged links, formatting and invisible marks all come out as plain words."""
    shown = mrkdwn.escape(WICKED)
    assert not _ACTIVE.search(shown)
    assert "&lt;!channel&gt; &lt;@U1&gt;" in shown
    assert "&lt;http://evil.example|bbc.co.uk&gt;" in shown
    assert "&amp;lt;!here&amp;gt;" in shown
    assert "zerowidth" in shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("<!channel>", "&lt;!channel&gt;"),
        ("<!here|x>", "&lt;!here|x&gt;"),
        ("<@U1>", "&lt;@U1&gt;"),
        ("<#C1|general>", "&lt;#C1|general&gt;"),
        ("<!subteam^S1>", "&lt;!subteam^S1&gt;"),
        ("<http://evil|bbc.co.uk>", "&lt;http://evil|bbc.co.uk&gt;"),
        ("<!date^1^x^http://evil|soon>", "&lt;!date^1^x^http://evil|soon&gt;"),
        ("`code`", "ˋcodeˋ"),
        ("```block```", "ˋˋˋblockˋˋˋ"),
        ("*bold* _it_ ~no~", "∗bold∗ ˍitˍ ∼no∼"),
        ("&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;"),
        ("<\u200b!channel>", "&lt;!channel&gt;"),
        ("abc\u202egpj.exe", "abcgpj.exe"),
        ("\u2066hidden\u2069", "hidden"),
        (":rotating_light:", "∶rotating_light:"),
        ("> quoted", "› quoted"),
        ("line\x00\x07end", "lineend"),
        ("a <b> & c", "a &lt;b&gt; &amp; c"),
    ],
)
def test_table_of_what_words_could_do(said: str, shown: str) -> None:
    """Each way to mention, link, format or hide, and the plain words that it becomes."""
    assert mrkdwn.escape(said) == shown


@given(_LETTERS)
def test_nothing_active_survives(text: str) -> None:
    """No text whatever keeps a character that Slack acts on."""
    assert not _ACTIVE.search(mrkdwn.escape(text))


@given(st.text(alphabet=st.characters(categories=("L", "N", "P", "Zs")), max_size=80))
def test_plain_words_read_the_same(text: str) -> None:
    """Escaping changes nothing that a reader would miss: only marks have lookalikes."""
    marks = str.maketrans("*_~`>:", "      ", "")
    looks = str.maketrans("∗ˍ∼ˋ›∶", "      ", "")
    shown = html.unescape(mrkdwn.escape(text)).translate(marks).translate(looks)
    assert shown == mrkdwn.visible(text).translate(marks).translate(looks)


@pytest.mark.parametrize(
    "text",
    ["snake_case_name", "a*b", "10:30:45", "£225m (about $286m)", "Żółć — “так” 中文 ‎".strip("‎ ")],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    """Marks inside words and clock times are not touched."""
    assert mrkdwn.escape(text) == text


def test_persian_joiner_stays() -> None:
    """A joiner that shapes letters is kept; one that hides in Latin text is not."""
    persian = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    assert mrkdwn.escape(persian) == persian
    assert mrkdwn.escape("@\u200chere a\u200d") == "@here a"


def test_quote_mark_at_line_start_quotes_nothing() -> None:
    """Slack turns an escaped > at the start of a line into a block quote; ours is a lookalike."""
    assert mrkdwn.escape("> not a quote\n  > nor this") == "› not a quote\n  › nor this"


@given(_LETTERS, st.integers(min_value=4, max_value=30))
def test_cut_keeps_the_limit_and_entities(text: str, limit: int) -> None:
    """A cut is never too long and never leaves half an entity."""
    shown = mrkdwn.cut(mrkdwn.escape(text), limit)
    assert len(shown) <= limit
    assert not re.search(r"&(?!(amp|lt|gt);)", shown)


def test_cut_is_at_a_word_with_an_ellipsis_and_a_link() -> None:
    """What does not fit ends in an ellipsis and, where there is one, a link to the rest."""
    words = "one two three four five six seven eight nine ten eleven"
    shown = mrkdwn.cut(words, 50, more="<https://x.example|on>")
    assert shown == "one two three four five… <https://x.example|on>"
    assert mrkdwn.cut("one two three", 9) == "one two…"


@pytest.mark.parametrize(
    "url",
    [None, "", "javascript:alert(1)", "data:text/html,x", "//x.example", "http://[", "mailto:a@b"],
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    """Anything but http and https is shown as its label alone."""
    assert mrkdwn.link(url, "BBC") == "BBC"


def test_address_cannot_break_out_of_its_link() -> None:
    """The characters that end a link are percent-encoded, in the address and in the label."""
    shown = mrkdwn.link("https://e.example/a|b>c <!channel>", "a|b> <@U1>")
    assert shown == "<https://e.example/a%7Cb%3Ec%20%3C!channel%3E|a¦b&gt; &lt;@U1&gt;>"
    assert shown.count("|") == 1


def test_date_is_in_the_readers_zone_with_a_plain_fallback() -> None:
    """Slack's own date mark is used; a client that cannot shows UTC."""
    moment = dt.datetime(2025, 3, 14, 9, 26, tzinfo=dt.UTC)
    assert (
        mrkdwn.date(moment)
        == "<!date^1741944360^{date_short_pretty}, {time}|14 Mar 2025, 09:26 UTC>"
    )
