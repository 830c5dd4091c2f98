"""Pictures in, PNG bytes out: drawn by a process of their own that ends with the drawing.

matplotlib takes 60 MB and most of a second to load, and holds the interpreter while it draws, so
it never runs in the process that serves people: that one starts ``python -m bot.drawing`` for a
picture, hands it the numbers and words, reads the bytes and forgets it. One is drawn at a time.
"""

import asyncio
import dataclasses
import importlib.util
import json
import pathlib
import sys

from bot.errors import CommandError
from bot.pictures import Chart, Picture

PATIENCE = 30.0
"""Seconds for one picture: it takes about one, and several on a machine that is busy."""

_ROOT = pathlib.Path(__file__).parent.parent.parent


class Drawings:
    """`Drawing` by matplotlib."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(1)

    async def draw(self, picture: Picture) -> Chart:
        """Draw it; raise `CommandError` where that cannot be done."""
        if importlib.util.find_spec("matplotlib") is None:
            raise CommandError("charts need matplotlib, which is not installed here")
        spec = {"shape": type(picture).__name__, **dataclasses.asdict(picture)}
        async with self._turn:
            png = await _drawn(json.dumps(spec).encode())
        return Chart(name=f"{picture.name}.png", png=png, alt=picture.alt)


async def _drawn(spec: bytes) -> bytes:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.drawing"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=_ROOT,  # where this package is found, installed or not
    )
    try:
        png, said = await asyncio.wait_for(child.communicate(spec), PATIENCE)
    except TimeoutError as error:
        raise CommandError("the chart could not be drawn in time; ask again") from error
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode or not png:
        last = said.decode(errors="replace").strip().rpartition("\n")[2]
        raise CommandError(f"the chart could not be drawn: {last[:200] or 'no reason given'}")
    return png
