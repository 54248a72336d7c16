"""What the operator can measure, in the format of Prometheus."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from talking_photo.core.jobs.job import JobState

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Fulfils `talking_photo.core.jobs.ports.Meter`. Counters count what this process did; gauges show the whole."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        within = (0.1, 0.5, 1, 2, 5, 10, 20, 60, 120, 300, 900, 3600)
        self._waited = Histogram(
            "talking_photo_queue_wait_seconds",
            "From order to begin of a job",
            buckets=within,
            registry=self._registry,
        )
        self._worked = Histogram(
            "talking_photo_render_seconds",
            "From begin to end of a film",
            buckets=within,
            registry=self._registry,
        )
        self._ended = Counter(
            "talking_photo_jobs", "Jobs that came so far here", ["state"], registry=self._registry
        )
        self._taken_over = Counter(
            "talking_photo_jobs_taken_over",
            "Jobs that dead workers had begun",
            registry=self._registry,
        )
        self._retries = Counter(
            "talking_photo_delivery_retries",
            "Deliveries that must be tried again",
            registry=self._registry,
        )
        self._stored = Gauge(
            "talking_photo_jobs_stored",
            "Jobs in the database",
            ["state"],
            registry=self._registry,
        )

    def waited(self, seconds: float) -> None:
        """A job was begun so long after it was submitted."""
        self._waited.observe(seconds)

    def worked(self, seconds: float) -> None:
        """A film took so long."""
        self._worked.observe(seconds)

    def ended(self, state: JobState) -> None:
        """A job came to an end here."""
        self._ended.labels(state).inc()

    def taken_over(self, jobs: int) -> None:
        """So many jobs of a dead worker were handed on."""
        self._taken_over.inc(jobs)

    def delivery_failed(self) -> None:
        """A delivery has to be tried again."""
        self._retries.inc()

    def page(self, stored: Mapping[JobState, int]) -> bytes:
        """All figures as text, with the number of jobs in each state."""
        for state, count in stored.items():
            self._stored.labels(state).set(count)
        return generate_latest(self._registry)
