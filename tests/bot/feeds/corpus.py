"""Feeds of our own in every format and manner, for parsers to agree about: 84 documents."""

from collections.abc import Iterator

ENTRIES = 4

_SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)
_RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
_ATOM = "http://www.w3.org/2005/Atom"
_RSS_ITEM = (
    "<item><title>{title}</title><link>https://n.example/{n}</link>"
    "<description>{body}</description>{more}</item>"
)
_ATOM_ENTRY = (
    '<{p}entry><{p}title type="html">{title}</{p}title><{p}id>tag:n.example,2024:{n}</{p}id>'
    '<{p}link href="/{n}"/><{p}updated>2024-12-19T1{n}:00:00Z</{p}updated>'
    '<{p}summary type="html">{body}</{p}summary>{more}</{p}entry>'
)

# name: what stands before, one entry, what stands after; {more} is the format's own.
FORMATS: dict[str, tuple[str, str, str]] = {
    "rss 0.91": ('<rss version="0.91"><channel><title>T</title>', _RSS_ITEM, "</channel></rss>"),
    "rss 0.92": (
        '<rss version="0.92"><channel><title>T</title>',
        _RSS_ITEM.replace("{more}", '<source url="https://o.example/f">O</source>{more}'),
        "</channel></rss>",
    ),
    "rss 2.0": (
        '<rss version="2.0"><channel><title>T</title><ttl>9</ttl>',
        _RSS_ITEM.replace(
            "{more}",
            '<guid isPermaLink="false">g-{n}</guid><pubDate>Thu, 19 Dec 2024 1{n}:00:00 GMT'
            "</pubDate><author>ann@n.example (Ann Bee)</author>{more}",
        ),
        "</channel></rss>",
    ),
    "rss with modules": (
        f'<rss version="2.0" {_SPACES}><channel><sy:updatePeriod>hourly</sy:updatePeriod>',
        _RSS_ITEM.replace(
            "{more}",
            "<guid>https://n.example/{n}</guid><dc:creator>Ann Bee</dc:creator><dc:date>2024-12-19"
            'T1{n}:00:00Z</dc:date><media:content url="https://n.example/{n}.jpg"><media:title>'
            "Not the title</media:title><media:description>Not the text</media:description>"
            "</media:content><content:encoded><![CDATA[<p>Whole {n}</p>]]></content:encoded>"
            "<itunes:summary>Another</itunes:summary><dc:rights>Free</dc:rights>{more}",
        ),
        "</channel></rss>",
    ),
    "rss 1.0": (
        f'<rdf:RDF {_RDF} {_SPACES}><channel rdf:about="https://n.example/"></channel>',
        _RSS_ITEM.replace("<item>", '<item rdf:about="https://n.example/{n}">').replace(
            "{more}", "<dc:creator>Ann Bee</dc:creator>{more}"
        ),
        "</rdf:RDF>",
    ),
    "atom 1.0": (
        f'<feed xmlns="{_ATOM}"><title>T</title><id>f</id><updated>2024-12-19T00:00:00Z</updated>',
        _ATOM_ENTRY.replace("{p}", "").replace(
            "{more}", "<author><name>Ann Bee</name></author>{more}"
        ),
        "</feed>",
    ),
    "atom 0.3": (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>T</title>',
        _ATOM_ENTRY.replace("{p}", "").replace(
            "{more}", "<issued>2024-12-18T1{n}:00:00Z</issued>{more}"
        ),
        "</feed>",
    ),
}

# name: a headline, a body and what else stands in the entry; each as it is written in XML.
MANNERS: dict[str, tuple[str, str, str]] = {
    "plain": ("Headline {n}", "Words of {n}", ""),
    "escaped": ("A &amp;amp; B {n}", "&lt;p&gt;Words &amp;amp; {n}&lt;/p&gt;", ""),
    "cdata": ("<![CDATA[Head & {n}]]>", "<![CDATA[<p>Words <b>of</b> {n}</p>]]>", ""),
    "entry in cdata": ("Headline {n}", "<![CDATA[</item><item></entry><entry>{n}]]>", ""),
    "comments": ("Headline {n}", "Words of {n}", "<!-- <item>not</item> <entry>not</entry> -->"),
    "letters": ("Łódź — {n} 日本 €", "Smörgås &#8212; &#x20AC; é {n}", ""),
    "own names": ("Headline {n}", "Words of {n}", '<x:item xmlns:x="urn:x">inner {n}</x:item>'),
    "long": ("Headline {n}", "Words of {n}, again. " * 200, ""),
    "empty": ("", "", ""),
    "unknown entity": ("Headline &bogus; {n}", "Words &nbsp; of {n}", ""),
    "unclosed": ("Headline {n}", "Words <br> of {n}", ""),
    "markup": ("Headline {n}", "&lt;script&gt;x()&lt;/script&gt;&lt;p&gt;Words {n}", ""),
}


def documents() -> Iterator[tuple[str, str, list[str], str]]:
    """Give each document: its name, head, entries and tail."""
    for form, (head, entry, tail) in FORMATS.items():
        for manner, (title, body, more) in MANNERS.items():
            filled = entry.replace("{title}", title).replace("{body}", body)
            filled = filled.replace("{more}", more)
            entries = [filled.replace("{n}", str(n)) for n in range(ENTRIES)]
            yield f"{form}, {manner}", head, entries, tail
