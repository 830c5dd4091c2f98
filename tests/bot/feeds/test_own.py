"""What the operator names may be private; what only looks like it may not."""

import pytest

from bot.feeds.own import own_places


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://127.0.0.1:9000/rss", "127.0.0.1:9000"),
        ("http://localhost/rss", "localhost:80"),
        ("https://10.1.2.3/feed", "10.1.2.3:443"),
        ("http://[::1]:8000/feed", "[::1]:8000"),
    ],
)
def test_own_machine_and_network_are_meant(url: str, place: str) -> None:
    """A private address is opened at exactly its port."""
    assert own_places([url]) == {place}


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://0.0.0.0/rss",
        "https://bbc.example/rss",
        "http://intranet.example/rss",
        "http://127.0.0.1:999999/rss",
        "ftp://127.0.0.1/rss",
        "nonsense",
    ],
)
def test_all_else_needs_the_setting_or_is_public(url: str) -> None:
    """Metadata services, names and nonsense open nothing."""
    assert own_places([url]) == frozenset()
