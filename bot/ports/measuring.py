"""Work done in, figures about it out; and how the whole installation is doing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


class Meter(Protocol):
    """Counts what this process does."""

    def worked(self, stage: str, seconds: float, *, failed: bool) -> None:
        """One row of a stage was worked on, so long."""

    def polled(self, outcome: str) -> None:
        """One feed was asked: ``changed``, ``unchanged`` or ``failed``."""

    def posted(self, platform: str, outcome: str) -> None:
        """One post was tried: ``posted``, ``limited``, ``forbidden``, ``unknown`` or ``failed``."""

    def arrived(self, platform: str, age: dt.timedelta) -> None:
        """A story was posted, so long after its article was read."""


class Usage(Protocol):
    """Something whose use is counted elsewhere: a language model."""

    def usage(self) -> Mapping[str, float]:
        """Give totals since the start: ``calls``, ``failures``, ``tokens_in`` and so on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What waits in one queue.

    Attributes:
        due: Rows whose time has come and that nobody works on.
        lag: How long the longest of them has been due; zero when there is none.
    """

    queue: str
    due: int
    lag: dt.timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """How the installation is doing, all processes together.

    Attributes:
        backlogs: One of each queue.
        feeds: How many feeds are in each state.
        undelivered: How many deliveries are dead or held, by platform and outcome.
    """

    backlogs: Sequence[Backlog]
    feeds: Mapping[str, int]
    undelivered: Mapping[tuple[str, str], int]


class Gauges(Protocol):
    """Where the condition can be read."""

    async def condition(self) -> Condition:
        """Count what waits, fails and was given up."""


class Figures(Protocol):
    """What was counted, in a text that others read."""

    kind: str

    def text(self, condition: Condition | None) -> bytes:
        """Write everything; without a condition only what this process counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a check-up looked at.

    Attributes:
        about: What was looked at, in a word or two.
        says: How it is, in plain words; never a secret.
        fix: What to do about it; ``None`` when all is well.
    """

    about: str
    says: str
    fix: str | None = None
