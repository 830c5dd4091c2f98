"""Words that the reading knows: tables in this folder, which a person may edit.

A table is tab-separated UTF-8; the first line is a comment, the second names the columns.
"""

import functools
from importlib import resources


@functools.cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Read ``name``.tsv as rows, keyed by its column names; short rows get empty cells."""
    lines = resources.files(__name__).joinpath(f"{name}.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    columns = rows[0]
    return tuple(
        dict(zip(columns, row + [""] * (len(columns) - len(row)), strict=True)) for row in rows[1:]
    )


def listed(cell: str) -> list[str]:
    """Split a cell that holds several values."""
    return [value for value in cell.split(",") if value]
