"""What an editor corrected, where somebody asks for it."""

from bot.changes import only_bettered
from bot.commands.changes import compare
from bot.commands.reply import Table
from bot.commands.words import pledge_words
from bot.web.views import card
from tests.bot.amended import corrected, told
from tests.bot.slack.sample import story

PLEDGED = told(
    story(), pledger="Norland", recipient="Estavia", amount=120_000_000, much="120 million euros",
    what="for grid repairs by June",
)  # fmt: skip
NOW = corrected(PLEDGED, ("amount", "140000000", "120000000"), by="operator")


def test_versions_tell_a_correction_as_one() -> None:
    """Between two versions stands what was corrected and by which role; nothing else changed."""
    [table, _] = compare(NOW, [PLEDGED, NOW]).parts
    assert isinstance(table, Table)
    said = "Norland → Estavia, amount: EUR 140,000,000; the article says EUR 120,000,000"
    assert table.rows == (("1 → 2", "", "the operator", f"corrected: {said}"),)
    assert not only_bettered(NOW.briefing, PLEDGED.briefing)


def test_pledge_in_words_has_both() -> None:
    """What the article says, with its quote, and beside it what an editor says."""
    [pledge] = NOW.briefing.pledges
    assert pledge_words(pledge) == (
        "Norland → Estavia: EUR 120m, for grid repairs by June "
        "(corrected by an editor: amount EUR 140,000,000)"
    )


def test_page_shows_it_without_a_quote() -> None:
    """The value links to no place in the text, and the card says what the mark means."""
    shown = card(NOW)
    [run] = [run for run in shown.lines[2].runs if run.text == "€140m"]
    assert run.href is None
    assert "“(editor)” marks what an editor corrected" in shown.warnings
    [before] = [run for run in card(PLEDGED).lines[2].runs if run.text == "€120m"]
    assert before.href
