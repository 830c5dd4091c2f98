"""The passing of time in, old rows gone: the stage that forgets, a few times a day."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from bot.ports import Bell, Care, Clock

EVERY = dt.timedelta(hours=6)


@dataclasses.dataclass(slots=True, kw_only=True)
class Upkeep:
    """Forgets at its first look and every six hours; several processes may, at once.

    Attributes:
        texts: How long the words of articles are kept that nothing quotes.
    """

    store: Care
    now: Clock
    texts: dt.timedelta = dt.timedelta(days=365)
    slots: int = 1
    name: str = "upkeep"
    bells: tuple[Bell, ...] = ()
    _last: dt.datetime | None = None

    async def claim(self, limit: int) -> Sequence[dt.datetime]:
        """Take the task when it is time."""
        now = self.now()
        if limit and (self._last is None or now - self._last >= EVERY):
            self._last = now
            return [now]
        return []

    async def work(self, _: dt.datetime) -> None:
        """Forget what is past its time."""
        await self.store.forget()
        await self.store.forget_texts(self.texts)
