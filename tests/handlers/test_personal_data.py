"""The reporter is asked once about personal data in a message, and decides; nothing is blocked or lost."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.complaint import as_report, corruption
from handlers.form import ADDED, MOST_PARTS, Turn
from handlers.speech import Button, Heard
from handlers.wording import report as say
from models.cases import Kind

FORM = corruption(lambda: date(2026, 11, 24))
STORY = "เขาขอเงิน โทรกลับหาผม 081-234-5678"


def at_story() -> Turn:
    return play(FORM.begin("c"), "1", "1", "7")


def play(turn: Turn, *said: str) -> Turn:
    for words in said:
        turn = FORM.answer(turn.place, Heard(words, source=f"m{len(words)}"))
    return turn


def asks(turn: Turn) -> bool:
    return [tap.label for tap in turn.replies[-1].taps] == [say.ENGINE.take_out, say.ENGINE.keep_so]


def test_a_telephone_number_is_asked_about_and_named_kindly() -> None:
    turn = play(at_story(), STORY)
    assert asks(turn)
    assert "เบอร์โทรศัพท์" in turn.replies[0].text
    assert "081" not in turn.replies[0].text


@pytest.mark.parametrize("said", ["เอาออก", "1", "๑", "เอาออก "])
def test_one_tap_takes_it_out_and_leaves_the_rest(said: str) -> None:
    turn = play(at_story(), STORY, said)
    assert turn.place.collected == ("เขาขอเงิน โทรกลับหาผม [เบอร์โทรศัพท์]",)
    assert turn.place.personal == ""


@pytest.mark.parametrize("said", ["ส่งตามนี้", "2"])
def test_one_tap_keeps_it(said: str) -> None:
    assert play(at_story(), STORY, said).place.collected == (STORY,)


def test_who_goes_on_telling_is_not_stopped_and_loses_nothing() -> None:
    turn = play(at_story(), STORY, "สองพันบาท")
    assert turn.place.collected == (STORY, "สองพันบาท")
    assert not asks(turn)


def test_the_button_of_an_old_warning_is_stale() -> None:
    turn = play(at_story(), STORY, "2")
    turn = FORM.answer(turn.place, Heard(button=Button("c", "personal", "out")))
    assert turn.place.collected == (STORY,)


def test_a_forged_warning_button_of_another_conversation_changes_nothing() -> None:
    turn = FORM.answer(play(at_story(), STORY).place, Heard(button=Button("other", "personal", "out")))
    assert turn.place.collected == (STORY,)


def test_the_name_of_the_accused_is_no_reason_to_ask() -> None:
    assert not asks(play(at_story(), "นายสมมติ ยิ่งใหญ่ ขอเงินสองพันบาท"))


def test_what_is_given_as_ones_own_name_and_number_is_not_asked_about_and_lies_apart() -> None:
    turn = play(at_story(), "เขาขอเงิน", "เสร็จแล้ว", "1", *["ข้าม"] * 3, "4", *["ข้าม"] * 2, "1", "1", "2")
    turn = play(turn, "สมหมาย มีสุข", "0812345678")
    assert not asks(turn)
    turn = play(turn, "ข้าม")
    filed = as_report(Kind.CORRUPTION, FORM, turn.place)
    assert [answer.key for answer in filed.identity] == ["name", "phone"]
    assert "สมหมาย" not in str(filed.answers)


def test_a_name_withdrawn_again_is_not_filed() -> None:
    answers = {"consent": "accept", "category": "bribe", "accused": "", "what": ["x"], "details": "more"}
    place = at_story().place.__class__("c", {**answers, "identity": "no", "name": "สมหมาย"})
    assert as_report(Kind.CORRUPTION, FORM, place).identity == ()


def test_what_is_added_at_the_summary_is_asked_and_nothing_else() -> None:
    turn = play(at_story(), "เขาขอเงิน", "เสร็จแล้ว", "2", "เพิ่มเวลา", "เมื่อวานซืน")
    assert turn.place.asked == "summary"
    assert turn.place.answers[ADDED] == ["when"]
    assert turn.place.answers["when"]["date"] == "2026-11-22"


def test_what_was_skipped_is_not_filed() -> None:
    turn = play(at_story(), "เขาขอเงิน", "เสร็จแล้ว", "1", *["ข้าม"] * 10)
    assert turn.place.asked == "summary"
    keys = [answer.key for answer in as_report(Kind.CORRUPTION, FORM, turn.place).answers]
    assert keys == ["category", "accused", "what", "safety", "identity"]


@pytest.mark.parametrize(("count", "taken"), [(MOST_PARTS - 1, True), (MOST_PARTS, True), (MOST_PARTS + 1, False)])
def test_a_story_of_endless_messages_is_ended_kindly(count: int, taken: bool) -> None:
    turn = play(at_story(), *["อีก"] * count)
    assert len(turn.place.collected) == min(count, MOST_PARTS)
    assert (say.ENGINE.enough in turn.replies[0].text) is not taken


def test_the_shortest_report_takes_six_answers() -> None:
    turn = play(FORM.begin("c"), "1", "1", "10", "เขาขอเงิน", "เสร็จแล้ว", "2")
    assert turn.place.asked == "summary"
    assert play(turn, "ส่งเรื่อง").finished
