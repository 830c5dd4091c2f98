"""The README says what the code does."""

import re

import pytest

from tests.figures import ROOT
from tests.readme import FROM_CODE, README, written


@pytest.mark.parametrize("section", FROM_CODE)
def test_table_matches_the_code(section: str) -> None:
    """Settings, commands and map are as the code has them; `make readme` renews them."""
    assert written(README.read_text(), section) == FROM_CODE[section]()


def test_every_path_that_it_names_exists() -> None:
    """No line sends a newcomer to a file that is not there."""
    named = re.findall(r"`((?:bot|summariser|tests|seeds|docs)/[\w./-]+)`", README.read_text())
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
