"""What the operator can measure, in the format of Prometheus."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from talking_photo.core.jobs.job import Backlog, JobState

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
        self._failures = Counter(
            "talking_photo_failures",
            "What failed in this process, by kind (job, update, delivery) and code",
            ["kind", "code"],
            registry=self._registry,
        )
        self._media_errors = Counter(
            "talking_photo_media_errors",
            "Accesses to the media store that failed in this process",
            registry=self._registry,
        )
        self._stored = Gauge(
            "talking_photo_jobs_stored",
            "Jobs in the database",
            ["state"],
            registry=self._registry,
        )
        self._updates = Gauge(
            "talking_photo_updates_waiting",
            "Updates that were received and are not handled yet",
            ["platform"],
            registry=self._registry,
        )
        self._oldest = Gauge(
            "talking_photo_updates_oldest_seconds",
            "Age of the oldest update that is not handled yet",
            ["platform"],
            registry=self._registry,
        )
        self._connected = Gauge(
            "talking_photo_platform_connected",
            "1 while the platform is connected, else 0",
            ["platform"],
            registry=self._registry,
        )
        self._healthy = Gauge(
            "talking_photo_healthy",
            "1 while a check of /readyz finds nothing wrong, else 0",
            ["check"],
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

    def failed(self, kind: str, code: str) -> None:
        """Count a failure."""
        self._failures.labels(kind, code).inc()

    def media_failed(self) -> None:
        """Count an access to the media store that failed."""
        self._media_errors.inc()

    def show_jobs(self, stored: Mapping[JobState, int]) -> None:
        """Show the number of jobs in each state."""
        for state, count in stored.items():
            self._stored.labels(state).set(count)

    def show_updates(self, platform: str, backlog: Backlog) -> None:
        """Show what waits to be handled."""
        self._updates.labels(platform).set(backlog.updates)
        self._oldest.labels(platform).set(backlog.oldest_seconds)

    def show_checks(self, healthy: Mapping[str, bool], platforms: Collection[str]) -> None:
        """Show what /readyz finds."""
        for name, is_well in healthy.items():
            (self._connected if name in platforms else self._healthy).labels(name).set(is_well)

    def page(self) -> bytes:
        """Return all metrics as text."""
        return generate_latest(self._registry)
