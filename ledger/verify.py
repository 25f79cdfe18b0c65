"""Check a ledger from its export alone: numbering, chain, hashes, checkpoints."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ledger.checkpoint import NotASignedCheckpoint, read
from ledger.entries import GENESIS, entry_hash
from ledger.tree import Tree


class LedgerBroken(Exception):
    """The ledger was changed; the text names the first bad entry or checkpoint."""


@dataclass
class Verified:
    """What a clean ledger is: entries, root (hex), checkpoints that agree with it, entries of each type."""

    size: int = 0
    root: str = ""
    checkpoints: int = 0
    by_type: Counter[str] = field(default_factory=Counter)


class Verifier:
    """Takes an export line by line; memory does not grow with the ledger."""

    def __init__(self, public_key: bytes | None = None, kept: Iterable[str] = ()) -> None:
        """``public_key`` and ``kept`` checkpoints from elsewhere also catch a ledger rewritten whole."""
        self._trusted = public_key
        self._kept = tuple(kept)
        self._public = b""
        self._tree = Tree()
        self._prev = GENESIS
        self._roots: dict[int, str] = {}
        self._result = Verified()

    def head(self, text: str) -> None:
        """Take the first line: whose ledger, by which key, which checkpoints. LedgerBroken when not."""
        record = _record(text, "line 1")
        try:
            self._public, notes = bytes.fromhex(record["public_key"]), list(record["checkpoints"])
        except (KeyError, TypeError, ValueError):
            raise LedgerBroken("line 1: not the head of a ledger") from None
        if self._trusted not in (None, self._public):
            raise LedgerBroken("line 1: signed by another key")
        for note in (*notes, *self._kept):
            self._expect(note)

    def entry(self, text: str) -> None:
        """Take one entry. LedgerBroken when it does not fit what came before."""
        expected = self._result.size + 1
        record = _record(text, f"entry {expected}")
        claimed = record.pop("hash", None)
        if record.get("seq") != expected:
            raise LedgerBroken(f"entry {expected}: missing or out of order (found {record.get('seq')})")
        if record.get("prev") != self._prev:
            raise LedgerBroken(f"entry {expected}: does not follow the entry before it")
        if entry_hash(record) != claimed:
            raise LedgerBroken(f"entry {expected}: changed after it was sealed")
        self._count(record, str(claimed))

    def finish(self) -> Verified:
        """The result, once every line was taken. LedgerBroken when a checkpoint counts more entries."""
        if beyond := [size for size in self._roots if size > self._result.size]:
            raise LedgerBroken(f"entry {self._result.size + 1}: gone (a checkpoint counts {max(beyond)} entries)")
        self._result.root = self._tree.root().hex()
        return self._result

    def _count(self, record: dict[str, Any], claimed: str) -> None:
        self._prev = claimed
        self._tree.add(bytes.fromhex(claimed))
        self._result.size += 1
        self._result.by_type[str(record.get("type"))] += 1
        self._compare()

    def _compare(self) -> None:
        wanted = self._roots.get(self._result.size)
        if wanted is not None and wanted != self._tree.root().hex():
            raise LedgerBroken(f"entry {self._result.size}: the checkpoint of this size has another root")

    def _expect(self, note: str) -> None:
        try:
            statement = read(note, self._public)
        except NotASignedCheckpoint:
            raise LedgerBroken("a checkpoint is not signed by the ledger's key") from None
        if self._roots.setdefault(statement.size, statement.root) != statement.root:
            raise LedgerBroken(f"entry {statement.size}: two checkpoints of this size differ")
        self._result.checkpoints += 1


def verify(export: Iterable[str], public_key: bytes | None = None, kept: Iterable[str] = ()) -> Verified:
    """Check a whole export, read once. LedgerBroken names the first bad entry.

    ``public_key`` and ``kept`` (signed checkpoints) come from outside the town hall, if at hand.
    """
    lines = iter(export)
    verifier = Verifier(public_key, kept)
    verifier.head(next(lines, ""))
    for line in lines:
        verifier.entry(line)
    return verifier.finish()


def _record(text: str, place: str) -> dict[str, Any]:
    try:
        record = json.loads(text)
    except ValueError:
        raise LedgerBroken(f"{place}: not JSON") from None
    if not isinstance(record, dict):
        raise LedgerBroken(f"{place}: not an object")
    return record
