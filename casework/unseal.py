"""Opening what staff hold keys to. Imported by the few modules the import contract names, nobody else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.office import Office
from casework.seal import MEMBER, place
from casework.withdraw import opened
from keys import SealBroken, open_sealed
from models import Case, CaseItem, CaseKey, Evidence
from models.cases import ItemKind


@dataclass(frozen=True)
class SealedAnswer:
    """One answer of a report, with the question as it was worded when it was asked."""

    key: str
    asked: str
    shown: str
    value: Any


@dataclass(frozen=True)
class SealedReport:
    """A report as its handlers read it."""

    kind: str
    category: str
    accused: str
    answers: tuple[SealedAnswer, ...]
    identity_given: bool = False


@dataclass(frozen=True)
class SealedFile:
    """An evidence file as its handlers see it. ``working_key`` (hex) is empty when there is no working copy."""

    name: str
    sent_as: str
    extension: str
    media_type: str
    label: str
    size: int
    sha256: str
    working_size: int
    working_sha256: str
    working_key: str


def content_key(staff_private: bytes, slots: Sequence[CaseKey], office: Office, case: Case) -> bytes | None:
    """The case's content key, if one of its wrappings opens with this private key; None otherwise."""
    for slot in slots:
        try:
            opened = open_sealed(staff_private, "case-key", slot.sealed, place(office, case.id, "content"))
        except SealBroken:
            continue
        return opened.removeprefix(MEMBER)
    return None


def report_of(session: Session, office: Office, case: Case, content_private: bytes) -> SealedReport:
    """The report of a case, found and opened."""
    wanted = select(CaseItem).where(CaseItem.case_id == case.id, CaseItem.kind == ItemKind.REPORT)
    return read_report(office, case, session.scalars(wanted).one(), content_private)


def read_report(office: Office, case: Case, item: CaseItem, content_private: bytes) -> SealedReport:
    """The report of a case. SealBroken when the item is of another case or was changed."""
    raw = json.loads(read_text(office, case, item, content_private))
    answers = tuple(_answer(office, case, item, answer) for answer in raw["answers"])
    return SealedReport(raw["kind"], raw["category"], raw["accused"], answers, bool(raw.get("identity_given")))


def _answer(office: Office, case: Case, item: CaseItem, raw: dict[str, Any]) -> SealedAnswer:
    shown, value = opened(office, case, item, raw) if "parts" in raw else (raw["shown"], raw["value"])
    return SealedAnswer(raw["key"], raw["asked"], shown, value)


def read_text(office: Office, case: Case, item: CaseItem, content_private: bytes) -> str:
    """The text of a sealed item. SealBroken when it is of another case, place or kind, or was changed."""
    opened = open_sealed(content_private, "item", item.for_staff or b"", place(office, case.id, item.id))
    data = json.loads(opened)
    if data["kind"] != item.kind:
        raise SealBroken("kind")
    return str(data["text"])


def read_file(office: Office, case: Case, row: Evidence, content_private: bytes) -> SealedFile | None:
    """What is known of a file; None while it is on its way. SealBroken when it is of another case or was changed."""
    if row.for_staff is None:
        return None
    opened = open_sealed(content_private, "evidence", row.for_staff, place(office, case.id, row.id))
    return SealedFile(**json.loads(opened))
