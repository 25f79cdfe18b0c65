"""One person's flood is cut off at the door: counted in memory, by lane, for a minute."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime

MOST_A_MINUTE = 120
"""Events of one person: far above what thumbs and albums send, far below what would crowd others out."""


class Flood:
    """Counts events of the running minute by lane (a keyed hash); nothing of it outlives the minute."""

    def __init__(self) -> None:
        self._counting = threading.Lock()
        self._minute = 0
        self._seen: Counter[bytes] = Counter()

    def lets_in(self, lane: bytes, now: datetime) -> bool:
        """Whether one more event of this lane is taken."""
        minute = int(now.timestamp()) // 60
        with self._counting:
            if minute != self._minute:
                self._minute, self._seen = minute, Counter()
            self._seen[lane] += 1
            return self._seen[lane] <= MOST_A_MINUTE
