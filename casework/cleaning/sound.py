"""MP3 and OGG: sound alone. MP3 keeps its frames and nothing between them; OGG's comments are blanked in place."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from casework.cleaning.verdict import FAILED, VOICE, Cleaned, NotCleaned

KBITS = {
    (1, 3): (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 1): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 3): (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 1): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Kilobits by MPEG generation (2.5 counts as 2) and the layer bits of the header (ISO/IEC 11172-3, 13818-3)."""

HERTZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
FEWEST_FRAMES = 3
LAST_OF_HEADERS = {b"OpusHead": b"OpusTags", b"\x01vorbis": b"\x03vorbis"}
CRC_POLYNOMIAL = 0x04C11DB7


def clean_mp3(data: bytearray) -> Cleaned:
    """The frames of an MP3: tags before, behind and between them are gone. NotCleaned when there are none."""
    kept, at, frames = bytearray(), _behind_id3(data, 0), 0
    while at + 4 <= len(data):
        length = frame_length(data, at)
        if length and at + length <= len(data):
            kept += data[at : at + length]
            frames, at = frames + 1, at + length
        elif data[at : at + 3] == b"ID3":
            at = _behind_id3(data, at)
        else:
            at = _next_sync(data, at + 1)
    if frames < FEWEST_FRAMES:
        raise NotCleaned(FAILED)
    return Cleaned(kept, "audio/mpeg", "mp3", VOICE)


def frame_length(data: bytes | bytearray, at: int) -> int:
    """Bytes of the MPEG audio frame whose header stands here; 0 when none does."""
    if data[at] != 0xFF or data[at + 1] & 0xE0 != 0xE0:
        return 0
    version, layer = data[at + 1] >> 3 & 3, data[at + 1] >> 1 & 3
    rate, hertz, padding = data[at + 2] >> 4, data[at + 2] >> 2 & 3, data[at + 2] >> 1 & 1
    if version == 1 or layer == 0 or rate in (0, 15) or hertz == 3:
        return 0
    bits = KBITS[1 if version == 3 else 2, layer][rate] * 1000
    if layer == 3:
        return (12 * bits // HERTZ[version][hertz] + padding) * 4
    per_frame = 72 if layer == 1 and version != 3 else 144
    return per_frame * bits // HERTZ[version][hertz] + padding


def _behind_id3(data: bytearray, at: int) -> int:
    while data[at : at + 3] == b"ID3" and at + 10 <= len(data):
        size = 0
        for byte in data[at + 6 : at + 10]:
            size = size << 7 | byte & 0x7F
        at += 10 + size + (10 if data[at + 5] & 0x10 else 0)
    return at


def _next_sync(data: bytearray, at: int) -> int:
    """The next place where two frames follow each other: one alone may be chance inside a tag."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 4 <= len(data):
        length = frame_length(data, at)
        after = at + length
        if length and after + 4 <= len(data) and frame_length(data, after):
            return at
        at += 1
    return len(data)


@dataclass(frozen=True)
class Page:
    """A page of an OGG stream: where it starts, where its content starts, where it ends, its stream."""

    start: int
    content: int
    end: int
    serial: int
    lacing: bytes


def clean_ogg(data: bytearray) -> Cleaned:
    """The same stream with blank comments. NotCleaned for anything but one Vorbis or Opus stream."""
    pages = list(_pages(data))
    if len(pages) < 2 or len({page.serial for page in pages}) != 1:
        raise NotCleaned(FAILED)
    first = bytes(data[pages[0].content : pages[0].end])
    magic = next((tags for head, tags in LAST_OF_HEADERS.items() if first.startswith(head)), None)
    places = _second_packet(pages)
    comment = b"".join(bytes(data[start:end]) for _, start, end in places)
    if magic is None or not comment.startswith(magic):
        raise NotCleaned(FAILED)
    _put(data, places, _blank_comment(magic, len(comment)))
    return Cleaned(data, "audio/ogg", "ogg", VOICE)


def _pages(data: bytearray) -> Iterator[Page]:
    at = 0
    while at < len(data):
        if data[at : at + 5] != b"OggS\0" or at + 27 > len(data):
            raise NotCleaned(FAILED)
        lacing = bytes(data[at + 27 : at + 27 + data[at + 26]])
        content = at + 27 + len(lacing)
        end = content + sum(lacing)
        if end > len(data) or len(lacing) != data[at + 26]:
            raise NotCleaned(FAILED)
        yield Page(at, content, end, struct.unpack_from("<I", data, at + 14)[0], lacing)
        at = end


def _second_packet(pages: list[Page]) -> list[tuple[Page, int, int]]:
    """Where the comment packet lies: pieces of one or more pages after the first."""
    places: list[tuple[Page, int, int]] = []
    for page in pages[1:]:
        length = 0
        for segment in page.lacing:
            length += segment
            if segment < 255:
                return [*places, (page, page.content, page.content + length)]
        places.append((page, page.content, page.content + length))
    raise NotCleaned(FAILED)


def _blank_comment(magic: bytes, length: int) -> bytes:
    """A comment packet of this length that says nothing: a vendor of blanks, no comments."""
    end = b"\x01" if magic == b"\x03vorbis" else b""
    blanks = length - len(magic) - 8 - len(end)
    if blanks < 0:
        raise NotCleaned(FAILED)
    return magic + struct.pack("<I", blanks) + b" " * blanks + bytes(4) + end


def _put(data: bytearray, places: list[tuple[Page, int, int]], packet: bytes) -> None:
    at = 0
    for page, start, end in places:
        data[start:end] = packet[at : at + end - start]
        at += end - start
        data[page.start + 22 : page.start + 26] = bytes(4)
        data[page.start + 22 : page.start + 26] = struct.pack("<I", crc(bytes(data[page.start : page.end])))


def crc(page: bytes) -> int:
    """The checksum of an OGG page (RFC 3533: CRC-32, plain, from zero)."""
    value = 0
    for byte in page:
        value = (value << 8 & 0xFFFFFFFF) ^ _TABLE[value >> 24 ^ byte]
    return value


def _table() -> list[int]:
    table = []
    for number in range(256):
        value = number << 24
        for _ in range(8):
            value = value << 1 ^ (CRC_POLYNOMIAL if value & 0x80000000 else 0)
        table.append(value & 0xFFFFFFFF)
    return table


_TABLE = _table()
