"""What is remembered of a person between two messages: sealed, for a day.

The key is made of the server's and of the person's LINE id: who has the database and the server's secret, but does
not know whose row it is, opens none. What is remembered of a letter box could open it, and joins two cases.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.office import Office
from keys import SealBroken, key_id, open_shared, seal_shared
from knowledge.understood import Understanding
from models import Conversation

KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Memory:
    """Topic and its data; ``misses`` counts messages in a row that were not understood.

    ``offered``: the survey was offered in this conversation. ``heard_at``: when the newest words were said,
    in milliseconds by LINE's clock.
    """

    topic: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    misses: int = 0
    offered: bool = False
    heard_at: int = 0


@dataclass(frozen=True)
class Desk:
    """What a handler may use in one step: the step's transaction, the office, the time."""

    session: Session
    office: Office
    now: datetime
    free_text_safe: bool = True
    understanding: Understanding | None = None


def recall(desk: Desk, person: str) -> tuple[Memory, bool]:
    """The person's memory, locked until the step ends, and whether it had expired (then it is empty)."""
    row = _row(desk, person)
    if row is None:
        return Memory(), False
    if row.expires_at <= desk.now:
        return Memory(), True
    raw = json.loads(_opened(desk, person, row))
    memory = Memory(raw["topic"], raw["data"], raw["misses"], raw.get("offered", False), raw.get("heard_at", 0))
    return memory, False


def keep(desk: Desk, person: str, memory: Memory) -> None:
    """Remember for another 24 hours; a memory that is empty but for its time is forgotten."""
    row = _row(desk, person)
    if memory == Memory(heard_at=memory.heard_at):
        if row is not None:
            desk.session.delete(row)
        return
    key = row.key if row else desk.office.keys.mac("session", person)
    words = json.dumps(vars(memory), ensure_ascii=False).encode()
    sealed = seal_shared(desk.office.keys.mac("draft", person), "draft", words, key.hex())
    if row is None:
        desk.session.add(Conversation(key=key, sealed=sealed, expires_at=desk.now + KEPT_FOR))
    else:
        row.sealed, row.expires_at = sealed, desk.now + KEPT_FOR
    desk.session.flush()


def _opened(desk: Desk, person: str, row: Conversation) -> bytes:
    for key in desk.office.keys.macs("draft", person):
        if row.sealed[3:11] == key_id(key):
            return open_shared(key, "draft", row.sealed, row.key.hex())
    raise SealBroken("key")


def _row(desk: Desk, person: str) -> Conversation | None:
    keys = desk.office.keys.macs("session", person)
    found = desk.session.scalars(select(Conversation).where(Conversation.key.in_(keys)).with_for_update()).all()
    return found[0] if found else None
