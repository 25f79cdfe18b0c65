"""A zip file of documents, looked at before a byte is unpacked."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator

from casework.cleaning.verdict import BOMB, FAILED, HOSTILE, Cleaned, NotCleaned

MOST_ENTRIES = 2000
MOST_BYTES = 200 * 1024 * 1024
MOST_RATIO = 100
SMALL = 64 * 1024
"""Bytes of an entry whose ratio does not matter."""

ARCHIVES = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf\x27\x1c")
DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
FIXED_DATE = (1980, 1, 1, 0, 0, 0)


def checked(data: bytes | bytearray) -> zipfile.ZipFile:
    """The archive, once its list says nothing hostile. NotCleaned otherwise."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise NotCleaned(FAILED) from None
    entries = archive.infolist()
    names = [entry.filename.lower() for entry in entries]
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise NotCleaned(BOMB)
    if any(_ratio(entry) > MOST_RATIO for entry in entries):
        raise NotCleaned(BOMB)
    if len(set(names)) < len(names) or any(_is_hostile(entry) for entry in entries):
        raise NotCleaned(HOSTILE)
    return archive


def read(archive: zipfile.ZipFile, name: str) -> bytes:
    """One entry, never more bytes than its list says. NotCleaned when it is broken or an archive itself."""
    try:
        data = archive.read(name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise NotCleaned(FAILED) from None
    if data.startswith(ARCHIVES):
        raise NotCleaned(BOMB)
    return data


def written(parts: Iterator[tuple[str, bytes]], media_type: str, extension: str) -> Cleaned:
    """A new archive: no comments, no extra fields, one date for all."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fresh:
        for name, data in parts:
            entry = zipfile.ZipInfo(name, FIXED_DATE)
            entry.external_attr = 0o600 << 16
            fresh.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return Cleaned(out.getvalue(), media_type, extension)


def _ratio(entry: zipfile.ZipInfo) -> float:
    return 0 if entry.file_size <= SMALL else entry.file_size / max(entry.compress_size, 1)


def _is_hostile(entry: zipfile.ZipInfo) -> bool:
    """A name that leads elsewhere, a link, or a lock."""
    name = entry.orig_filename.replace("\\", "/")
    parts = name.split("/")
    leads_away = name.startswith("/") or ".." in parts or ":" in name or "\0" in name
    device = any(DEVICES.match(part) for part in parts)
    link = stat.S_ISLNK(entry.external_attr >> 16)
    return leads_away or device or link or bool(entry.flag_bits & 1)
