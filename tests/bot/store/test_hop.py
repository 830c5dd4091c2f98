"""What a SQLite file is told goes through its thread in one turn, and comes back whole."""

import pathlib
import sqlite3

import pytest

from bot.store import hop


async def test_cursor_gives_rows_and_what_is_known_of_them(tmp_path: pathlib.Path) -> None:
    """Rows one by one, some, and the rest; names of columns; the last key; how many changed."""
    connection = await hop.connect(str(tmp_path / "file"))
    async with connection.cursor() as cursor:
        await cursor.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, word TEXT)")
        assert not cursor.description
        await cursor.executemany("INSERT INTO t (word) VALUES (?)", [("a",), ("b",), ("c",)])
        assert cursor.rowcount == 3
        await cursor.execute("INSERT INTO t (word) VALUES (?)", ("d",))
        assert cursor.lastrowid == 4
        await cursor.execute("SELECT word FROM t ORDER BY id")
        assert [column[0] for column in cursor.description] == ["word"]
        assert await cursor.fetchone() == ("a",)
        assert await cursor.fetchmany(2) == [("b",), ("c",)]
        assert await cursor.fetchall() == [("d",)]
        assert await cursor.fetchone() is None
    await connection.close()


async def test_error_of_a_statement_reaches_who_asked(tmp_path: pathlib.Path) -> None:
    """The driver's own error, and the connection works on."""
    connection = await hop.connect(str(tmp_path / "file"))
    cursor = connection.cursor()
    with pytest.raises(sqlite3.OperationalError):
        await cursor.execute("SELECT nothing")
    await cursor.execute("SELECT 1")
    assert await cursor.fetchall() == [(1,)]
    await connection.close()
