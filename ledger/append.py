"""Write down an act, in the same transaction as the act itself."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from keys import ServerKeys
from ledger.entries import commitment
from ledger.owners import owner
from models import LedgerEntry, LedgerPayload
from models.days import bangkok_day


@dataclass(frozen=True)
class Act:
    """What happened. ``payload`` is committed to and sealed; it never holds words, names or LINE ids.

    ``case_tag`` of a reporter's act goes into the payload, not into the entry: two acts of a reporter, of whatever
    cases, must not be linked by who reads the ledger.
    """

    type: str
    topic: str = ""
    actor: str = "reporter"
    case_tag: str = ""
    payload: Mapping[str, str | int] = field(default_factory=dict)


def append(session: Session, keys: ServerKeys, act: Act, now: datetime) -> None:
    """Add an unsealed entry: no act without an entry. The sealer gives it its place within a second."""
    salt, hidden = secrets.token_bytes(32), act.case_tag if act.actor == "reporter" else ""
    payload = {**act.payload, "case": hidden} if hidden else dict(act.payload)
    entry = LedgerEntry(
        day=bangkok_day(now),
        type=act.type,
        topic=act.topic,
        actor=act.actor,
        case_tag="" if hidden else act.case_tag,
        commit=commitment(salt, payload),
    )
    session.add(entry)
    session.flush()
    opened = json.dumps({"salt": salt.hex(), "payload": payload}, ensure_ascii=False)
    row = LedgerPayload(entry_id=entry.id, sealed=keys.seal("ledger", opened.encode(), entry.commit))
    row.owner = owner(keys, entry, hidden) if hidden else None
    session.add(row)


def staff_actor(staff_id: str) -> str:
    """How a member of staff is named in the ledger."""
    return f"staff:{staff_id[:12]}"
