"""What balancers and Prometheus are told, by a real store on both databases."""

import datetime as dt

import httpx

from bot.errors import StoreError
from bot.meters import Meters
from bot.model import Hold, Platform
from bot.ports.measuring import Condition
from bot.store import SqlStore
from bot.web.probes import Probes
from tests.bot.making import LEASE, Watch, brief, read


async def _ask(probes: Probes, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=probes.application())
    async with httpx.AsyncClient(transport=transport, base_url="http://probes") as client:
        return await client.get(path)


async def test_process_that_can_work_is_ready(store: SqlStore) -> None:
    """Database, leases and feeds are each said to be well."""
    await store.hold("slack:sockets:1", "a", LEASE)
    probes = Probes(store=store, meters=Meters(), owned=["slack:sockets:"])
    answer = await _ask(probes, "/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "leases": "ok", "feeds": "ok"}
    assert (await _ask(probes, "/healthz")).text == "ok\n"


async def test_what_is_missing_is_named(store: SqlStore, watch: Watch) -> None:
    """A role that nobody has, and feeds that nobody polls, make it not ready."""
    await store.add_feed("https://example.org/feed", title=None, topic=None)
    watch.move(25 * 60)
    probes = Probes(store=store, meters=Meters(), owned=["slack:sockets:"])
    answer = await _ask(probes, "/readyz")
    assert answer.status_code == 503
    told = answer.json()
    assert told["leases"] == "nobody has slack:sockets:"
    assert told["feeds"].startswith("1 are due, one for 25 minutes")
    assert (await _ask(probes, "/healthz")).status_code == 200


async def test_database_that_is_away_makes_it_not_ready() -> None:
    """The reason is said, the process lives, and its own figures are still there."""

    class Away:
        async def condition(self) -> Condition:
            raise StoreError("The database does not answer.")

        async def hold(self, name: str, owner: str, ttl: dt.timedelta) -> Hold | None:
            raise NotImplementedError

        async def renew(self, hold: Hold, ttl: dt.timedelta) -> Hold | None:
            raise NotImplementedError

        async def release(self, hold: Hold) -> bool:
            raise NotImplementedError

        async def holds(self, prefix: str = "") -> list[Hold]:
            raise NotImplementedError(prefix)

    meters = Meters()
    meters.polled("changed")
    probes = Probes(store=Away(), meters=meters)
    answer = await _ask(probes, "/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"database": "The database does not answer."}
    assert (await _ask(probes, "/healthz")).text == "ok\n"
    figures = await _ask(probes, "/metrics")
    assert figures.status_code == 200
    assert "threeline_polls_total" in figures.text


async def test_backlog_and_its_lag_are_told(store: SqlStore, watch: Watch) -> None:
    """Each queue by what waits and for how long; what is leased or done does not wait."""
    await store.add_target(Platform.SLACK, "C1", name="a")
    await read(store, "https://example.org/1", "https://example.org/2")
    watch.move(90)
    condition = await store.condition()
    waits = {each.queue: (each.due, each.lag.total_seconds()) for each in condition.backlogs}
    assert waits["articles"] == (2, 90.0)
    assert waits["lanes"] == (0, 0.0)
    await brief(store)
    watch.move(30)
    text = (await _ask(Probes(store=store, meters=Meters()), "/metrics")).text
    assert 'threeline_due{queue="lanes"} 1.0' in text
    assert 'threeline_lag_seconds{queue="lanes"} 30.0' in text
    [leased] = await store.claim_lanes([Platform.SLACK], 1, LEASE)
    await store.give_up(leased, "not in channel", pause=True, hold=True)
    text = (await _ask(Probes(store=store, meters=Meters()), "/metrics")).text
    assert 'threeline_undelivered{outcome="held",platform="slack"} 1.0' in text


async def test_figures_are_what_prometheus_reads(store: SqlStore) -> None:
    """Its own reader takes every line."""
    from prometheus_client.parser import text_string_to_metric_families  # noqa: PLC0415 # of tests

    answer = await _ask(Probes(store=store, meters=Meters()), "/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    names = {family.name for family in text_string_to_metric_families(answer.text)}
    assert {"threeline_due", "threeline_lag_seconds", "threeline_stage_seconds"} <= names
    assert "threeline_process_resident_memory_bytes" in names
