"""The second reader's judgements change rows as they say, and keep to the text."""

from typing import Any

from tests.quality.second import read_again

TEXT = "We will give $5m. The $5m will help. Farmers will benefit. We stand ready to do more."


def pledge(evidence: str, **more: Any) -> dict[str, Any]:
    """A first reader's pledge."""
    made = {"evidence": evidence, "core": False, "status": "pledged", "alt_evidence": []}
    return made | more


def row(*pledges: dict[str, Any], non_pledges: tuple[dict[str, str], ...] = ()) -> dict[str, Any]:
    """A first reader's article."""
    return {"id": "r", "text": TEXT, "pledges": list(pledges), "non_pledges": list(non_pledges)}


def test_judgements_are_applied() -> None:
    """A pledge is raised, another is a restatement of it, a third is none."""
    first = row(
        pledge("We will give $5m"), pledge("The $5m will help"), pledge("Farmers will benefit")
    )
    judged = {"r": {"id": "r", "p": ["core pledged", "again 0", "no forecast"]}}
    [again] = read_again([first], judged)
    [kept] = again["pledges"]
    assert kept["core"]
    assert kept["alt_evidence"] == ["The $5m will help"]
    assert again["non_pledges"] == [{"evidence": "Farmers will benefit", "why": "forecast"}]


def test_what_was_missed_is_added_by_its_places() -> None:
    """An added pledge is quoted from the text; a non-pledge that is one goes."""
    begin = TEXT.index("We stand")
    places: dict[str, Any] = dict.fromkeys(
        ("recipient_text", "amount_text", "deadline_text", "speaker_text")
    )
    places["evidence"] = [begin, begin + len("We stand ready to do more")]
    places["trigger"] = [begin + 3, begin + len("We stand ready")]
    places["pledger_text"] = [begin, begin + 2]
    added = places | {"status": "conditional", "core": True, "alt_evidence": []}
    first = row(non_pledges=({"evidence": "We stand ready to do more", "why": "hope"},))
    judged = {"r": {"id": "r", "p": [], "out": [0], "add": [added]}}
    [again] = read_again([first], judged)
    assert again["pledges"][0]["trigger"] == "stand ready"
    assert again["pledges"][0]["evidence"] == "We stand ready to do more"
    assert again["non_pledges"] == []


def test_other_rows_stay() -> None:
    """What was not read a second time is as the first reader had it."""
    first = row(pledge("We will give $5m"))
    assert read_again([first], {}) == [first]
