"""What public pages share. No page of the portal logs or stores an address of who looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from casework.office import NotSetUp, Office, open_office
from keys import ServerKeys
from models.database import Database
from settings import Settings


@dataclass(frozen=True)
class Desk:
    """Services of the public pages."""

    db: Database
    keys: ServerKeys
    settings: Settings
    clock: Callable[[], datetime]

    def office(self) -> Office:
        """The municipality; a nameless one before it is set up, so that pages can say so."""
        with self.db.read() as session:
            try:
                return open_office(session, self.keys, self.settings.public_url)
            except NotSetUp:
                return Office(self.keys, "", bytes(16), "")
