"""A question in, an answer out: known already, or asked for within the caps.

Before a call its most is counted against the day's caps, in the database, so that processes that
ask at once cannot spend the same money twice; after it what it did cost is counted instead. A
call that never came back stays counted at its most. At most so many calls run at once, in all
processes together, by leases that end by themselves when a process dies.
"""

import asyncio
import contextlib
import dataclasses
import datetime as dt
import hashlib
import json
import math
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from decimal import Decimal

import structlog

from bot.errors import ModelError
from bot.llm.wire import Completion, Wire
from bot.ports import Caps, Clock, ModelBook, Spending
from summariser import Ask

ATTEMPTS = 3
FIRST_WAIT = 0.5
"""Seconds before the second attempt where the server does not say; then twice as long."""
SLOT_WAIT = 0.25
LETTERS = 3
"""Characters in a token at the least, for counting a question before it is asked."""
MILLION = Decimal(1_000_000)
_log = structlog.get_logger(__name__)

Report = Callable[[str, int], None]
"""Told why the model did not answer, and how often it was asked."""


def _log_failure(reason: str, attempts: int) -> None:
    _log.warning("model_failed", reason=reason, attempts=attempts)


class ModelDesk:
    """`bot.ports.Model` on one server, with cache, caps, slots and retries."""

    def __init__(
        self,
        *,
        wire: Wire,
        book: ModelBook,
        now: Clock,
        caps: Caps,
        prices: tuple[Decimal, Decimal],
        slots: int,
        budget: float,
        report: Report | None = None,
    ) -> None:
        self.slots = slots
        self._wire = wire
        self._book = book
        self._now = now
        self._caps = caps
        self._prices = prices
        self._budget = budget
        self._report = report or _log_failure
        self._owner = secrets.token_hex(8)
        self._counts: Counter[str] = Counter()

    def usage(self) -> Mapping[str, float]:
        """Give totals of this process since its start."""
        names = ("calls", "failures", "cached", "refused_by_cap", "tokens_in", "tokens_out")
        return {name: float(self._counts[name]) for name in names} | {
            "cost": self._counts["micros"] / 1e6
        }

    async def answer(self, ask: Ask, *, workspace: str = "") -> str | None:
        """Ask within the caps; raise `ModelError` where there is no answer."""
        digest = self._digest(ask)
        known = await self._book.answered(digest)
        if known is not None:
            self._counts["cached"] += 1
            return known
        await self._wire.ready()  # not on the time of the answer
        letters = sum(len(one.content) for one in ask.messages) + len(json.dumps(ask.schema))
        tokens_in = math.ceil(letters / LETTERS)
        reserved = Spending(
            tokens=tokens_in + self._wire.most_tokens,
            cost=self._cost(tokens_in, self._wire.most_tokens),
        )
        day = self._now().date()
        if not await self._book.reserve(day, workspace, reserved, self._caps):
            self._counts["refused_by_cap"] += 1
            raise ModelError("today's cap for the model is reached", retry_after=self._tomorrow())
        spent = Spending(tokens=0)
        try:
            async with self._slot():
                found = await self._asked(ask)
            spent = self._spent(found, tokens_in)
        except asyncio.CancelledError:
            spent = reserved  # nobody knows what it did cost
            raise
        finally:
            await self._book.settle(day, workspace, reserved=reserved, spent=spent)
        if found.text is not None:
            await self._book.keep_answer(digest, found.text)
        return found.text

    def _digest(self, ask: Ask) -> str:
        """Give one key for the same text, prompt, schema and model."""
        asked = dataclasses.asdict(ask) | {"model": self._wire.model}
        words = json.dumps(asked, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(words.encode()).hexdigest()

    async def _asked(self, ask: Ask) -> Completion:
        """Try up to three times within the budget, waiting as the server says."""
        end = time.monotonic() + self._budget
        for attempt in range(1, ATTEMPTS + 1):
            self._counts["calls"] += 1
            try:
                async with asyncio.timeout(max(0.0, end - time.monotonic())):
                    return await self._wire.complete(ask)
            except TimeoutError as error:
                self._counts["failures"] += 1
                raise ModelError(f"the model took longer than {self._budget:g} s") from error
            except ModelError as error:
                self._counts["failures"] += 1
                wait = FIRST_WAIT * 2 ** (attempt - 1)
                if error.retry_after is not None:
                    wait = error.retry_after.total_seconds()
                late = time.monotonic() + wait >= end
                if error.final or late or attempt == ATTEMPTS:
                    self._report(str(error), attempt)
                    raise
                await asyncio.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    @contextlib.asynccontextmanager
    async def _slot(self) -> AsyncIterator[None]:
        """Have one of the slots that all processes share."""
        ttl = dt.timedelta(seconds=2 * self._budget + 5)
        owner = f"{self._owner}-{secrets.token_hex(4)}"
        end = time.monotonic() + self._budget
        while True:
            for number in range(self.slots):
                held = await self._book.hold(f"llm:{number}", owner, ttl)
                if held:
                    try:
                        yield
                    finally:
                        await self._book.release(held)
                    return
            if time.monotonic() >= end:
                raise ModelError(
                    "the model is busy", retry_after=dt.timedelta(seconds=self._budget)
                )
            await asyncio.sleep(SLOT_WAIT)

    def _spent(self, found: Completion, guessed: int) -> Spending:
        tokens_in = guessed if found.tokens_in is None else found.tokens_in
        tokens_out = found.tokens_out
        if tokens_out is None:
            tokens_out = math.ceil(len(found.text or "") / LETTERS)
        cost = self._cost(tokens_in, tokens_out)
        self._counts["tokens_in"] += tokens_in
        self._counts["tokens_out"] += tokens_out
        self._counts["micros"] += int(cost * MILLION)
        return Spending(tokens=tokens_in + tokens_out, cost=cost)

    def _cost(self, tokens_in: int, tokens_out: int) -> Decimal:
        price_in, price_out = self._prices
        return (tokens_in * price_in + tokens_out * price_out) / MILLION

    def _tomorrow(self) -> dt.timedelta:
        now = self._now()
        midnight = dt.datetime.combine(now.date(), dt.time(), dt.UTC) + dt.timedelta(days=1)
        return midnight - now
