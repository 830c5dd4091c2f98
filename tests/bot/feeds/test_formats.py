"""Every format that feeds come in gives the same entries."""

import datetime as dt

import pytest

from bot.feeds.parse import parse
from bot.model import Entry

URL = "https://news.example/feeds/all.xml"
TEN = dt.datetime(2024, 12, 19, 10, 0, tzinfo=dt.UTC)

RSS_091 = """<?xml version="1.0"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
"http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel>
<title>Example</title><link>https://news.example/</link><description>d</description>
<item><title>Harbour money</title><link>https://news.example/a</link>
<description>Five million for towns.</description></item></channel></rss>"""
RSS_1 = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel rdf:about="https://news.example/"><title>Example</title>
<link>https://news.example/</link></channel>
<item rdf:about="https://news.example/a"><title>Harbour money</title>
<link>https://news.example/a</link><description>Five million for towns.</description>
<dc:creator>Ann Bee</dc:creator><dc:date>2024-12-19T11:00:00+01:00</dc:date>
<content:encoded><![CDATA[<p>The whole text.</p>]]></content:encoded></item></rdf:RDF>"""
RSS_2 = """<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
><channel><title>Example</title><link>https://news.example/</link>
<item><title>Harbour money</title><link>/a</link><guid isPermaLink="false">tag-a</guid>
<description>Five million for towns.</description><dc:creator>Ann Bee</dc:creator>
<content:encoded><![CDATA[<p>The whole text.</p>]]></content:encoded>
<media:content url="https://news.example/a.jpg" medium="image"><media:title>A quay</media:title>
</media:content><pubDate>Thu, 19 Dec 2024 05:00:00 EST</pubDate></item></channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"
xml:base="https://news.example/"><title>Example</title><id>urn:feed</id>
<link rel="self" href="/feeds/all.xml"/><link rel="alternate" href="/"/>
<entry><id>tag:news.example,2024:a</id><title type="html">Harbour &lt;i&gt;money&lt;/i&gt;</title>
<link rel="enclosure" href="/a.mp3"/><link rel="alternate" href="/a"/>
<author><name>Ann Bee</name><email>ann@news.example</email></author>
<published>2024-12-19T10:00:00Z</published><updated>2024-12-19T12:00:00Z</updated>
<summary>Five million for towns.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The whole text.</p></div>
</content></entry></feed>"""
JSON_1 = """{"version": "https://jsonfeed.org/version/1", "title": "Example",
"home_page_url": "https://news.example/", "items": [{"id": "tag-a", "url": "/a",
"title": "Harbour money", "summary": "Five million for towns.", "content_text": "The whole text.",
"author": {"name": "Ann Bee"}, "date_published": "2024-12-19T11:00:00+01:00"}]}"""
JSON_11 = """{"version": "https://jsonfeed.org/version/1.1", "title": "Example",
"home_page_url": "https://news.example/", "items": [{"id": "tag-a",
"url": "https://news.example/a", "title": "Harbour money", "summary": "Five million for towns.",
"content_html": "<p>The whole text.</p>", "authors": [{"name": "Ann Bee"}],
"date_published": "2024-12-19T10:00:00Z", "date_modified": "2024-12-19T12:00:00Z"}, 7, null]}"""


def only(document: str) -> Entry:
    """Give the one entry of a document."""
    listing = parse(document.encode(), {}, URL)
    assert (listing.title, listing.site) == ("Example", "https://news.example/")
    (entry,) = listing.entries
    return entry


@pytest.mark.parametrize(
    ("document", "key"),
    [
        (RSS_091, "https://news.example/a"),
        (RSS_1, "https://news.example/a"),
        (RSS_2, "tag-a"),
        (ATOM, "tag:news.example,2024:a"),
        (JSON_1, "tag-a"),
        (JSON_11, "tag-a"),
    ],
    ids=["rss 0.91", "rss 1.0", "rss 2.0", "atom", "json 1", "json 1.1"],
)
def test_one_entry_whatever_the_format(document: str, key: str) -> None:
    """Title, address, teaser, text, author and time are found where each format puts them."""
    entry = only(document)
    assert (entry.key, entry.url, entry.title) == (key, "https://news.example/a", "Harbour money")
    assert entry.summary == "Five million for towns."
    if document is not RSS_091:
        assert entry.content == "The whole text."
        assert entry.authors == ("Ann Bee",)
        assert entry.published == TEN


def test_what_changes_is_told_from_what_is_said() -> None:
    """A new date or address leaves the digest alone; a new word does not."""
    first = only(RSS_2)
    dated = only(RSS_2.replace("19 Dec", "20 Dec").replace("<link>/a<", "<link>/a?utm_source=x<"))
    edited = only(RSS_2.replace("Five million", "Six million"))
    assert first.digest == dated.digest != edited.digest
    assert first.key == dated.key == edited.key


def test_a_feed_that_moves_keeps_its_keys() -> None:
    """Ids that look relative do not depend on where the feed was fetched."""
    document = RSS_2.replace(' isPermaLink="false"', "").replace("tag-a", "12345")
    here = parse(document.encode(), {}, URL)
    there = parse(document.encode(), {}, "https://moved.example/other.xml")
    assert here.entries[0].key == there.entries[0].key == "12345"


def test_an_id_that_counts_edits_is_one_id() -> None:
    """`#0`, `#1` after a piece's own address count its edits; they make no new entry."""
    base = RSS_2.replace("<link>/a<", "<link>https://news.example/a?at_medium=RSS<")
    keys = {
        only(base.replace("tag-a", f"https://news.example/a{end}")).key for end in ("", "#0", "#7")
    }
    assert keys == {"https://news.example/a"}
    assert only(RSS_2.replace("tag-a", "https://news.example/log#7")).key.endswith("#7")


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Thu, 19 Dec 2024 10:00:00 +0000", TEN),
        ("Thu, 19 Dec 2024 10:00:00 GMT", TEN),
        ("2024-12-19T10:00:00Z", TEN),
        ("19 Dec 2024 10:00 UT", TEN),
        ("Thu, 19 Dec 99999 10:00:00 GMT", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates(date: str, expected: dt.datetime | None) -> None:
    """Dates in the usual spellings are aware UTC; others are not stated."""
    assert only(RSS_2.replace("Thu, 19 Dec 2024 05:00:00 EST", date)).published == expected


def test_links_that_are_no_web_addresses_are_none() -> None:
    """A script or a mail address is not where an article is."""
    for link in ("javascript:alert(1)", "mailto:a@b.example", "data:text/html,x", "http://[::1"):
        assert only(RSS_2.replace("<link>/a<", f"<link>{link}<")).url is None


def test_a_hub_is_seen() -> None:
    """A feed that offers a WebSub hub says so in each format."""
    for document in (
        ATOM.replace("<entry>", '<link rel="hub" href="https://hub.example/"/><entry>'),
        RSS_2.replace(
            "<item>",
            '<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="hub" href="https://hub.example/"/>'
            "<item>",
        ),
        JSON_11.replace(
            '"items"', '"hubs": [{"type": "WebSub", "url": "https://hub.example/"}], "items"'
        ),
    ):
        assert parse(document.encode(), {}, URL).hub == "https://hub.example/"


def test_many_entries_are_bounded() -> None:
    """Of a feed without end the first thousand entries are kept."""
    items = "".join(f"<item><guid>g{n}</guid><title>t</title></item>" for n in range(1500))
    document = f"<rss><channel>{items}</channel></rss>"
    assert len(parse(document.encode(), {}, URL).entries) == 1000
