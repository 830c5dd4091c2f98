"""An article in, its sentences out as evidence: what answers quote whole."""

from summariser.document import borders, clean_text
from summariser.records import Article, Evidence


def sentences(article: Article) -> tuple[Evidence, ...]:
    """Cut the text into sentences, in order, trimmed, not overlapping; takes any text."""
    found, _ = borders(clean_text(article.text))
    return tuple(Evidence.of(article, start, end) for start, end in found)
