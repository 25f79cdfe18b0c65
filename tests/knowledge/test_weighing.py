"""What the structure of a text adds, and how sure the first of several labels is."""

from __future__ import annotations

import pytest

from knowledge.frames import states
from knowledge.text import fold
from knowledge.understood import Intent
from knowledge.weighing import Heard, confidence


def heard(text: str) -> Heard:
    folded = fold(text)
    return Heard(folded, states=states(folded, text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ช่างเขาไม่ยอมเซ็นจนกว่าจะมีซอง", True),
        ("ถนนหน้าบ้านพังมาก", True),
        ("ขุดบ่อเลี้ยงปลาต้องทำอย่างไร", False),
        ("ขอใช้ศาลากลางหมู่บ้าน", False),
        ("อยากได้ต้นกล้าไปปลูก", False),
        ("the pipe is broken", True),
        ("where do I pay", False),
        ("paid already?", False),
    ],
)
def test_a_text_that_asks_or_wants_is_no_statement(text: str, told: bool) -> None:
    assert states(fold(text), text) is told


def test_a_statement_about_office_and_money_speaks_for_corruption_more_than_a_question() -> None:
    told, asked = heard("เจ้าหน้าที่เก็บเงินไปเองทุกเดือน"), heard("เจ้าหน้าที่เก็บเงินเดือนละเท่าไหร่")
    assert told.beside(Intent.CORRUPTION) > asked.beside(Intent.CORRUPTION)


def test_a_sign_counts_for_its_own_act_only() -> None:
    with_sign = Heard("", {Intent.STATUS: 1.0})
    assert with_sign.beside(Intent.STATUS) > 0
    assert with_sign.beside(Intent.SERVICE) == with_sign.beside(Intent.EIT) == 0


def test_being_ahead_and_having_the_right_form_make_surer() -> None:
    assert 0.5 < confidence(1.0, False) < confidence(3.0, False) < confidence(3.0, True) < 1
    assert confidence(0.0, False) == confidence(1.0, False), "the first is never behind"
    assert confidence(1e30, True) <= 1
