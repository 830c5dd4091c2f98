"""`make bench`: run every benchmark beside this file, one line a figure.

A benchmark is a module `bench_*.py` with a function `figures()` that yields `Figure`s. Names
given as arguments choose among them: `python -m tests.bench summariser`. A number behind a name
is the size of what is measured, where a benchmark has one: `python -m tests.bench scale:1000000`.
"""

import importlib
import pathlib
import sys
from collections.abc import Iterator

from tests.figures import Figure, report


def _figures(chosen: list[str]) -> Iterator[Figure]:
    sizes = {name: size for name, _, size in (each.partition(":") for each in chosen)}
    for path in sorted(pathlib.Path(__file__).parent.glob("bench_*.py")):
        name = path.stem.removeprefix("bench_")
        if not chosen or name in sizes:
            size = [int(sizes[name])] if sizes.get(name) else []
            yield from importlib.import_module(f"tests.bench.{path.stem}").figures(*size)


if __name__ == "__main__":
    report("bench", _figures(sys.argv[1:]))
