"""Probes in, whether the process lives and can work out: for balancers and Prometheus.

``/healthz``: it runs. ``/readyz``: the database answers, what must have an owner has one, feeds
are polled in time; else 503, with each finding in words. ``/metrics``: figures. They are served
with the page, or on a port of their own where a process has no page (``OPS_PORT``).
"""

import asyncio
import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.errors import StoreError
from bot.ports import Leases
from bot.ports.measuring import Condition, Figures, Gauges

PATIENCE = 5.0
"""Seconds that the database may take to answer a probe."""

LATE = dt.timedelta(minutes=10)
"""A feed that is due for longer than this is not polled by anybody."""

_NOW = {"Cache-Control": "no-store"}


class Probed(Gauges, Leases, Protocol):
    """What is asked of the store."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Probes:
    """Answers who watches.

    Attributes:
        store: What is asked.
        meters: What this process counted.
        owned: Beginnings of names of leases that somebody must have.
    """

    store: Probed
    meters: Figures
    owned: Sequence[str] = ()

    def routes(self) -> list[Route]:
        """Give the three addresses."""
        return [
            Route("/healthz", self._live),
            Route("/readyz", self._ready),
            Route("/metrics", self._metrics),
        ]

    def application(self) -> Starlette:
        """Make an application of nothing else."""
        return Starlette(routes=self.routes())

    async def _live(self, request: Request) -> Response:
        del request
        return PlainTextResponse("ok\n", headers=_NOW)

    async def _ready(self, request: Request) -> Response:
        del request
        found = await self._findings()
        ready = all(words == "ok" for words in found.values())
        return JSONResponse(found, 200 if ready else 503, headers=_NOW)

    async def _findings(self) -> dict[str, str]:
        try:
            async with asyncio.timeout(PATIENCE):
                condition = await self.store.condition()
                held = [each.name for each in await self.store.holds()]
        except TimeoutError:
            return {"database": f"it has not answered in {PATIENCE:.0f} s"}
        except StoreError as error:
            return {"database": str(error)}
        missing = [name for name in self.owned if not any(one.startswith(name) for one in held)]
        return {
            "database": "ok",
            "leases": f"nobody has {', '.join(missing)}" if missing else "ok",
            "feeds": _feeds(condition),
        }

    async def _metrics(self, request: Request) -> Response:
        del request
        try:
            async with asyncio.timeout(PATIENCE):
                condition = await self.store.condition()
        except (StoreError, TimeoutError):
            condition = None
        text = self.meters.text(condition)
        return Response(text, media_type=self.meters.kind, headers=_NOW)


def _feeds(condition: Condition) -> str:
    [polls] = [each for each in condition.backlogs if each.queue == "feeds"]
    if polls.lag <= LATE:
        return "ok"
    minutes = int(polls.lag.total_seconds() // 60)
    return f"{polls.due} are due, one for {minutes} minutes: is a process with the role feeds up?"
