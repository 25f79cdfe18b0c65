"""A file through the real child process, with what it cost."""

from __future__ import annotations

import resource
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context

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
    return _apart().submit(_run, data, extension, sent_as).result()


@cache
def _apart() -> ProcessPoolExecutor:
    """A small process: the kernel counts what stood before its exec as a child's, and the tests' own has grown."""
    return ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))


def _run(data: bytes, extension: str, sent_as: str) -> Ran:
    began = time.monotonic()
    with cleaned([data], Dirty(len(data), extension, sent_as)) as (verdict, pieces):
        out = b"".join(pieces)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Ran(verdict, out, time.monotonic() - began, peak)
