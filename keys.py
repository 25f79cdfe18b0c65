"""What the server itself can seal and recognise: keys from its one secret, and the framing of blobs."""

from __future__ import annotations

import hashlib
import hmac
import struct

from nacl import bindings as sodium
from nacl.utils import random as random_bytes

VERSION = 1
SHARED_KEY = 1
SEALED_BOX = 2
STREAM = 3
"""Algorithms: XChaCha20-Poly1305 under a shared key; the same under a fresh key in a libsodium sealed box;
libsodium's secretstream for files."""

PURPOSES = {
    "inbox": 1,
    "outbox": 2,
    "draft": 3,
    "push": 4,
    "totp": 5,
    "ledger": 6,
    "staff-private": 7,
    "session-private": 8,
    "case-key": 9,
    "reply-key": 10,
    "item": 11,
    "letter": 12,
    "mailbox": 13,
    "identity-key": 20,
    "identity": 21,
    "identity-words": 22,
    "identity-step": 23,
    "identity-result": 24,
    "withdrawal": 40,
    "part": 41,
    "rated": 42,
    "slip": 43,
    "form": 44,
    "evidence-work": 50,
    "evidence": 51,
    "evidence-original": 52,
    "file": 53,
    "question": 30,
    "ledger-key": 60,
}
"""The purpose byte of every kind of blob. Numbers are never reused."""

UNLABELLED = frozenset({"case-key", "identity-key", "identity-words"})
"""Blobs that must not tell whose they are: random bytes stand where others name their key."""

HEADER = struct.Struct(">BBB8s")
NONCE = sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
SEALED_KEY = 32 + sodium.crypto_box_SEALBYTES


class SealBroken(Exception):
    """A blob does not open: wrong key, purpose, place or version, or it was changed."""


def hkdf(secret: bytes, purpose: str, length: int = 32, salt: bytes = b"") -> bytes:
    """HKDF-SHA256 (RFC 5869) with ``purpose`` as the info string; ``length`` bytes out, at most 8160."""
    prk = hmac.digest(salt or bytes(32), secret, "sha256")
    out, block = b"", b""
    for counter in range(1, -(-length // 32) + 1):
        block = hmac.digest(prk, block + purpose.encode() + bytes([counter]), "sha256")
        out += block
    return out[:length]


def framed(*parts: bytes | str) -> bytes:
    """The parts one after another, each behind its length, so that no two lists give the same bytes."""
    raw = [part.encode() if isinstance(part, str) else part for part in parts]
    return b"".join(struct.pack(">I", len(part)) + part for part in raw)


def pad(data: bytes) -> bytes:
    """Data behind its length, filled with zeros to 512·2^k bytes: a blob tells only its size class."""
    size = 512
    while size < len(data) + 4:
        size *= 2
    return struct.pack(">I", len(data)) + data + bytes(size - 4 - len(data))


def unpad(padded: bytes) -> bytes:
    """The data again. SealBroken when the length is impossible."""
    length = struct.unpack_from(">I", padded)[0] if len(padded) >= 4 else len(padded)
    if length > len(padded) - 4:
        raise SealBroken("length")
    return padded[4 : 4 + length]


def key_id(key: bytes) -> bytes:
    """Eight bytes that name a key without telling it."""
    return hashlib.sha256(b"siangsai key id" + key).digest()[:8]


def seal_shared(key: bytes, purpose: str, data: bytes, bind: str = "") -> bytes:
    """Seal bytes under a 32-byte key; ``bind`` says where the blob belongs and is needed to open it."""
    header = HEADER.pack(VERSION, SHARED_KEY, PURPOSES[purpose], key_id(key))
    nonce = random_bytes(NONCE)
    return header + nonce + _encrypt(key, nonce, pad(data), header + framed(bind))


def open_shared(key: bytes, purpose: str, blob: bytes, bind: str = "") -> bytes:
    """What :func:`seal_shared` sealed. SealBroken for anything else."""
    header = _header(blob, SHARED_KEY, purpose, key)
    nonce, rest = blob[len(header) : len(header) + NONCE], blob[len(header) + NONCE :]
    return unpad(_decrypt(key, nonce, rest, header + framed(bind)))


def seal_to(public_key: bytes, purpose: str, data: bytes, bind: str = "") -> bytes:
    """Seal bytes to an X25519 public key: a fresh key in a libsodium sealed box, the data under that key."""
    named = random_bytes(8) if purpose in UNLABELLED else key_id(public_key)
    header = HEADER.pack(VERSION, SEALED_BOX, PURPOSES[purpose], named)
    fresh, nonce = random_bytes(32), random_bytes(NONCE)
    box = sodium.crypto_box_seal(fresh, public_key)
    return header + box + nonce + _encrypt(fresh, nonce, pad(data), header + framed(bind))


def open_sealed(private_key: bytes, purpose: str, blob: bytes, bind: str = "") -> bytes:
    """What :func:`seal_to` sealed to this private key's public half. SealBroken for anything else."""
    public_key = sodium.crypto_scalarmult_base(private_key)
    header = _header(blob, SEALED_BOX, purpose, public_key)
    box, rest = blob[len(header) : len(header) + SEALED_KEY], blob[len(header) + SEALED_KEY :]
    try:
        fresh = sodium.crypto_box_seal_open(box, public_key, private_key)
    except Exception:  # noqa: BLE001 (libsodium raises its own, a TypeError for a short box, a ValueError …)
        raise SealBroken("box") from None
    return unpad(_decrypt(fresh, rest[:NONCE], rest[NONCE:], header + framed(bind)))


def _header(blob: bytes, algorithm: int, purpose: str, key: bytes) -> bytes:
    named = blob[3:11] if purpose in UNLABELLED else key_id(key)
    if len(named) != 8 or blob[: HEADER.size] != HEADER.pack(VERSION, algorithm, PURPOSES[purpose], named):
        raise SealBroken("header")
    return blob[: HEADER.size]


def _encrypt(key: bytes, nonce: bytes, data: bytes, bound: bytes) -> bytes:
    return sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(data, bound, nonce, key)


def _decrypt(key: bytes, nonce: bytes, data: bytes, bound: bytes) -> bytes:
    try:
        return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(data, bound, nonce, key)
    except Exception:  # noqa: BLE001 (CryptoError, or TypeError and ValueError for cut blobs)
        raise SealBroken("content") from None


class ServerKeys:
    """Keys of the server, one per purpose, from one secret, or two while it is being rotated."""

    def __init__(self, secrets: tuple[bytes, ...]) -> None:
        """``secrets``: 32 bytes each, newest first."""
        self._secrets = secrets
        self._derived: dict[tuple[int, str], bytes] = {}

    def derive(self, purpose: str, generation: int = 0) -> bytes:
        """The 32-byte key of a purpose; generation 0 is the newest secret."""
        place = (generation, purpose)
        if place not in self._derived:
            self._derived[place] = hkdf(self._secrets[generation], purpose)
        return self._derived[place]

    @property
    def generations(self) -> range:
        """0 for the newest secret, then the older one while it is still accepted."""
        return range(len(self._secrets))

    def mac(self, purpose: str, *parts: bytes | str) -> bytes:
        """HMAC-SHA256 of the framed parts under the purpose's newest key."""
        return hmac.digest(self.derive(purpose), framed(*parts), "sha256")

    def macs(self, purpose: str, *parts: bytes | str) -> tuple[bytes, ...]:
        """The same under every accepted secret, newest first: for look-ups while a secret is rotated."""
        message = framed(*parts)
        return tuple(
            hmac.digest(self.derive(purpose, generation), message, "sha256") for generation in self.generations
        )

    def seal(self, purpose: str, data: bytes, bind: str = "") -> bytes:
        """Seal bytes under the purpose's newest key, bound to a place."""
        return seal_shared(self.derive(purpose), purpose, data, bind)

    def unseal(self, purpose: str, blob: bytes, bind: str = "") -> bytes:
        """Open with whichever accepted secret sealed it. SealBroken when none did."""
        for generation in self.generations:
            key = self.derive(purpose, generation)
            if blob[3:11] == key_id(key):
                return open_shared(key, purpose, blob, bind)
        raise SealBroken("key")
