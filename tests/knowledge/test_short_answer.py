"""The short text of an answer."""

from __future__ import annotations

import pytest

from knowledge.entries import Entry
from knowledge.short_answer import FREE, NO_DOCUMENTS, facet_text, short_answer
from knowledge.understood import Facet

ENTRY = Entry(
    "bin",
    "การขอรับถังขยะ",
    office="กองสาธารณสุข",
    who="เจ้าบ้าน",
    steps=("ยื่นคำขอ", "รับถัง"),
    time="3 วัน",
    fee="40 บาท",
    documents=("บัตรประจำตัวประชาชน", "สำเนาทะเบียนบ้าน"),
)


@pytest.mark.parametrize(
    ("facet", "said"),
    [
        (Facet.STEPS, "\n1. ยื่นคำขอ\n2. รับถัง"),
        (Facet.TIME, "3 วัน"),
        (Facet.FEE, "40 บาท"),
        (Facet.DOCS, "\n- บัตรประจำตัวประชาชน\n- สำเนาทะเบียนบ้าน"),
        (Facet.WHERE, "กองสาธารณสุข"),
        (Facet.WHO, "เจ้าบ้าน"),
    ],
)
def test_each_facet_has_its_text_under_the_name(facet: Facet, said: str) -> None:
    assert facet_text(ENTRY, facet) == said
    assert short_answer(ENTRY, facet).startswith("การขอรับถังขยะ\n")
    assert short_answer(ENTRY, facet).endswith(said)


@pytest.mark.parametrize("fee", ["0", "-", "ไม่มี", "ฟรี", "0 บาท"])
def test_no_fee_is_said_in_words(fee: str) -> None:
    assert facet_text(Entry("a", "b", fee=fee), Facet.FEE) == FREE


def test_no_documents_are_said_in_words() -> None:
    assert facet_text(Entry("a", "b", documents=("-",)), Facet.DOCS) == NO_DOCUMENTS


@pytest.mark.parametrize("facet", list(Facet))
def test_what_the_manual_does_not_say_is_not_made_up(facet: Facet) -> None:
    assert "ยังไม่ได้ระบุ" in facet_text(Entry("a", "b"), facet)


def test_without_a_facet_the_card_is_given_in_short() -> None:
    card = short_answer(ENTRY)
    for part in ("การขอรับถังขยะ", "สำเนาทะเบียนบ้าน", "40 บาท", "3 วัน", "กองสาธารณสุข"):
        assert part in card


def test_a_ready_answer_is_given_as_it_is() -> None:
    assert short_answer(Entry("gift", "ของขวัญ", answer="งดรับ"), Facet.FEE) == "งดรับ"
