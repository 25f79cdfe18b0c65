"""Originals belong to the identity class: their keys are sealed to a public half and only custodians open them.

The private half follows from the case's identity key (32 bytes, wrapped elsewhere for pairs of custodians).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from nacl import bindings as sodium
from sqlalchemy.orm import Session

from casework.office import Office
from casework.seal import place
from keys import hkdf, open_sealed, seal_to
from models import Evidence, EvidenceVault


@dataclass(frozen=True)
class Original:
    """What opens an original file, and what is known of it. ``key`` is in hex."""

    key: str
    name: str
    sha256: str
    size: int


def open_vault(session: Session, case_id: str, identity_key: bytes) -> EvidenceVault:
    """The vault of a new case, from its identity key: from now on originals can be put in, and not taken out."""
    vault = EvidenceVault(case_id=case_id, public_key=sodium.crypto_scalarmult_base(_private(identity_key)))
    session.add(vault)
    return vault


def put(vault: EvidenceVault, office: Office, row: Evidence, original: Original) -> bytes:
    """An original's key, sealed to the vault and bound to its file."""
    data = json.dumps(asdict(original), ensure_ascii=False).encode()
    return seal_to(vault.public_key, "evidence-original", data, place(office, vault.case_id, row.id))


def take(identity_key: bytes, office: Office, row: Evidence) -> Original:
    """What two custodians get with the case's identity key. SealBroken for another case's key or file."""
    where = place(office, row.case_id or "", row.id)
    opened = open_sealed(_private(identity_key), "evidence-original", row.for_custodians or b"", where)
    return Original(**json.loads(opened))


def _private(identity_key: bytes) -> bytes:
    return hkdf(identity_key, "evidence-originals")
