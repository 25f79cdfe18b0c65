"""What may be told to citizens: six elements, sources, dates, the law in force, the kind of local body."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from knowledge import gate
from knowledge.entries import SIX_ELEMENTS, Entry, Source
from tests.knowledge.entries import WHOLE, like

TODAY = date(2026, 11, 24)


def changed(element: str, value: object) -> Entry:
    given: dict[str, Any] = {element: value}
    return like(**given)


def wrong(entry: Entry = WHOLE, agency: str = gate.MUNICIPALITY) -> list[str]:
    return gate.problems(entry, agency, TODAY)


def test_a_whole_entry_may_be_published() -> None:
    assert wrong() == []


@pytest.mark.parametrize("element", SIX_ELEMENTS)
@pytest.mark.parametrize("nothing", ["", "-", "0"])
def test_each_of_the_six_elements_is_demanded_by_name(element: str, nothing: str) -> None:
    value = (nothing,) if element in ("steps", "documents") else nothing
    (line,) = wrong(changed(element, value))
    assert gate.ELEMENT_WORDS[element] in line
    assert WHOLE.id in line


@pytest.mark.parametrize(("element", "words"), [("fee", "ไม่มีค่าธรรมเนียม"), ("documents", "ไม่ต้องใช้เอกสาร")])
def test_an_empty_fee_or_document_is_told_how_to_say_none(element: str, words: str) -> None:
    (line,) = wrong(changed(element, () if element == "documents" else ""))
    assert words in line
    assert wrong(changed(element, (words,) if element == "documents" else words)) == []


def test_figures_need_a_source_and_a_date() -> None:
    assert len(wrong(like(source=Source()))) == 1
    assert len(wrong(like(as_of=None))) == 1
    assert len(wrong(like(time="๑๐ นาที", source=Source(), as_of=None))) == 2


def test_an_entry_without_any_figure_needs_no_source() -> None:
    plain = like(steps=("ยื่นคำขอ",), time="ภายในวันเดียว", documents=("บัตรประชาชน",), source=Source(), as_of=None)
    assert wrong(plain) == []


def test_an_answer_needs_its_answer_and_no_six_elements() -> None:
    answer = like(intent="gift", steps=(), time="", fee="", documents=(), where="", answer="ไม่รับของขวัญทุกชนิด")
    assert wrong(answer) == []
    assert "answer" in wrong(like(answer, answer=""))[0]


@pytest.mark.parametrize(
    ("valid_to", "over"), [(date(2026, 11, 23), True), (TODAY, False), (date(2026, 11, 25), False), (None, False)]
)
def test_the_last_day_still_counts_and_the_next_does_not(valid_to: date | None, over: bool) -> None:
    entry = like(valid_to=valid_to)
    assert gate.is_over(entry, TODAY) is over
    assert bool(wrong(entry)) is over


@pytest.mark.parametrize(("valid_from", "due"), [(TODAY, True), (date(2026, 11, 25), False), (None, True)])
def test_an_entry_is_not_told_before_its_first_day(valid_from: date | None, due: bool) -> None:
    assert gate.is_due(like(valid_from=valid_from), TODAY) is due


def test_a_first_day_after_the_last_is_refused() -> None:
    assert wrong(like(valid_from=date(2027, 2, 1), valid_to=date(2027, 1, 1)))


@pytest.mark.parametrize("law", ["ภาษีโรงเรือนและที่ดิน", "ภาษีบำรุงท้องที่"])
def test_replaced_taxes_point_to_the_tax_in_force(law: str) -> None:
    (line,) = wrong(like(name=f"การชำระ{law}"))
    assert "land-building-tax" in line
    assert wrong(like(aliases=(law,))) == []
    assert wrong(like(steps=(f"ภาษีนี้ใช้แทน{law}",))) == []


@pytest.mark.parametrize(
    ("name", "agency"),
    [
        ("เทศบาลตำบลหนองหาร", gate.MUNICIPALITY),
        ("เทศบาลเมืองเอ", gate.MUNICIPALITY),
        ("องค์การบริหารส่วนตำบลหนองช้างแล่น", gate.SAO),
        ("อบต.หนองช้างแล่น", gate.SAO),
    ],
)
def test_the_kind_of_body_is_read_from_its_name(name: str, agency: str) -> None:
    assert gate.agency_type(name) == agency


@pytest.mark.parametrize("name", ["การแจ้งเกิด", "แจ้งตาย", "การย้ายที่อยู่", "ขอเลขที่บ้าน", "การแจ้งการเกิด"])
def test_a_subdistrict_body_sends_the_registry_to_the_district_office(name: str) -> None:
    assert wrong(like(name=name)) == []
    (line,) = wrong(like(name=name), gate.SAO)
    assert "ที่ว่าการอำเภอ" in line
    assert wrong(like(name=name, where="ที่ว่าการอำเภอ งานทะเบียน"), gate.SAO) == []


@pytest.mark.parametrize("named", ["อบต.", "อบต", "SAO"])
def test_an_entry_of_another_kind_of_body_is_not_ours(named: str) -> None:
    entry = like(agency_types=(named,))
    assert "agency_types" in wrong(entry)[0]
    assert wrong(entry, gate.SAO) == []


def test_all_reasons_are_named_at_once() -> None:
    assert len(wrong(like(fee="", where="", source=Source()))) == 3
