"""Something to wait for: rung in this process, and on PostgreSQL heard by every process."""

from __future__ import annotations

import threading

CHANNEL = "siangsai_work"
"""The NOTIFY channel that says: there is work."""


class Bell:
    """Counts its rings, so that a ring between two waits is never missed."""

    def __init__(self) -> None:
        """A silent bell."""
        self._rings = 0
        self._heard = threading.Condition()

    @property
    def rings(self) -> int:
        """How often it was rung."""
        return self._rings

    def ring(self) -> None:
        """Wake everybody who waits."""
        with self._heard:
            self._rings += 1
            self._heard.notify_all()

    def wait(self, seen: int, seconds: float) -> int:
        """Wait until it was rung more than ``seen`` times, or ``seconds`` are over; the rings so far."""
        with self._heard:
            self._heard.wait_for(lambda: self._rings > seen, timeout=seconds)
            return self._rings
