"""Which files are taken: by extension and by what their bytes say. Both must agree; decoding has the last word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import puremagic

from casework.cleaning.verdict import ENCRYPTED, HEIC, TYPE, NotCleaned

HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""What older office files begin with, and newer ones behind a password."""

NOT_TEXT = frozenset({".html", ".htm", ".svg", ".xml", ".exe", ".dll", ".php", ".js", ".sh", ".ps1", ".bat", ".rtf"})


@dataclass(frozen=True)
class FileKind:
    """A kind of file: its family of cleaner, and how its bytes begin."""

    family: str
    looks: Callable[[bytes], bool]


def extension_of(name: str) -> str:
    """The extension of a file name, lower case, without its dot; empty when there is none."""
    return name.rpartition(".")[2].strip().lower() if "." in name else ""


def is_taken(extension: str) -> bool:
    """Whether files of this extension are taken at all."""
    return extension in KINDS


def recognise(head: bytes, extension: str, sent_as: str) -> str:
    """The extension whose kind the bytes are. NotCleaned when extension, bytes and ``sent_as`` disagree.

    ``sent_as`` is LINE's word for the message (image, video, audio, file); pictures come without a name.
    """
    if extension:
        candidates = [extension] if extension in KINDS else []
    else:
        candidates = [one for one, kind in KINDS.items() if kind.family in FAMILIES_SENT.get(sent_as, ())]
    if extension in ("docx", "xlsx", "pptx") and head.startswith(OLE):
        raise NotCleaned(ENCRYPTED)
    found = next((one for one in candidates if KINDS[one].looks(head)), None)
    if found is None:
        raise NotCleaned(TYPE)
    if KINDS[found].family == "heic":
        raise NotCleaned(HEIC)
    return found


def family_of(extension: str) -> str:
    """The family of a taken extension."""
    return KINDS[extension].family


def _starts(*beginnings: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(beginnings)


def _webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _film(head: bytes) -> bool:
    return head[4:8] in (b"ftyp", b"moov", b"wide", b"free", b"skip", b"mdat") and head[8:12] not in HEIC_BRANDS


def _heic(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS


def _mp3(head: bytes) -> bool:
    return head[:3] == b"ID3" or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0)


def _text(head: bytes) -> bool:
    """No other file in disguise: nothing puremagic or a browser would take for markup or a program."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<", b"#!", b"%pdf", b"mz", b"{\\rtf", b"pk\x03\x04")):
        return False
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return (utf16 or b"\0" not in head) and not _hints(head) & NOT_TEXT


def _hints(head: bytes) -> set[str]:
    try:
        return {found.extension for found in puremagic.magic_string(head) if found.confidence >= 0.5}
    except (puremagic.PureError, ValueError):
        return set()


KINDS: dict[str, FileKind] = {
    "jpg": FileKind("image", _starts(b"\xff\xd8\xff")),
    "jpeg": FileKind("image", _starts(b"\xff\xd8\xff")),
    "png": FileKind("image", _starts(b"\x89PNG\r\n\x1a\n")),
    "webp": FileKind("image", _webp),
    "gif": FileKind("image", _starts(b"GIF87a", b"GIF89a")),
    "heic": FileKind("heic", _heic),
    "heif": FileKind("heic", _heic),
    "pdf": FileKind("pdf", _starts(b"%PDF-")),
    "docx": FileKind("office", _starts(b"PK\x03\x04")),
    "xlsx": FileKind("office", _starts(b"PK\x03\x04")),
    "pptx": FileKind("office", _starts(b"PK\x03\x04")),
    "txt": FileKind("text", _text),
    "mp4": FileKind("film", _film),
    "mov": FileKind("film", _film),
    "m4a": FileKind("film", _film),
    "mp3": FileKind("mp3", _mp3),
    "ogg": FileKind("ogg", _starts(b"OggS")),
}
"""Every extension that is taken."""

FAMILIES_SENT = {
    "image": ("image", "heic"),
    "video": ("film",),
    "audio": ("film", "mp3", "ogg"),
}
"""What a LINE message of a type without a file name may hold."""
