"""Closing: the keys of a case, their wrappings, and every sealed piece of it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nacl import bindings as sodium
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.office import Office
from keys import framed, seal_shared, seal_to
from models import Case, CaseItem, CaseKey
from models.base import random_id
from models.cases import ItemKind
from models.days import bangkok_day

MEMBER = b"\x01"
SAME_SIZE = 4000
"""Bytes the keys beside an item fill at least: what came by chat looks like what came by the page."""

Kept = dict[str, list[Any]]
"""By the id of a part: its key in hex, and the marks of the messages it came from."""


def new_pair() -> tuple[bytes, bytes]:
    """A fresh X25519 pair from the OS: (private, public)."""
    public, private = sodium.crypto_box_keypair()
    return private, public


def place(office: Office, case_id: str, what: str) -> str:
    """Where a blob belongs: this town, this case, this piece. A blob moved elsewhere does not open."""
    return framed(office.tag, case_id, what).hex()


def wrap(private: bytes, public_key: bytes, office: Office, case_id: str) -> bytes:
    """A case's private key sealed to somebody: always the same size."""
    return seal_to(public_key, "case-key", MEMBER + private, place(office, case_id, "content"))


def decoy(office: Office, case_id: str) -> bytes:
    """A wrapping nobody can open, of the same size: who is left out cannot be seen."""
    return wrap(bytes(32), new_pair()[1], office, case_id)


def add_slots(session: Session, office: Office, case: Case, private: bytes, for_keys: Sequence[bytes | None]) -> None:
    """Wrap the content key once for every public key given, a decoy for every None, in random order."""
    slots = [wrap(private, key, office, case.id) if key else decoy(office, case.id) for key in for_keys]
    secrets.SystemRandom().shuffle(slots)
    session.add_all(CaseKey(case_id=case.id, sealed=slot) for slot in slots)


@dataclass(frozen=True)
class Piece:
    """Something to be added to a case. A letter (``for_reporter``) can be read by both sides."""

    kind: ItemKind
    text: str
    for_reporter: bool = False


def add_item(session: Session, office: Office, case: Case, piece: Piece, now: datetime) -> CaseItem:
    """Seal one piece to the case's staff and, if it is a letter, to its reporter as well."""
    last = session.scalar(select(func.max(CaseItem.position)).where(CaseItem.case_id == case.id))
    item = CaseItem(id=random_id(), case_id=case.id, position=(last or 0) + 1, kind=piece.kind, on_day=bangkok_day(now))
    data = json.dumps({"kind": piece.kind, "text": piece.text}, ensure_ascii=False).encode()
    item.for_staff = seal_to(case.content_public_key, "item", data, place(office, case.id, item.id))
    if piece.for_reporter:
        item.for_reporter = seal_to(case.reply_public_key, "letter", data, place(office, case.id, item.id))
    session.add(item)
    session.flush()
    return item


def reseal(office: Office, case: Case, item: CaseItem, text: str) -> None:
    """Put other words in the place of an item's, for whoever could read it before."""
    data = json.dumps({"kind": item.kind, "text": text}, ensure_ascii=False).encode()
    where = place(office, case.id, item.id)
    item.for_staff = seal_to(case.content_public_key, "item", data, where)
    if item.for_reporter is not None:
        item.for_reporter = seal_to(case.reply_public_key, "letter", data, where)


def seal_kept(office: Office, item: CaseItem, kept: Kept) -> None:
    """Lay the keys beside the item."""
    data = json.dumps(kept).encode().ljust(SAME_SIZE)
    item.sources = office.keys.seal("withdrawal", data, item.id)


def wrap_reply_key(private: bytes, key: bytes, office: Office, case_id: str) -> bytes:
    """The reply pair's private half under a key only the reporter's receipt or LINE id leads to."""
    return seal_shared(key, "reply-key", private, place(office, case_id, "reply"))
