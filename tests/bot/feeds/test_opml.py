"""Subscriptions come and go as OPML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ConfigError
from bot.feeds import Outline, read_opml, write_opml

FILE = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!-- exported -->
<opml version="1.1"><head><title>Mine</title></head><body>
<outline text="World">
  <outline title="Europe" text="Europe">
    <outline type="rss" text="Café" xmlUrl="https://a.example/f" htmlUrl="https://a.example/"/>
  </outline>
  <outline text="B" XMLURL="https://b.example/f"/>
</outline>
<outline text="C" xmlUrl="https://c.example/f" category="/Trade"/>
<outline text="A again" xmlUrl="https://a.example/f"/>
<outline text="an empty folder"/>
</body></opml>"""


def test_folders_become_topics() -> None:
    """Nested folders are joined, each address is listed once, lines are kept."""
    a, b, c = read_opml(FILE.encode("latin-1"))
    assert a == Outline(
        url="https://a.example/f",
        title="Café",
        site="https://a.example/",
        topic="World / Europe",
        line=6,
    )
    assert (b.url, b.title, b.topic) == ("https://b.example/f", "B", "World")
    assert (c.title, c.topic) == ("C", "Trade")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1"),
        ("hello", "line 1"),
        ("<opml>\n<body>\n<outline text='x'>\n</body></opml>", "line 4"),
        ("<opml><body>\n<outline text=a/></body></opml>", "line 2"),
        ("<rss></rss>", "begins with <rss>"),
        ("<html><body></body></html>", "begins with <html>"),
        ("<opml><head/></opml>", "has no <body>"),
        ("<opml>\n<body>\n<outline xmlUrl='file:///etc/passwd'/></body></opml>", "line 3: file:"),
        ("<opml><body>" + "<outline text='f'>" * 60 + "</outline>" * 60 + "</body></opml>", "deep"),
        ('<!DOCTYPE o [<!ENTITY e SYSTEM "file:///etc/passwd">]><opml>&e;</opml>', "line 1"),
    ],
)
def test_broken_files_are_named_by_line(text: str, words: str) -> None:
    """What cannot be read says where and why."""
    with pytest.raises(ConfigError) as caught:
        read_opml(text.encode())
    assert words in str(caught.value)
    assert "root:" not in str(caught.value)


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20
).filter(lambda name: name.strip("/"))


@given(
    st.lists(
        st.builds(
            Outline,
            url=st.integers(0, 99).map(lambda n: f"https://x.example/{n}?a=1&b=\"'<"),
            title=NAMES,
            topic=st.none() | st.lists(NAMES, min_size=1, max_size=3).map(" / ".join),
        ),
        max_size=8,
        unique_by=lambda one: one.url,
    )
)
def test_what_is_written_is_read_again(outlines: list[Outline]) -> None:
    """Whatever the names are, export and import agree."""
    read = {one.url: (one.title, one.topic) for one in read_opml(write_opml(outlines))}
    assert read == {one.url: (one.title, one.topic) for one in outlines}
