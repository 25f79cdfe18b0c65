"""Evidence of a case for whoever holds its key: a list with neutral names, and the cleaned copies to take away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, Response, abort
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.desk import Desk, actor_of
from admin.opened import opened_case
from casework.evidence_work import steps_of, stream_place
from casework.filestream import STEP, open_stream
from casework.unseal import SealedFile, read_file
from keys import SealBroken
from ledger.append import Act, append
from models import Case, Evidence
from models.evidence import EvidenceState, Part

LABELS = {
    "": "กำลังตรวจและลบข้อมูลแฝง",
    "cleaned": "ลบข้อมูลแฝงแล้ว",
    "cleaned.first_frame": "ลบข้อมูลแฝงแล้ว เก็บเฉพาะภาพแรกของภาพเคลื่อนไหว",
    "cleaned.voice": "ลบข้อมูลแฝงแล้ว แต่เสียงและภาพอาจทำให้รู้ตัวผู้ร้อง",
    "original_only.encrypted": "ยังไม่ได้ลบข้อมูลแฝง เพราะไฟล์มีรหัสผ่าน มีเฉพาะต้นฉบับที่ปิดผนึก",
    "original_only.heic": "ยังไม่ได้ลบข้อมูลแฝง เพราะเป็นไฟล์ HEIC มีเฉพาะต้นฉบับที่ปิดผนึก",
    "quarantined.failed": "ไม่มีสำเนาให้เปิด เพราะระบบตรวจไฟล์นี้ไม่สำเร็จ หากจำเป็น โปรดขอให้ผู้ร้องส่งใหม่เป็นไฟล์ชนิดอื่น",
    "quarantined.limit": "ไม่มีสำเนาให้เปิด เพราะไฟล์ใช้เวลาหรือหน่วยความจำในการตรวจเกินกำหนด",
    "quarantined.pixels": "ไม่มีสำเนาให้เปิด เพราะภาพใหญ่เกิน 40 ล้านพิกเซล",
    "refused.type": "ไม่รับ ชนิดไฟล์ไม่ตรงกับที่กำหนด",
    "refused.macro": "ไม่รับ ไฟล์มีชุดคำสั่ง (มาโคร)",
    "refused.bomb": "ไม่รับ ไฟล์บีบอัดผิดปกติ",
    "refused.hostile": "ไม่รับ ไฟล์มีโครงสร้างที่เป็นอันตราย",
    "refused.size": "ไม่รับ ไฟล์ใหญ่เกินกำหนด",
    "lost.gone": "ไม่ได้รับ ไฟล์ไม่มีใน LINE แล้ว",
    "lost.unreachable": "ไม่ได้รับ ติดต่อ LINE ไม่ได้",
}
HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Shown:
    """A line of the list: a neutral name, what became of the file, whether there is something to take away."""

    id: str
    name: str
    label: str
    size: str
    kind: str
    ready: bool


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """The one thing that can be done with a file."""
    blueprint.add_url_rule(
        "/cases/<reference>/evidence/<item>",
        "case_evidence",
        lambda reference, item: download(desk, reference, item),
    )


def listed(desk: Desk, session: Session, case: Case, content_private: bytes) -> list[Shown]:
    """The files of a case, in the order they came."""
    rows = session.scalars(select(Evidence).where(Evidence.case_id == case.id).order_by(Evidence.position, Evidence.id))
    return [_shown(case, row, read_file(desk.office(), case, row, content_private)) for row in rows]


def download(desk: Desk, reference: str, item: str) -> Response:
    """A cleaned copy, opened step by step as it goes out. 404, the same, for anything that is not there for them.

    The copy is read to its end once before the first byte is sent, so that no half of a changed file goes out.
    """
    with opened_case(desk, reference) as (session, opened):
        row = session.get(Evidence, item)
        mine = row if row is not None and row.case_id == opened.case.id else None
        file = read_file(desk.office(), opened.case, mine, opened.content_private) if mine else None
        if mine is None or file is None or not file.working_key:
            append(session, desk.keys, Act("access.refused", "evidence", actor_of(desk.who())), desk.clock())
            mine = None
        else:
            act = Act("evidence.downloaded", file.label, actor_of(desk.who()), opened.case.ledger_tag)
            append(session, desk.keys, act, desk.clock())
    if mine is None or file is None:
        abort(404)
    _read_to_the_end(desk, mine, file)
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{_name(reference, mine, file)}"'}
    headers["Content-Length"] = str(file.working_size)
    return Response(_pieces(desk, mine, file), headers=headers, content_type=file.media_type)


def _read_to_the_end(desk: Desk, row: Evidence, file: SealedFile) -> None:
    try:
        for _ in _pieces(desk, row, file):
            continue
    except SealBroken:
        with desk.db.write() as session:
            append(session, desk.keys, Act("evidence.broken", "working", actor_of(desk.who())), desk.clock())
        abort(404)


def _pieces(desk: Desk, row: Evidence, file: SealedFile) -> Iterator[bytes]:
    place = stream_place(desk.office(), row.id, Part.WORKING)
    return open_stream(bytes.fromhex(file.working_key), place, steps_of(desk.db, row.id, Part.WORKING))


def _shown(case: Case, row: Evidence, file: SealedFile | None) -> Shown:
    label = file.label if file else ""
    size = file.working_size or file.size if file else row.steps * STEP
    return Shown(
        id=row.id,
        name=_name(case.reference, row, file),
        label=LABELS.get(label, LABELS["quarantined.failed"]),
        size=size_words(size),
        kind=file.extension.upper() if file else "",
        ready=bool(file and file.working_key and row.state == EvidenceState.KEPT),
    )


def _name(reference: str, row: Evidence, file: SealedFile | None) -> str:
    """A neutral name: what the reporter called the file may tell who they are. ASCII only, nothing to escape."""
    extension = f".{file.extension}" if file and file.extension.isalnum() and file.extension.isascii() else ""
    return f"{reference}-{row.position:02d}{extension}"


def size_words(size: int) -> str:
    """A size as staff read it: 812 KB, 3.4 MB."""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{-(-size // 1024)} KB"
