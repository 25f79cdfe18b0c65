"""What the rooms of a process share: the settings, the database, the server's keys, the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from casework import quiet_logs
from keys import ServerKeys
from models.database import Database
from settings import Settings


def clock() -> datetime:
    """The time, for the edges; everything below is handed it."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Services:
    """What every room of a process is handed."""

    settings: Settings
    db: Database
    keys: ServerKeys
    clock: Callable[[], datetime] = clock


def open_services(settings: Settings) -> Services:
    """Database and keys of these settings; connects to nothing yet."""
    quiet_logs.install()
    return Services(settings, Database(settings.database_url), ServerKeys(settings.secrets))
