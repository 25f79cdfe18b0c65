"""The engine: a table of questions, the place computed from the answers."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import wording
from handlers.form import SUMMARY, Choice, Form, Place, Question, Turn
from handlers.readers import words
from handlers.speech import Button, Heard
from handlers.wording import report

YES_NO = (Choice("yes", "ใช่", ("ครับ",)), Choice("no", "ไม่ใช่"))
COLOUR = Question("colour", "สีใด", "สี", choices=(Choice("red", "แดง"), Choice("green", "เขียว")))
WHY = Question("why", "ทำไม", "เหตุผล", words, applies=lambda answers: answers.get("colour") == "red")
SURE = Question("sure", "แน่ใจไหม", "แน่ใจ", choices=YES_NO)
FORM = Form((COLOUR, WHY, SURE), report.ENGINE)


def play(form: Form, *said: str, turn: Turn | None = None) -> Turn:
    turn = turn or form.begin("c1")
    for text in said:
        turn = form.answer(turn.place, Heard(text))
    return turn


def test_the_next_question_is_the_first_that_applies_without_an_answer() -> None:
    assert play(FORM, "แดง").place.asked == "why"
    assert play(FORM, "เขียว").place.asked == "sure"


@pytest.mark.parametrize("said", ["2", "๒", "2.", "๒)", "ข้อ 2", "ข้อที่ ๒", "เขียว", " เขียว ", "เขี\u200bยว", "2. เขียว"])
def test_a_choice_answers_to_number_and_words(said: str) -> None:
    assert play(FORM, said).place.answers == {"colour": "green"}


@pytest.mark.parametrize("said", ["0", "3", "๐", "22", "ฟ้า", "-1", "1 2", ""])
def test_anything_else_is_asked_again(said: str) -> None:
    turn = play(FORM, said)
    assert (turn.place.answers, turn.place.asked) == ({}, "colour")
    assert "สีใด" in turn.replies[0].text


def test_every_button_offered_is_an_answer() -> None:
    turn = FORM.begin("c1")
    for tap in turn.replies[0].taps:
        assert tap.button
        assert FORM.answer(turn.place, Heard(button=tap.button)).place.answers == {"colour": tap.button.value}


@pytest.mark.parametrize(
    "button",
    [Button("c2", "colour", "red"), Button("c1", "sure", "yes"), Button("", "", ""), Button("c1", SUMMARY, "send")],
)
def test_a_button_of_elsewhere_is_explained_and_changes_nothing(button: Button) -> None:
    turn = FORM.answer(FORM.begin("c1").place, Heard(button=button))
    assert turn.place.answers == {}
    assert wording.OLD_BUTTON in turn.replies[0].text


def test_a_forged_value_of_the_right_question_is_not_taken() -> None:
    turn = FORM.answer(FORM.begin("c1").place, Heard(button=Button("c1", "colour", "' or 1=1")))
    assert turn.place.answers == {}


def test_back_drops_the_last_answer_and_asks_it_again() -> None:
    turn = FORM.back(play(FORM, "แดง", "เพราะชอบ").place)
    assert (turn.place.asked, turn.place.answers) == ("why", {"colour": "red"})
    assert FORM.back(FORM.back(turn.place).place).place.asked == "colour"


def test_a_change_at_the_summary_drops_what_no_longer_applies() -> None:
    turn = play(FORM, "แดง", "เพราะชอบ", "ใช่")
    assert turn.place.asked == SUMMARY
    turn = play(FORM, "แก้ข้อ 1", "เขียว", turn=turn)
    assert turn.place.asked == SUMMARY
    assert [question.key for question, _ in FORM.report(turn.place)] == ["colour", "sure"]


def test_the_form_ends_only_with_sending() -> None:
    turn = play(FORM, "เขียว", "ใช่")
    assert not turn.finished
    assert play(FORM, report.ENGINE.send, turn=turn).finished


def test_a_question_added_while_somebody_is_midway_is_asked_at_its_turn_and_nothing_is_misread() -> None:
    midway = play(FORM, "แดง")
    size = Question("size", "ขนาดใด", "ขนาด", choices=(Choice("s", "เล็ก"), Choice("l", "ใหญ่")))
    grown = Form((size, COLOUR, WHY, SURE), report.ENGINE)
    turn = grown.answer(midway.place, Heard("เพราะชอบ"))
    assert turn.place.answers == {"colour": "red", "why": "เพราะชอบ"}
    assert turn.place.asked == "size"
    turn = play(grown, "ใหญ่", "ใช่", turn=turn)
    assert turn.place.asked == SUMMARY


def test_a_question_removed_while_it_was_asked_is_passed_over() -> None:
    midway = play(FORM, "แดง")
    shrunk = Form((COLOUR, SURE), report.ENGINE)
    assert shrunk.answer(midway.place, Heard("เพราะชอบ")).place.asked == "sure"


def test_a_question_added_at_the_summary_is_asked_before_sending() -> None:
    done = play(FORM, "เขียว", "ใช่")
    grown = Form((*FORM.questions, Question("more", "มีอีกไหม", "อีก", words)), report.ENGINE)
    turn = grown.answer(done.place, Heard(report.ENGINE.send))
    assert not turn.finished
    assert turn.place.asked == "more"


def test_a_place_survives_json_with_fields_of_other_versions() -> None:
    place = play(FORM, "แดง", "เพราะชอบ").place
    raw = json.loads(json.dumps(place.to_json()))
    assert Place.from_json({**raw, "of a later version": 1}) == place
    assert Place.from_json({"conversation": "c1"}) == Place("c1")


def test_what_came_from_an_unsent_message_is_forgotten() -> None:
    turn = FORM.answer(FORM.begin("c1").place, Heard("แดง", source="m1"))
    turn = FORM.answer(turn.place, Heard("เพราะชอบ", source="m2"))
    without = FORM.forget(turn.place, "m2")
    assert without is not None
    assert without.answers == {"colour": "red"}
    assert FORM.forget(turn.place, "m9") is None


@given(st.lists(st.text(max_size=30), max_size=12))
def test_no_words_ever_break_the_engine(said: list[str]) -> None:
    turn = play(FORM, *said)
    assert turn.finished or turn.place.asked
    assert all(reply.text for reply in turn.replies)


def test_the_story_is_collected_over_several_messages() -> None:
    done = Choice("done", "เสร็จแล้ว")
    form = Form((Question("what", "อะไร", "เรื่อง", words, (done,), several=True),), report.ENGINE)
    turn = play(form, "หนึ่ง", "สอง", "เสร็จแล้ว")
    assert turn.place.answers == {"what": ["หนึ่ง", "สอง"]}
    assert replace(turn.place, answers={}, sources={}) == Place("c1", asked=SUMMARY)
