"""``flask ask``: questions as JSON lines in, what was understood and a short answer out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from commands.services import office_of, ready_services
from knowledge import gate, manual_store
from knowledge.answering import Answering
from knowledge.entries import Entry, ManualBroken, read_manual
from knowledge.kept import learned
from knowledge.manual_store import Town
from knowledge.short_answer import short_answer
from knowledge.starter import starter_entries
from knowledge.understood import Intent, Understood
from models.days import bangkok_day
from services import clock

_SAID = {
    Intent.COMPLAINT: "แจ้งเรื่องร้องเรียนได้ที่นี่ กดปุ่ม ร้องเรียนร้องทุกข์",
    Intent.CORRUPTION: "แจ้งเบาะแสทุจริตได้โดยไม่ต้องบอกชื่อ กดปุ่ม แจ้งเบาะแสทุจริต",
    Intent.FEEDBACK: "ขอบคุณสำหรับความคิดเห็น กดปุ่ม เสนอแนะและชมเชย เพื่อส่งถึงเทศบาล",
    Intent.EIT: "ทำแบบวัดการรับรู้ (EIT) ได้จากปุ่ม แบบประเมิน EIT",
    Intent.STATUS: "ติดตามเรื่องได้ด้วยรหัสใบรับเรื่อง กดปุ่ม ติดตามเรื่อง",
    Intent.GREETING: "สวัสดีครับ มีอะไรให้ช่วยไหมครับ",
    Intent.HANDOFF: "จะส่งต่อให้เจ้าหน้าที่ตอบในเวลาทำการ",
    Intent.UNSURE: "หมายถึงเรื่องใด โปรดเลือก",
    Intent.GIFT: "เทศบาลงดรับของขวัญทุกชนิด (No Gift Policy)",
}
_NOT_OURS = "ขออภัย เรื่องนี้ไม่อยู่ในคู่มือบริการของเทศบาล"


class BadLine(Exception):
    """A line cannot be answered; ``why`` says it in words, ``id`` is the line's own, if it had one."""

    def __init__(self, why: str, id_given: Any = None) -> None:
        super().__init__(why)
        self.why, self.id = why, id_given


@click.command()
@click.option("--jsonl", is_flag=True, required=True, expose_value=False, help="Read and write one JSON object a line.")
@click.option(
    "--manual", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Answer from this manual file."
)
def ask(manual: Path | None) -> None:
    """Answer questions: {id, text, context} a line on standard input, what was understood a line on output."""
    try:
        answering = Answering(manual_entries(manual), learned())
    except (ManualBroken, OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"manual: {error}") from None
    bad = 0
    for answer in answers(answering, sys.stdin.buffer):
        bad += "error" in answer
        click.echo(json.dumps(answer, ensure_ascii=False))
    if bad:
        click.echo(f"{bad} lines could not be read", err=True)


def manual_entries(manual: Path | None) -> list[Entry]:
    """The entries to answer from: a file's, else the database's, else the starter ones. ManualBroken as read_manual."""
    if manual:
        return read_manual(manual.read_text(encoding="utf-8-sig"))
    try:
        with ready_services() as services:
            town = Town(gate.agency_type(office_of(services).municipality), bangkok_day(clock()))
            with services.db.read() as session:
                return manual_store.known(session, town)
    except click.ClickException:
        return starter_entries()


def answers(answering: Answering, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """One answer a line that is not empty, in order; a bad line gets its ``error`` and stops nothing."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            asked = _question(line)
        except BadLine as bad:
            print(f"line {number}: {bad.why}", file=sys.stderr)  # noqa: T201
            yield {"id": bad.id, "error": f"line {number}: {bad.why}"}
            continue
        understood = answering.understand(asked["text"], asked.get("context") or ())
        yield _written(asked, understood, answering.entries)


def _question(line: bytes) -> dict[str, Any]:
    try:
        raw = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadLine("not a JSON object") from None
    if not isinstance(raw, dict):
        raise BadLine("not a JSON object")
    if not isinstance(raw.get("text"), str):
        raise BadLine("text must be a string", raw.get("id"))
    context = raw.get("context") or []
    if not isinstance(context, list) or not all(isinstance(one, str) for one in context):
        raise BadLine("context must be a list of strings", raw.get("id"))
    return raw


def _written(asked: Mapping[str, Any], understood: Understood, entries: Mapping[str, Entry]) -> dict[str, Any]:
    return {
        "id": asked.get("id"),
        "intent": understood.intent.value,
        "entry": understood.entry or None,
        "facet": understood.facet.value if understood.facet else None,
        "candidates": list(understood.candidates),
        "report_button": understood.report_button,
        "confidence": round(understood.confidence, 3),
        "answer": _answer(understood, entries),
    }


def _answer(understood: Understood, entries: Mapping[str, Entry]) -> str:
    if understood.entry in entries:
        return short_answer(entries[understood.entry], understood.facet)
    if understood.intent is Intent.OOS:
        return f"{_NOT_OURS} โปรดติดต่อ {understood.elsewhere}" if understood.elsewhere else _NOT_OURS
    if understood.intent is Intent.UNSURE:
        names = [entries[one].name for one in understood.candidates if one in entries]
        return "\n".join([_SAID[Intent.UNSURE], *(f"- {one}" for one in names)])
    return _SAID[understood.intent]
