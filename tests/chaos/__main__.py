"""`make chaos`: storms over both databases, one line a figure."""

import asyncio
import pathlib
import tempfile
from collections.abc import Iterator

from tests import postgres
from tests.chaos import disk
from tests.chaos.feeds import blow
from tests.chaos.storm import Storm, Toll, rage
from tests.figures import Figure, report

LANES = 100
STORIES = 51
FAULTS = 110
SEED = 4
EVIL_FEEDS = 300
HEALTHY_FEEDS = 100
FEED_SECONDS = 60.0


def _figures() -> Iterator[Figure]:
    yield from _feeds()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{pathlib.Path(folder) / 'store.sqlite3'}"
        storm = Storm(url=url, lanes=LANES, stories=STORIES, faults=FAULTS, seed=SEED)
        yield from _toll("sqlite", asyncio.run(rage(storm)))
    yield from _full_disk()
    why = postgres.missing()
    if why:
        yield Figure(name="chaos.postgres.posts", value=None, unit="posts", note=why)
        return
    with postgres.server() as server:

        def restart() -> None:
            server.stop("immediate")
            server.start()

        url = server.url.format(name=server.database())
        storm = Storm(
            url=url, lanes=LANES, stories=STORIES, faults=FAULTS, seed=SEED, interrupt=restart
        )
        yield from _toll("postgres", asyncio.run(rage(storm)))
        yield Figure(name="chaos.postgres.restarts", value=2, unit="restarts")


def _full_disk() -> Iterator[Figure]:
    why = disk.missing()
    if why:
        yield Figure(name="chaos.disk.posts", value=None, unit="posts", note=why)
        return
    with disk.small_disk(24) as folder:
        ballast = disk.Ballast(folder, 4.0)
        url = f"sqlite+aiosqlite:///{folder / 'store.sqlite3'}"
        storm = Storm(
            url=url, lanes=LANES, stories=STORIES, faults=40, seed=SEED, interrupt=ballast.drop
        )
        toll = asyncio.run(rage(storm))
    yield from _toll("disk", toll)
    yield Figure(name="chaos.disk.filled", value=ballast.filled, unit="times", target=">= 1")
    told = sum("disk of the database is full" in each for each in toll.said)
    yield Figure(name="chaos.disk.said_plainly", value=told, unit="messages", target="== 1")


def _feeds() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        toll = asyncio.run(
            blow(
                pathlib.Path(folder),
                healthy=HEALTHY_FEEDS,
                evil=EVIL_FEEDS,
                seconds=FEED_SECONDS,
            )
        )

    def figure(what: str, value: float, unit: str, target: str | None = None) -> Figure:
        return Figure(name=f"chaos.feeds.{what}", value=value, unit=unit, target=target)

    yield figure("healthy_on_time", toll.healthy, "share", "== 1")
    yield figure("latest", toll.latest, "s over the interval")
    yield figure("healthy_polls", toll.polls, "polls", f">= {HEALTHY_FEEDS * 10}")
    yield figure("evil_named", toll.named, "share", "== 1")
    yield figure("grown", toll.grown, "MB in the second half", "<= 20")
    yield figure("faults", len(toll.faults), "faults", "== 0")


def _toll(name: str, toll: Toll) -> Iterator[Figure]:
    def figure(what: str, value: float, unit: str, target: str | None = None) -> Figure:
        return Figure(name=f"chaos.{name}.{what}", value=value, unit=unit, target=target)

    yield figure("posts", toll.posts, "posts", ">= 5000")
    yield figure("lost", toll.lost, "posts", "== 0")
    yield figure("doubled", toll.doubled, "posts", "== 0")
    yield figure("doubled_late", toll.late, "posts")
    yield figure("latest", toll.latest, "s")
    yield figure("disordered", toll.disordered, "posts", "== 0")
    yield figure("killed", toll.killed, "workers")
    yield figure("frozen", toll.frozen, "workers")
    for answer, count in sorted(toll.answers.items()):
        yield figure(f"answers.{answer}", count, "answers")
    yield figure("seconds", toll.seconds, "s")


if __name__ == "__main__":
    raise SystemExit(report("chaos", _figures()) > 0)
