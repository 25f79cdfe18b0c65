"""The services a command works with, or a plain sentence why it cannot."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import SQLAlchemyError

from casework.office import NotSetUp, Office, open_office
from models.schema import current, newest
from services import Services, open_services
from settings import SettingsError, read_settings


@contextmanager
def services_of_environment() -> Iterator[Services]:
    """Services by the environment, closed afterwards. Wrong settings end the command, all named at once."""
    try:
        services = open_services(read_settings(os.environ))
    except SettingsError as error:
        raise click.ClickException(f"settings:\n{error}") from None
    try:
        yield services
    except NotSetUp as error:
        raise click.ClickException(f"{error}; run: flask setup") from None
    except SQLAlchemyError as error:
        raise click.ClickException(f"database: {type(error).__name__}") from None
    finally:
        services.db.close()


@contextmanager
def ready_services() -> Iterator[Services]:
    """The same, refused while the database is not at the newest shape."""
    with services_of_environment() as services:
        if current(services.db) != newest():
            raise click.ClickException("the database is not at the newest shape; run: flask migrate")
        yield services


def office_of(services: Services) -> Office:
    """The municipality of the database. NotSetUp when there is none."""
    with services.db.read() as session:
        return open_office(session, services.keys, services.settings.public_url)
