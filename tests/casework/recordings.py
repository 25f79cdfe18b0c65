"""Films and sounds that tell, made box by box and frame by frame."""

from __future__ import annotations

import struct

from casework.cleaning.sound import crc
from tests.casework.canaries import Canary

DATES = 0xD0D0D0D0
PICTURES, VOICE, PLACES = b"pictures" * 8, b"voice" * 8, 40
"""What the tracks hold; of the third, which holds places, only its length."""


def box(kind: bytes, content: bytes) -> bytes:
    """A box."""
    return struct.pack(">I4s", 8 + len(content), kind) + content


def film(canary: Canary, brand: bytes = b"isom") -> bytes:
    """A film of three tracks (pictures, sound, places) with everything a camera writes about itself."""
    head = box(b"ftyp", brand + bytes(4) + brand)
    places = canary.raw[:PLACES].ljust(PLACES, b"!")
    samples = PICTURES + VOICE + places
    at = len(head) + 8
    offsets = (at, at + len(PICTURES), at + len(PICTURES) + len(VOICE))
    sizes = (len(PICTURES), len(VOICE), PLACES)
    tracks = b"".join(
        _track(kind, offset, size, canary)
        for kind, offset, size in zip((b"vide", b"soun", b"meta"), offsets, sizes, strict=True)
    )
    moov = box(b"mvhd", struct.pack(">IIIII", 0, DATES, DATES, 1000, 5000) + bytes(80)) + tracks
    moov += box(b"udta", box(b"\xa9xyz", canary.raw) + box(b"meta", canary.raw)) + box(b"meta", canary.raw)
    moov += box(b"uuid", canary.raw) + box(b"zzzz", canary.raw)
    extra = box(b"uuid", canary.raw) + box(b"free", canary.raw) + box(b"meta", canary.raw)
    return head + box(b"mdat", samples) + box(b"moov", moov) + extra


def _track(kind: bytes, offset: int, size: int, canary: Canary) -> bytes:
    entry = (
        bytes(24) + struct.pack(">HHII", 32, 20, 0x00480000, 0x00480000) + bytes(6) + canary.raw[:31].ljust(32, b"\0")
    )
    stsd = box(b"stsd", struct.pack(">II", 0, 1) + box(b"avc1", entry + bytes(4)))
    table = stsd + box(b"stts", bytes(8)) + box(b"stsc", struct.pack(">IIIII", 0, 1, 1, 1, 1))
    table += box(b"stsz", struct.pack(">III", 0, size, 1)) + box(b"stco", struct.pack(">III", 0, 1, offset))
    table += box(b"udta", canary.raw)
    handler = box(b"hdlr", bytes(8) + kind + bytes(12) + canary.raw + b"\0")
    media = box(b"mdhd", struct.pack(">IIIII", 0, DATES, DATES, 1000, 5000) + bytes(4)) + handler
    media += box(b"minf", box(b"stbl", table) + box(b"meta", canary.raw))
    header = box(b"tkhd", struct.pack(">III", 0, DATES, DATES) + bytes(72))
    return box(b"trak", header + box(b"mdia", media) + box(b"udta", canary.raw) + box(b"meta", canary.raw))


FRAME = bytes.fromhex("fffb9064") + b"\x11" * 413
"""An MPEG-1 layer III frame of 128 kbit/s at 44.1 kHz: 417 bytes."""


def mp3(canary: Canary, frames: int = 8) -> bytes:
    """Frames between tags of three sorts, with one more in the middle."""
    tag = b"TIT2" + struct.pack(">I", len(canary.raw)) + bytes(2) + canary.raw
    id3 = b"ID3\x03\0\0" + bytes([0, 0, len(tag) >> 7, len(tag) & 127]) + tag
    old = b"TAG" + canary.raw.ljust(125, b"\0")
    ape = b"APETAGEX" + bytes(24) + canary.raw
    half = frames // 2
    return id3 + FRAME * half + id3 + FRAME * (frames - half) + ape + old


def ogg(canary: Canary, opus: bool = True, comments: int = 1) -> bytes:
    """An Opus or Vorbis stream whose comments tell; many of them fill several pages."""
    first, magic = (b"OpusHead", b"OpusTags") if opus else (b"\x01vorbis", b"\x03vorbis")
    words = b"".join(struct.pack("<I", len(canary.raw)) + canary.raw for _ in range(comments))
    tags = magic + struct.pack("<I", len(canary.raw)) + canary.raw + struct.pack("<I", comments) + words
    tags += b"" if opus else b"\x01"
    stream = [_page(0, first + bytes(11), begins=True)]
    while len(tags) > 255 * 255:
        stream.append(_page(len(stream), tags[: 255 * 255], ends_packet=False))
        tags = tags[255 * 255 :]
    return b"".join([*stream, _page(len(stream), tags), _page(len(stream) + 1, b"sound" * 30)])


def _page(number: int, data: bytes, begins: bool = False, ends_packet: bool = True) -> bytes:
    lacing = bytes([255]) * (len(data) // 255) + (bytes([len(data) % 255]) if ends_packet else b"")
    head = b"OggS\0" + bytes([2 if begins else 0]) + bytes(8) + struct.pack("<II", 7, number)
    page = head + bytes(4) + bytes([len(lacing)]) + lacing + data
    return head + struct.pack("<I", crc(page)) + page[26:]
