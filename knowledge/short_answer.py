"""A short answer in Thai from a manual entry: the part that was asked for, or the whole in a few lines."""

from __future__ import annotations

from knowledge.entries import Entry
from knowledge.understood import Facet

FREE = "ไม่มีค่าธรรมเนียม"
NO_DOCUMENTS = "ไม่ต้องใช้เอกสาร"
_TITLES = {
    Facet.STEPS: "ขั้นตอน",
    Facet.TIME: "ระยะเวลา",
    Facet.FEE: "ค่าธรรมเนียม",
    Facet.DOCS: "เอกสารที่ใช้",
    Facet.WHERE: "ติดต่อที่",
    Facet.WHO: "ผู้มีสิทธิยื่น",
}
_NOT_STATED = "คู่มือยังไม่ได้ระบุเรื่องนี้ โปรดสอบถามเจ้าหน้าที่"


def short_answer(entry: Entry, facet: Facet | None = None) -> str:
    """The text of a facet under the entry's name; without one the answer, or the whole card in short."""
    if entry.answer:
        return entry.answer
    if facet is not None:
        return f"{entry.name}\n{_TITLES[facet]}: {facet_text(entry, facet)}"
    parts = [(one, _stated(entry, one)) for one in (Facet.DOCS, Facet.FEE, Facet.TIME, Facet.WHERE)]
    return "\n".join([entry.name, *(f"{_TITLES[one]}: {said}" for one, said in parts if said)])


def facet_text(entry: Entry, facet: Facet) -> str:
    """What the entry says about a facet, and plainly so when it says nothing."""
    return _stated(entry, facet) or _NOT_STATED


def _stated(entry: Entry, facet: Facet) -> str:
    if facet is Facet.STEPS:
        return _numbered(entry.steps)
    if facet is Facet.DOCS:
        return _listed(entry.documents)
    if facet is Facet.FEE:
        return FREE if entry.fee.strip() in ("0", "-", "ไม่มี", "ฟรี", "0 บาท") else entry.fee
    if facet is Facet.WHERE:
        return entry.where or entry.office
    return entry.time if facet is Facet.TIME else entry.who


def _numbered(steps: tuple[str, ...]) -> str:
    if len(steps) == 1:
        return steps[0]
    return "".join(f"\n{number}. {one}" for number, one in enumerate(steps, start=1))


def _listed(documents: tuple[str, ...]) -> str:
    if len(documents) == 1:
        return NO_DOCUMENTS if documents[0].strip() in ("-", "ไม่มี") else documents[0]
    return "".join(f"\n- {one}" for one in documents)
