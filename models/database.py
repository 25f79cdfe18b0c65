"""One way to the database: who opens a transaction, who may write, and when it commits."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

from models.bell import Bell

POOL = 32
"""Connections kept open: more than the threads of any process of ours."""


TRIES = 3
"""Attempts to empty SQLite's log."""


class Database:
    """An engine and the rule that every commit happens at the end of a ``with`` at the edge.

    On SQLite writers of this process wait for each other on a lock instead of SQLite's sleeping
    busy handler, and start with BEGIN IMMEDIATE, so that a reader never has to become a writer.
    """

    def __init__(self, url: str) -> None:
        """Open (not connect to) the database at a SQLAlchemy URL."""
        self.engine = _engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self.bell = Bell()
        self._writer = threading.RLock()
        self._reading = self.engine.execution_options(siangsai_reads=True)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose work is committed at the end of the block, or rolled back by an exception."""
        with self._turn(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment and writes nothing."""
        with Session(self._reading, expire_on_commit=False) as session:
            yield session
            session.expunge_all()  # rows read stay readable afterwards

    @contextmanager
    def write_core(self) -> Iterator[Connection]:
        """The same as :meth:`write` without the ORM: for the acknowledgement of a webhook."""
        with self._turn(), self.engine.begin() as connection:
            yield connection

    def forget(self) -> bool:
        """Make what was deleted unreadable on the disk too: the write-ahead log is emptied, dead rows vacuumed.

        Deleted rows are overwritten in SQLite's file at once (``secure_delete``); its log keeps old pages until
        this, and a reader may hold the log back for a moment: it is tried a few times. PostgreSQL keeps dead rows
        until a vacuum, and a vacuum frees their place without overwriting it: the bytes stay in the file until
        new rows take their place, and in its log until that is recycled. False when the log could not be emptied.
        """
        with self._turn(), self.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("COMMIT")  # a checkpoint must not stand in a transaction
                return any(_truncated(connection) for _ in range(TRIES))
            connection.exec_driver_sql("VACUUM")
            return True

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _turn(self) -> Any:
        return self._writer if self.is_sqlite else nullcontext()


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_size=POOL, pool_pre_ping=True, hide_parameters=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        parsed,
        pool_size=POOL,  # an overflowing pool would open and close a file for every request
        connect_args={"timeout": 30, "check_same_thread": False},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours: the driver would start transactions too late
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _truncated(connection: Connection) -> bool:
    """Whether the write-ahead log is empty now. A reader in the way is waited for (the driver's timeout)."""
    busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
    return bool(busy == 0)


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get("siangsai_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
