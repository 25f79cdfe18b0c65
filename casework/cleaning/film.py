"""MP4, MOV and M4A: everything that is not needed to play is blanked in place, so that no offset moves.

ISO/IEC 14496-12: a box is four bytes of length, four of type, then its content; 1 stands for a 64-bit length,
0 for "to the end".
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from casework.cleaning.verdict import FAILED, VOICE, Cleaned, NotCleaned

TOP = frozenset({b"ftyp", b"moov", b"mdat", b"moof", b"sidx", b"styp", b"wide", b"pdin", b"mfra"})
KEPT_IN: dict[bytes, frozenset[bytes]] = {
    b"": TOP,
    b"moov": frozenset({b"mvhd", b"trak", b"mvex"}),
    b"trak": frozenset({b"tkhd", b"edts", b"mdia", b"tapt"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf"}),
    b"minf": frozenset({b"vmhd", b"smhd", b"hdlr", b"dinf", b"stbl"}),
    b"stbl": frozenset(
        {b"stsd", b"stts", b"stss", b"ctts", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"sdtp", b"cslg"}
        | {b"sgpd", b"sbgp", b"stps"}
    ),
    b"moof": frozenset({b"mfhd", b"traf"}),
    b"traf": frozenset({b"tfhd", b"tfdt", b"trun", b"sdtp"}),
}
"""Boxes that play a film, by the box they stand in; every other box is blanked."""

DATED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
SEEN_AND_HEARD = frozenset({b"vide", b"soun"})
MEDIA_TYPES = {"mp4": "video/mp4", "mov": "video/quicktime", "m4a": "audio/mp4"}
DEEPEST = 8
DPI_72 = 0x00480000


@dataclass(frozen=True)
class Box:
    """A box: its type, where it starts, where its content starts, where it ends."""

    kind: bytes
    start: int
    content: int
    end: int


def clean(data: bytearray, extension: str) -> Cleaned:
    """The same film with its metadata, times, names and unseen tracks blanked. NotCleaned when it is broken."""
    try:
        _clean(data, Box(b"", 0, 0, len(data)), 0)
    except (struct.error, IndexError):
        raise NotCleaned(FAILED) from None
    return Cleaned(data, MEDIA_TYPES[extension], extension, VOICE)


def boxes(data: bytearray, start: int, end: int) -> Iterator[Box]:
    """The boxes between two places. NotCleaned when one does not fit or something is left over."""
    at = start
    while at < end:
        if end - at < 8:
            raise NotCleaned(FAILED)
        length, kind = struct.unpack_from(">I4s", data, at)
        content = at + 8
        if length == 1:
            length, content = struct.unpack_from(">Q", data, at + 8)[0], at + 16
        stop = end if length == 0 else at + length
        if stop < content or stop > end:
            raise NotCleaned(FAILED)
        yield Box(bytes(kind), at, content, stop)
        at = stop


def _clean(data: bytearray, inside: Box, depth: int) -> None:
    if depth > DEEPEST:
        raise NotCleaned(FAILED)
    for box in boxes(data, inside.content, inside.end):
        if box.kind not in KEPT_IN[inside.kind]:
            _blank(data, box)
        elif box.kind == b"trak" and _handler(data, box) not in SEEN_AND_HEARD:
            _blank_samples(data, box)
            _blank(data, box)
        elif box.kind in KEPT_IN:
            _clean(data, box, depth + 1)
        else:
            _clean_leaf(data, box)


def _clean_leaf(data: bytearray, box: Box) -> None:
    if box.kind in DATED:
        width = 16 if data[box.content] == 1 else 8  # creation and modification time, by version
        _zero(data, box.content + 4, min(box.content + 4 + width, box.end))
    if box.kind == b"hdlr":
        _zero(data, box.content + 12, min(box.content + 24, box.end))
        _zero(data, box.content + 24, box.end)
    if box.kind == b"stsd":
        _clean_entries(data, box)


def _clean_entries(data: bytearray, stsd: Box) -> None:
    """The compressor's name in a picture's entry: 32 bytes that some cameras sign."""
    for entry in boxes(data, stsd.content + 8, stsd.end):
        resolution_at = entry.content + 28  # 72 dpi as a 16.16 number: only pictures have it
        if entry.end >= entry.content + 78 and struct.unpack_from(">I", data, resolution_at)[0] == DPI_72:
            _zero(data, entry.content + 42, entry.content + 74)


def _handler(data: bytearray, trak: Box) -> bytes:
    """What a track is for: vide, soun, meta, text …"""
    media = [box for box in boxes(data, trak.content, trak.end) if box.kind == b"mdia"]
    inner = [box for one in media for box in boxes(data, one.content, one.end)]
    found = [bytes(data[box.content + 8 : box.content + 12]) for box in inner if box.kind == b"hdlr"]
    return found[0] if found else b""


def _blank_samples(data: bytearray, trak: Box) -> None:
    """Blank where a track's samples lie in the file: places and thoughts of the camera, not pictures."""
    table = {box.kind: box for box in _stbl(data, trak)}
    offsets = _offsets(data, table)
    sizes = _sizes(data, table)
    if not offsets or not sizes or b"stsc" not in table:
        return
    at = 0
    for chunk, offset in enumerate(offsets, start=1):
        count = _samples_in(data, table[b"stsc"], chunk)
        length = sum(sizes[at : at + count])
        _zero(data, min(offset, len(data)), min(offset + length, len(data)))
        at += count


def _stbl(data: bytearray, trak: Box) -> Iterator[Box]:
    path: list[Box] = [trak]
    for wanted in (b"mdia", b"minf", b"stbl"):
        path = [b for one in path for b in boxes(data, one.content, one.end) if b.kind == wanted]
    for one in path:
        yield from boxes(data, one.content, one.end)


def _offsets(data: bytearray, table: dict[bytes, Box]) -> list[int]:
    box, letter, width = (table.get(b"stco"), "I", 4) if b"stco" in table else (table.get(b"co64"), "Q", 8)
    return _numbers(data, box.content + 4, box, letter) if box and width else []


def _sizes(data: bytearray, table: dict[bytes, Box]) -> list[int]:
    box = table.get(b"stsz")
    if box is None:
        return []
    same, count = struct.unpack_from(">II", data, box.content + 4)
    return [same] * min(count, len(data)) if same else _numbers(data, box.content + 8, box, "I")


def _numbers(data: bytearray, at: int, box: Box, letter: str) -> list[int]:
    """A counted list of big-endian numbers inside a box."""
    count = struct.unpack_from(">I", data, at)[0]
    width = struct.calcsize(letter)
    fits = min(count, (box.end - at - 4) // width)
    return list(struct.unpack_from(f">{fits}{letter}", data, at + 4))


def _samples_in(data: bytearray, stsc: Box, chunk: int) -> int:
    found = 0
    for entry in range(min(struct.unpack_from(">I", data, stsc.content + 4)[0], (stsc.end - stsc.content - 8) // 12)):
        first, samples, _ = struct.unpack_from(">III", data, stsc.content + 8 + 12 * entry)
        if first <= chunk:
            found = samples
    return found


def _blank(data: bytearray, box: Box) -> None:
    """Leave its room, call it free, and fill it with zeros."""
    data[box.start + 4 : box.start + 8] = b"free"
    _zero(data, box.content, box.end)


def _zero(data: bytearray, start: int, end: int) -> None:
    if end > start:
        data[start:end] = bytes(end - start)
