"""Whose words an article is, and on what terms: bylines, datelines, data and links."""

import pytest

from bot.feeds.credits import credit_of
from bot.feeds.extract import extract
from bot.feeds.parse import parse
from tests.bot.feeds.test_articles import PARAGRAPHS, page

URL = "https://castellan.example/money"


@pytest.mark.parametrize(
    ("authors", "text", "credit"),
    [
        (("Reuters",), "A text.", "Reuters"),
        (("By Reuters Staff",), "A text.", "Reuters"),
        (("Ann Bee", "AFP"), "A text.", "Agence France-Presse"),
        (("Associated Press",), "A text.", "Associated Press"),
        (("\u00a9 2024 AFP",), "A text.", "Agence France-Presse"),
        (("PA News Agency Reporters",), "A text.", "PA Media"),
        (("Ann Bee",), "OSLO, Dec 19 (Reuters) - Norway gives aid.", "Reuters"),
        (("Ann Bee",), "KYIV (AP) \u2014 Norway gives aid.", "Associated Press"),
        ((), "Norway gives aid, the minister said. (dpa)", "dpa"),
        (
            (),
            "By Agence France-Presse\nNorway gives aid to Kenya for its wells.",
            "Agence France-Presse",
        ),
        ((), "Norway gives aid.\n\u2013 Reuters", "Reuters"),
        ((), "Norway gives aid.\nSource: AP\nAll rights reserved", "Associated Press"),
        ((), "Norway gives aid.\nReuters contributed to this report.", None),
        ((), "Norway gives aid, Reuters reported on Tuesday.", None),
        (("Ann Bee",), "The minister (Labour) \u2014 once a nurse \u2014 said so.", None),
        (("Anna Reuters",), "A text.", None),
        (("AP Smith",), "A text.", None),
        ((), "", None),
    ],
)
def test_agencies_sign(authors: tuple[str, ...], text: str, credit: str | None) -> None:
    """A signature names the agency; a mention, a thank-you or a namesake does not."""
    assert credit_of(authors, text, "The Castellan") == credit


def test_an_agency_does_not_copy_itself() -> None:
    """On its own page an agency is the outlet."""
    assert credit_of(("Reuters Staff",), "LONDON (Reuters) - So.", "Reuters") is None


def _read(head: str = "", body: str = PARAGRAPHS) -> tuple[str | None, str | None]:
    found = extract(page(head, body).encode(), {"content-type": "text/html"}, URL)
    return found.licence, found.credit


CC = "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("head", "body", "licence"),
    [
        (f'<link rel="license" href="{CC}">', "", CC),
        ("", f'<p><a rel="license noopener" href="{CC}">CC BY</a></p>', CC),
        ('<meta name="dc.rights" content="Crown copyright">', "", "Crown copyright"),
        ('<meta name="copyright" content="(c) 2024 The Castellan">', "", "(c) 2024 The Castellan"),
        (
            f'<script type="application/ld+json">{{"@type":"Article","license":"{CC}"}}</script>',
            "",
            CC,
        ),
        ('<link rel="license" href="javascript:alert(1)">', "", None),
        ("", "", None),
    ],
)
def test_terms_of_a_page(head: str, body: str, licence: str | None) -> None:
    """The licence line is a link, data or words, in this order."""
    assert _read(head, PARAGRAPHS + body)[0] == licence


@pytest.mark.parametrize(
    ("head", "credit"),
    [
        (
            '<link rel="canonical" href="https://www.conversation.example/a">',
            "conversation.example",
        ),
        ('<link rel="canonical" href="/money">', None),
        ('<meta name="author" content="AFP">', "Agence France-Presse"),
        (
            (
                '<script type="application/ld+json">{"@type": "NewsArticle", "sourceOrganization":'
                ' {"@type": "Organization", "name": "Reuters"}}</script>'
            ),
            "Reuters",
        ),
    ],
)
def test_voice_of_a_page(head: str, credit: str | None) -> None:
    """A page's data, or the canonical address at another outlet, say whose piece it is."""
    assert _read(head)[1] == credit


@pytest.mark.parametrize(
    ("channel", "item", "licence"),
    [
        ("<copyright>(c) Castellan</copyright>", "", "(c) Castellan"),
        ("<copyright>(c) Castellan</copyright>", "<dc:rights>Free</dc:rights>", "Free"),
        (f"<cc:license>{CC}</cc:license>", "", CC),
        ("", f"<cc:license>{CC}</cc:license>", CC),
        ("", "", None),
    ],
)
def test_terms_of_a_feed(channel: str, item: str, licence: str | None) -> None:
    """An entry's own terms come before its feed's."""
    text = (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cc='
        '"http://backend.userland.com/creativeCommonsRssModule"><channel><title>T</title>'
        f"{channel}<item><guid>1</guid><title>One</title>{item}</item></channel></rss>"
    )
    [entry] = parse(text.encode(), {}, URL).entries
    assert entry.licence == licence
