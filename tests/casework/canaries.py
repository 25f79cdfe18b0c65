"""Words that must not survive cleaning, planted wherever a file can hide them, and how they are looked for."""

from __future__ import annotations

import base64
import io
import secrets
import struct
import zipfile
import zlib
from collections.abc import Iterator

from PIL import Image, PngImagePlugin


class Canary:
    """One secret word: planted with :attr:`word`, looked for in every shape it may take."""

    def __init__(self) -> None:
        """A fresh word."""
        self.word = "CANARY" + secrets.token_hex(12)
        self.raw = self.word.encode()

    def shapes(self) -> Iterator[bytes]:
        """Plain, UTF-16 either way, hex, and base64 at each of its three alignments."""
        yield self.raw
        yield self.word.encode("utf-16-le")
        yield self.word.encode("utf-16-be")
        yield self.raw.hex().encode()
        yield self.raw.hex().upper().encode()
        for shift in range(3):
            yield base64.b64encode(b"-" * shift + self.raw)[4:-4]

    def is_in(self, data: bytes) -> bool:
        """Whether it survives in the bytes, in parts of a zip, or in what a PDF or PNG has compressed."""
        return any(shape in layer for layer in _layers(data) for shape in self.shapes())


def _layers(data: bytes) -> Iterator[bytes]:
    yield data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield archive.comment
            for entry in archive.infolist():
                yield entry.filename.encode() + entry.extra + entry.comment
                yield archive.read(entry)
    at = 0
    while (at := data.find(b"\x78", at)) >= 0:  # every zlib stream there is
        if data[at + 1 : at + 2] in (b"\x01", b"\x5e", b"\x9c", b"\xda"):
            yield _inflated(data[at:])
        at += 1


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, 4_000_000)
    except zlib.error:
        return b""


def photo(size: tuple[int, int] = (32, 20), mode: str = "RGB") -> Image.Image:
    """A picture whose corners can be told apart: red is top left."""
    picture = Image.new(mode, size)
    if mode == "RGB":
        picture.paste((255, 0, 0), (0, 0, size[0] // 2, size[1] // 2))
    return picture


def jpeg(canary: Canary, **options: object) -> bytes:
    """A JPEG with EXIF (GPS, maker note, owner, serial), a comment, XMP and an ICC profile that all tell."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0131], exif[0x013B], exif[0x8298] = canary.word, canary.word, canary.word, canary.word
    inner = exif.get_ifd(0x8769)
    inner[0xA430], inner[0xA431], inner[0x927C], inner[0x9286] = canary.word, canary.word, canary.raw, canary.raw
    exif.get_ifd(0x8825)[0x001D] = canary.word
    given: dict[str, object] = {"exif": exif, "comment": canary.raw, "icc_profile": icc(canary), "xmp": xmp(canary)}
    out = io.BytesIO()
    photo().save(out, "JPEG", **{**given, **options})
    return out.getvalue()


def png(canary: Canary) -> bytes:
    """A PNG with text of all three sorts, XMP, eXIf, a profile and a private chunk."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", canary.word)
    info.add_text("Comment", canary.word, zip=True)
    info.add_itxt("XML:com.adobe.xmp", xmp(canary).decode())
    info.add(b"prVt", canary.raw)
    exif = Image.Exif()
    exif[0x013B] = canary.word
    out = io.BytesIO()
    photo().save(out, "PNG", pnginfo=info, exif=exif, icc_profile=icc(canary))
    return out.getvalue()


def gif(canary: Canary, frames: int = 1) -> bytes:
    """A GIF with a comment."""
    out = io.BytesIO()
    more = [photo((32, 20 + n)).resize((32, 20)) for n in range(1, frames)]
    photo().save(out, "GIF", comment=canary.raw, save_all=frames > 1, append_images=more)
    return out.getvalue()


def webp(canary: Canary, frames: int = 1) -> bytes:
    """A WebP with EXIF, XMP and a profile."""
    out = io.BytesIO()
    more = [Image.new("RGB", (32, 20), (0, n, 0)) for n in range(1, frames)]
    exif = Image.Exif()
    exif[0x013B] = canary.word
    photo().save(
        out,
        "WEBP",
        exif=exif,
        xmp=xmp(canary),
        icc_profile=icc(canary),
        save_all=frames > 1,
        append_images=more,
    )
    return out.getvalue()


def icc(canary: Canary) -> bytes:
    """Something an encoder takes for a colour profile."""
    text = b"desc" + bytes(4) + struct.pack(">I", len(canary.raw) + 1) + canary.raw + b"\0"
    return struct.pack(">I", 128 + len(text)) + bytes(124) + text


def xmp(canary: Canary) -> bytes:
    """An XMP packet."""
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>{canary.word}</dc:creator></x:xmpmeta>'.encode()


def zipped(canary: Canary) -> bytes:
    """A zip to be appended to something else."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("secret.txt", canary.raw)
    return out.getvalue()


def bomb_png(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that declares this many pixels, and has them, all zero."""
    row = zlib.compressobj(9)
    packed = b"".join(row.compress(bytes(width // 8 + 2)) for _ in range(height)) + row.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
