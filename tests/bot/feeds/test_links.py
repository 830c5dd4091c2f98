"""One piece has one address, however it was linked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.links import canonical, same_site, unwrapped, web_address


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("HTTPS://News.Example:443/A?b=1#c", "https://news.example/A?b=1"),
        ("http://news.example", "http://news.example/"),
        ("http://news.example:8080/a", "http://news.example:8080/a"),
        ("https://news.example/a?utm_source=x&id=3&fbclid=y", "https://news.example/a?id=3"),
        ("https://news.example/a?at_medium=RSS&at_campaign=rss", "https://news.example/a"),
        ("https://news.example/a?b=%2F&c=+", "https://news.example/a?b=%2F&c=+"),
        ("https://user:pw@news.example/a", "https://news.example/a"),
        ("http://[2001:db8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
        (
            "https://www-news.cdn.ampproject.org/c/s/www.news.example/a",
            "https://www.news.example/a",
        ),
        ("https://www.google.com/amp/s/news.example/a.amp", "https://news.example/a.amp"),
        ("https://news.example/a?outputType=amp", "https://news.example/a"),
        (
            "https://www.google.com/url?q=https%3A%2F%2Fnews.example%2Fa%3Fb%3D1&sa=U",
            "https://news.example/a?b=1",
        ),
        ("https://www.google.com/url?q=javascript:1", "https://www.google.com/url?q=javascript:1"),
        (
            "https://news.google.com/rss/articles/CBMiG2h0dHBzOi8vbmV3cy5leGFtcGxlL2EtYj9jPTHSAQA?oc=5",
            "https://news.example/a-b?c=1",
        ),
        (
            "https://news.google.com/articles/CBMiQUFVX3lxTE1hYmNkZWZnaGlqa2xtbm9wcXJzdHV2",
            "https://news.google.com/articles/CBMiQUFVX3lxTE1hYmNkZWZnaGlqa2xtbm9wcXJzdHV2",
        ),
        ("not an address", "not an address"),
        ("", ""),
    ],
)
def test_canonical(given_: str, expected: str) -> None:
    """Case, port, fragment, tracking, caches and counters are gone; the rest stays as it was."""
    assert canonical(given_) == expected


@given(st.text(max_size=80))
def test_any_text_is_survived(text: str) -> None:
    """No text makes these functions fail, whatever they are given."""
    web_address("https://news.example/", text)
    unwrapped(text)
    same_site(text, text)
    canonical(text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.news.example/a", "https://news.example/b", True),
        ("https://m.news.example/", "https://www.news.example/", True),
        ("https://sport.news.example/", "https://news.example/", True),
        ("https://news.example/", "https://news.example.evil.example/", False),
        ("https://evilnews.example/", "https://news.example/", False),
        ("https://a.example/", "https://b.example/", False),
        ("https://example/", "https://a.example/", False),
        ("https://", "https://", False),
    ],
)
def test_same_site(one: str, other: str, *, same: bool) -> None:
    """A host speaks for itself and for what lies inside it."""
    assert same_site(one, other) is same
    assert same_site(other, one) is same
