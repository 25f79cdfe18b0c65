"""A form filled in at one go gives the answers the chat would have given."""

from __future__ import annotations

from datetime import date

import pytest

from handlers import wording
from handlers.complaint import FORMS
from handlers.filling import fields, fill
from handlers.form import Answers, Choice, Form, Question
from handlers.readers import when, words
from handlers.wording import report as report_words
from models.cases import Kind

SKIP = Choice("", "ข้าม", ("ไม่มี",))


def if_red(answers: Answers) -> bool:
    """Applies to red alone."""
    return answers.get("colour") == "red"


COLOUR = Question("colour", "สีใด", "สี", choices=(Choice("red", "แดง"), Choice("green", "เขียว")))
WHY = Question("why", "ทำไม", "เหตุผล", words, applies=if_red)
SHADE = Question("shade", "เข้มไหม", "ความเข้ม", choices=(Choice("dark", "เข้ม"), Choice("light", "อ่อน")), applies=if_red)
NOTE = Question("note", "อะไรอีก", "อื่น ๆ", words, (SKIP,))
TALE = Question("tale", "เล่า", "เรื่อง", words, (Choice("done", "เสร็จ"),), several=True)
FORM = Form((COLOUR, WHY, SHADE, NOTE, TALE), report_words.ENGINE)
GOOD = {"colour": "red", "why": "สวย", "note": "", "tale": "ก\r\n\r\nข\r\nค\r\n \r\n\r\nง"}


def test_typed_values_become_the_answers_of_the_chat() -> None:
    place, errors = fill(FORM, GOOD, {})
    assert errors == {}
    assert [(question.key, value) for question, value in FORM.report(place)] == [
        ("colour", "red"),
        ("why", "สวย"),
        ("note", ""),
        ("tale", ["ก", "ข\nค", "ง"]),
    ]


def test_all_errors_come_at_once_by_their_question() -> None:
    _, errors = fill(FORM, {"colour": "red"}, {})
    assert errors == {"why": wording.EMPTY, "tale": wording.EMPTY}
    assert fill(FORM, {}, {})[1] == {"colour": report_words.ENGINE.which, "tale": wording.EMPTY}


def test_what_does_not_apply_is_left_out_though_it_was_typed() -> None:
    place, errors = fill(FORM, {**GOOD, "colour": "green", "shade": "dark"}, {})
    assert errors == {}
    assert "why" not in place.answers
    assert "shade" not in place.answers


@pytest.mark.parametrize("typed", ["", "  ", "\u200b", "ข้าม", "ไม่มี"])
def test_leaving_out_is_an_empty_answer(typed: str) -> None:
    assert fill(FORM, {**GOOD, "note": typed}, {})[0].answers["note"] == ""


@pytest.mark.parametrize("value", ["blue", "แดง", "RED", "red "])
def test_only_a_choice_of_the_table_is_one(value: str) -> None:
    assert fill(FORM, {**GOOD, "colour": value}, {})[1]["colour"] == report_words.ENGINE.which


def test_an_answer_given_beforehand_is_neither_asked_nor_read() -> None:
    given = {"colour": "green", "elsewhere": "x"}
    place, errors = fill(FORM, {**GOOD, "colour": "blue"}, given)
    assert errors == {}
    assert place.answers["colour"] == "green"
    assert [field.key for field in fields(FORM, {}, {}, given)] == ["why", "shade", "note", "tale"]


def test_fields_know_their_shape_and_whether_they_may_be_left_empty() -> None:
    shown = {field.key: (field.shape, field.optional) for field in fields(FORM, {}, {}, {})}
    assert shown == {
        "colour": ("radio", False),
        "why": ("line", True),
        "shade": ("radio", True),
        "note": ("line", True),
        "tale": ("area", False),
    }


def test_a_date_is_read_as_in_the_chat() -> None:
    day = Question("when", "เมื่อใด", "เวลา", when(lambda: date(2026, 11, 24)), (SKIP,))
    place, _ = fill(Form((day,), report_words.ENGINE), {"when": "๕ ม.ค. ๖๙"}, {})
    assert place.answers["when"] == {"said": "๕ ม.ค. ๖๙", "date": "2026-01-05", "until": None}


@pytest.mark.parametrize("kind", list(FORMS))
def test_every_form_there_is_names_what_it_needs(kind: Kind) -> None:
    form = FORMS[kind](lambda: date(2026, 11, 24))
    _, errors = fill(form, {}, {"consent": "accept", "notify": "no", "details": "more"})
    assert {"category", "what"} <= set(errors)
    assert set(errors) <= {"category", "what", "accused"}
