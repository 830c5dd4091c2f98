"""What bad feeds get: a plain reason, over the wire, and never a crash."""

import pytest

from bot.feeds import HttpSource
from tests.bot.feeds.outlet import Outlet
from tests.bot.feeds.polling import HEAD, ITEM, TAIL, poll, reason, rss


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        ("<!DOCTYPE html><html><body><p>Hi</p></body></html>", "text/html", "a web page instead"),
        ("<html><head></head></html>", "application/rss+xml", "a web page instead"),
        ("<div>Please wait</div>", "text/html", "a web page instead"),
        ("", "application/rss+xml", "answered with nothing"),
        ("  \r\n\t ", "text/xml", "answered with nothing"),
        ("Service down", "text/plain", "something that is not a feed"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "image/png", "image/png instead of a feed"),
        (bytes(range(256)) * 4, "application/octet-stream", "not a feed"),
        ("<?xml version='1.0'?><opml><body/></opml>", "text/xml", "a document that is not a feed"),
        ("<?xml version='1.0'?>", "text/xml", "not a feed"),
        ('{"error": "no"}', "application/json", "data (JSON) that is not a feed"),
        ('{"items": [', "application/feed+json", "broken JSON"),
        ("[" * 100_000, "application/json", "JSON"),
        (HEAD + ITEM.format(n=1)[:40], "application/rss+xml", "broke off before its first entry"),
    ],
)
async def test_what_is_no_feed_is_named(
    outlet: Outlet, source: HttpSource, body: bytes | str, kind: str, words: str
) -> None:
    """An answer that is no feed is described as what it is."""
    url = outlet.says("/feed", body, headers={"Content-Type": kind})
    assert words in str(await reason(source, url))


async def test_truncated_feed_gives_its_whole_entries(outlet: Outlet, source: HttpSource) -> None:
    """A feed that ends in the middle of an entry gives those before it, and is asked anew."""
    whole = rss(1, 2, 3)
    url = outlet.says("/feed", whole[: whole.index("Aid for 3")], headers={"ETag": '"half"'})
    found = await poll(source, url)
    assert [entry.key for entry in found.entries] == ["id-1", "id-2"]
    assert found.entries[1].summary == "The minister pledged 2 million."
    assert found.validators.etag is None


async def test_truncated_atom_gives_its_whole_entries(outlet: Outlet, source: HttpSource) -> None:
    """The same holds for Atom."""
    url = outlet.says(
        "/feed",
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><id>f</id>'
        "<entry><id>a</id><title>One</title></entry><entry><id>b</id><title>Tw",
    )
    assert [entry.key for entry in (await poll(source, url)).entries] == ["a"]


@pytest.mark.parametrize(
    ("declared", "header", "actual"),
    [
        ("utf-8", "", "utf-8"),
        ("iso-8859-1", "", "utf-8"),  # the document lies
        ("utf-8", "; charset=iso-8859-1", "utf-8"),  # the header lies
        ("utf-8", "", "cp1252"),  # the document lies the other way
        ("utf-8", "; charset=utf-8", "cp1252"),  # both lie
        ("windows-1252", "", "cp1252"),
        ("utf-16", "", "utf-16"),
        ("utf-16", "; charset=utf-8", "utf-16-le"),
        ("no-such-charset", "", "utf-8"),
        ("unicode_escape", "", "utf-8"),
        ("iso-8859-15", "", "iso-8859-15"),
    ],
)
async def test_lying_charset_is_seen_through(
    outlet: Outlet, source: HttpSource, declared: str, header: str, actual: str
) -> None:
    """Letters come out right whatever the labels claim."""
    text = rss(1).replace('"utf-8"', f'"{declared}"').replace("Aid for 1", "Łódź — café €5m")
    text = text if actual.startswith("utf") else text.replace("Łódź — ", "")
    url = outlet.says("/feed", text.encode(actual), headers={"Content-Type": f"text/xml{header}"})
    title = (await poll(source, url)).entries[0].title
    assert title == ("Łódź — café €5m" if actual.startswith("utf") else "café €5m")


async def test_other_alphabet_in_its_own_charset(outlet: Outlet, source: HttpSource) -> None:
    """A labelled Cyrillic or Japanese charset is obeyed."""
    for charset, words in (("koi8-r", "Киев"), ("iso-2022-jp", "日本の"), ("gb2312", "北京")):
        text = rss(1).replace("utf-8", charset).replace("Aid for 1", words)
        url = outlet.says(f"/{charset}", text.encode(charset))
        assert (await poll(source, url)).entries[0].title == words


async def test_no_dates_and_no_ids(outlet: Outlet, source: HttpSource) -> None:
    """Entries without id are known by address, then by their words; no date stays no date."""
    item = "<item><title>A</title><link>https://n.example/a?utm_source=rss&amp;id=1</link></item>"
    url = outlet.says("/feed", HEAD + item + "<item><title>B only</title></item>" + TAIL)
    first, second = (await poll(source, url)).entries
    assert first.key == "https://n.example/a?id=1"
    assert second.key.startswith("words:")
    assert first.published is None
    again = await poll(source, url)
    assert [entry.key for entry in again.entries] == [first.key, second.key]


async def test_duplicate_ids_give_one_entry(outlet: Outlet, source: HttpSource) -> None:
    """Of entries with one id the first is kept."""
    second = ITEM.format(n=1).replace("Aid for 1", "Another")
    url = outlet.says("/feed", HEAD + ITEM.format(n=1) + second + ITEM.format(n=2) + TAIL)
    assert [entry.title for entry in (await poll(source, url)).entries] == [
        "Aid for 1",
        "Aid for 2",
    ]


async def test_empty_entries_are_left_out(outlet: Outlet, source: HttpSource) -> None:
    """An entry that says nothing is no entry; a feed without entries is still a feed."""
    url = outlet.says("/feed", HEAD + "<item></item><item><guid>x</guid></item>" + TAIL)
    found = await poll(source, url)
    assert (found.entries, found.title) == ((), "Example News")


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE rss [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://{place}/evil.dtd"> %p;]>',
        '<!DOCTYPE rss SYSTEM "http://{place}/evil.dtd">',
        '<!DOCTYPE rss [<!ENTITY l9 "]>"><!-- > ]> -->]>',
        f'<!DOCTYPE rss [<!ENTITY l9 "{"x" * 100_000}">]>',
    ],
    ids=["laughs", "file", "parameter", "dtd", "confusing", "quadratic"],
)
async def test_entities_are_inert(outlet: Outlet, source: HttpSource, doctype: str) -> None:
    """Declared entities never expand, nothing is fetched or read for them, entries survive."""
    body = rss(1, 2).replace("?>", "?>" + doctype.replace("{place}", outlet.place), 1)
    body = body.replace("Aid for 2", "Aid &l9;" * 500)
    found = await poll(source, outlet.says("/feed", body))
    assert [entry.key for entry in found.entries] == ["id-1", "id-2"]
    assert found.entries[0].title == "Aid for 1"
    said = repr(found)
    assert "root:" not in said
    assert len(said) < 12_000
    assert len(outlet.requests) == 1


async def test_markup_in_words_is_undone(outlet: Outlet, source: HttpSource) -> None:
    """Titles and texts are plain: no tags, no scripts, no hidden characters."""
    body = (
        rss(1)
        .replace("Aid for 1", "&lt;b&gt;Aid&lt;/b&gt; \u202eAT&amp;amp;T&#173;")
        .replace(
            "The minister pledged 1 million.",
            "<![CDATA[<p>One &amp; two<script>alert(1)</script></p><p>Three<br/>four</p>]]>",
        )
    )
    entry = (await poll(source, outlet.says("/feed", body))).entries[0]
    assert entry.title == "Aid AT&T"
    assert entry.summary == "One & two\nThree\nfour"


async def test_control_characters_do_not_spoil_a_feed(outlet: Outlet, source: HttpSource) -> None:
    """Characters that XML forbids become spaces."""
    body = rss(1, 2).replace("Aid for 1", "Aid\x0bfor\x001")
    found = await poll(source, outlet.says("/feed", body))
    assert [entry.title for entry in found.entries] == ["Aid for 1", "Aid for 2"]


async def test_junk_before_the_feed_is_skipped(outlet: Outlet, source: HttpSource) -> None:
    """A warning or blank lines before the XML declaration do no harm."""
    found = await poll(source, outlet.says("/feed", "\n\n Notice: x\n" + rss(1)))
    assert len(found.entries) == 1
