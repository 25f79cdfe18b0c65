"""The receipt: 16 random digits and 2 check digits that only the reporter keeps.

Check digits: ISO 7064 MOD 97-10. Keys: one Argon2id run (RFC 9106), then HMAC and HKDF with a server
key, so that neither a database dump nor the receipt alone opens anything.
"""

from __future__ import annotations

import re
import secrets
import threading
from contextlib import AbstractContextManager
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw

from casework.office import Office
from casework.turns import Turns
from keys import hkdf

DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
SEPARATORS = re.compile(r"[\s\-–—.·]+")
MEMORY_KIB, PASSES = 64 * 1024, 3
SAMPLE_MEMORY_KIB, SAMPLE_PASSES = 1024, 1
"""Cost of the key: sample data is not worth a quarter of a second each."""

LOOK_UPS = Turns()
FILING = threading.Lock()
"""Filing waits for its turn and never for a look-up: a report must not be lost to a flood of guesses."""


class NotAReceipt(Exception):
    """The text is no receipt; ``reason`` is ``length`` or ``check`` (a typing mistake)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class ReceiptKeys:
    """What a receipt turns into: where its case is found, and what opens the reply key."""

    lookup: bytes
    reply: bytes


def new_receipt() -> str:
    """A fresh receipt, 18 digits, from the OS."""
    digits = f"{secrets.randbelow(10**16):016d}"
    return digits + f"{98 - int(digits) * 100 % 97:02d}"


def show(receipt: str) -> str:
    """The receipt as it is printed: six groups of three."""
    return " ".join(receipt[start : start + 3] for start in range(0, 18, 3))


def read(text: str) -> str:
    """The 18 digits of a receipt as people type it: Thai digits, spaces, dashes. NotAReceipt otherwise."""
    digits = _plain(text)
    if not re.fullmatch(r"[0-9]{18}", digits):
        raise NotAReceipt("length")
    if int(digits) % 97 != 1:
        raise NotAReceipt("check")
    return digits


def looks_like_one(text: str) -> bool:
    """Whether somebody meant to type a receipt: 15 to 20 digits and nothing else."""
    return re.fullmatch(r"[0-9]{15,20}", _plain(text)) is not None


def contains_one(text: str) -> bool:
    """Whether a valid receipt stands anywhere in a text, alone or among words, also right behind other digits."""
    runs = re.findall(r"(?=([0-9](?:[\s\-–—.·]*[0-9]){17}))", text.translate(DIGITS))
    return any(int(SEPARATORS.sub("", run)) % 97 == 1 for run in runs)


def derive(office: Office, receipt: str) -> tuple[ReceiptKeys, ...]:
    """The keys of 18 digits somebody looks up, under each accepted server secret, newest first.

    Slow on purpose (64 MiB, 3 passes, once) and the same for every well-formed input. Busy when many do it.
    """
    return _derive(office, receipt, LOOK_UPS.one())


def keys_to_file(office: Office, receipt: str) -> ReceiptKeys:
    """The keys of a receipt that is given out with a report, under the newest server secret."""
    return _derive(office, receipt, FILING)[0]


def _derive(office: Office, receipt: str, turn: AbstractContextManager[object]) -> tuple[ReceiptKeys, ...]:
    memory, passes = (SAMPLE_MEMORY_KIB, SAMPLE_PASSES) if office.sample else (MEMORY_KIB, PASSES)
    with turn:
        ikm = hash_secret_raw(receipt[:16].encode(), office.receipt_salt, passes, memory, 1, 32, Type.ID)
    peppers = [office.keys.derive("pepper", generation) for generation in office.keys.generations]
    return tuple(ReceiptKeys(hkdf(ikm, "lookup", salt=one), hkdf(ikm, "reply-key", salt=one)) for one in peppers)


def _plain(text: str) -> str:
    return SEPARATORS.sub("", text.translate(DIGITS).strip())
