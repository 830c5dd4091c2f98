"""What is read of an article page, over the wire."""

import datetime as dt

import pytest

from bot.errors import FeedError
from bot.feeds import HttpSource
from summariser import Mark
from tests.bot.feeds.outlet import Outlet

PARAGRAPHS = "".join(
    f"<p>In part {n} the minister said that {n} million pounds would go to the harbour towns, and"
    f" that the money would be paid out before the end of the year {2020 + n} at the latest.</p>"
    for n in range(1, 9)
)
PAGE = """<!DOCTYPE html><html lang="en-GB"><head><title>Harbour money | Example</title>{head}
</head><body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Harbour money</h1>{body}</article>
<aside><h2>Most read</h2><ul><li><a href="/x">Other story</a></li></ul></aside>
<footer>Copyright Example 2024. Terms of use. Cookies.</footer></body></html>"""
LD = """<script type="application/ld+json">{"@graph": [{"@type": "WebSite"}, {"@type":
"NewsArticle", "headline": "Harbour money", "datePublished": "2024-12-19T10:30:00+01:00", "author":
[{"@type": "Person", "name": "Ann Bee"}, {"name": "Cee Dee"}], "publisher": {"name": "Example"}%s}]}
</script>"""
HTML = {"Content-Type": "text/html; charset=utf-8"}


def page(head: str = "", body: str = PARAGRAPHS) -> str:
    """Write an article page."""
    return PAGE.replace("{head}", head).replace("{body}", body)


async def test_article_alone_is_read(outlet: Outlet, source: HttpSource) -> None:
    """Text without navigation, with title, authors, outlet, date and language."""
    url = outlet.says("/money", page(LD % ""), headers=HTML)
    found = await source.read(url)
    assert found.text.startswith("In part 1 the minister said")
    assert len(found.text.splitlines()) == 8
    assert not any(word in found.text for word in ("Most read", "Copyright", "Sport"))
    assert found.title == "Harbour money"
    assert found.authors == ("Ann Bee", "Cee Dee")
    assert found.outlet == "Example"
    assert found.published == dt.datetime(2024, 12, 19, 9, 30, tzinfo=dt.UTC)
    assert found.language == "en"
    assert found.url == url
    assert found.marks == ()


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/story?id=3&utm_source=x", "/story?id=3"),
        ("http://other.example/story", "/money"),  # nobody speaks for another outlet
        ("/", "/money"),  # the front page is not every article
        ("javascript:1", "/money"),
        ("", "/money"),
    ],
)
async def test_canonical_address(
    outlet: Outlet, source: HttpSource, link: str, expected: str
) -> None:
    """A page may name its own address, cleaned of what tracks."""
    head = f'<link rel="canonical" href="{link.replace("&", "&amp;")}">'
    outlet.says("/money?fbclid=1#top", page(head), headers=HTML)
    url = outlet.says("/money?fbclid=1", page(head), headers=HTML)
    assert (await source.read(url)).url == outlet.url(expected)


async def test_redirect_gives_the_last_address(outlet: Outlet, source: HttpSource) -> None:
    """After redirects the address is where the article was."""
    outlet.says("/short", status=302, headers={"Location": "/money?utm_medium=feed"})
    outlet.says("/money?utm_medium=feed", page(), headers=HTML)
    assert (await source.read(outlet.url("/short"))).url == outlet.url("/money")


@pytest.mark.parametrize(
    ("head", "body", "mark"),
    [
        ("", PARAGRAPHS + "<p>And then the council decided to … Continue reading</p>", "truncated"),
        ("", PARAGRAPHS + "<p>The rest of the story is about [...]</p>", "truncated"),
        ("", PARAGRAPHS + "<p>Subscribe to continue reading this article.</p>", "paywalled"),
        (LD % ', "isAccessibleForFree": "False"', PARAGRAPHS[:500], "paywalled"),
        ("", "<p>Harbour towns get money, the minister said.</p>", "headline_only"),
        (
            "",
            "".join(f"<p>Story number {n} about the sea and ships</p>" for n in range(20)),
            "listing",
        ),
    ],
)
async def test_marks(outlet: Outlet, source: HttpSource, head: str, body: str, mark: str) -> None:
    """A text that is not the whole article says so."""
    found = await source.read(outlet.says("/money", page(head, body), headers=HTML))
    assert Mark(mark) in found.marks


async def test_teaser_stands_in_for_a_missing_text(outlet: Outlet, source: HttpSource) -> None:
    """Where the text is missing, the page's own description is all there is."""
    head = '<meta property="og:description" content="Towns on the coast get 5 million.">'
    found = await source.read(outlet.says("/money", page(head, ""), headers=HTML))
    assert found.text == "Towns on the coast get 5 million."
    assert Mark.HEADLINE_ONLY in found.marks


async def test_own_data_stand_in_for_a_thin_text(outlet: Outlet, source: HttpSource) -> None:
    """Where the page is drawn by scripts, the article in its own data is read."""
    words = " ".join(f"Sentence {n} of the story tells of the towns." for n in range(30))
    found = await source.read(
        outlet.says("/money", page(LD % f', "articleBody": "{words}"', ""), headers=HTML)
    )
    assert found.text == words
    assert found.marks == ()


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"%PDF-1.7 ...", "application/pdf", "a PDF instead of"),
        (b"%PDF-1.7 ...", "text/html", "a PDF instead of"),
        (b"GIF89a\0\0", "image/gif", "image/gif instead of"),
        (b"\0\1\2" * 50, "text/html", "binary data instead of"),
        (b"", "text/html", "an empty page"),
        (b"   ", "text/html", "an empty page"),
        (b"<html></html>", "text/html", "no article text"),
        (b"{}", "application/json", "data (JSON) instead of"),
        (b"x" * 400_000, "text/html", "larger than 0.3 MB"),
    ],
)
async def test_what_is_no_article_is_named(
    outlet: Outlet, source: HttpSource, body: bytes, kind: str, words: str
) -> None:
    """A page without an article is described as what it is."""
    url = outlet.says("/money", body, headers={"Content-Type": kind})
    with pytest.raises(FeedError) as caught:
        await source.read(url)
    assert words in str(caught.value)


@pytest.mark.parametrize("depth", [300, 20_000])
async def test_deep_nesting_does_no_harm(outlet: Outlet, source: HttpSource, depth: int) -> None:
    """Elements nested without end do not crash the reading."""
    body = "<div>" * depth + PARAGRAPHS + "</div>" * depth
    url = outlet.says("/money", page("", body), headers=HTML)
    assert (await source.read(url)).title == "Harbour money"


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "iso-8859-1"])
async def test_charset_of_a_page(outlet: Outlet, source: HttpSource, charset: str) -> None:
    """The page's own label is obeyed when the bytes allow it."""
    text = page(f'<meta charset="{charset}">', PARAGRAPHS.replace("harbour", "café"))
    url = outlet.says("/money", text.encode(charset), headers={"Content-Type": "text/html"})
    assert "the café towns" in (await source.read(url)).text


@pytest.mark.parametrize("label", ["", "utf-8", "iso-8859-1", "windows-1252", "ascii"])
async def test_windows_letters_whatever_the_label(
    outlet: Outlet, source: HttpSource, label: str
) -> None:
    """Accents, quotes, dashes and the euro of Windows-1252 come out right, label or lie."""
    words = "Zo\u00eb: \u201cun caf\u00e9\u201d \u2014 \u20ac4m \u2026 the city\u2019s fa\u00e7ade"
    head = f'<meta charset="{label}">' if label else ""
    text = page(head, PARAGRAPHS.replace("harbour", words))
    url = outlet.says("/money", text.encode("cp1252"), headers={"Content-Type": "text/html"})
    assert words in (await source.read(url)).text
