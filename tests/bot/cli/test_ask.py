"""`threeline ask`: times and days are those of whoever asks."""

import pathlib

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.cli.ask import zone_here


@pytest.mark.parametrize(
    ("tz", "zone"),
    [
        ("Europe/Kyiv", "Europe/Kyiv"),
        (":Asia/Tokyo", "Asia/Tokyo"),
        ("CET-1CEST", "UTC"),
        (None, "UTC"),
    ],
)
def test_the_zone_is_the_machines(tz: str | None, zone: str, tmp_path: pathlib.Path) -> None:
    """TZ names it; what is no zone of the tables is left out."""
    assert zone_here(tz, tmp_path / "localtime") == zone


def test_the_clocks_file_names_the_zone(tmp_path: pathlib.Path) -> None:
    """Without TZ the machine's own link says it, and TZ says otherwise."""
    zone = tmp_path / "zoneinfo" / "Europe" / "Oslo"
    zone.parent.mkdir(parents=True)
    zone.touch()
    here = tmp_path / "localtime"
    here.symlink_to(zone)
    assert zone_here(None, here) == "Europe/Oslo"
    assert zone_here("Asia/Tokyo", here) == "Asia/Tokyo"


def test_times_are_told_in_the_zone_that_is_asked_for(tmp_path: pathlib.Path) -> None:
    """A zone may be named; one that does not exist is answered with how to write it."""
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path}/ask.sqlite3"}
    done = CliRunner().invoke(main, ["ask", "--zone", "Europe/Kyiv", "feeds"], env=settings)
    assert done.exit_code == 0, done.output
    wrong = CliRunner().invoke(main, ["ask", "--zone", "Mars/Base", "feeds"], env=settings)
    assert wrong.exit_code != 0
    assert "Europe/Kyiv" in wrong.output
