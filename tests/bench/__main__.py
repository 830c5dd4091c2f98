"""`make bench`: run every benchmark beside this file, one line a figure.

A benchmark is a module `bench_*.py` with a function `figures()` that yields `Figure`s. Names
given as arguments choose among them: `python -m tests.bench summariser`.
"""

import importlib
import pathlib
import sys
from collections.abc import Iterator

from tests.figures import Figure, report


def _figures(chosen: list[str]) -> Iterator[Figure]:
    for path in sorted(pathlib.Path(__file__).parent.glob("bench_*.py")):
        if not chosen or path.stem.removeprefix("bench_") in chosen:
            yield from importlib.import_module(f"tests.bench.{path.stem}").figures()


if __name__ == "__main__":
    report("bench", _figures(sys.argv[1:]))
