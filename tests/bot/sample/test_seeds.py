"""The seeds themselves: what a person may edit is still sound."""

import re
import xml.etree.ElementTree as ET
from urllib.parse import urlsplit

import pytest

from bot.sample.articles import SampleArticle, load_sample, seeds_folder

SAMPLE = load_sample()


@pytest.mark.parametrize("article", SAMPLE, ids=lambda article: article.slug)
def test_sample_articles_are_articles(article: SampleArticle) -> None:
    """Each has a length of 200 to 500 words, several paragraphs and plain text."""
    words = len(article.text.split())
    assert 200 <= words <= 500
    assert len(article.paragraphs) >= 5
    assert not re.search(r"[<>*_#|\t]|https?:|  ", article.text)
    assert article.text.count("“") == article.text.count("”")


def test_each_sample_file_is_named_as_its_slug() -> None:
    """A person finds the file of a page by its address."""
    names = {path.stem for path in (seeds_folder() / "sample").glob("*.txt")}
    assert names == {article.slug for article in SAMPLE}


def test_the_sample_has_variety() -> None:
    """At least 16 articles, of two to four outlets, on several topics."""
    assert len(SAMPLE) >= 16
    assert 2 <= len({article.outlet for article in SAMPLE}) <= 4
    assert len({article.topic for article in SAMPLE}) >= 3


def test_starter_feeds_are_sound() -> None:
    """The OPML parses; every feed has a name, an https address and a folder, and none is twice."""
    root = ET.parse(seeds_folder() / "feeds.opml").getroot()  # noqa: S314 # our own file
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    folders = root.findall("./body/outline")
    feeds = [feed for folder in folders for feed in folder.findall("outline")]
    assert len(feeds) >= 8
    assert len(feeds) == len(root.findall(".//outline[@xmlUrl]"))
    for feed in feeds:
        address = urlsplit(feed.attrib["xmlUrl"])
        assert (address.scheme, feed.get("type")) == ("https", "rss")
        assert address.netloc
        assert feed.get("text")
    for key in ("xmlUrl", "text"):
        values = [feed.attrib[key] for feed in feeds]
        assert len(values) == len(set(values))
