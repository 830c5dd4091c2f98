"""Which outlets are one voice."""

from bot.families import Families, shipped


def test_papers_of_one_house_are_one_voice() -> None:
    """Two papers of a house confirm nothing to each other; nor does a copy of an agency."""
    known = shipped()
    said = [
        ("The Guardian", None),
        ("Observer", None),
        ("Daily Post", "Reuters"),
        ("Reuters", None),
    ]
    assert known.voices(said) == ("Guardian Media Group", "Reuters")


def test_unknown_outlet_is_its_own_voice() -> None:
    """What the table does not know it does not guess."""
    known = Families.of([("A Daily", "House")])
    assert known.family("The A Daily") == "House"
    assert known.family("B Weekly") == "B Weekly"
    assert known.family(None) == "unknown"
    assert known.family("B Weekly", "Unknown Agency") == "Unknown Agency"
