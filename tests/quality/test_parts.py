"""What bodies do in a story, as annotated: the file is whole, and rows carry it."""

from tests.quality.parts import TOLD, told, with_parts


def test_each_actor_is_told_once_with_a_known_relation() -> None:
    """A line has an article, an actor, a part in few words and one of five relations."""
    lines = TOLD.read_text("utf-8").splitlines()
    known = told()
    assert len(lines) == len(known)
    assert {one["relation"] for one in known.values()} == {
        "giver", "taker", "target", "place", "other",
    }  # fmt: skip
    assert all(0 < len(one["role"].split()) <= 12 for one in known.values())
    assert all(one["part"] is None or one["part"][0] < one["part"][1] for one in known.values())


def test_rows_carry_what_is_annotated() -> None:
    """An actor that is not annotated stays as it is."""
    article, actor = next(iter(told()))
    row = {"id": article, "actors": [{"name": actor}, {"name": "Nobody"}]}
    [after] = with_parts([row])
    assert after["actors"][0].keys() == {"name", "relation", "part"}
    assert after["actors"][1] == {"name": "Nobody"}
