"""Address of an article in, the country whose "the Government" its publisher means out."""

import functools
from urllib.parse import urlsplit

from summariser.lexicon import table
from summariser.records import Article


@functools.cache
def _domains() -> dict[str, str]:
    return {row["domain"]: row["name"] for row in table("countries") if row["domain"]}


@functools.cache
def _currencies() -> dict[str, str]:
    own = {row["name"]: row["currency"] for row in table("countries")}
    return own | {
        row["name"]: own[row["country"]] for row in table("regions") if row["country"] in own
    }


def home(article: Article) -> str | None:
    """Country of ``article.home``, else of a government's address; ``None`` for anything else."""
    if article.home:
        return article.home
    if not article.url:
        return None
    try:
        host = urlsplit(article.url).hostname or ""
    except ValueError:
        return None
    parts = host.lower().split(".")
    if parts[-1] in ("gov", "mil"):
        return "United States"
    if len(parts) > 1 and parts[-2] in ("gov", "gob", "gouv", "govt", "mil", "go", "gc"):
        return _domains().get(parts[-1])
    return None


def currency(country: str | None) -> str | None:
    """ISO 4217 code of the own money of a country, or of a part of one."""
    return _currencies().get(country or "") or None
