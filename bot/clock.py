"""The one place that reads the clock."""

import datetime as dt


def now() -> dt.datetime:
    """Read the clock: aware, UTC."""
    return dt.datetime.now(dt.UTC)
