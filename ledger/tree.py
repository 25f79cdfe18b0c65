"""The Merkle tree over entry hashes (RFC 6962, section 2.1)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


class Tree:
    """The root of a growing list of leaves, holding one hash per level: memory is O(log n)."""

    def __init__(self) -> None:
        """An empty tree; its root is SHA-256 of nothing."""
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, leaf_hash: bytes) -> None:
        """Add one leaf hash (already SHA-256 of 0x00 | entry)."""
        self.size += 1
        peak, rest = leaf_hash, self.size
        while rest % 2 == 0:
            peak = node(self._peaks.pop(), peak)
            rest //= 2
        self._peaks.append(peak)

    def root(self) -> bytes:
        """The root over everything added so far."""
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node(peak, root)
        return root


def node(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes."""
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()
