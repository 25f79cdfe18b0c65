"""The answerer of this database's manual: built in the background, built again when the manual changes."""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Callable
from datetime import datetime
from functools import cache

from casework.office import Office
from knowledge import gate, manual_store
from knowledge.answering import Answering
from knowledge.kept import learned
from knowledge.learned import Learned
from knowledge.live import LiveAnswering
from knowledge.manual_store import Town
from models.database import Database
from models.days import bangkok_day

_M_MMAP_THRESHOLD = -3


def open_understanding(db: Database, office: Office, clock: Callable[[], datetime]) -> LiveAnswering:
    """Builds at once, which may take half a minute; call it where nobody waits."""
    map_large_blocks()
    content = _content()

    def load() -> Answering:
        town = Town(gate.agency_type(office.municipality), bangkok_day(clock()))
        with db.read() as session:
            entries = manual_store.known(session, town)
        return Answering(entries, content)

    def version() -> int:
        with db.read() as session:
            return manual_store.version(session)

    return LiveAnswering(load, version)


@cache
def _content() -> Learned:
    """Once a process, also when the database is away at first."""
    return learned()


def map_large_blocks() -> None:
    """Memory from a megabyte goes back to the system when it is free: glibc, which learns to keep what is freed often,
    would hold on to twice what an answerer needs (mallopt(3))."""
    with contextlib.suppress(TypeError, OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, 1 << 20)
