"""Whether a platform is connected.

Kept by its adapter, read by readiness, metrics and reports to the operator.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from talking_photo.core.retry import Backoff

FIRST_PAUSE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 60.0
"""The longest pause before the next attempt when a platform does not answer."""
LONGEST_PAUSE_REFUSED_SECONDS = 600.0
"""The same when it answers and refuses, as a revoked token; only its operator can change that."""
_STEADY_SECONDS = 60.0
"""After a connection that lasted so long, the first pause is taken again."""
_LASTING = ("starting", "token_refused", "webhook_refused", "gateway_closed")
"""Problems that do not pass within seconds, so that they are faults from the first moment."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionFault:
    """Why a platform is not connected, and for how long it has not been."""

    problem: str
    """`starting`, `unreachable`, `token_refused`, `conflict`, `gateway_closed` or
    `webhook_refused`."""
    seconds: float


class Connection:
    """The state of the connection to one platform; not connected until the adapter says so.

    Args:
        platform: As in `ChatRef.platform`.
        grace_seconds: A connection that is back within this time was never a fault; one that there
            never was is one from the first moment.
        first_pause: Seconds before the second attempt to connect.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        platform: str,
        grace_seconds: float = 15.0,
        first_pause: float = FIRST_PAUSE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.platform = platform
        self.problem: str | None = "starting"
        """As in `ConnectionFault`, even if it may pass in a moment; None while the platform
        answers."""
        self._grace_seconds = grace_seconds
        self._first_pause = first_pause
        self._clock = clock
        self._since = clock()
        """When the platform began to answer, or ceased to."""
        self._attempts = 0
        self._warned = False
        self._was_connected = False

    def restored(self) -> None:
        """Note that the platform answers."""
        if self.problem is None:
            return
        if self.problem != "starting":
            seconds = self._clock() - self._since
            _log.info("%s: connected again after %.0f s", self.platform, seconds)
        self.problem, self._since, self._was_connected = None, self._clock(), True

    def lost(self, problem: str, cause: str) -> None:
        """Note that the platform does not answer.

        Args:
            problem: As in `ConnectionFault`.
            cause: What was seen, for the log.
        """
        if self.problem is None:
            now = self._clock()
            if now - self._since > _STEADY_SECONDS:
                self._attempts = 0
            self._since = now
        changed, self.problem = self.problem != problem, problem
        if changed:
            self._warned = problem in _LASTING or not self._was_connected
            level = logging.WARNING if self._warned else logging.INFO
            _log.log(level, "%s: not connected: %s, %s", self.platform, problem, cause)
        elif not self._warned and (fault := self.fault) is not None:
            self._warned = True
            _log.warning(
                "%s: not connected for %.0f s: %s, %s",
                *(self.platform, fault.seconds, problem, cause),
            )

    def next_pause(self) -> float:
        """Return the seconds to wait before the next attempt.

        Twice as long each time, with jitter.
        """
        refused = self.problem in _LASTING
        longest = LONGEST_PAUSE_REFUSED_SECONDS if refused else LONGEST_PAUSE_SECONDS
        self._attempts += 1
        pause = Backoff(first=self._first_pause, longest=longest).pause(self._attempts)
        _log.info("%s: next attempt to connect in %.0f s", self.platform, pause)
        return pause

    @property
    def fault(self) -> ConnectionFault | None:
        """Return why it is not connected; None while it is, or may be back in a moment."""
        seconds = self._clock() - self._since
        if self.problem is None:
            return None
        may_pass = self._was_connected and self.problem not in _LASTING
        if may_pass and seconds < self._grace_seconds:
            return None
        return ConnectionFault(problem=self.problem, seconds=seconds)
