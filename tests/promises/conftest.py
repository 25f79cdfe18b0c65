"""One scenario with planted words everywhere, and an attacker who holds what is on the disk."""

from __future__ import annotations

import base64
import json
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from models import Base
from models.database import Database


@dataclass(frozen=True)
class Canary:
    """A planted word and what it stands for."""

    what: str
    word: str


def disguises(word: str) -> Iterator[bytes]:
    """The word as it may lie on a disk: raw, base64 at three offsets, hex, UTF-16, URL and JSON escapes."""
    raw = word.encode()
    yield raw
    for offset in range(3):
        shifted = base64.b64encode(b"x" * offset + raw)
        yield shifted[4 if offset else 0 : -4]
        yield base64.urlsafe_b64encode(b"x" * offset + raw)[4 if offset else 0 : -4]
    yield raw.hex().encode()
    yield raw.hex().upper().encode()
    yield word.encode("utf-16-le")
    yield word.encode("utf-16-be")
    yield urllib.parse.quote(word).encode()
    yield json.dumps(word)[1:-1].encode()


def dump(db: Database) -> bytes:
    """Everything somebody with the database holds: every file of SQLite, every row and page of PostgreSQL."""
    if db.is_sqlite:
        folder = Path(db.engine.url.database or "").parent
        return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    parts = []
    with db.read() as session:
        for table in Base.metadata.sorted_tables:
            parts += [repr(tuple(row)).encode() for row in session.execute(table.select())]
            rows = session.execute(text(f"SELECT t::text FROM {table.name} t"))  # noqa: S608 (our own names)
            parts += [bytes(row[0], "utf-8") for row in rows]
            binary = [c.name for c in table.columns if str(c.type) in ("BLOB", "BYTEA", "VARBINARY")]
            for row in session.execute(table.select()).mappings():
                parts += [bytes(row[name]) for name in binary if row[name] is not None]
    return b"\n".join(parts)


@pytest.fixture
def finds() -> Callable[[bytes, list[Canary]], list[str]]:
    """What of the planted words can be found in some bytes, in any disguise."""

    def find(haystack: bytes, canaries: list[Canary]) -> list[str]:
        return [c.what for c in canaries if any(form in haystack for form in disguises(c.word))]

    return find
