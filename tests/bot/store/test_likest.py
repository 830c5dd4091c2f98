"""What has some of a question's words is found, however much is held and however usual they are."""

from bot.store import SqlStore
from bot.store.likest import likest
from tests.bot.making import read

USUAL = "The minister said that the grant for the town will come next year, whatever the weather"


async def _hold(store: SqlStore) -> dict[str, int]:
    """Hold an old article with a rare word, many with usual ones, and one that repeats a word."""
    keys = {}
    for name, text in (
        ("old", "The ferry to Skarholm stops; the minister was told."),
        *((f"usual{number}", f"{USUAL} in {number} days.") for number in range(12)),
        ("grants", "A grant, a grant and a third grant for the town."),
        ("last", f"{USUAL} and so on."),
    ):
        [keys[name]] = await read(store, f"https://example.org/{name}", text=text)
        await store.remove_feed(1)
    return keys


async def _asked(store: SqlStore, words: str, looked_at: int) -> list[int]:
    async with store._db.read() as connection:
        return await likest(connection, words, 3, looked_at=looked_at)


async def test_rare_word_is_found_behind_many_newer_articles_with_the_usual_ones(
    store: SqlStore,
) -> None:
    """Five articles of each word are looked at, and thirteen that are newer have the usual ones."""
    keys = await _hold(store)
    assert (await _asked(store, "minister grant Skarholm", 5))[0] == keys["old"]


async def test_usual_words_give_what_says_them_most_of_the_newest(store: SqlStore) -> None:
    """Those that have more of the words, or a word more often in a shorter text, come first."""
    keys = await _hold(store)
    found = await _asked(store, "grant town", 5)
    assert found[0] == keys["grants"]
    assert len(found) == 3
    assert keys["old"] not in found


async def test_nothing_is_found_without_words_or_without_articles(store: SqlStore) -> None:
    """Neither raises, on an empty store or on signs alone."""
    assert not await _asked(store, "?!", 5)
    assert not await _asked(store, "grant", 5)
    keys = await _hold(store)
    assert await _asked(store, "Skarholm nobodysays", 5) == [keys["old"]]


async def test_words_of_a_query_language_are_words(store: SqlStore) -> None:
    """Signs that mean something to a database are looked through."""
    keys = await _hold(store)
    assert (await _asked(store, "'Skarholm' & !minister | (NOT* AND:", 5))[0] == keys["old"]
