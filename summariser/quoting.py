"""An article in, its sentences out as evidence: what answers quote whole."""

from summariser.document import read
from summariser.records import Article, Evidence


def sentences(article: Article) -> tuple[Evidence, ...]:
    """Cut the text into sentences, in order, trimmed, not overlapping; takes any text."""
    return tuple(Evidence.of(article, start, end) for start, end in read(article).sentences)
