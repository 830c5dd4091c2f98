"""What an editor says is shown as the editor's, beside what the article says."""

import datetime as dt

import pytest

from summariser import Amendment, Article, Briefing, Mark, amend, brief

TEXT = (
    "Norway will give Kenya $4 million for wells before June, the foreign ministry said on "
    "Tuesday. Sweden may send Kenya 30 trucks."
)


@pytest.fixture(scope="module")
def made() -> Briefing:
    """Brief an article with pledges."""
    article = Article(id="a1", text=TEXT)
    return brief(article, as_of=dt.date(2026, 3, 2))


def said(field: str, value: str | None, was: str | None = None) -> Amendment:
    """Make an editor's word."""
    return Amendment(field=field, value=value, said=was)


@pytest.mark.parametrize(
    ("amendments", "shown"),
    [
        ((said("amount", "5000000"),), "$5m (editor)"),
        ((said("amount", "30"), said("currency", "trucks")), "30 trucks (editor)"),
        ((said("currency", "EUR"), said("per", "year")), "€4m a year (editor)"),
        ((said("amount", None), said("currency", None)), "sum not stated (editor)"),
        ((said("pledger", "Denmark"),), "Denmark (editor) → Kenya"),
        ((said("pledger", None),), "pledger not stated (editor) → Kenya"),
        ((said("recipient", "Uganda"),), "→ Uganda (editor):"),
        ((said("recipient", None),), "→ nobody named (editor):"),
        ((said("status", "withdrawn"),), "withdrawn (editor): "),
        ((said("status", "pledged"),), "pledged (editor): "),
        ((said("what", "for  deep\nwells"),), "for deep wells (editor)"),
    ],
)
def test_line_shows_an_editor_s_value_as_such(
    made: Briefing, amendments: tuple[Amendment, ...], shown: str
) -> None:
    """Marked, and without evidence: the article does not say it."""
    after = amend(made, {0: amendments})
    line = after.layout[2]
    assert shown in line.text
    assert len(line.text) <= 280
    for segment in line.segments:
        assert ("(editor)" in segment.text) <= (segment.evidence == ())
    assert after.layout[:2] == made.layout[:2]
    assert Mark.CORRECTED in after.marks
    for before, now in zip(made.pledges, after.pledges, strict=True):
        assert list(before.all_evidence()) == list(now.all_evidence())
        assert (before.amount, before.pledger) == (now.amount, now.pledger)


def test_nothing_to_say_changes_nothing(made: Briefing) -> None:
    """Without amendments it is the same; taken back, it is as it was."""
    assert amend(made, {}) is made
    after = amend(made, {0: (said("pledger", "Denmark"),)})
    assert amend(after, {}) == made
    assert amend(after, {0: (said("pledger", "Denmark"),)}) is after
