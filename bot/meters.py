"""Figures in, Prometheus' text out.

Format: https://prometheus.io/docs/instrumenting/exposition_formats/.
What one process counts is told by that process; what waits in the database is the same for all,
and told by whoever is asked.
"""

import datetime as dt

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.ports.measuring import Condition, Usage

_SECONDS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120)
_AGES = (0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 6 * 3600, 24 * 3600)


class Meters:
    """`Meter` and `Figures` on a registry of its own."""

    kind = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = own = CollectorRegistry()
        ProcessCollector(namespace="threeline", registry=own)
        self._stages = Histogram(
            "threeline_stage_seconds", "Work on one row", ["stage"], buckets=_SECONDS, registry=own
        )
        self._errors = Counter(
            "threeline_stage_errors", "Rows whose work failed", ["stage"], registry=own
        )
        self._polls = Counter("threeline_polls", "Feeds asked", ["outcome"], registry=own)
        self._posts = Counter(
            "threeline_posts", "Posts tried", ["platform", "outcome"], registry=own
        )
        self._ages = Histogram(
            "threeline_article_to_post_seconds",
            "From an article that was read to a post that tells it",
            ["platform"],
            buckets=_AGES,
            registry=own,
        )
        self._due = Gauge("threeline_due", "Rows that wait", ["queue"], registry=own)
        self._lag = Gauge(
            "threeline_lag_seconds", "How long the longest of them waits", ["queue"], registry=own
        )
        self._feeds = Gauge("threeline_feeds", "Feeds by state", ["state"], registry=own)
        self._undelivered = Gauge(
            "threeline_undelivered",
            "Deliveries given up or held",
            ["platform", "outcome"],
            registry=own,
        )
        self._model = Gauge(
            "threeline_language_model", "Its use since the start", ["counted"], registry=own
        )
        self._usages: list[Usage] = []

    def also(self, usage: Usage) -> None:
        """Tell the use of a language model, too."""
        self._usages.append(usage)

    def worked(self, stage: str, seconds: float, *, failed: bool) -> None:
        """One row of a stage was worked on, so long."""
        self._stages.labels(stage).observe(seconds)
        if failed:
            self._errors.labels(stage).inc()

    def polled(self, outcome: str) -> None:
        """One feed was asked."""
        self._polls.labels(outcome).inc()

    def posted(self, platform: str, outcome: str) -> None:
        """One post was tried."""
        self._posts.labels(platform, outcome).inc()

    def arrived(self, platform: str, age: dt.timedelta) -> None:
        """A story was posted, so long after its article was read."""
        self._ages.labels(platform).observe(age.total_seconds())

    def text(self, condition: Condition | None) -> bytes:
        """Write everything; without a condition only what this process counted."""
        for gauge in (self._due, self._lag, self._feeds, self._undelivered):
            gauge.clear()
        if condition is not None:
            for each in condition.backlogs:
                self._due.labels(each.queue).set(each.due)
                self._lag.labels(each.queue).set(each.lag.total_seconds())
            for state, count in condition.feeds.items():
                self._feeds.labels(state).set(count)
            for (platform, outcome), count in condition.undelivered.items():
                self._undelivered.labels(platform, outcome).set(count)
        for usage in self._usages:
            for name, value in usage.usage().items():
                self._model.labels(name).set(value)
        return generate_latest(self._registry)
