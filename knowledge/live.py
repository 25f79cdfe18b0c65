"""The answerer of a manual that is edited while people ask: built anew beside the old one, then put in its place."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Sequence

from knowledge.answering import Answering
from knowledge.understood import Understood

BETWEEN_LOOKS = 1.0
"""Seconds between two looks at the version."""


class LiveAnswering:
    """Answers always; ``version`` must be cheap (one row), ``load`` builds and may take seconds.

    A build that fails leaves the old answerer in its place and is tried again at the next look.
    """

    def __init__(
        self,
        load: Callable[[], Answering],
        version: Callable[[], Hashable],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._load, self._version, self._clock = load, version, clock
        self._turn = threading.Lock()
        self._built_of = version()
        self._answering = load()
        self._looked = clock()
        self._building: threading.Thread | None = None

    @property
    def answering(self) -> Answering:
        """The answerer of now."""
        return self._answering

    def understand(self, text: str, context: Sequence[str] = ()) -> Understood:
        """As Answering.understand, by the newest manual that is built."""
        self.look()
        return self._answering.understand(text, context)

    def look(self) -> None:
        """Look at the version, at most once a second, and begin to build when it is another one."""
        if self._clock() - self._looked < BETWEEN_LOOKS or not self._turn.acquire(blocking=False):
            return
        try:
            if self._building is not None and self._building.is_alive():
                return
            self._looked = self._clock()
            if (version := self._version()) != self._built_of:
                self._building = threading.Thread(target=self._build, args=(version,), daemon=True)
                self._building.start()
        finally:
            self._turn.release()

    def settle(self) -> None:
        """Wait for a build under way."""
        if self._building is not None:
            self._building.join()

    def _build(self, version: Hashable) -> None:
        self._answering = self._load()
        self._built_of = version
