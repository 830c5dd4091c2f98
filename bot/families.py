"""An outlet in, the publisher's family out: what counts as one voice.

Two papers of one house, and a paper that prints an agency's text, confirm nothing to each other.
The table is small and only says what is well known; an outlet that is not in it is its own
family. A house may add to it.
"""

import functools
import importlib.resources
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.traits import fold


@dataclass(frozen=True, slots=True)
class Families:
    """Which outlet belongs to which family.

    Attributes:
        table: Folded outlet to family; agencies are in it under their own names.
    """

    table: Mapping[str, str]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str]]) -> "Families":
        """Make a table of (outlet, family)."""
        return cls({_key(outlet): family for outlet, family in rows})

    def family(self, outlet: str | None, credit: str | None = None) -> str:
        """Give the family; an agency that the text credits is the voice, not the paper."""
        for name in (credit, outlet):
            if name and _key(name) in self.table:
                return self.table[_key(name)]
        return credit or outlet or "unknown"

    def voices(self, said: Iterable[tuple[str | None, str | None]]) -> tuple[str, ...]:
        """Give each family of (outlet, credit) once, in the order of first report."""
        return tuple(dict.fromkeys(self.family(outlet, credit) for outlet, credit in said))


def _key(outlet: str) -> str:
    return fold(outlet).removeprefix("the ").strip()


@functools.cache
def shipped() -> Families:
    """Give the table that comes with the program."""
    table = importlib.resources.files("bot").joinpath("tables/families.tsv")
    rows = (line.partition("\t") for line in table.read_text("utf-8").splitlines())
    return Families.of((outlet, family) for outlet, _, family in rows if family)
