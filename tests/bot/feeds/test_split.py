"""Only unseen entries are parsed, and nobody can tell by the result."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import FeedError
from bot.feeds import HttpSource
from bot.feeds.document import open_document
from bot.feeds.parse import parse
from bot.feeds.split import cut, marks, pack, unpack
from bot.feeds.xmlfeed import _parse
from bot.model import Changed, Entry, Unchanged, Validators
from tests.bot.feeds.corpus import documents
from tests.bot.feeds.outlet import Outlet
from tests.bot.feeds.test_formats import ATOM, RSS_1, RSS_2, URL

TRICKY = (
    "<item><guid>{n}</guid><title>{words}</title></item>",
    "<item><guid>{n}</guid><description><![CDATA[<p>{words}</p>]]></description></item>",
    "<item><guid>{n}</guid><description><![CDATA[</item><item>{words}]]></description></item>",
    "<item><guid>{n}</guid><!-- <item> --><title>{words}</title></item>",
    "<!-- <item><guid>no</guid></item> --><item><guid>{n}</guid><title>{words}</title></item>",
    "<item ><guid>{n}</guid><items>1</items><title type='x'>{words}</title></item\n>",
    "<item><guid>{n}</guid><x:item xmlns:x='urn:x'>a</x:item><title>{words}</title></item>",
    "<item><guid>{n}</guid><title>{words} &nbsp; &bogus; <b>unclosed</title></item>",
    "<item><guid>{n}</guid><content><item><guid>in</guid></item></content></item>",
    "<textInput><title>search</title></textInput><item><guid>{n}</guid></item>",
    "<item rdf:about='{n}'><guid>{n}</guid><title>{words}</title></item>",
    "<item/><item><guid>{n}</guid><title>{words}</title></item>",
)
WORDS = st.text(st.sampled_from("abc déŁ&;]>\u202e#"), max_size=12).map(
    lambda text: text.replace("&", "&amp;").replace("]]>", "")
)


def feed(items: list[str]) -> bytes:
    """Write a feed of these items."""
    return f"<rss version='2.0'><channel><title>T</title>{''.join(items)}</channel></rss>".encode()


def whole(body: bytes) -> tuple[Entry, ...]:
    """Parse everything at once, without a cut."""
    return _parse(open_document(body).text, URL).entries


@pytest.mark.parametrize("document", [RSS_1, RSS_2, ATOM])
def test_the_pieces_are_the_document(document: str) -> None:
    """Nothing is lost or moved by the cut."""
    opened = open_document(document.encode())
    pieces = cut(opened.text, opened.root)
    assert pieces is not None
    assert pieces.only(pieces.entries) == opened.text
    assert len(pieces.entries) == 1


@pytest.mark.parametrize("trick", range(len(TRICKY)))
def test_tricks_are_cut_safely_or_not_at_all(trick: int) -> None:
    """Entries that hide entries give what the whole parse gives, when they are well-formed."""
    body = feed([TRICKY[trick].format(n=n, words=f"words {n}") for n in range(3)])
    if "bogus" in TRICKY[trick]:
        assert [one.key for one in parse(body, {}, URL).entries] == ["0", "1", "2"]
    else:
        expected = [(one.key, one.title, one.summary) for one in whole(body) if one.key]
        found = [(one.key, one.title, one.summary) for one in parse(body, {}, URL).entries]
        assert found == [one for one in expected if one[1] or one[2]]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, len(TRICKY) - 1), WORDS), max_size=6), st.data())
def test_a_later_reading_adds_only_what_is_new(
    items: list[tuple[int, str]], data: st.DataObject
) -> None:
    """Whatever the entries look like: known ones stay out, new ones come out as ever."""
    written = [TRICKY[kind].format(n=n, words=words) for n, (kind, words) in enumerate(items)]
    known = data.draw(st.sets(st.sampled_from(range(len(items))))) if items else set()
    first = parse(feed([written[n] for n in sorted(known)]), {}, URL)
    second = parse(feed(written), {}, URL, first.seen)
    everything = {one.key: one for one in parse(feed(written), {}, URL).entries}
    for one in second.entries:
        assert one == everything[one.key]
    told = {one.key for one in (*first.entries, *second.entries)}
    assert told >= set(everything)


def test_known_entries_are_left_out() -> None:
    """The second reading has the new entry and the edited one, and still the order."""
    item = "<item><guid>{n}</guid><title>Title {n}</title></item>"
    old = [item.format(n=n) for n in range(5)]
    first = parse(feed(old), {}, URL)
    assert len(first.entries) == 5
    edited = [*old[:3], old[3].replace("Title", "Other"), old[4]]
    second = parse(feed([item.format(n=9), *edited]), {}, URL, first.seen)
    assert [one.key for one in second.entries] == ["9", "3"]
    assert second.title == "T"
    third = parse(feed([item.format(n=9), *edited[:4]]), {}, URL, second.seen)
    assert (third.entries, third.nothing_new) == ((), True)


def test_a_malformed_entry_spoils_no_other() -> None:
    """The entries beside a malformed one read as if it were not there."""
    good = "<item><guid>{n}</guid><title>A &amp; B {n}</title></item>"
    bad = "<item><guid>bad</guid><title>Half <b>open & wrong</title></item>"
    items = [good.format(n=1), bad, good.format(n=2)]
    found = {one.key: one for one in parse(feed(items), {}, URL).entries}
    alone = {one.key: one for one in parse(feed([items[0], items[2]]), {}, URL).entries}
    assert set(found) == {"1", "bad", "2"}
    assert alone.items() <= found.items()


@given(st.lists(st.binary(max_size=9).map(str), max_size=5))
def test_marks_travel_as_text(texts: list[str]) -> None:
    """What is packed is unpacked; anything else means that nothing is known."""
    found = marks(tuple(texts))
    assert unpack(pack(found)) == set(found)
    for text in (None, "", "?", "é", "AAA"):
        assert unpack(text) == frozenset()


@pytest.mark.parametrize("inside", ["<item><guid>1</guid>{}</item>", "{}"])
def test_too_many_parts_are_refused(inside: str) -> None:
    """A feed of hundreds of thousands of tags is not read, inside an entry or beside it."""
    with pytest.raises(FeedError, match="too long to read"):
        parse(feed([inside.format("<a>" * 200_000 + "</a>" * 200_000)]), {}, URL)


def test_too_large_an_entry_is_left_out() -> None:
    """The entries beside an unreasonable one are read."""
    items = ["<item><guid>1</guid><title>t</title></item>", f"<item>{'<a/>' * 400_000}</item>"]
    assert [one.key for one in parse(feed(items), {}, URL).entries] == ["1"]


async def test_a_poll_tells_only_what_is_new(outlet: Outlet, source: HttpSource) -> None:
    """The validators of one poll are enough for the next to leave out what is known."""
    item = "<item><guid>{n}</guid><title>Title {n}</title></item>"
    url = outlet.says("/feed", feed([item.format(n=n) for n in range(3)]))
    first = await source.poll(url, Validators())
    assert isinstance(first, Changed)
    outlet.says("/feed", feed([item.format(n=n) for n in range(5)]))
    second = await source.poll(url, first.validators)
    assert isinstance(second, Changed)
    assert [entry.key for entry in second.entries] == ["3", "4"]
    outlet.says("/feed", feed([item.format(n=n) for n in range(4)]))
    third = await source.poll(url, second.validators)
    assert isinstance(third, Unchanged)
    outlet.says("/feed", feed([item.format(n=n) for n in range(5)]))
    assert isinstance(await source.poll(url, third.validators), Changed)


CORPUS = {name: (head, entries, tail) for name, head, entries, tail in documents()}


@pytest.mark.parametrize("name", CORPUS)
def test_the_corpus_reads_the_same_in_pieces(name: str) -> None:
    """Each entry alone, with the others known, is what the whole document's parse gives."""
    head, entries, tail = CORPUS[name]
    body = "".join([head, *entries, tail]).encode()
    one_by_one = parse(body, {}, URL).entries
    if "unclosed" not in name and "entity" not in name:  # the whole parse ends at the first
        expected = [_said(one) for one in whole(body)]
        assert [_said(one) for one in one_by_one] == [each for each in expected if any(each[:4])]
    for at in range(len(entries)):
        known = parse("".join([head, *entries[:at], *entries[at + 1 :], tail]).encode(), {}, URL)
        found = parse(body, {}, URL, known.seen)
        if known.seen is None:
            assert found.entries == one_by_one  # no safe cut: the whole, each time
        else:
            assert found.entries == one_by_one[at : at + 1]


def _said(one: Entry) -> tuple[object, ...]:
    return (one.title, one.summary, one.content, one.url, one.published)


def test_most_of_the_corpus_is_cut() -> None:
    """The corpus would prove nothing if the whole were parsed each time."""
    cuts = sum(
        parse("".join([head, *entries, tail]).encode(), {}, URL).seen is not None
        for head, entries, tail in CORPUS.values()
    )
    assert len(CORPUS) == 84
    assert cuts >= 70
