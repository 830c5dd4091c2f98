"""One search serves chats, page and terminal: stories first, then what they do not tell."""

import pytest

from bot.commands.command import Search
from bot.commands.reply import Choices, Quote, ShowStory
from bot.commands.searching import search
from bot.rules import fold
from bot.store import SqlStore
from tests.bot.making import brief, read
from tests.bot.shelf import Shelf, shelf


@pytest.mark.parametrize(("word", "quoted"), [("eleven", True), ("harbour", False)])
async def test_words_that_the_lines_do_not_say_are_quoted(word: str, *, quoted: bool) -> None:
    """The quote is the article's own text, with its place; lines that say the word need none."""
    reply = await search(shelf(), Search(words=word))
    assert reply
    shown = reply.parts[0]
    assert isinstance(shown, ShowStory)
    quotes = [part for part in reply.parts[1:2] if isinstance(part, Quote)]
    assert bool(quotes) == quoted
    for quote in quotes:
        found = quote.evidence
        assert shown.story.article.article.text[found.start : found.end] == found.text
        assert word in fold(found.text).split()


async def test_best_match_comes_first_where_it_is_asked_for(store: SqlStore) -> None:
    """And each order offers the other."""
    for name, text in (
        ("much", "The ferry to Skarholm: a ferry, the only ferry, stops."),
        ("little", "On Monday the minister was told of a ferry, of a bridge and of much else."),
    ):
        await read(store, f"https://example.org/{name}", text=text)
        await brief(store)
        await store.remove_feed(1)
    newest = await search(store, Search(words="ferry"))
    best = await search(store, Search(words="ferry", best=True))
    assert newest
    assert best
    first = [part.story.id for part in newest.parts if isinstance(part, ShowStory)]
    assert [part.story.id for part in best.parts if isinstance(part, ShowStory)] == first[::-1]
    for reply, offered in (
        (newest, "search ferry, best match first"),
        (best, "search ferry, newest first"),
    ):
        [choices] = [part for part in reply.parts if isinstance(part, Choices)]
        assert offered in [option.command for option in choices.options]


@pytest.mark.parametrize("words", ["unicorns", "?!", ""])
async def test_nothing_is_told_as_nothing(words: str) -> None:
    """Whoever asks says what to do instead."""
    assert await search(Shelf(), Search(words=words)) is None
