"""One XML part of an office document: parsed without entities, stripped, written again with its own prefixes."""

from __future__ import annotations

import re
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as Guarded
from lxml import etree

from casework.cleaning.verdict import FAILED, HOSTILE, NotCleaned

R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FORMULA = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}f"
"""A formula may fetch or start something; the value it had is kept beside it."""

DROPPED = frozenset(
    {"rsids", "attachedTemplate", "docVars", "mailMerge", "writeProtection", "documentProtection", "docId"}
    | {"saveThroughXslt", "commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef", "object"}
    | {"OLEObject", "oleObjects", "oleObj", "control", "controls", "legacyDrawing", "legacyDrawingHF", "fileSharing"}
    | {"absPath", "externalReferences", "customWorkbookViews", "fileRecoveryPr", "webPublishing", "smartTagPr"}
    | {"altChunk", "subDoc", "externalData", "custDataLst", "cmAuthorLst", "modifyVerifier", "revisionPtr"}
    | {"documentId", "coauthVersionLast", "coauthVersionMax", "moveFromRangeStart", "moveFromRangeEnd"}
    | {"moveToRangeStart", "moveToRangeEnd", "hlinkClick", "hlinkHover", "permStart", "permEnd", "webPublishItems"}
    | {"queryTableParts", "connection", "creationId", "extLst"}
)
"""Elements, by local name, that tell of people, times and places or lead outside."""

EMPTIED = frozenset(
    {"author", "initials", "date", "dateUtc", "userId", "userName", "lastEditedBy", "descr", "title", "alt"}
)
NAMED = frozenset({"docPr", "cNvPr"})
"""Pictures are often named after the file they came from."""

REMOTE = re.compile(r"^\s*((https?|ftp|file|mailto|javascript|data|smb):|\\\\|//)", re.IGNORECASE)
FORMATS = ("http://schemas.openxmlformats.org/", "http://schemas.microsoft.com/", "http://purl.oclc.org/ooxml/")
"""Addresses that name a format and are never fetched."""

ACTING = re.compile(
    r"(?i)INCLUDE|DDE|LINK|IMPORT|AUTHOR|USER|FILENAME|TEMPLATE|LASTSAVED|DOCPROPERTY|INFO|MACRO|DATABASE|MERGE"
)
"""Fields that fetch something or print who wrote; what they printed last stands beside them."""


def parse(raw: bytes) -> Any:
    """The root element. NotCleaned when there is a DTD, an entity, or no XML at all."""
    try:
        Guarded.fromstring(raw, forbid_dtd=True)
    except DefusedXmlException:
        raise NotCleaned(HOSTILE) from None
    except (Guarded.ParseError, ValueError, LookupError):
        raise NotCleaned(FAILED) from None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(raw, parser)


def serialise(root: Any) -> bytes:
    """The part again; prefixes stay as they were, since other attributes speak of them by name."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


class PartCleaner:
    """Strips one part, given the relationships that are left to it."""

    def __init__(self, known: frozenset[str]) -> None:
        """``known``: ids of relationships that stay."""
        self._known = known

    def clean(self, root: Any) -> None:
        """Remove elements and attributes in place."""
        for element in list(root.iter()):
            if element is not root and (element.tag == FORMULA or _local(element.tag) in DROPPED):
                _remove(element)
                continue
            self._clean_attributes(element)
            if _local(element.tag) == "instrText" and ACTING.search(element.text or ""):
                element.text = ""

    def _clean_attributes(self, element: Any) -> None:
        for name, value in list(element.attrib.items()):
            local = _local(name)
            points = name.startswith(f"{{{R}}}")
            if local.startswith("rsid") or _is_remote(value) or (points and value not in self._known):
                del element.attrib[name]
            elif local in EMPTIED:
                _empty(element, name, local)
            elif local == "instr" and ACTING.search(value):
                element.attrib[name] = ""
            elif local == "name" and _local(element.tag) in NAMED:
                element.attrib[name] = "-"


def _empty(element: Any, name: str, local: str) -> None:
    """An author is required of a change: left without a name. All else goes."""
    if local == "author":
        element.attrib[name] = "-"
    else:
        del element.attrib[name]


def _remove(element: Any) -> None:
    """Take an element out; text behind it belongs to what stood before."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _is_remote(value: str) -> bool:
    return bool(REMOTE.match(value)) and not value.startswith(FORMATS)


def _local(name: Any) -> str:
    return str(name).rpartition("}")[2]
