"""Cleaning as the rest of the house sees it: bytes in over a pipe, a verdict and bytes out over a pipe."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from casework.cleaning.verdict import FAILED, LIMIT, Verdict

ROOT = Path(__file__).parents[2]
PIECE = 64 * 1024
SECONDS = 60
"""On the clock; the child's own limit is on the processor."""


@dataclass(frozen=True)
class Dirty:
    """A file to be cleaned: its exact size, extension (may be empty) and what it was sent as."""

    size: int
    extension: str
    sent_as: str


class CleanerDied(Exception):
    """The child ended in the middle of its answer."""


@contextmanager
def cleaned(pieces: Iterable[bytes], what: Dirty) -> Iterator[tuple[Verdict, Iterator[bytes]]]:
    """The verdict, and the working copy piece by piece. CleanerDied while reading when it was cut off.

    The child is gone when the block ends, whatever happened; nothing touches a disk.
    """
    child = subprocess.Popen(
        [sys.executable, "-m", "casework.cleaning"],
        cwd=ROOT,
        env={"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    alarm = threading.Timer(SECONDS, child.kill)
    feeder = threading.Thread(target=_feed, args=(child.stdin, pieces, what), name="cleaner feeder")
    alarm.start()
    feeder.start()
    try:
        verdict = _verdict(child)
        yield verdict, _read(child.stdout, verdict.size)
    finally:
        alarm.cancel()
        child.kill()
        feeder.join()
        _close(child)


def _feed(pipe: IO[bytes] | None, pieces: Iterable[bytes], what: Dirty) -> None:
    """Hand the file over; a child that ends early is judged by its answer, not here."""
    if pipe is None:
        return
    head = {"size": what.size, "extension": what.extension, "sent_as": what.sent_as}
    try:
        pipe.write(json.dumps(head).encode() + b"\n")
        for piece in pieces:
            pipe.write(piece)
    except Exception:  # noqa: BLE001 (the child went away, or the file does not open: it gets half, and says so)
        return
    finally:
        with suppress(OSError):
            pipe.close()


def _verdict(child: subprocess.Popen[bytes]) -> Verdict:
    line = child.stdout.readline() if child.stdout else b""
    if line:
        return Verdict(**json.loads(line))
    return Verdict(LIMIT if child.wait() < 0 else FAILED)


def _read(pipe: IO[bytes] | None, size: int) -> Iterator[bytes]:
    while size and pipe is not None:
        piece = pipe.read(min(PIECE, size))
        if not piece:
            raise CleanerDied
        size -= len(piece)
        yield piece


def _close(child: subprocess.Popen[bytes]) -> None:
    if child.stdout is not None:
        child.stdout.close()
    child.wait()
