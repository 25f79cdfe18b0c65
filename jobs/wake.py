"""Hear the other processes: PostgreSQL's NOTIFY rings this process's bell."""

from __future__ import annotations

import logging
import threading

import psycopg

from models.bell import CHANNEL
from models.database import Database

RECONNECT_SECONDS = 5.0
log = logging.getLogger(__name__)


class Listener:
    """A thread that listens; on SQLite there is nobody else to hear, and it does nothing."""

    def __init__(self, db: Database) -> None:
        """Over the database whose bell it rings."""
        self._db = db
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="listener")

    def start(self) -> None:
        """Begin to listen."""
        if not self._db.is_sqlite:
            self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _listen(self) -> None:
        url = self._db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        while not self._closing.is_set():
            try:
                with psycopg.connect(url, autocommit=True) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    self._hear(connection)
            except psycopg.Error as error:
                log.warning("listener: %s", type(error).__name__)
                self._closing.wait(RECONNECT_SECONDS)

    def _hear(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        while not self._closing.is_set():
            for _ in connection.notifies(timeout=1.0, stop_after=1):
                self._db.bell.ring()
