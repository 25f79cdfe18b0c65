"""What an answer leaves behind, what it never keeps, and that LINE takes it whatever it says."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from bot.render import render
from casework.office import Office
from handlers import ask_staff, unanswered
from handlers.manual_answer import Option, in_english, is_english, more, not_told, taps, told
from handlers.memory import Desk
from handlers.router import respond
from handlers.speech import Button, Heard, Inbound, InboundKind
from handlers.talk import Talk
from handlers.wording import manual as words
from keys import ServerKeys
from knowledge import manual_store
from knowledge.entries import Entry
from knowledge.gaps import Question
from knowledge.manual_store import Kept, Town
from knowledge.understood import Facet
from models import Case, Conversation, LedgerEntry, ManualEntry, TaughtPhrase, UnansweredQuestion
from models.database import Database
from models.manual import PhraseKind
from simulator import judge, limits
from tests.handlers.test_manual_dialogues import START, talk
from tests.handlers.understanding import ByTheBook
from tests.knowledge.entries import WHOLE, like

PERSON = "U" + "5" * 32


@pytest.fixture
def chat(db: Database, keys: ServerKeys) -> Talk:
    """A chat with the manual of the dialogues."""
    return talk(db, keys)


def say(chat: Talk, *lines: str) -> str:
    return "\n".join(line for one in lines for line in chat.play([one]))


def questions(chat: Talk) -> list[Question]:
    with chat.db.read() as session:
        return manual_store.questions(session, chat.keys)


def step(chat: Talk, office: Office, heard: Heard) -> tuple[str, str]:
    """Topic and outcome of one step."""
    with chat.db.write() as session:
        desk = Desk(session, office, chat.now, understanding=chat.understanding)
        answer = respond(desk, Inbound(InboundKind.SAID, PERSON, heard, chat.now))
    return answer.topic, answer.outcome


@pytest.mark.parametrize(
    ("text", "topic", "outcome"),
    [
        ("ภาษีป้าย", "service/signboard-tax", "answered"),
        ("ดูดส้วม", "service/septic", "unconfirmed"),
        ("แจ้งชื่อ", "unsure", "choices"),
        ("ใช้เอกสารอะไรบ้าง", "unsure", "asked"),
        ("ราคาทองวันนี้", "oos", "not_found"),
        ("โอนที่ดินที่ไหน", "oos", "elsewhere"),
        ("อะไรก็ไม่รู้", "not_understood", "not_found"),
        ("อยากคุยกับคนจริง ๆ", "handoff", "contact"),
        ("ถามเจ้าหน้าที่", "question", "answered"),
        ("ปีใหม่ให้ของ", "gift", "answered"),
        ("ถนนพังอยากบอก", "general", "answered"),
    ],
)
def test_the_ledger_is_told_topic_and_outcome_and_no_words(
    chat: Talk, office: Office, text: str, topic: str, outcome: str
) -> None:
    assert step(chat, office, Heard(text)) == (topic, outcome)


def test_yes_and_no_are_outcomes_of_their_entry(chat: Talk, office: Office) -> None:
    for verb, outcome in (("yes", "confirmed"), ("no", "not_that")):
        button = Button("manual", verb, "signboard-tax")
        assert step(chat, office, Heard(button=button)) == ("service/signboard-tax", outcome)


@pytest.mark.parametrize("verb", ["entry", "facet", "yes", "no", "staff", "go", "", "x" * 300, "__class__"])
@pytest.mark.parametrize(
    "value", ["", "signboard-tax:nothing", "../../etc", "a\x00b", "' OR 1=1 --", "ก" * 300, ":", "oos"]
)
def test_a_forged_button_does_no_harm(chat: Talk, office: Office, verb: str, value: str) -> None:
    topic, outcome = step(chat, office, Heard(button=Button("manual", verb, value)))
    assert len(topic) <= 48
    assert outcome


def test_a_question_without_an_answer_is_kept_without_the_person(chat: Talk) -> None:
    say(chat, "reporter: จองสนามกีฬาที่ไหน โทรกลับ 081-234-5678 นายสมชาย ใจดี")
    (kept,) = questions(chat)
    assert kept.text == "จองสนามกีฬาที่ไหน โทรกลับ … …"
    with chat.db.read() as session:
        row = session.scalars(select(UnansweredQuestion)).one()
    assert "สนามกีฬา".encode() not in row.sealed


def test_an_answered_question_is_not_kept(chat: Talk) -> None:
    say(chat, "reporter: ภาษีป้าย", "reporter: โอนที่ดินที่ไหน")
    assert questions(chat) == []


def test_an_answer_that_was_wrong_is_kept_with_its_entry(chat: Talk) -> None:
    say(chat, "reporter: ภาษีป้ายเสียเท่าไหร่", "tap: ไม่ตรงกับที่ถาม")
    assert [(one.text, one.near) for one in questions(chat)] == [("ภาษีป้ายเสียเท่าไหร่", "signboard-tax")]


def test_a_choice_among_candidates_is_kept_with_the_entry_chosen(chat: Talk) -> None:
    say(chat, "reporter: แจ้งชื่อ", "reporter: 1")
    assert [(one.text, one.near) for one in questions(chat)] == [("แจ้งชื่อ", "birth-registration")]


@pytest.mark.parametrize(
    "text",
    [
        "ขอเงินช่วยผู้ป่วยเอดส์",
        "HIV รักษาที่ไหน",
        "คนพิการได้อะไรบ้าง",
        "เจ้าหน้าที่รับสินบน",
        "มีการเรียกเงินหน้างาน",
    ],
)
def test_health_and_what_may_be_a_report_are_not_kept(text: str) -> None:
    assert unanswered.worth_keeping(text) == ""


def test_no_number_that_may_be_a_receipt_or_telephone_is_kept() -> None:
    assert unanswered.worth_keeping("รหัสของผม 123 456 789 012 345 678 ไหม") == "รหัสของผม … ไหม"


@pytest.mark.parametrize(("length", "kept"), [(3, False), (4, True), (200, True), (201, False)])
def test_only_what_may_be_a_question_is_kept(length: int, kept: bool) -> None:
    assert bool(unanswered.worth_keeping("ก" * length)) is kept


@pytest.mark.parametrize(
    "text", ["a@b.example ที่อยู่", "ดู https://x.example/secret", "ไลน์ @somchai นะ", "น.ส. มาลี มีสุข ถามว่า"]
)
def test_addresses_and_names_are_taken_out(text: str) -> None:
    kept = unanswered.worth_keeping(text)
    assert "…" in kept
    assert not any(word in kept for word in ("b.example", "secret", "somchai", "มาลี"))


def test_what_may_be_a_report_of_corruption_is_never_kept(chat: Talk) -> None:
    say(chat, "reporter: เจ้าหน้าที่ป้ายเก็บค่าน้ำชา", "tap: ไม่ตรงกับที่ถาม")
    assert questions(chat) == []


def test_what_is_remembered_lies_sealed(chat: Talk) -> None:
    say(chat, "reporter: ภาษีป้ายเสียเท่าไหร่")
    with chat.db.read() as session:
        (row,) = session.scalars(select(Conversation))
    assert "ภาษีป้าย".encode() not in row.sealed
    assert b"signboard" not in row.sealed


@pytest.mark.parametrize(("wait", "followed"), [("9m", True), ("10m", True), ("11m", False)])
def test_a_follow_up_is_understood_for_ten_minutes(chat: Talk, wait: str, followed: bool) -> None:
    say(chat, "reporter: ภาษีป้ายเสียเท่าไหร่")
    said = say(chat, f"later: {wait}", "reporter: ใช้เอกสารอะไรบ้าง")
    assert ("บัตรประจำตัวประชาชน" in said) is followed


def test_a_taught_phrase_of_another_agency_answers_the_next_question(chat: Talk) -> None:
    assert "ยังไม่พบคำตอบ" in say(chat, "reporter: ต่อทะเบียนรถยนต์ที่ไหน")
    with chat.db.write() as session:
        given = {"target": "สำนักงานขนส่ง", "taught_on": START.date(), "taught_by": "x"}
        manual_store.teach(session, TaughtPhrase(kind=PhraseKind.ELSEWHERE, phrase="ต่อทะเบียนรถยนต์ที่ไหน", **given))
    assert "สำนักงานขนส่ง" in say(chat, "reporter: ต่อทะเบียนรถยนต์ที่ไหนครับ")


def test_a_taught_question_is_answered_at_once_though_nothing_has_been_learned_anew(chat: Talk) -> None:
    assert "ยังไม่พบคำตอบ" in say(chat, "reporter: สติกเกอร์หน้าร้านกี่บาท")
    with chat.db.write() as session:
        given = {"target": "signboard-tax", "taught_on": START.date(), "taught_by": "x"}
        manual_store.teach(session, TaughtPhrase(kind=PhraseKind.HINT, phrase="สติกเกอร์หน้าร้าน กี่บาท", **given))
    assert "[การชำระภาษีป้าย]" in say(chat, "reporter: สติกเกอร์หน้าร้านกี่บาทคะ")
    assert "ยังไม่พบคำตอบ" in say(chat, "reporter: เลี้ยงวัวกี่ตัว")


def test_a_lesson_never_takes_a_report_of_corruption_away(chat: Talk) -> None:
    with chat.db.write() as session:
        given = {"target": "signboard-tax", "taught_on": START.date(), "taught_by": "x"}
        manual_store.teach(session, TaughtPhrase(kind=PhraseKind.HINT, phrase="มีคนเอาเงินหลวงไปใช้", **given))
    assert "ก่อนเริ่ม" in say(chat, "reporter: มีคนเอาเงินหลวงไปใช้")


def test_without_an_understanding_questions_are_honest_misses(db: Database, keys: ServerKeys) -> None:
    plain = Talk(db, keys, START)
    assert "ยังไม่เข้าใจ" in say(plain, "reporter: ภาษีป้าย")


def test_a_question_to_staff_is_a_case_of_its_kind_with_fifteen_days(chat: Talk) -> None:
    say(chat, "reporter: ภาษีป้าย", "reporter: ถามเจ้าหน้าที่", "reporter: จ่ายออนไลน์ได้ไหม", "reporter: เสร็จแล้ว")
    assert "ส่งคำถามแล้ว" in say(chat, "reporter: 1", "reporter: ส่งเรื่อง")
    with chat.db.read() as session:
        case = session.scalars(select(Case)).one()
    assert (case.kind, case.category) == ("question", "revenue")
    assert (case.answer_due_on - case.received_on).days == 15


@pytest.mark.parametrize(
    ("office", "room"),
    [
        ("กองคลัง", "revenue"),
        ("สำนักทะเบียนท้องถิ่น", "registry"),
        ("กองช่าง", "works"),
        ("กองสาธารณสุขและสิ่งแวดล้อม", "health"),
        ("กองสวัสดิการสังคม", "welfare"),
        ("กองการศึกษา ศาสนาและวัฒนธรรม", "education"),
        ("สำนักปลัด", "office"),
        ("งานป้องกันและบรรเทาสาธารณภัย", "office"),
        ("", "other"),
    ],
)
def test_a_question_goes_to_the_room_of_its_entry(office: str, room: str) -> None:
    assert ask_staff.room(office) == room


def test_a_slip_of_the_thumb_is_not_passed_on_as_a_question(chat: Talk, office: Office) -> None:
    with chat.db.write() as session:
        desk = Desk(session, office, chat.now)
        turn = ask_staff.begin(desk, "", "1234")
        assert turn.place.answers["what"] == ["1234"]
        assert "what" not in ask_staff.begin(desk, "", "123").place.answers


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("how do I pay", True),
        ("Where is the tax office", True),
        ("bat prachachon hai", False),
        ("8yflegokmtg", False),
        ("ภาษี how", False),
        ("", False),
    ],
)
def test_english_is_told_from_romanised_thai_and_the_wrong_keyboard(text: str, english: bool) -> None:
    assert is_english(text) is english


LONG = like(
    name="ก" * 500,
    steps=tuple("ขั้นตอน" * 500 for _ in range(20)),
    documents=("น้ำ" * 1000,) * 30,
    fee="๑" * 4000,
    where="=1+1\n" * 800,
    who="<script>alert(1)</script>" * 100,
    answer_en="x" * 4000,
    phone="0" * 100,
    map_url="https://maps.example/" + "ก" * 300,
)
ODD = like(phone="ไม่มีเบอร์", map_url="https://maps.example/" + "a" * 2000, office="", who="", steps=("a\ud800b\x00",))
ANSWER = like(intent="gift", steps=(), time="", fee="", documents=(), where="", who="", answer="คำตอบ" * 900)


@pytest.mark.parametrize("entry", [WHOLE, LONG, ODD, ANSWER], ids=["whole", "long", "odd", "answer"])
@pytest.mark.parametrize("facet", [None, *Facet])
def test_line_takes_every_answer_whatever_its_length(office: Office, entry: Entry, facet: Facet | None) -> None:
    kept = Kept(entry, ManualEntry(id="x", status="published"), date(2026, 1, 1), serving=True)
    options, last = [Option("ตัวเลือก" * 9, "facet", "a" * 40 + ":docs")] * 13, words.REPORT_LINE
    for replies in (told(kept, office, facet, options, last), more(kept, office, facet or Facet.FEE, options, last)):
        messages = render(in_english(replies, kept.entry))
        assert judge.problems("ReplyMessageRequest", {"replyToken": "t", "messages": messages}) == []
        assert limits.problems(messages) == []
        assert "ประกาศเทศบาล" in json.dumps(messages[:4], ensure_ascii=False)


@pytest.mark.parametrize(
    ("entry", "agency", "words"),
    [
        (like(name="การแจ้งเกิด", status="draft"), "อบต.", "ที่ว่าการอำเภอ"),
        (like(name="การแจ้งเกิด", agency_types=("เทศบาล",)), "อบต.", "ที่ว่าการอำเภอ"),
        (like(agency_types=("เทศบาล",)), "อบต.", "หน่วยงานที่รับผิดชอบ"),
        (like(status="draft"), "เทศบาล", "ยังรอหน่วยงานยืนยัน"),
        (like(valid_from=date(2027, 1, 2)), "เทศบาล", "จะเริ่มเมื่อ 2 ม.ค. 2570"),
        (like(valid_to=date(2026, 1, 2)), "เทศบาล", "สิ้นสุดแล้วเมื่อ 2 ม.ค. 2569"),
    ],
)
def test_why_an_entry_is_not_told_is_said_honestly(office: Office, entry: Entry, agency: str, words: str) -> None:
    kept = Kept(entry, ManualEntry(id=entry.id, status=entry.status), date(2026, 1, 1))
    sentence = not_told(kept, office, Town(agency, START.date()))
    assert words in sentence
    assert entry.time not in sentence


def test_every_button_carries_only_what_it_needs(office: Office) -> None:
    (tap,) = taps([Option("ขั้นตอน", "facet", "signboard-tax:steps")])
    assert tap.button == Button("manual", "facet", "signboard-tax:steps")


def test_nothing_said_stands_in_the_ledger(chat: Talk, office: Office) -> None:
    step(chat, office, Heard("ภาษีป้ายเสียเท่าไหร่"))
    with chat.db.read() as session:
        told_to_it = " ".join(f"{one.type} {one.topic} {one.actor}" for one in session.scalars(select(LedgerEntry)))
    assert "ภาษี" not in told_to_it


def test_the_book_of_the_dialogues_names_entries_that_exist(chat: Talk) -> None:
    with chat.db.read() as session:
        known = {entry.id for entry in manual_store.known(session, Town("เทศบาล", START.date()))}
    assert {line["entry"] for line in ByTheBook().book if "entry" in line} - known == {"was-removed"}
