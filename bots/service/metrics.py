"""What the operator can measure, in the format of Prometheus."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from talking_photo.core.jobs.job import Backlog, JobState

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Fulfils `talking_photo.core.jobs.ports.Meter`.

    Counters count what this process did; gauges show the whole.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.failed_updates = 0
        within = (0.1, 0.5, 1, 2, 5, 10, 20, 60, 120, 300, 900, 3600)
        self._waited = Histogram(
            "talking_photo_queue_wait_seconds",
            "Queue wait: from submission to start of a job",
            buckets=within,
            registry=self._registry,
        )
        self._worked = Histogram(
            "talking_photo_render_seconds",
            "Render time: from start to end of a job",
            buckets=within,
            registry=self._registry,
        )
        self._ended = Counter(
            "talking_photo_jobs",
            "Jobs by final state in this process",
            ["state"],
            registry=self._registry,
        )
        self._taken_over = Counter(
            "talking_photo_jobs_taken_over",
            "Jobs requeued because their worker died",
            registry=self._registry,
        )
        self._retries = Counter(
            "talking_photo_delivery_retries",
            "Failed delivery attempts that are retried",
            registry=self._registry,
        )
        self._webhooks = Counter(
            "talking_photo_webhooks",
            "Calls of webhooks in this process, by outcome (delivered, retried, given_up)",
            ["outcome"],
            registry=self._registry,
        )
        self._failures = Counter(
            "talking_photo_failures",
            "Failures in this process, by kind (job, update, delivery) and code",
            ["kind", "code"],
            registry=self._registry,
        )
        self._media_errors = Counter(
            "talking_photo_media_errors",
            "Failed accesses to the media store in this process",
            registry=self._registry,
        )
        self._stored = Gauge(
            "talking_photo_jobs_stored",
            "Jobs in the database, by state",
            ["state"],
            registry=self._registry,
        )
        self._updates = Gauge(
            "talking_photo_updates_waiting",
            "Updates received and not handled yet",
            ["platform"],
            registry=self._registry,
        )
        self._oldest = Gauge(
            "talking_photo_updates_oldest_seconds",
            "Age of the oldest unhandled update",
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
            "1 while this check of /readyz passes, else 0",
            ["check"],
            registry=self._registry,
        )

    def waited(self, seconds: float) -> None:
        """Record the queue wait of a job."""
        self._waited.observe(seconds)

    def worked(self, seconds: float) -> None:
        """Record the render time of a job."""
        self._worked.observe(seconds)

    def ended(self, state: JobState) -> None:
        """Count a job by its final state."""
        self._ended.labels(state).inc()

    def taken_over(self, jobs: int) -> None:
        """Count the jobs requeued from a dead worker."""
        self._taken_over.inc(jobs)

    def delivery_failed(self) -> None:
        """Count a delivery that is retried."""
        self._retries.inc()

    def webhook_called(self, outcome: str) -> None:
        """Count a call of a webhook by its outcome."""
        self._webhooks.labels(outcome).inc()

    def failed(self, kind: str, code: str) -> None:
        """Count a failure."""
        self.failed_updates += kind == "update"
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
