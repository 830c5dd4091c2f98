"""How long Slack waits for its acknowledgements when many people ask at once."""

import asyncio
import statistics
from collections.abc import Iterator

from tests.bot.slack.rig import running
from tests.figures import Figure

COMMANDS = 200


def figures() -> Iterator[Figure]:
    """Measure 200 slash commands at once over real sockets, each answered 0.2 s later."""
    waited = sorted(asyncio.run(_burst()))
    yield Figure(name="slack.ack_median_ms", value=statistics.median(waited) * 1000, unit="ms")
    yield Figure(
        name="slack.ack_slowest_ms",
        value=waited[-1] * 1000,
        unit="ms",
        target="<= 1000",
        note=f"{COMMANDS} commands at once",
    )


async def _burst() -> list[float]:
    async with running(redeliver_after=30) as rig:
        rig.answerer.wait = 0.2
        sent = await asyncio.gather(*(rig.slack.command("help") for _ in range(COMMANDS)))
        await asyncio.gather(*(each.acked.wait() for each in sent))
        await rig.slack.until(lambda: len(rig.slack.responses) == COMMANDS, within=60)
        return [each.waited or 0.0 for each in sent]
