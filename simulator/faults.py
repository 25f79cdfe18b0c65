"""What can be made to go wrong with the next calls, or with all of them."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """``status`` instead of an answer, ``delay`` seconds before it, or ``drop`` the line (accepted or not)."""

    status: int = 0
    message: str = ""
    delay: float = 0.0
    drop: bool = False
    accept: bool = False


class Faults:
    """Scripted faults by endpoint name: reply, push, bot_info, content, or * for all."""

    def __init__(self) -> None:
        """None planned."""
        self._next: dict[str, deque[Fault]] = defaultdict(deque)
        self._always: dict[str, Fault] = {}
        self._lock = threading.Lock()

    def next(self, endpoint: str, *, status: int = 500, message: str = "", times: int = 1) -> None:
        """Answer the next call(s) with a status instead of carrying them out."""
        self._plan(endpoint, Fault(status, message), times)

    def accept_then_fail(self, endpoint: str, *, status: int = 500, times: int = 1) -> None:
        """Carry the next call(s) out, but answer with an error."""
        self._plan(endpoint, Fault(status, accept=True), times)

    def drop_after_accept(self, endpoint: str, times: int = 1) -> None:
        """Carry the next call(s) out, but close the line without an answer."""
        self._plan(endpoint, Fault(drop=True, accept=True), times)

    def drop(self, endpoint: str, times: int = 1) -> None:
        """Close the line at the next call(s) without doing anything."""
        self._plan(endpoint, Fault(drop=True), times)

    def hang(self, endpoint: str, seconds: float, times: int = 1) -> None:
        """Let the next call(s) wait before they are carried out."""
        self._plan(endpoint, Fault(delay=seconds), times)

    def always(self, endpoint: str, *, delay: float = 0.0, status: int = 0) -> None:
        """Treat every call so until :meth:`clear`."""
        self._always[endpoint] = Fault(status, delay=delay)

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        with self._lock:
            self._next.clear()
            self._always.clear()

    def take(self, endpoint: str) -> Fault:
        """The fault for a call that has just come."""
        with self._lock:
            for name in (endpoint, "*"):
                if self._next[name]:
                    return self._next[name].popleft()
                if name in self._always:
                    return self._always[name]
        return Fault()

    def _plan(self, endpoint: str, fault: Fault, times: int) -> None:
        with self._lock:
            self._next[endpoint].extend([fault] * times)
