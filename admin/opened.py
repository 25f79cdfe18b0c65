"""A case opened with the key of whoever is signed in, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.desk import Desk, actor_of
from casework.unseal import content_key
from ledger.append import Act, append
from models import Case, CaseKey


@dataclass(frozen=True)
class OpenCase:
    """A case opened with somebody's key."""

    case: Case
    content_private: bytes


@contextmanager
def opened_case(desk: Desk, reference: str) -> Iterator[tuple[Session, OpenCase]]:
    """The case in a transaction; 404, the same, when there is none and when there is no key."""
    with desk.db.write() as session:
        case = session.scalar(select(Case).where(Case.reference == reference))
        slots = session.scalars(select(CaseKey).where(CaseKey.case_id == case.id)).all() if case else []
        private = content_key(desk.who().private_key, slots, desk.office(), case) if case else None
        if case is not None and private is not None:
            yield session, OpenCase(case, private)
            return
        append(session, desk.keys, Act("access.refused", "case", actor_of(desk.who())), desk.clock())
    abort(404)
