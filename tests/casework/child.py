"""A file through the real child process, with what it cost."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass

from casework.cleaning.run import Dirty, cleaned
from casework.cleaning.verdict import Verdict


@dataclass(frozen=True)
class Ran:
    """Verdict, working copy, and the largest child so far in MiB (children are counted together)."""

    verdict: Verdict
    data: bytes
    seconds: float
    peak_mib: float


def run(data: bytes, extension: str, sent_as: str = "file") -> Ran:
    """Clean some bytes."""
    began = time.monotonic()
    with cleaned([data], Dirty(len(data), extension, sent_as)) as (verdict, pieces):
        out = b"".join(pieces)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Ran(verdict, out, time.monotonic() - began, peak)
