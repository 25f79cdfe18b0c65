"""From what people type to what is meant."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import receipt
from handlers import complaint, wording
from handlers.readers import cleaned, place, thai_date, when, words
from handlers.speech import Heard, NotAnAnswer
from handlers.wording.evidence import NOT_HERE

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("วันนี้", TODAY),
        ("เมื่อวาน", date(2026, 11, 23)),
        ("เมื่อวานซืน", date(2026, 11, 22)),
        ("5 มกรา", date(2026, 1, 5)),
        ("๕ มกรา", date(2026, 1, 5)),
        ("5 มกราคม 2569", date(2026, 1, 5)),
        ("5 ม.ค. 69", date(2026, 1, 5)),
        ("วันที่ 5 ม.ค. พ.ศ. 2568", date(2025, 1, 5)),
        ("5/1/69", date(2026, 1, 5)),
        ("๕/๑/๒๕๖๙", date(2026, 1, 5)),
        ("5-1-2026", date(2026, 1, 5)),
        ("30 พ.ย.", date(2025, 11, 30)),
        ("24 พฤศจิกา", TODAY),
        ("29 ก.พ. 2567", date(2024, 2, 29)),
        ("31 ก.พ. 69", None),
        ("29 ก.พ. 69", None),
        ("0/0/69", None),
        ("เดือนที่แล้ว", None),
        ("ช่วงสงกรานต์", None),
        ("99/99/9999", None),
        ("5 ม.ค. 9999999", None),
    ],
)
def test_dates_as_people_say_them(said: str, meant: date | None) -> None:
    assert thai_date(said, TODAY) == meant


def test_what_is_no_date_stays_as_it_was_said() -> None:
    assert when(lambda: TODAY)(Heard("ช่วงสงกรานต์ปีก่อน")) == {"said": "ช่วงสงกรานต์ปีก่อน", "date": None}


@given(st.text(max_size=80))
def test_no_text_breaks_the_date_reader(said: str) -> None:
    thai_date(said, TODAY)


@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u200b\u200d\ufeff", "\u202e\u2066", "\x00\x07"])
def test_nothing_visible_is_not_an_answer(blank: str) -> None:
    with pytest.raises(NotAnAnswer):
        words(Heard(blank))


def test_control_and_bidi_characters_are_taken_out_and_the_rest_stays() -> None:
    assert cleaned("ก\x00ข\u202eค\nง\u200b") == "กขค\nง"


@pytest.mark.parametrize("kind", ["image", "video", "audio", "file", "sticker", "other"])
def test_files_and_stickers_are_turned_away_kindly(kind: str) -> None:
    with pytest.raises(NotAnAnswer) as sentence:
        words(Heard(attachment=kind))
    assert str(sentence.value) in (NOT_HERE, wording.STICKER)


def test_a_shared_location_answers_where() -> None:
    assert place(Heard("ตลาดสด 18.8, 99.0", attachment="location")) == "ตลาดสด 18.8, 99.0"


def test_a_receipt_in_a_report_is_refused() -> None:
    with pytest.raises(NotAnAnswer):
        words(Heard(f"ดูเรื่อง {receipt.show(receipt.new_receipt())} ด้วย"))


@pytest.mark.parametrize("kind", list(complaint.FORMS))
def test_every_offered_choice_of_every_form_reads_by_button_number_and_words(kind: object) -> None:
    form = complaint.FORMS[kind](lambda: TODAY)  # type: ignore[index]
    for question in form.questions:
        place_before = form.begin("c").place
        for number, choice in enumerate(question.choices, start=1):
            for heard in (Heard(choice.label), Heard(str(number))):
                if question.read and heard.text == str(number):
                    continue
                if question.several:
                    continue
                at = type(place_before)("c", {q.key: "x" for q in form.questions if q is not question}, question.key)
                assert form.answer(at, heard).place.answers[question.key] == choice.value


def test_no_question_offers_more_than_line_can_show() -> None:
    for make in complaint.FORMS.values():
        assert all(len(question.choices) <= 13 for question in make(lambda: TODAY).questions)


SENTENCES = {name: value for name, value in vars(wording).items() if name.isupper() and isinstance(value, str)}


@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_every_sentence_fits_a_message_and_is_thai(name: str) -> None:
    sentence = SENTENCES[name]
    assert 0 < len(sentence) <= 5000
    if name != "NOTICE_VERSION":
        english = "".join(c if c.isascii() and c.isalpha() else " " for c in sentence).split()
        allowed = {"LINE", "municipality", "phone", "office", "hours", "public", "url", "follow", "count", "received"}
        assert set(english) <= allowed | {"status", "due", "day", "text"}


def test_what_a_lock_screen_shows_says_nothing_of_the_matter() -> None:
    for shown in (wording.NEUTRAL_ALT, wording.NUDGE):
        assert not any(word in shown for word in ("ทุจริต", "ร้องเรียน", "สินบน", "แจ้ง"))
