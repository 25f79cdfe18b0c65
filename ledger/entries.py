"""The exact bytes of an entry: what is hashed, committed to and exported."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from models import LedgerEntry

VERSION = 1
GENESIS = "0" * 64
"""``prev`` of the first entry."""


def canonical(value: Mapping[str, Any]) -> bytes:
    """Canonical JSON: keys sorted, no spaces, UTF-8; integers and strings only."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def commitment(salt: bytes, payload: Mapping[str, str | int]) -> str:
    """SHA-256 over salt and canonical payload, hex: unguessable while the salt is secret or erased."""
    return hashlib.sha256(b"v1|" + salt + canonical(payload)).hexdigest()


def as_record(entry: LedgerEntry) -> dict[str, Any]:
    """An entry as it is exported. Its time is the day and nothing finer."""
    return {
        "v": VERSION,
        "seq": entry.seq,
        "day": entry.day.isoformat(),
        "type": entry.type,
        "topic": entry.topic,
        "case_tag": entry.case_tag,
        "actor": entry.actor,
        "commit": entry.commit,
        "prev": entry.prev,
    }


def entry_hash(record: Mapping[str, Any]) -> str:
    """RFC 6962 leaf hash (0x00 | entry) in hex; it is also the ``prev`` of the entry that follows."""
    return hashlib.sha256(b"\x00" + canonical(record)).hexdigest()
