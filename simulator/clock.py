"""The platform's time: real for the demo, in the test's hand otherwise."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The aware UTC time."""
        ...


class RealClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """The aware UTC time."""
        return datetime.now(UTC)


class FakeClock:
    """A time that moves only when told to."""

    def __init__(self, start: datetime) -> None:
        """``start``: an aware time."""
        self._now = start
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The aware UTC time."""
        return self._now

    def advance(self, seconds: float) -> datetime:
        """Let seconds pass; the time afterwards."""
        with self._lock:
            self._now += timedelta(seconds=seconds)
            return self._now
