"""A JPEG inside another file: its pixels untouched, its metadata segments gone."""

from __future__ import annotations

from casework.cleaning.verdict import FAILED, NotCleaned

START, END, SCAN = 0xD8, 0xD9, 0xDA
COLOURS = 0xEE
"""APP14 tells how colours are coded; all other application segments and comments go."""

ALONE = frozenset({0x01, *range(0xD0, 0xD8)})


def without_segments(data: bytes) -> bytes:
    """The JPEG up to its end mark without comments and application segments. NotCleaned when it is broken."""
    if data[:2] != b"\xff\xd8":
        raise NotCleaned(FAILED)
    kept, at = bytearray(b"\xff\xd8"), 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise NotCleaned(FAILED)
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == END:
            return bytes(kept + b"\xff\xd9")
        if marker in ALONE:
            kept += data[at : at + 2]
            at += 2
            continue
        stop = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == SCAN:
            stop = _behind_scan(data, stop)
        if marker == COLOURS and data[at + 4 : at + 9] == b"Adobe":
            kept += data[at : at + 2] + b"\x00\x0e" + data[at + 4 : at + 16]
        elif not _telling(marker):
            kept += data[at:stop]
        at = stop
    return bytes(kept + b"\xff\xd9")


def _telling(marker: int) -> bool:
    return 0xE0 <= marker <= 0xEF or marker == 0xFE


def _behind_scan(data: bytes, at: int) -> int:
    """Where the coded pixels end: at the next mark that is neither a stuffed byte nor a restart."""
    while (at := data.find(b"\xff", at)) >= 0:
        if at + 1 < len(data) and data[at + 1] != 0 and data[at + 1] not in ALONE:
            return at
        at += 2
    return len(data)
