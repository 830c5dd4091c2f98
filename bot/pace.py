"""From who asks how often to whether they may ask again now: a token bucket each. Pure.

A reader types a few commands a minute; a script that uses the page to fetch addresses, or to
search without end, is told when to come back. Behind a reverse proxy all readers share its
address unless it is trusted to say theirs (uvicorn's ``--forwarded-allow-ips``).
"""

import datetime as dt
from dataclasses import dataclass

REMEMBERED = 10_000
"""Askers kept; the longest silent is forgotten first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How often one asker may ask: ``burst`` at once, and one more each ``every``."""

    burst: int
    every: dt.timedelta


QUESTIONS = Allowance(burst=60, every=dt.timedelta(seconds=1))
SIGN_INS = Allowance(burst=5, every=dt.timedelta(seconds=20))
FETCHES = Allowance(burst=10, every=dt.timedelta(seconds=6))


class Pace:
    """Counts for every asker; each use takes one from what they have left."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        # When each asker's bucket will be full again; the least recent comes first.
        self._full_at: dict[str, dt.datetime] = {}

    def take(self, asker: str, now: dt.datetime) -> dt.timedelta | None:
        """Take one; ``None`` when it is allowed, else how long to wait."""
        every, burst = self._allowance.every, self._allowance.burst
        full_at = max(self._full_at.pop(asker, now), now)
        wait = full_at + every - now - every * burst
        allowed = wait <= dt.timedelta(0)
        self._full_at[asker] = full_at + every if allowed else full_at
        if len(self._full_at) > REMEMBERED:
            del self._full_at[next(iter(self._full_at))]
        return None if allowed else wait
