"""The database's shape: migrations and models agree, up and down, twice and twice at once."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from models import Base, Instance
from models.base import to_ms
from models.database import Database
from models.days import bangkok_day
from models.schema import current, migrate, newest


def test_the_migrations_make_what_the_models_say(db: Database) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
        connection.rollback()
    assert differences == []


def test_going_down_leaves_nothing_and_up_again_works(db: Database) -> None:
    try:
        assert migrate(db, "base") == ""
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    finally:  # the next test gets the same PostgreSQL database
        migrate(db)
    assert migrate(db) == newest() == current(db)


def test_migrating_twice_at_once_is_safe(db: Database) -> None:
    failures: list[BaseException] = []

    def run() -> None:
        try:
            migrate(db)
        except BaseException as error:  # noqa: BLE001 (collected and asserted)
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_write_that_fails_leaves_nothing(db: Database) -> None:
    def fail() -> None:
        with db.write() as session:
            session.get_one(Instance, 1).municipality = "เปลี่ยนแล้ว"
            session.flush()
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    with db.read() as session:
        assert session.get_one(Instance, 1).municipality == "เทศบาลตำบลตัวอย่าง"


def test_a_time_without_a_zone_is_refused(db: Database) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 (what is refused)
    for function in (to_ms, bangkok_day):
        with pytest.raises(ValueError, match="zone"):
            function(naive)
