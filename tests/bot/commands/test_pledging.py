"""What the ledger answers in words: lists, one pledge, files, charts, corrections."""

import csv
import dataclasses
import io
from collections.abc import Mapping
from decimal import Decimal

import pytest

from bot.accounts import Account, accounts
from bot.commands import Answerer, Asker, Attached, Choices, Reply, Role, Say, Table, parse, render
from bot.commands.command import Pledges
from bot.commands.paging import spoken
from bot.commands.pledging import ROWS
from bot.errors import CommandError
from bot.export import UNSIGNED
from bot.ledger import tell
from bot.pictures import Chart, Picture
from bot.questions import Question
from bot.store import SqlStore
from summariser import Briefing
from tests.bot.making import differing
from tests.bot.scribe import NOW
from tests.bot.shelf import Shelf, shelf
from tests.bot.written import harbour, story
from tests.pledged import claim

EDITOR = Asker(person="U1", role=Role.EDITOR)
HARBOUR = "a7:0:0"  # Norland's 92 million for the harbour of Veskar


class Pen:
    """Draws one byte, or nothing."""

    def __init__(self, *, broken: bool = False) -> None:
        self.broken = broken

    async def draw(self, picture: Picture) -> Chart:
        """Draw it."""
        if self.broken:
            raise CommandError("charts need matplotlib, which is not installed here")
        return Chart(name=f"{picture.name}.png", png=b"p", alt=picture.alt)


async def ask(
    words: str, *, held: Shelf | None = None, asker: Asker = EDITOR, pen: Pen | None = None
) -> Reply:
    """Ask in words."""
    books = held or shelf()
    answerer = Answerer(books, None, lambda: NOW, ledger=books, drawing=pen)
    return await answerer.answer(parse(words), asker)


def files(reply: Reply) -> list[Attached]:
    """List its files."""
    return [part for part in reply.parts if isinstance(part, Attached)]


class Banks(Shelf):
    """A ledger of more pledges than one answer shows; the oldest alone is the Bank's."""

    def _held(self) -> Mapping[str, Account]:
        return accounts(
            tell(
                claim(
                    f"thing{n} and work{7 * n}",
                    f"EUR {n + 1}m",
                    article=f"n{n}",
                    day=-n,
                    recipient=f"Place{n}",
                    pledger="Quenby Bank" if n == ROWS + 4 else "Quenby Fund",
                )
                for n in range(ROWS + 5)
            )
        )


async def test_a_short_name_offers_all_that_it_may_be() -> None:
    """The choice is over every pledge that matches, not only over those on the screen."""
    reply = await ask("pledges by Quenby", held=Banks())
    [table, *_] = [part for part in reply.parts if isinstance(part, Table)]
    assert "Quenby Bank" not in {row[1] for row in table.rows}
    [choice] = [
        part for part in reply.parts if isinstance(part, Choices) and "alone" in part.prompt
    ]
    assert [option.command for option in choice.options] == [
        "pledges by Quenby Bank",
        "pledges by Quenby Fund",
    ]
    exact = await ask("pledges by Quenby Fund", held=Banks())
    assert "alone" not in render(exact)


async def test_how_it_is_asked_is_no_part_of_a_name() -> None:
    """Words like "in total" stand behind a name, and what follows "about" is not one."""
    for words in ("pledges by Norland in total", "what has Norland pledged so far?"):
        asked = parse(words)
        assert isinstance(asked, Pledges)
        assert asked.by == "Norland"
    asked = parse("What did Canada announce about the gold traders?")
    assert isinstance(asked, Pledges)
    assert (asked.by, asked.unread) == ("Canada", ("about the gold traders",))


async def test_a_file_has_all_that_matches() -> None:
    """CSV, JSON and IATI come with the list, named by the day, with a description."""
    for form, ending in (("csv", "csv"), ("json", "json"), ("iati", "xml")):
        [file] = files(await ask(f"pledges by Norland export {form}"))
        assert file.name == f"pledges-2026-03-14.{ending}"
        draft = f" ({UNSIGNED})" if form == "iati" else ""
        assert file.description == f"4 pledges, {form.upper()}{draft}"
    [file] = files(await ask("export csv"))
    rows = list(csv.DictReader(io.StringIO(file.data.decode())))
    assert len(rows) == 7
    assert {"92000000", "60000000"} <= {row["amount"] for row in rows}


async def test_a_chart_comes_with_its_words() -> None:
    """It is a picture with the same in words; where none can be drawn, the words alone."""
    [chart] = files(await ask("pledges to Veskar chart", pen=Pen()))
    assert (chart.media, chart.data) == ("image/png", b"p")
    assert "Norland: USD 92m" in chart.description
    for pen in (None, Pen(broken=True)):
        reply = await ask("pledges to Veskar chart", pen=pen)
        assert not files(reply)
        assert "Norland: USD 92m" in render(reply)
    [timeline] = files(await ask(f"pledge {HARBOUR} chart", pen=Pen()))
    assert "Veskar" in timeline.description
    assert files(await ask("pledges by Norland chart", pen=Pen()))


async def test_an_editor_corrects_a_pledge() -> None:
    """From then on it is read so; what was said stays, with that an editor corrected it."""
    held = shelf()
    reply = await ask(f"correct {HARBOUR} amount=USD 95m because they say so", held=held)
    assert reply.title == "Corrected: Norland → Veskar: USD 95m"
    account = await held.account(HARBOUR)
    assert account
    assert account.sum == (Decimal(95_000_000), "USD")
    assert [each.by for each in held.corrections] == ["page:U1"] * len(held.corrections)
    assert held.corrections[0].reason == "they say so"
    told = render(await ask(f"pledge {HARBOUR}", held=held))
    assert "92 million dollars" in told
    assert "an editor corrected it" in told
    assert "U1" not in told
    assert "USD 95m" in render(await ask("pledges by Norland over USD 94m", held=held))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (f"correct {HARBOUR} colour=red", "no field"),
        (f"correct {HARBOUR} amount=lots", "amount"),
        (f"correct {HARBOUR} amount=USD 92m", "already"),
        ("correct 9:9:9 amount=USD 92m", "no pledge 9:9:9"),
        ("pledge 9:9:9", "no pledge 9:9:9"),
    ],
)
async def test_what_makes_no_sense_is_told(words: str, told: str) -> None:
    """Nothing is changed, and the answer says how to write it."""
    held = shelf()
    reply = await ask(words, held=held)
    assert not reply.found
    assert told in reply.title
    assert not held.corrections


def many(count: int) -> Shelf:
    """Hold so many stories of one pledge each, with sums of their own."""
    held = Shelf()
    article, briefing = harbour()
    for number in range(1, count + 1):
        pledge = dataclasses.replace(briefing.pledges[0], recipient=None)
        assert pledge.amount
        amount = dataclasses.replace(pledge.amount, amount=Decimal(number * 10**6))
        own = dataclasses.replace(article, id=f"m{number}", url=f"https://m.example/{number}")
        told: Briefing = dataclasses.replace(
            briefing, article=own.id, pledges=(dataclasses.replace(pledge, amount=amount),)
        )
        held.put(story(number, own, told))
    return held


async def test_long_lists_come_in_parts() -> None:
    """Each part offers the next and the one before as commands; totals are over all."""
    held = many(40)
    first = await ask("pledges by Norland", held=held)
    total = len(await held.accounts(Question(), today=NOW.date()))
    assert total > 30
    assert Say(text=f"1 to 15 of {total}.") in first.parts
    seen: set[object] = set()
    command, parts = "pledges by Norland", 0
    while command:
        reply = await ask(command, held=held)
        table = next(part for part in reply.parts if isinstance(part, Table))
        seen |= {row[-1] for row in table.rows}
        offered = [o for part in reply.parts if isinstance(part, Choices) for o in part.options]
        command = next((o.command for o in offered if o.label == "More"), "")
        parts += 1
    assert parts == -(-total // 15)
    assert len(seen) == total
    beyond = await ask("pledges by Norland page 99", held=held)
    assert Say(text=f"There are only {total}.") in beyond.parts


@pytest.mark.parametrize(
    "words",
    [
        "pledges",
        "pledges by Norland to Veskar",
        "pledges military conditional since last week over EUR 100",
        "pledges overdue by Norland until 2024-05-01",
        "pledges to New Zealand since March",
        "latest aid 3",
        "search port strike",
        "timeline Norland",
        "feeds",
    ],
)
def test_a_command_reads_as_it_is_spoken(words: str) -> None:
    """The words of a button are read as the command that it stands for."""
    command = parse(words)
    assert parse(spoken(command)) == command  # type: ignore[arg-type] # all of these come in parts


async def test_a_clause_without_a_name_is_told() -> None:
    """Words that are cut short are named, never silently dropped."""
    reply = await ask("pledges to")
    assert isinstance(parse("pledges to"), Pledges)
    assert Say(text="Not understood, so not used: to") in reply.parts


async def test_outlets_that_differ_stand_side_by_side(file_store: SqlStore) -> None:
    """`sources` shows who says what, where the outlets of a story differ."""
    key = await differing(file_store)
    answerer = Answerer(file_store, None, lambda: NOW, ledger=file_store)
    reply = await answerer.answer(parse(f"sources {key}"), EDITOR)
    [table] = [each for each in reply.parts if isinstance(each, Table) and each.caption]
    assert table.caption
    assert table.caption.startswith("They differ")
    assert {row[0] for row in table.rows} == {"Example Post", "Other Post"}
    assert "USD 52m" in {str(row[1]) for row in table.rows}
