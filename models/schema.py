"""The shape of the database: bring it to the newest, and tell whether it is."""

from __future__ import annotations

import threading
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from models.database import Database

MIGRATIONS = Path(__file__).parent.parent / "migrations"
MIGRATION_LOCK = 0x516A
"""PostgreSQL advisory lock: two releases at once must not both create a table."""


_ONE_AT_A_TIME = threading.Lock()
"""Alembic's context is one per process."""


def migrate(db: Database, revision: str = "head") -> str:
    """Bring the database to a revision; the one it has afterwards. Safe to run twice, or twice at once."""
    with _ONE_AT_A_TIME, db.engine.connect() as connection:
        if not db.is_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({MIGRATION_LOCK})")
            connection.rollback()
        try:
            _run(connection, revision)
        finally:
            if not db.is_sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_unlock({MIGRATION_LOCK})")
                connection.rollback()
    return current(db)


def current(db: Database) -> str:
    """The revision the database has, empty when it has none."""
    with db.read() as session:  # must not wait for writers: a probe asks this every few seconds
        return MigrationContext.configure(session.connection()).get_current_revision() or ""


def newest() -> str:
    """The newest revision this code knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _run(connection: object, revision: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    if revision == "base":
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)
