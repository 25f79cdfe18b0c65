"""Files as sealed steps: libsodium's secretstream, 64 KiB at a time, every step bound to its place.

Before the first step stands a header (version, algorithm, purpose, key id) and libsodium's own. The last
step carries the final mark, so that a stream that was cut, extended, reordered or moved does not open.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from nacl import bindings as sodium

from keys import HEADER, PURPOSES, STREAM, VERSION, SealBroken, framed, key_id

STEP = 64 * 1024
"""Bytes of a step in plain; the last is filled up, so that a length tells only how many steps there are."""

END = b"\x80"
MORE, FINAL = (
    sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
    sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL,
)
OWN_HEADER = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES


class TooLong(Exception):
    """More bytes came than are allowed."""


@dataclass
class Measured:
    """What went through a stream: its length and SHA-256."""

    most: int
    size: int = 0
    _hash: Any = field(default_factory=hashlib.sha256)

    def read(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The same pieces, counted and hashed. TooLong as soon as there are more than ``most`` bytes."""
        for piece in pieces:
            self.size += len(piece)
            if self.size > self.most:
                raise TooLong(f"more than {self.most} bytes")
            self._hash.update(piece)
            yield piece

    @property
    def sha256(self) -> str:
        """The hash of what went through, in hex."""
        return str(self._hash.hexdigest())


def new_key() -> bytes:
    """A fresh file key from the OS."""
    return sodium.crypto_secretstream_xchacha20poly1305_keygen()


def seal_stream(key: bytes, place: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Sealed steps of the bytes in ``pieces`` (of any lengths), the first behind the headers."""
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    header = HEADER.pack(VERSION, STREAM, PURPOSES["file"], key_id(key))
    before = header + sodium.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    for number, (step, last) in enumerate(_steps(pieces)):
        bound = header + framed(place, str(number))
        tag = FINAL if last else MORE
        yield before + sodium.crypto_secretstream_xchacha20poly1305_push(state, step, bound, tag)
        before = b""


def open_stream(key: bytes, place: str, sealed: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes again, step by step. SealBroken at the first step that is not what was sealed there.

    Whoever must not act on half a file reads it to the end first.
    """
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    header = HEADER.pack(VERSION, STREAM, PURPOSES["file"], key_id(key))
    ended = False
    for number, blob in enumerate(sealed):
        if ended:
            raise SealBroken("more steps than were sealed")
        start = _begin(state, key, header, blob) if number == 0 else 0
        step, ended = _open_step(state, blob[start:], header + framed(place, str(number)))
        yield _unfilled(step) if ended else step
    if not ended:
        raise SealBroken("the last step is missing")


def _steps(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Exact steps; the last ends with END and zeros, and is a step of its own when nothing was over."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= STEP:
            yield bytes(waiting[:STEP]), False
            del waiting[:STEP]
    yield bytes(waiting + END).ljust(STEP, b"\0"), True


def _begin(state: Any, key: bytes, header: bytes, blob: bytes) -> int:
    own = blob[len(header) : len(header) + OWN_HEADER]
    if blob[: len(header)] != header or len(own) != OWN_HEADER:
        raise SealBroken("header")
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, own, key)
    return len(header) + OWN_HEADER


def _open_step(state: Any, sealed: bytes, bound: bytes) -> tuple[bytes, bool]:
    try:
        step, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, sealed, bound)
    except Exception:  # noqa: BLE001 (libsodium raises its own, or ValueError for cut steps)
        raise SealBroken("step") from None
    return step, tag == FINAL


def _unfilled(step: bytes) -> bytes:
    data = step.rstrip(b"\0")
    if not data.endswith(END):
        raise SealBroken("filling")
    return data[:-1]
