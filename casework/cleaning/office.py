"""DOCX, XLSX, PPTX: the words and pictures alone, in a new archive.

Which parts are kept is a list; everything a part may point to outside, every name, date of editing, macro, formula
and embedded object goes. The original, sealed apart, has them all.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator

from casework.cleaning import images, zips
from casework.cleaning.office_xml import PartCleaner, parse, serialise
from casework.cleaning.verdict import HOSTILE, MACRO, Cleaned, NotCleaned

BASE = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES = {
    "docx": BASE + "wordprocessingml.document",
    "xlsx": BASE + "spreadsheetml.sheet",
    "pptx": BASE + "presentationml.presentation",
}
MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
TYPES = "[Content_Types].xml"
KEPT = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels"
    r"|word/(document|styles|settings|fontTable|numbering|footnotes|endnotes|header\d*|footer\d*)\.xml"
    r"|xl/(workbook|styles|sharedStrings|metadata)\.xml|xl/(worksheets|chartsheets|tables|drawings|charts)/[\w-]+\.xml"
    r"|ppt/(presentation|presProps|viewProps|tableStyles)\.xml"
    r"|ppt/(slides|slideLayouts|slideMasters|notesSlides|notesMasters|charts)/[\w-]+\.xml"
    r"|(word|xl|ppt)/(theme|charts|diagrams|drawings)/[\w-]+\.xml"
    r"|(word|xl|ppt)/([\w-]+/)?_rels/[\w-]+\.xml\.rels"
    r"|(word|xl|ppt)/media/[\w-]+\.(png|jpe?g|gif)",
    re.IGNORECASE,
)
"""Parts that make a document look as it does. Comments, people, properties, macros, objects are not among them."""

MACRO_PARTS = re.compile(r"vbaProject|vbaData|macrosheets|/activeX/|customUI", re.IGNORECASE)


def clean(data: bytes | bytearray, extension: str) -> Cleaned:
    """A new document. NotCleaned for macros, bombs, hostile names, entities, or what is no such document."""
    archive = zips.checked(data)
    names = archive.namelist()
    if any(MACRO_PARTS.search(name) for name in names):
        raise NotCleaned(MACRO)
    if TYPES not in names or MAIN[extension] not in names:
        raise NotCleaned(HOSTILE)
    _look_for_archives(archive)
    kept = [name for name in names if KEPT.fullmatch(name)]
    return zips.written(_parts(archive, kept), MEDIA_TYPES[extension], extension)


def _look_for_archives(archive: zipfile.ZipFile) -> None:
    """Archives in archives are refused, but for the sheets behind charts, which are dropped unread."""
    for name in archive.namelist():
        if not KEPT.fullmatch(name) and "/embeddings/" not in name and not name.endswith("/"):
            zips.read(archive, name)


def _parts(archive: zipfile.ZipFile, kept: list[str]) -> Iterator[tuple[str, bytes]]:
    names = frozenset(kept)
    for name in kept:
        raw = zips.read(archive, name)
        if "/media/" in name:
            extension = name.rpartition(".")[2].lower()
            yield name, bytes(images.clean(raw, extension, same_format=True).data)
        elif name == TYPES:
            yield name, _types(raw, names)
        elif name.endswith(".rels"):
            yield name, _relationships(raw, name, names)
        else:
            yield name, _part(archive, raw, name, names)


def _types(raw: bytes, names: frozenset[str]) -> bytes:
    root = parse(raw)
    for entry in list(root):
        if "macro" in (entry.get("ContentType") or "").lower():
            raise NotCleaned(MACRO)
        part = (entry.get("PartName") or "").lstrip("/")
        if part and part not in names:
            root.remove(entry)
    return serialise(root)


def _relationships(raw: bytes, name: str, names: frozenset[str]) -> bytes:
    root, stay = parse(raw), _kept_ids(raw, name, names)
    for entry in list(root):
        if entry.get("Id") not in stay:
            root.remove(entry)
    return serialise(root)


def _kept_ids(raw: bytes, rels: str, names: frozenset[str]) -> frozenset[str]:
    """The ids of relationships that stay inside the document and lead to a part that is kept."""
    folder = posixpath.dirname(posixpath.dirname(rels))
    return frozenset(
        entry.get("Id") or ""
        for entry in parse(raw)
        if entry.get("TargetMode") != "External" and _resolved(folder, entry.get("Target") or "") in names
    )


def _resolved(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")


def _part(archive: zipfile.ZipFile, raw: bytes, name: str, names: frozenset[str]) -> bytes:
    rels = posixpath.join(posixpath.dirname(name), "_rels", posixpath.basename(name) + ".rels")
    known = _kept_ids(zips.read(archive, rels), rels, names) if rels in names else frozenset()
    root = parse(raw)
    PartCleaner(known).clean(root)
    return serialise(root)
