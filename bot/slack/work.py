"""What Slack delivers to work done once, later: no acknowledgement waits for it."""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable

import structlog

from bot.ports import Heard

# Slack redelivers for about an hour; a busy workspace asks less than this in an hour.
REMEMBERED = 20_000
# Answers being made at once, and waiting; beyond it the person is told that we are busy.
WORKERS, WAITING = 16, 2_000

Work = Callable[[], Awaitable[None]]

_log = structlog.get_logger(__name__)


class Once:
    """Remembers what was taken on, so that a redelivery of it is acknowledged and no more."""

    def __init__(self, limit: int = REMEMBERED) -> None:
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._limit = limit

    def first(self, key: str) -> bool:
        """Tell whether this is new, and remember it."""
        if key in self._seen:
            self._seen.move_to_end(key)
            return False
        self._seen[key] = None
        if len(self._seen) > self._limit:
            self._seen.popitem(last=False)
        return True


class Queue:
    """Work in the order in which it came, a few at a time; nothing that fails stops the rest."""

    def __init__(
        self, *, workers: int = WORKERS, waiting: int = WAITING, heard: Heard | None = None
    ) -> None:
        self._queue: asyncio.Queue[tuple[str, str, Work]] = asyncio.Queue(maxsize=waiting)
        self._workers = workers
        self._heard = heard

    def put(self, name: str, work: Work, *, key: str = "") -> bool:
        """Take work on; False when too much waits already.

        Args:
            name: What it is, for the log.
            work: Done once it is its turn, unless another process has taken ``key`` on.
            key: What Slack may deliver to another process, too.
        """
        try:
            self._queue.put_nowait((name, key, work))
        except asyncio.QueueFull:
            _log.warning("slack_queue_full", work=name)
            return False
        return True

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self._workers):
                group.create_task(self._work())

    async def drain(self, within: float) -> None:
        """Wait until everything taken on is done, at most ``within`` seconds."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._queue.join(), within)

    async def _work(self) -> None:
        while True:
            name, key, work = await self._queue.get()
            try:
                if not key or self._heard is None or await self._heard.first(f"slack:{key}"):
                    await work()
            except Exception as error:  # noqa: BLE001 # one answer's failure is not the next one's
                _log.error("slack_work_failed", work=name, error=f"{type(error).__name__}: {error}")
            finally:
                self._queue.task_done()
