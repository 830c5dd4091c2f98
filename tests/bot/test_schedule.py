"""When digests are due and targets are quiet, in their own zones."""

import datetime as dt
import zoneinfo

import pytest

from bot.errors import CommandError
from bot.schedule import last_run, next_run, read_quiet, read_schedule, read_zone, spread


@pytest.mark.parametrize(
    ("text", "cron"),
    [
        ("weekdays 08:30", "30 8 * * 1-5"),
        ("Weekdays at 8.30", "30 8 * * 1-5"),
        ("daily 7am and 5pm", "0 7,17 * * *"),
        ("every day at 12am", "0 0 * * *"),
        ("mon, thu 18:00", "0 18 * * 1,4"),
        ("Mondays and Fridays 9:15", "15 9 * * 1,5"),
        ("weekends 10:00", "0 10 * * 6,0"),
        ("07:00", "0 7 * * *"),
        ("hourly", "0 * * * *"),
        ("every 6 hours", "0 */6 * * *"),
        ("15 8 * * 1-5", "15 8 * * 1-5"),
    ],
)
def test_schedule_is_read(text: str, cron: str) -> None:
    """Days and times in any usual order and spelling, or cron itself."""
    assert read_schedule(text) == cron


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "weekdays",
        "25:00",
        "8:75",
        "moonday 8:00",
        "8:00 and 9:30",
        "61 8 * * *",
        "every 7 hours",
        "every 0 hours",
        "0 0 30 2 *",
        "a b c d e",
        "13pm",
        "99 99",
    ],
)
def test_what_is_no_schedule_is_told(text: str) -> None:
    """The message says how to write one."""
    with pytest.raises(CommandError, match=r"weekdays 08:30"):
        read_schedule(text)


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Kyiv",
        "Europe/London",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "America/Sao_Paulo",
        "Africa/Cairo",
        "Pacific/Chatham",
    ],
)
@pytest.mark.parametrize("clock", ["08:30", "02:30"])
def test_digest_comes_once_a_day_at_its_wall_clock(zone: str, clock: str) -> None:
    """Over three years: each local day once, at that time or, in a spring gap, right after."""
    cron, local = read_schedule(f"daily {clock}"), zoneinfo.ZoneInfo(zone)
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    days = []
    while now < dt.datetime(2029, 1, 1, tzinfo=dt.UTC):
        now = next_run(cron, zone, now)
        told = now.astimezone(local)
        days.append(told.date())
        wanted = dt.datetime.combine(told.date(), dt.time.fromisoformat(clock), tzinfo=local)
        late = told.replace(tzinfo=None) - wanted.replace(tzinfo=None)
        assert dt.timedelta() <= late <= dt.timedelta(hours=1), told
        exists = wanted.astimezone(dt.UTC).astimezone(local).time() == wanted.time()
        assert exists is (late == dt.timedelta()), told
    assert days == [days[0] + dt.timedelta(days=n) for n in range(len(days))]


def test_zone_is_checked() -> None:
    """A name that is none is told, whatever it looks like."""
    assert read_zone(" Europe/Kyiv ") == "Europe/Kyiv"
    for name in ("Kyiv", "", "../etc/passwd", "Mars/Base", "x" * 999):
        with pytest.raises(CommandError, match="no time zone"):
            read_zone(name)


def _at(text: str, zone: str = "Europe/Kyiv") -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zoneinfo.ZoneInfo(zone))


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-03-02T21:59", None),
        ("2026-03-02T22:00", "2026-03-03T07:00"),
        ("2026-03-03T06:59", "2026-03-03T07:00"),
        ("2026-03-03T07:00", None),
        ("2026-03-28T23:00", "2026-03-29T07:00"),  # the clocks go forward in this night
    ],
)
def test_quiet_hours_pass_midnight(now: str, end: str | None) -> None:
    """From the evening until the morning of the next day, by the wall clock."""
    quiet = read_quiet("22:00-07:00", "Europe/Kyiv")
    assert quiet.until(_at(now)) == (_at(end) if end else None)


def test_quiet_hours_may_be_in_the_day() -> None:
    """From noon to one, the same day."""
    quiet = read_quiet("12:00 to 13:00", "Europe/Kyiv")
    assert quiet.until(_at("2026-03-02T12:30")) == _at("2026-03-02T13:00")
    assert quiet.until(_at("2026-03-02T13:30")) is None


@pytest.mark.parametrize("text", ["", "late", "22-7", "22:00-22:00", "25:00-07:00"])
def test_what_are_no_quiet_hours_is_told(text: str) -> None:
    """The message says how to write them."""
    with pytest.raises(CommandError, match="22:00-07:00"):
        read_quiet(text, "Europe/Kyiv")


def test_spread_is_fair() -> None:
    """Always the same for one key, within the window, and even over many."""
    window = dt.timedelta(minutes=15)
    delays = [spread(f"target {n}", window) for n in range(2000)]
    assert delays[7] == spread("target 7", window)
    assert all(dt.timedelta() <= delay < window for delay in delays)
    assert abs(sum(delays, dt.timedelta()) / len(delays) - window / 2) < window / 20


def test_last_run_lies_before_the_next() -> None:
    """Seen from a Monday morning, the weekdays' last run was on Friday, in the zone's clock."""
    monday = dt.datetime(2026, 3, 30, 5, 0, tzinfo=dt.UTC)  # the clocks changed the day before
    last = last_run("30 8 * * 1-5", "Europe/Berlin", monday)

    assert last == dt.datetime(2026, 3, 27, 7, 30, tzinfo=dt.UTC)
    assert next_run("30 8 * * 1-5", "Europe/Berlin", last) == dt.datetime(
        2026, 3, 30, 6, 30, tzinfo=dt.UTC
    )
