"""The thing promised, cut out of the clause that promises it."""

import pytest

from summariser.proposal import Span
from summariser.thing import thing


def cut(text: str, trigger: str, taker: str = "", total: str = "") -> str | None:
    """Find the thing in a clause whose parts are named by their words."""

    def place(words: str) -> Span | None:
        start = text.index(words) if words else -1
        return Span(start, start + len(words)) if words else None

    committed = place(trigger)
    assert committed
    found = thing(text, Span(0, len(text)), committed, taker=place(taker), total=place(total))
    return text[found.start : found.end] if found else None


@pytest.mark.parametrize(
    ("text", "trigger", "taker", "total", "expected"),
    [
        (
            "Britain will give Ukraine a further £340m of radars, the minister, Jo Lim, said",
            "will give",
            "Ukraine",
            "£340m",
            "radars",
        ),
        ("Trump has promised to end the war", "has promised", "", "", "to end the war"),
        ("Norway will give 150 million kroner", "will give", "", "150 million kroner", None),
        ("It will send 42 medical staff, she said", "will send", "", "", "42 medical staff"),
        (
            "It is to supply missiles and radars worth 395 million euros",
            "is to supply",
            "",
            "395 million euros",
            "missiles and radars",
        ),
        (
            "It will send a hospital with 42 medical staff",
            "will send",
            "",
            "42 medical staff",
            "a hospital with 42 medical staff",
        ),
        ("The fund will pay $5m a year for wells", "will pay", "", "$5m", "for wells"),
        (
            "A field hospital that Norway promised after the earthquake took its first patients",
            "promised",
            "",
            "",
            "A field hospital",
        ),
        (
            "It will build a bypass around Laskov, where the mayor had threatened to stop it",
            "will build",
            "",
            "",
            "build a bypass around Laskov",
        ),
        ("The ministers agreed again in March", "agreed", "", "", None),
        (
            "Laskov will raise defence spending to a tenth",
            "spending",
            "",
            "",
            "raise defence spending to a tenth",
        ),
        (
            "Laskov will raise defence spending to a tenth",
            "will raise defence spending",
            "",
            "",
            "raise defence spending to a tenth",
        ),
        (
            "It would be left behind for the region",
            "would be left behind",
            "",
            "",
            "would be left behind for the region",
        ),
        ("It is committed to ending the war", "is committed to ending", "", "", "ending the war"),
        (
            "Laskov will give 15 kroner ($1 million) for wells",
            "will give",
            "",
            "15 kroner",
            "for wells",
        ),
        ("Laskov will remove the tariff in May", "will remove", "", "", "remove the tariff in May"),
        ("Laskov will allow exports of arms", "will allow", "", "", "allow exports of arms"),
        ("Laskov would stop attending the talks", "would stop", "", "", "stop attending the talks"),
        ("Laskov will drop tariffs on steel", "will drop tariffs", "", "", "drop tariffs on steel"),
        ("Laskov is weighing a loan of ten tanks", "is weighing a", "", "", "loan of ten tanks"),
        (
            "A ban on gas imports will be tabled",
            "will be tabled",
            "",
            "",
            "A ban on gas imports will be tabled",
        ),
        ("Laskov will spend 2% of income on roads", "will spend", "", "2%", "of income on roads"),
        ("The line will pay back all tickets", "will pay back", "", "", "pay back all tickets"),
    ],
)
def test_thing_is_what_a_reader_would_underline(
    text: str, trigger: str, taker: str, total: str, expected: str | None
) -> None:
    """Taker, sum, report and relative clauses are not part of the thing."""
    assert cut(text, trigger, taker, total) == expected


def test_the_thing_may_stand_before_its_clause() -> None:
    """In "a field hospital that Norland promised" the clause may begin with the giver."""
    text = "Laskan - A field hospital that Norland promised after the storm took its first men"
    start = text.index("Norland")
    at = text.index("promised")
    found = thing(
        text, Span(start, len(text)), Span(at, at + len("promised")), taker=None, total=None
    )
    assert found
    assert text[found.start : found.end] == "A field hospital"
