"""Store events once: one multi-row insert, whatever their number."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from datetime import date, datetime
from functools import cache
from typing import Any, Protocol

from sqlalchemy import Connection, func, select

from models.base import to_ms
from models.bell import CHANNEL
from models.database import Database

Row = dict[str, Any]
COLUMNS = ("event_key", "state", "received_on", "lane", "event_at", "received_at", "sealed", "attempts", "next_at")
ROWS_AT_ONCE = 500
"""Rows of one INSERT: far above any batch LINE sends, below both engines' parameter limits."""

LONGEST_WAIT = 1.8
"""Seconds until a request stops waiting for its commit: LINE itself waits two."""

COMMITS_TOGETHER = 64
"""Requests whose rows share one commit on SQLite."""


class Store(Protocol):
    """Where the webhook puts its events."""

    def add(self, rows: Sequence[Row]) -> int:
        """Store what is new of the rows, durably; how many were new. TimeoutError when that takes too long."""
        ...


def open_store(db: Database) -> Store:
    """The store that suits the engine."""
    return GroupCommit(db) if db.is_sqlite else DirectStore(db)


def insert(db: Database, connection: Connection, rows: Sequence[Row]) -> int:
    """Insert-or-ignore by event key; how many rows were new.

    The statement is plain SQL: building and compiling one with so many values costs more than storing them.
    """
    new = 0
    for start in range(0, len(rows), ROWS_AT_ONCE):
        chunk = rows[start : start + ROWS_AT_ONCE]
        values = tuple(_plain(row[column], db) for row in chunk for column in COLUMNS)
        new += connection.exec_driver_sql(_statement(len(chunk), "?" if db.is_sqlite else "%s"), values).rowcount
    return new


@cache
def _statement(rows: int, mark: str) -> str:
    one = f"({', '.join([mark] * len(COLUMNS))})"
    head = f"INSERT INTO inbox ({', '.join(COLUMNS)}) VALUES "  # noqa: S608 (names and marks of our own)
    return head + ", ".join([one] * rows) + " ON CONFLICT (event_key) DO NOTHING"


def _plain(value: Any, db: Database) -> Any:
    """A value as the driver takes it: what the column types would make of it."""
    if isinstance(value, datetime):
        return to_ms(value)
    return value.isoformat() if db.is_sqlite and isinstance(value, date) else value


class DirectStore:
    """PostgreSQL: every request commits for itself and wakes the workers with the same commit."""

    def __init__(self, db: Database) -> None:
        """Over a database."""
        self._db = db

    def add(self, rows: Sequence[Row]) -> int:
        """See Store."""
        with self._db.write_core() as connection:
            new = insert(self._db, connection, rows)
            connection.execute(select(func.pg_notify(CHANNEL, "")))
        self._db.bell.ring()
        return new


class GroupCommit:
    """SQLite: one writer thread per process commits all waiting requests together, at synchronous=FULL.

    Twice the rate and a twelfth of the p99 of eight threads waiting in SQLite's busy handler.
    """

    def __init__(self, db: Database, longest_wait: float = LONGEST_WAIT) -> None:
        """Over a database; the thread starts with the first request, in whichever process serves it."""
        self._db, self._longest_wait = db, longest_wait
        self._waiting: queue.SimpleQueue[tuple[Sequence[Row], Future[int]]] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._pid = 0

    def add(self, rows: Sequence[Row]) -> int:
        """See Store. Raises what was raised for these rows, whatever others were in the commit.

        Rows that were waited for too long may still be stored: LINE's next delivery of them is recognised.
        """
        self._start()
        done: Future[int] = Future()
        self._waiting.put((rows, done))
        return done.result(self._longest_wait)

    def _start(self) -> None:
        with self._starting:
            if self._pid != os.getpid():
                self._pid = os.getpid()
                threading.Thread(target=self._run, name="group commit", daemon=True).start()

    def _run(self) -> None:
        while True:
            together = [self._waiting.get()]
            while len(together) < COMMITS_TOGETHER and not self._waiting.empty():
                together.append(self._waiting.get())
            self._commit(together)
            self._db.bell.ring()

    def _commit(self, together: list[tuple[Sequence[Row], Future[int]]]) -> None:
        try:
            with self._db.write_core() as connection:
                counts = [insert(self._db, connection, rows) for rows, _ in together]
        except Exception as error:  # noqa: BLE001 (handed to whoever waits; the thread must live on)
            if len(together) == 1:
                together[0][1].set_exception(error)
                return
            for one in together:  # one bad row must not fail its neighbours
                self._commit([one])
            return
        for (_, done), count in zip(together, counts, strict=True):
            done.set_result(count)
