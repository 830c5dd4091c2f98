"""What each command answers, read from a small library."""

import dataclasses
import pathlib
from decimal import Decimal

import pytest

from bot.commands import Answerer, Asker, Reply, Tell, parse, quietly, render
from bot.commands.reply import Choices, Quote, Say, ShowBriefing, ShowStory, Table
from bot.errors import FeedError
from summariser import Article, Briefing, Status
from tests.bot.scribe import NOW
from tests.bot.shelf import Shelf, shelf
from tests.bot.written import clinics

GOLDEN = pathlib.Path(__file__).parent / "golden"


class Reader:
    """A briefer that knows one address."""

    async def brief_link(self, url: str, tell: Tell = quietly) -> tuple[Article, Briefing]:
        """Brief the clinics, whatever the address; one outlet is down."""
        await tell("Read 99 words")
        if "down" in url:
            raise FeedError("the address does not answer")
        return clinics()


def library() -> Shelf:
    """Give the shelf as the port that it implements."""
    return shelf()


async def ask(text: str, *, story: int | None = None, held: Shelf | None = None) -> Reply:
    """Ask in words."""
    shelf = held or library()
    answerer = Answerer(shelf, Reader(), lambda: NOW, ledger=shelf)
    return await answerer.answer(parse(text), Asker(story=story))


GOLDENS = (
    ("latest", "latest aid 2"),
    ("brief-held", "https://castellan.example/veskar"),
    ("brief-new", "brief https://elsewhere.example/clinics"),
    ("brief-down", "brief https://down.example/1"),
    ("more", "more 7"),
    ("evidence", "evidence"),
    ("evidence-pledges", "evidence pledges 6"),
    ("sources", "who else reported it?"),
    ("who", "who is Norland?"),
    ("who-choice", "who arreno"),
    ("who-nobody", "who is Nobody Known"),
    ("pledges", "pledges"),
    ("pledges-filtered", "pledges by norland over $70m since last week"),
    ("pledges-none", "pledges to Mars since the flood"),
    ("total", "how much in total?"),
    ("pledge", "pledge a7:0:0"),
    ("export", "pledges by Norland export csv"),
    ("chart", "pledges to Veskar chart"),
    ("timeline", "timeline norland"),
    ("ask", "how many ships sank?"),
    ("ask-none", "how many whales did the storm kill?"),
    ("search", "search veskar"),
    ("latest-part", "latest 2 page 2"),
    ("search-none", "search unicorns"),
    ("why", "why https://castellan.example/veskar"),
    ("why-unseen", "why https://unseen.example/1"),
    ("feeds", "feeds"),
    ("help", "help"),
    ("help-pledges", "help pledges"),
    ("slip", "lastest labour"),
    ("unknown", "sing me a song"),
)


@pytest.mark.parametrize(("name", "text"), GOLDENS, ids=[name for name, _ in GOLDENS])
async def test_reads_as_it_was_agreed(name: str, text: str) -> None:
    """Each answer in plain text is the golden file; delete the file to write it anew."""
    path = GOLDEN / f"{name}.txt"
    found = f"> {text}\n\n{render(await ask(text))}"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
        pytest.fail(f"wrote {path.name}; read it and commit it")
    assert found == path.read_text(encoding="utf-8")


async def test_story_is_the_one_of_the_thread() -> None:
    """Asked in a thread, the story is understood; asked elsewhere, it is the newest."""
    in_thread = await ask("sources", story=5)
    anywhere = await ask("sources")
    assert "Story #5" in render(in_thread)
    assert "Story #7" in render(anywhere)


async def test_pledges_in_a_thread_are_those_of_its_story() -> None:
    """A bare "pledges" in a thread is about its story; with filters it is about all."""
    assert (await ask("pledges", story=6)).title == "2 pledges in story #6"
    assert "in the ledger" in (await ask("pledges by Norland", story=6)).title


async def test_brief_of_an_unheld_link_is_made_on_the_spot() -> None:
    """An address that is not held is fetched and briefed; one that is held is not."""
    new = await ask("https://elsewhere.example/1")
    held = await ask("https://castellan.example/veskar")
    assert isinstance(new.parts[0], ShowBriefing)
    assert isinstance(held.parts[0], ShowStory)


async def test_failure_to_fetch_is_told_in_plain_words() -> None:
    """What the outlet did wrong is the answer, not an exception."""
    reply = await ask("brief https://down.example/1")
    assert not reply.found
    assert "does not answer" in reply.title


@pytest.mark.parametrize(
    "text", ["latest", "more", "evidence", "sources", "pledges", "feeds", "why", "who Norland"]
)
async def test_an_empty_library_answers_too(text: str) -> None:
    """Before anything has come in, every command says so."""
    reply = await ask(text, held=Shelf())
    assert not reply.found
    assert reply.title


async def test_changes_between_versions_are_told() -> None:
    """What a new version adds, drops or says of a pledge is a row each."""
    held = shelf()
    assert not (await ask("what changed?", story=7, held=held)).found
    old = held.stories[7]
    first, second, third, considered = old.briefing.pledges
    assert first.amount
    more = dataclasses.replace(first.amount, amount=Decimal(95_000_000))
    firmer = dataclasses.replace(considered, status=Status.WITHDRAWN)
    pledges = (dataclasses.replace(first, amount=more), second, third, firmer)
    briefing = dataclasses.replace(old.briefing, pledges=pledges)
    held.put(dataclasses.replace(old, version=2, briefing=briefing))
    told = render(await ask("what changed?", story=7, held=held), width=1000)
    assert "was USD 92,000,000, now USD 95,000,000" in told
    assert "withdrawn, was considered" in told
    assert third.what.text not in told


async def test_question_on_a_story_is_answered_from_it_first() -> None:
    """The same question on two stories' pages gets each story's own answer."""
    for number in (5, 7):
        reply = await ask("what did Arreno say?", story=number)
        assert {part.story for part in reply.parts if isinstance(part, Quote)} == {number}


async def test_question_that_is_not_answered_is_refused() -> None:
    """Words that the articles lack, or names that they do not have, get no quote."""
    for text in (
        "how much will Sweden give Veskar?",
        "who is the queen of Norland?",
        "when does the opera open?",
        "how many cranes did Ruritania buy?",
    ):
        reply = await ask(text)
        assert not reply.found, text
        assert not [part for part in reply.parts if isinstance(part, Quote)]


async def test_every_quote_is_verbatim() -> None:
    """Each quote of each answer is the slice of the article that it names."""
    held = shelf()
    texts = {
        article.article.id: article.article.text
        for articles in held.held.values()
        for article in articles
    }
    quotes = [
        part
        for number in held.stories
        for text in (f"more {number}", f"evidence {number}")
        for part in (await ask(text, held=held)).parts
        if isinstance(part, Quote)
    ]
    assert len(quotes) > 40
    for quote in quotes:
        evidence = quote.evidence
        assert texts[evidence.article][evidence.start : evidence.end] == evidence.text


async def test_rows_are_as_wide_as_their_head() -> None:
    """Every table has as many cells in a row as columns."""
    for _, text in GOLDENS:
        for part in (await ask(text)).parts:
            if isinstance(part, Table):
                assert {len(row) for row in part.rows} <= {len(part.columns)}


async def test_every_choice_is_a_command() -> None:
    """What is offered can be asked: no choice leads to "no such command"."""
    for _, text in GOLDENS:
        for part in (await ask(text)).parts:
            if isinstance(part, Choices):
                for option in part.options:
                    assert "There is no command" not in (await ask(option.command)).title


async def test_words_that_were_not_understood_are_named() -> None:
    """A filter that is not understood is said to be left out, never silently dropped."""
    reply = await ask("pledges by Norland since the flood")
    assert Say(text="Not understood, so not used: since the flood") in reply.parts
