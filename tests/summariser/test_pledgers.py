"""Who is bound: somebody who can act, by name alone, or nobody."""

import pytest

from summariser import Article
from summariser.document import read
from summariser.pledgers import pledger
from summariser.proposal import Span
from summariser.reading import understand


@pytest.mark.parametrize(
    ("words", "home", "name"),
    [
        ("The clean-up payment", "Australia", "Australian Government"),
        ("The clean-up payment", None, None),
        ("Ingrid Solvang, the trade minister", None, "Ingrid Solvang"),
        ("Norwegian surgeons will", None, "Norwegian surgeons"),
    ],
)
def test_a_thing_binds_nobody(words: str, home: str | None, name: str | None) -> None:
    """A payment is its government's on that government's page and nobody's elsewhere."""
    text = f"{words} reach families in May. The Australian Government and Kenya agreed to it."
    reading = understand(read(Article(id="a", text=text, home=home)))
    found = pledger(reading, Span(0, len(words)))
    assert (found.name if found else None) == name
