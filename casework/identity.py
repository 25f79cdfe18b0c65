"""Closing who a reporter is: a key per case that only two custodians together, or recovery, can reach.

For custodians A and B the key lies as SealedBox(A)(SealedBox(B)(key)), for every ordered pair: no custodian
opens anything alone, and the rows do not tell whose they are. The LINE id is not under this key: it has no
opening procedure at all.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.office import Office
from casework.seal import new_pair, place
from casework.staff_seal import genuine
from keys import seal_shared, seal_to
from models import Case, CaseIdentity, IdentityKey, Staff
from models.staff import Role

KEY, BOX, RECOVERY = b"\x01", b"\x02", b"\x03"
"""What stands first in an opened wrapping: the key itself, a box for the second custodian, recovery's copy."""

FIELDS_SIZE = 4000
"""Bytes that every identity is filled up to: a row does not tell whether anything was said."""

Field = Mapping[str, Any]


def custodians(session: Session) -> list[Staff]:
    """Everybody who keeps identities now."""
    active = session.scalars(select(Staff).where(Staff.disabled_at.is_(None)).order_by(Staff.id))
    return [person for person in active if Role.CUSTODIAN in person.roles]


def possible(session: Session, office: Office) -> bool:
    """Whether an identity could ever be opened again; if not, nobody should be asked for theirs."""
    return office.recovery_public_key is not None or sum(genuine(office.keys, one) for one in custodians(session)) > 1


def new_identity(session: Session, office: Office, case: Case, accused: str = "") -> bytes:
    """A fresh identity key of a flushed case, wrapped for every pair of custodians and for recovery.

    Pairs with somebody who is accused, or whose row is not signed, are decoys.
    With nobody to wrap for, what is sealed under the key is lost.
    """
    key, people = secrets.token_bytes(32), custodians(session)
    barred = {person.id for person in people if accused and person.accused_code == accused}
    barred |= {person.id for person in people if not genuine(office.keys, person)}
    wrappings = [_for_pair(office, case, key, pair, barred) for pair in permutations(people, 2)]
    if office.recovery_public_key:
        wrappings.append(_for_recovery(office, case, key))
    secrets.SystemRandom().shuffle(wrappings)
    session.add_all(IdentityKey(case_id=case.id, sealed=wrapping) for wrapping in wrappings)
    return key


def seal_fields(session: Session, office: Office, case: Case, key: bytes, fields: Sequence[Field]) -> None:
    """Seal what a reporter volunteered of themselves under the identity key, filled up to one size."""
    data = json.dumps(list(fields), ensure_ascii=False).encode()
    sealed = seal_shared(key, "identity", data.ljust(FIELDS_SIZE), place(office, case.id, "identity"))
    session.add(CaseIdentity(case_id=case.id, sealed=sealed))


def is_kept(session: Session, case_id: str) -> bool:
    """Whether who the reporter is has not been erased with time; what they took back themselves does not show."""
    return session.scalar(select(IdentityKey.case_id).where(IdentityKey.case_id == case_id).limit(1)) is not None


def outer_place(office: Office, case_id: str) -> str:
    """Where a wrapping of an identity key belongs."""
    return place(office, case_id, "identity-key")


def inner_place(office: Office, case_id: str) -> str:
    """Where the box inside belongs."""
    return place(office, case_id, "identity-box")


def _for_pair(office: Office, case: Case, key: bytes, pair: tuple[Staff, Staff], barred: set[str]) -> bytes:
    first, second = (person.public_key for person in pair)
    if barred & {person.id for person in pair}:
        key, first, second = bytes(32), new_pair()[1], new_pair()[1]
    inner = seal_to(second, "identity-key", KEY + key, inner_place(office, case.id))
    return seal_to(first, "identity-key", BOX + inner, outer_place(office, case.id))


def _for_recovery(office: Office, case: Case, key: bytes) -> bytes:
    """Recovery's copy, as long as the others: two of three sheets are two people as well."""
    size = len(seal_to(new_pair()[1], "identity-key", KEY + bytes(32)))
    filled = (RECOVERY + key).ljust(1 + size, b"\0")
    return seal_to(office.recovery_public_key or b"", "identity-key", filled, outer_place(office, case.id))
