"""From what people type to what is meant."""

from __future__ import annotations

from datetime import date

import pytest

from casework import receipt
from handlers import complaint, wording
from handlers.form import ADDED, Place
from handlers.readers import cleaned, place, when, words
from handlers.speech import Heard, NotAnAnswer
from handlers.wording import report
from handlers.wording.evidence import NOT_HERE
from models.cases import Kind

TODAY = date(2026, 11, 24)


def test_a_date_is_kept_as_it_was_said_with_the_days_it_means() -> None:
    read = when(lambda: TODAY)
    assert read(Heard("ช่วงสงกรานต์ปีก่อน")) == {
        "said": "ช่วงสงกรานต์ปีก่อน",
        "date": "2025-04-13",
        "until": "2025-04-15",
    }
    assert read(Heard("เมื่อวาน")) == {"said": "เมื่อวาน", "date": "2026-11-23", "until": None}
    assert read(Heard("นานมากแล้ว")) == {"said": "นานมากแล้ว", "date": None, "until": None}


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
def test_every_offered_choice_of_every_form_reads_by_button_number_and_words(kind: Kind) -> None:
    form = complaint.FORMS[kind](lambda: TODAY, "http://localhost")
    every = {question.key: "x" for question in form.questions} | {"details": "more", "identity": "yes"}
    for question in form.questions:
        others = {key: value for key, value in every.items() if key != question.key} | {ADDED: list(every)}
        for number, choice in enumerate(question.choices, start=1):
            said = [choice.label] if question.read else [choice.label, str(number)]
            if question.several or choice.url:
                continue
            for words_said in said:
                turn = form.answer(Place("c", others, question.key), Heard(words_said))
                value = turn.place.answers.get(question.key)
                expected = question.read(Heard(choice.label)) if choice.read and question.read else choice.value
                assert value == expected, question.key


def test_the_page_outside_the_chat_is_offered_without_anything_that_names_the_reporter() -> None:
    for kind in (Kind.CORRUPTION, Kind.GIFT):
        form = complaint.FORMS[kind](lambda: TODAY, "https://example.go.th")
        turn = form.begin("c")
        links = [tap.url for tap in turn.replies[0].taps if tap.url]
        assert links == ["https://example.go.th/report?openExternalBrowser=1"]
        typed = form.answer(turn.place, Heard("2"))
        assert links[0] in typed.replies[0].text
        assert typed.place == turn.place


def test_no_question_offers_more_than_line_can_show() -> None:
    for make in complaint.FORMS.values():
        assert all(len(question.choices) <= 13 for question in make(lambda: TODAY).questions)


SENTENCES = {
    name: value
    for module in (wording, report)
    for name, value in vars(module).items()
    if name.isupper() and isinstance(value, str)
}


@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_every_sentence_fits_a_message_and_is_thai(name: str) -> None:
    sentence = SENTENCES[name]
    assert 0 < len(sentence) <= 5000
    if name != "NOTICE_VERSION":
        english = "".join(c if c.isascii() and c.isalpha() else " " for c in sentence).split()
        allowed = {"LINE", "municipality", "phone", "office", "hours", "public", "url", "web", "form", "follow", "call"}
        assert set(english) <= allowed | {
            "count",
            "received",
            "status",
            "due",
            "day",
            "text",
            "EIT",
            "No",
            "Gift",
            "Policy",
        }


def test_what_a_lock_screen_shows_says_nothing_of_the_matter() -> None:
    for shown in (wording.NEUTRAL_ALT, wording.NUDGE):
        assert not any(word in shown for word in ("ทุจริต", "ร้องเรียน", "สินบน", "แจ้ง"))
