"""Article in, the shared reading of it out: sentences, paragraphs and money, with offsets."""

from dataclasses import dataclass

from summariser.records import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article with the spans that every later step needs.

    Attributes:
        sentences: (start, end) code-point offsets, in order, not overlapping, trimmed.
    """

    article: Article
    sentences: tuple[tuple[int, int], ...]
