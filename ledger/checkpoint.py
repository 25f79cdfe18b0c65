"""Signed statements of how long the ledger is and what it hashes to, to be kept outside the town hall."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey
from sqlalchemy import select

from keys import ServerKeys
from ledger.tree import Tree
from models import Instance, LedgerCheckpoint, LedgerEntry
from models.database import Database

ED25519 = b"\x01"
ORIGIN = "siangsai/ledger"
"""The first line of every checkpoint: whose ledger it is."""


@dataclass(frozen=True)
class Statement:
    """What a checkpoint says: whose ledger, how many entries, which root (hex)."""

    origin: str
    size: int
    root: str

    def body(self) -> str:
        """The signed text: origin, size and base64 root on a line each (C2SP tlog-checkpoint)."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(bytes.fromhex(self.root)).decode()}\n"


class NotASignedCheckpoint(Exception):
    """The note is not of the form, or its signature is not by the key."""


def signing_key(db: Database, keys: ServerKeys) -> SigningKey:
    """The ledger's Ed25519 key: made once, and kept sealed in the database, so that it outlives a secret.

    Before there is a municipality it follows from the server secret.
    """
    with db.write() as session:
        row = session.get(Instance, 1, with_for_update=True)
        if row is None:
            return SigningKey(keys.derive("ledger-signing"))
        if row.ledger_key is None:
            row.ledger_key = keys.seal("ledger-key", secrets.token_bytes(32), row.tag)
        return SigningKey(keys.unseal("ledger-key", row.ledger_key, row.tag))


def key_hash(origin: str, public: bytes) -> bytes:
    """The four bytes by which a note names its key (C2SP signed-note)."""
    return hashlib.sha256(origin.encode() + b"\n" + ED25519 + public).digest()[:4]


def sign(statement: Statement, key: SigningKey) -> str:
    """The signed note: body, empty line, signature line."""
    body = statement.body()
    public = key.verify_key.encode()
    signature = key_hash(statement.origin, public) + key.sign(body.encode()).signature
    return f"{body}\n— {statement.origin} {base64.b64encode(signature).decode()}\n"


def read(note: str, public: bytes) -> Statement:
    """The statement of a note signed by this public key. NotASignedCheckpoint otherwise."""
    try:
        body, _, line = note.partition("\n\n— ")
        origin, size, root = body.split("\n")
        raw = base64.b64decode(line.strip().rpartition(" ")[2], validate=True)
        VerifyKey(public).verify((body + "\n").encode(), raw[4:])
        if raw[:4] != key_hash(origin, public):
            raise NotASignedCheckpoint("another key")
        return Statement(origin, int(size), base64.b64decode(root, validate=True).hex())
    except (ValueError, BadSignatureError) as error:
        raise NotASignedCheckpoint(type(error).__name__) from None


def make(db: Database, keys: ServerKeys, origin: str, now: datetime) -> str:
    """Sign the sealed ledger as it stands; the note. A ledger that has not grown gives its old note again."""
    key = signing_key(db, keys)
    with db.write() as session:
        tree = Tree()
        hashes = select(LedgerEntry.hash).where(LedgerEntry.seq.is_not(None)).order_by(LedgerEntry.seq)
        for value in session.scalars(hashes.execution_options(yield_per=5000)):
            tree.add(bytes.fromhex(value or ""))
        kept = session.get(LedgerCheckpoint, tree.size)
        if kept:
            return kept.note
        statement = Statement(origin, tree.size, tree.root().hex())
        note = sign(statement, key)
        session.add(LedgerCheckpoint(size=tree.size, root=statement.root, note=note, made_at=now))
        return note
