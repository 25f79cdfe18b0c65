"""How the time for a text grows: compared with itself, so that a slow machine fails nothing."""

from __future__ import annotations

import time
from collections.abc import Callable


def assert_grows_with_the_length_alone(work: Callable[[str], object], unit: str) -> None:
    """Four times the text takes about four times the processor's time; with a square it would be sixteen times."""

    def cost(length: int) -> float:
        text, before = (unit * length)[:length], time.thread_time()
        work(text)
        return time.thread_time() - before

    quarter, whole = (min(cost(length) for _ in range(3)) for length in (25_000, 100_000))
    assert whole < 9 * max(quarter, 0.01)
