"""Plain text: what can be read, and nothing that cannot be seen."""

from __future__ import annotations

import unicodedata

from casework.cleaning.verdict import FAILED, Cleaned, NotCleaned

ENCODINGS = ("utf-8-sig", "cp874")
UNSEEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})


def clean(data: bytes | bytearray) -> Cleaned:
    """The text as UTF-8 without control, bidi, invisible and private characters. NotCleaned when undecodable."""
    kept = "".join(c for c in _decoded(bytes(data)) if c in "\n\t" or unicodedata.category(c) not in UNSEEN)
    return Cleaned(kept.encode(), "text/plain; charset=utf-8", "txt")


def _decoded(data: bytes) -> str:
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    raise NotCleaned(FAILED)
