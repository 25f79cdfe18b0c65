"""How long a text takes: in processor's time, so that a busy machine fails nothing."""

from __future__ import annotations

import time
from collections.abc import Callable


def assert_grows_with_the_length_alone(work: Callable[[str], object], unit: str) -> None:
    """A hundred kilobytes take less than a second, and about four times as long as a quarter of them.

    With a square it would be sixteen times. The best of three: a collection of garbage is not the text's fault.
    """

    def cost(length: int) -> float:
        text, before = (unit * length)[:length], time.thread_time()
        work(text)
        return time.thread_time() - before

    quarter, whole = (min(cost(length) for _ in range(3)) for length in (25_000, 100_000))
    assert whole < 1
    assert whole < 9 * max(quarter, 0.01)
