"""The base of all tables: constraint names, times as integers, random keys."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, MetaData, TypeDecorator
from sqlalchemy.orm import DeclarativeBase

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Serial = BigInteger().with_variant(Integer, "sqlite")
"""A growing row number; SQLite only counts by itself on plain INTEGER."""


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime kept as milliseconds, the same integer on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> int | None:
        """Milliseconds since 1970. ValueError for a naive datetime."""
        return None if value is None else to_ms(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        """The aware datetime again."""
        return None if value is None else from_ms(value)


class Base(DeclarativeBase):
    """What every table shares."""

    metadata = MetaData(naming_convention=NAMES)


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970 of an aware datetime. ValueError when it has no zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return round(moment.timestamp() * 1000)


def from_ms(value: int) -> datetime:
    """The aware UTC datetime of milliseconds since 1970."""
    return datetime.fromtimestamp(value / 1000, UTC)


def random_id() -> str:
    """32 hex digits from the OS: says nothing of order or time."""
    return secrets.token_hex(16)
