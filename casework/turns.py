"""Turns at slow work: few run at once, few wait, and not for long; whoever comes then is told to try later.

A flood of look-ups must never hold all threads of a process: the others answer LINE.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from casework.pace import TooFast

LONGEST_WAIT = 2.0
"""Seconds."""


class Busy(TooFast):
    """No turn can be had now; to be tried again later."""


class Turns:
    """At most ``at_once`` turns are taken, and at most ``waiting`` threads wait for one."""

    def __init__(self, at_once: int = 2, waiting: int = 4) -> None:
        """Two runs of Argon2id take 128 MiB, whatever is thrown at a page."""
        self._free = threading.BoundedSemaphore(at_once)
        self._places = threading.BoundedSemaphore(waiting)

    @contextmanager
    def one(self) -> Iterator[None]:
        """A turn. Busy when too many wait already, or when none comes in LONGEST_WAIT."""
        if not (self._free.acquire(blocking=False) or self._waited()):
            raise Busy
        try:
            yield
        finally:
            self._free.release()

    def _waited(self) -> bool:
        if not self._places.acquire(blocking=False):
            return False
        try:
            return self._free.acquire(timeout=LONGEST_WAIT)
        finally:
            self._places.release()
