"""Mentions by tables and by a proposer, joined."""

from summariser.document import Document, read
from summariser.mentions import mentions
from summariser.proposal import ProposedMention, Span
from summariser.records import ActorKind, Article
from summariser.sightings import sighted


def document(text: str) -> Document:
    """Read a text."""
    return read(Article(id="a", text=text))


def seen(text: str, words: str, kind: ActorKind, score: float = 0.9) -> ProposedMention:
    """Propose the first place of some words."""
    start = text.index(words)
    return ProposedMention(span=Span(start, start + len(words)), kind=kind, score=score)


def test_an_actor_in_small_letters_is_added() -> None:
    """No capital letter gives the teachers' union away."""
    text = "Talks failed and the teachers' union will strike in France on Monday."
    found = document(text)
    proposed = [seen(text, "the teachers' union", ActorKind.GROUP)]
    joined = sighted(found, mentions(found), proposed)
    assert "teachers' union" in {m.name for m in joined}
    assert [m.start for m in joined] == sorted(m.start for m in joined)


def test_a_country_keeps_its_own_name() -> None:
    """A proposer says where "Britain" stands, the table what it is called."""
    text = "Britain will send aid to Kenya."
    found = document(text)
    joined = sighted(found, mentions(found), [seen(text, "Britain", ActorKind.ORG)])
    assert joined == mentions(found)


def test_a_doubtful_sighting_changes_nothing() -> None:
    """Below the least score a proposed mention is noise."""
    text = "Rain fell on the old bridge."
    found = document(text)
    assert sighted(found, [], [seen(text, "the old bridge", ActorKind.ORG, score=0.4)]) == []


def test_the_possessive_is_no_part_of_a_name() -> None:
    """What belongs to somebody is not the somebody."""
    text = "Then ordinary villagers' boats sank."
    found = document(text)
    joined = sighted(found, [], [seen(text, "ordinary villagers'", ActorKind.GROUP)])
    assert [m.name for m in joined] == ["ordinary villagers"]


def test_a_person_is_cut_out_of_a_title_that_names_bodies() -> None:
    """Where the tables see one long name, a sure proposer says where the person begins."""
    text = "Deputy Minister of National Defence Bogna Strzelec said no decision was made."
    found = document(text)
    proposed = [seen(text, "Bogna Strzelec", ActorKind.PERSON, score=0.97)]
    [person] = [m for m in sighted(found, mentions(found), proposed) if "Bogna" in m.name]
    assert person.name == "Bogna Strzelec"
    assert person.title is not None
    assert text[slice(*person.title)] == "Deputy Minister of National Defence"
