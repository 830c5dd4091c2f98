"""Facts of the installation."""

from bot.store import SqlStore


async def test_first_telling_of_a_fact_stands(store: SqlStore) -> None:
    """What is told later does not change it."""
    assert await store.remember("began", "monday") == "monday"
    assert await store.remember("began", "tuesday") == "monday"


async def test_notes_change(store: SqlStore) -> None:
    """A note is what was noted last."""
    assert await store.recall("discord_1") is None
    await store.note("discord_1", "a")
    await store.note("discord_1", "b")
    assert await store.recall("discord_1") == "b"
