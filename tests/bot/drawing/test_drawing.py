"""Pictures become PNGs, in a process of their own."""

import asyncio
import dataclasses
import datetime as dt
import struct
import subprocess
import sys

import pytest

from bot.accounts import accounts
from bot.charts import by_pledger, over_time
from bot.drawing import Drawings, __main__
from bot.errors import CommandError
from bot.ledger import tell
from bot.pictures import Bars, Picture
from bot.timelines import timeline
from summariser import Status
from tests.pledged import claim

TODAY = dt.date(2026, 11, 1)
AWKWARD = "$x^2$ 山本 \u202eلا <b>&amp; " + "Verylongword" * 9


def _pictures() -> list[Picture]:
    said = [
        claim("drones", "GBP 225m", deadline="2026-05"),
        claim("drones", "EUR 272m", article="a2", day=0.5),
        claim("boats", "GBP 3", article="a3", story=3, status=Status.UNDER_CONSIDERATION),
        claim("grant", "JPY 900bn", article="a4", story=4, pledger=AWKWARD, recipient=AWKWARD),
    ]
    held = tuple(accounts(tell(said)).values())
    found = (
        by_pledger(held, recipient=AWKWARD, today=TODAY, currency="EUR"),
        over_time(held, about=AWKWARD, today=TODAY, currency="EUR"),
        over_time(held[:1], about="Ukraine", today=held[0].first.date()),
        *(timeline(each, today=TODAY) for each in held),
    )
    return [picture for picture in found if picture]


def test_each_shape_is_drawn_whatever_the_names() -> None:
    """A PNG of the width that chats show, never taller than twice its width."""
    pen = pytest.importorskip("bot.drawing.pen")
    pictures = _pictures()
    assert len(pictures) == 6
    for picture in pictures:
        png = pen.draw(__main__.read({"shape": type(picture).__name__, **_plain(picture)}))
        assert png.startswith(b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", png[16:24])
        assert width == 1280
        assert 150 < height < 2 * width
        assert len(png) < 300_000


def _plain(picture: Picture) -> dict[str, object]:
    return dataclasses.asdict(picture)


async def test_a_chart_is_drawn_beside_the_loop() -> None:
    """Two asked for at once both come, with their names and words, and the loop goes on."""
    pytest.importorskip("matplotlib")
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    ticking = asyncio.create_task(tick())
    first, second = _pictures()[0], _pictures()[3]
    pen = Drawings()
    charts = await asyncio.gather(pen.draw(first), pen.draw(second))
    ticking.cancel()
    assert [chart.name for chart in charts] == ["pledges-by-pledger.png", "pledge-timeline.png"]
    assert [chart.alt for chart in charts] == [first.alt, second.alt]
    assert all(chart.png.startswith(b"\x89PNG") for chart in charts)
    assert ticks > 10


async def test_a_picture_that_cannot_be_drawn_is_said_in_words() -> None:
    """The reader is told that there is no chart; nothing else breaks."""
    pytest.importorskip("matplotlib")
    empty = Bars(name="x", title="x", currency="EUR", bars=(), foot=(), alt="x")
    with pytest.raises(CommandError, match="could not be drawn"):
        await Drawings().draw(empty)


def test_the_program_itself_never_loads_the_library() -> None:
    """It would cost 60 MB for as long as the program runs."""
    code = "import sys, bot.app, bot.charts, bot.drawing; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
