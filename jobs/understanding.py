"""The answerer of this database's manual: built in the background, built again when the manual changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from casework.office import Office
from knowledge import gate, manual_store
from knowledge.answering import Answering
from knowledge.live import LiveAnswering
from knowledge.manual_store import Town
from knowledge.seeds import read_seeds
from models.database import Database
from models.days import bangkok_day


def open_understanding(db: Database, office: Office, clock: Callable[[], datetime]) -> LiveAnswering:
    """Builds at once, which takes seconds; call it where nobody waits."""
    seeds = read_seeds()

    def load() -> Answering:
        town = Town(gate.agency_type(office.municipality), bangkok_day(clock()))
        with db.read() as session:
            return Answering(manual_store.known(session, town), seeds)

    def version() -> int:
        with db.read() as session:
            return manual_store.version(session)

    return LiveAnswering(load, version)
