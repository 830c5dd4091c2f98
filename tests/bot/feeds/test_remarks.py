"""A feed that can be read but lacks something is told so in plain words."""

import pytest

from bot.feeds.parse import parse

FEED = (
    '<?xml version="1.0" encoding="{charset}"?><rss version="2.0"><channel><title>T</title>'
    "{items}</channel></rss>"
)
GOOD = "<item><guid>{n}</guid><title>Caf\u00e9 {n}</title><pubDate>{day}</pubDate></item>"
DAY = "Tue, 04 Mar 2025 10:00:00 GMT"


def remark(items: str, *, charset: str = "utf-8", written: str = "utf-8") -> str | None:
    """Read a feed of these entries; give what is said of it."""
    body = FEED.format(charset=charset, items=items).encode(written)
    return parse(body, {"content-type": "application/xml"}, "https://a.example/rss").remark


def test_good_feed_is_not_remarked_upon() -> None:
    """Ids, dates and the right charset need no word."""
    assert remark(GOOD.format(n=1, day=DAY) + GOOD.format(n=2, day=DAY)) is None


@pytest.mark.parametrize(
    ("items", "charset", "written", "said"),
    [
        ("<item><guid>1</guid><title>A</title></item>", "utf-8", "utf-8", "gives no dates"),
        (
            f"<item><title>A</title><pubDate>{DAY}</pubDate></item>",
            "utf-8",
            "utf-8",
            "gives entries without an id",
        ),
        (GOOD.format(n=1, day=DAY) * 3, "utf-8", "utf-8", "repeats 2 of 3 entries"),
        (GOOD.format(n=1, day=DAY), "utf-8", "latin-1", "is not in the charset that it states"),
        (GOOD.format(n=1, day=DAY), "iso-8859-1", "utf-8", "is not in the charset that it states"),
    ],
)
def test_each_lack_has_its_words(items: str, charset: str, written: str, said: str) -> None:
    """What an outlet could mend is named, and the entries are read all the same."""
    assert said in (remark(items, charset=charset, written=written) or "")


def test_large_feed_is_remarked_upon() -> None:
    """Ten megabytes are read, and said to be many."""
    padding = f"<!-- {'x' * 6_000_000} -->"
    assert "is very large (6.0 MB)" in (remark(GOOD.format(n=1, day=DAY) + padding) or "")
