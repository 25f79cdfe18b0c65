"""One message in, one answer out: always-words, the open conversation, menu words, or an honest miss."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from casework import intake, mailbox
from casework.receipt import looks_like_one
from handlers import ask_staff, complaint, followup, greeting, manual, receipt_card, wording
from handlers.form import Form, Place, Turn
from handlers.memory import Desk, Memory, keep, recall
from handlers.speech import Heard, Reply, Tap, plain
from handlers.wording.manual import ASK_STAFF, QUESTION_FILED
from models.cases import Kind
from models.days import bangkok_day


class InboundKind(StrEnum):
    """What happened on the person's side."""

    SAID = "said"
    FOLLOWED = "followed"
    UNFOLLOWED = "unfollowed"
    UNSENT = "unsent"
    GROUP = "group"
    OTHER = "other"


@dataclass(frozen=True)
class Inbound:
    """Something a person did. ``person`` is the LINE user id, empty when LINE does not tell it."""

    kind: InboundKind
    person: str
    heard: Heard
    at: datetime


@dataclass(frozen=True)
class Answer:
    """What goes back, and what the ledger is told of it (never words)."""

    replies: tuple[Reply, ...]
    topic: str
    outcome: str = "answered"
    leave_group: bool = False


Step = tuple[tuple[Reply, ...], Memory, str]
"""Replies, the memory afterwards, and the topic for the ledger, with |outcome unless it is ``answered``."""

WORDS: dict[str, tuple[str, ...]] = {
    "cancel": (wording.CANCEL, "เลิก", "ไม่แจ้งแล้ว", "ออก", "cancel"),
    "back": (wording.BACK, "กลับ", "ก่อนหน้า", "back"),
    "menu": (wording.MENU_WORD, "เมนูหลัก", "เริ่มใหม่", "menu"),
    "help": ("ช่วยเหลือ", "ช่วยด้วย", "วิธีใช้", "help", "?"),
    "staff": (wording.STAFF, "เจ้าหน้าที่", "คุยกับเจ้าหน้าที่", "ขอคุยกับคน", "ติดต่อ", "staff"),
}
"""Words that always work, before any conversation."""

HELLO = re.compile(r"(สวัสดี|หวัดดี|ดีค่ะ|ดีครับ|hello|hi)( ?(ค่ะ|คะ|ครับ|คับ|จ้า))?")
EMERGENCY = re.compile(r"ไฟไหม้|ไฟใหม้|ถูกทำร้าย|โดนทำร้าย|จะฆ่า|ขู่ฆ่า|ถูกยิง|ถูกแทง|จมน้ำ|หมดสติ|อุบัติเหตุ")
BRIBE = r"สินบน|ใต้โต๊ะ|ส่วย|เก็บเบี้ยใบ้รายทาง|แป๊ะเจี๊ยะ|(เรียก|ขอ|รีด)เงิน(?!กู้|คืน|ช่วย)|โกงกิน|คอร์รัปชั่?น|คอรัปชั่น|ยักยอก|ฮั้ว"
ENTRANCES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.CORRUPTION, re.compile(rf"ทุจริต|{BRIBE}|corruption")),
    (Kind.FEEDBACK, re.compile(r"ติชม|เสนอแนะ|ข้อเสนอ|ชมเชย|ชื่นชม|คำแนะนำ|feedback")),
    (Kind.GENERAL, re.compile(r"ร้องเรียน|ร้องทุกข์|แจ้งปัญหา|แจ้งเหตุ|แจ้งซ่อม|complain")),
)
FOLLOW = re.compile(r"ติดตาม|ตามเรื่อง|ถึงไหนแล้ว|สถานะ|ความคืบหน้า|status|follow")


def respond(desk: Desk, inbound: Inbound) -> Answer:
    """One step of one person, in the caller's transaction: the draft is kept or erased, nothing is sent."""
    if inbound.kind is InboundKind.GROUP:
        return Answer((Reply(wording.GROUP),), "group", "refused", leave_group=True)
    if not inbound.person:
        return Answer((greeting.menu(),), "unknown_person")
    if inbound.kind is InboundKind.UNFOLLOWED:
        mailbox.stop_notices(desk.session, desk.office, inbound.person)
        keep(desk, inbound.person, Memory())
        return Answer((), "unfollow", "erased")
    memory, expired = recall(desk, inbound.person)
    replies, memory, told = _step(desk, inbound, memory)
    topic, _, outcome = told.partition("|")
    if expired and topic == "not_understood":
        replies, memory = (greeting.menu(wording.EXPIRED),), Memory()
    keep(desk, inbound.person, memory)
    return Answer(replies, topic, outcome or "answered")


def _step(desk: Desk, inbound: Inbound, memory: Memory) -> Step:
    if inbound.kind is InboundKind.UNSENT:
        return _unsent(desk, inbound, memory)
    if inbound.kind is InboundKind.FOLLOWED:
        return greeting.greeting(desk.office), memory, "greeting"
    said = "" if inbound.heard.attachment else plain(inbound.heard.text)
    for find in (_always, _open_form, _open_follow, _open_manual, _menu, _manual):
        step = find(desk, inbound, memory, said)
        if step is not None:
            return step
    misses = memory.misses + 1
    return (greeting.not_understood(desk.office, misses),), replace(memory, misses=misses), "not_understood|not_found"


def _always(desk: Desk, _inbound: Inbound, memory: Memory, said: str) -> Step | None:
    word = next((name for name, spellings in WORDS.items() if said in map(plain, spellings)), "")
    if word == "cancel":
        sentence = wording.CANCELLED if memory.topic not in ("", manual.TOPIC) else wording.NOTHING_TO_CANCEL
        return (greeting.menu(sentence),), Memory(), "cancel"
    if word == "back" and memory.topic in complaint.FORMS:
        form, place = _form(desk, memory)
        return _turned(memory.topic, form.back(place))
    if word == "help":
        return (greeting.help_words(),), memory, "help"
    if word == "staff":
        return (greeting.contact(desk.office),), memory, "staff"
    if word in ("menu", "back"):
        return (greeting.menu(),), memory, "menu"
    return None


def _open_form(desk: Desk, inbound: Inbound, memory: Memory, said: str) -> Step | None:
    if memory.topic not in complaint.FORMS:
        return None
    form, place = _form(desk, memory)
    if "wanted" in memory.data:
        return _leave_or_go_on(desk, inbound, memory, said)
    wanted = _wanted(said) if said in _menu_words() else ""
    if wanted:
        data = {**memory.data, "wanted": wanted}
        taps = (
            Tap(wording.CONTINUE, say=wording.CONTINUE),
            Tap(wording.START_AGAIN, say=wording.START_AGAIN),
        )
        return (Reply(wording.LEAVE_DRAFT, taps),), replace(memory, data=data), "leave_draft"
    turn = form.answer(place, inbound.heard)
    if turn.finished:
        return _file(desk, inbound.person, Kind(memory.topic), form, turn)
    return _turned(memory.topic, turn)


def _open_follow(desk: Desk, inbound: Inbound, memory: Memory, said: str) -> Step | None:
    if looks_like_one(said):
        return *followup.by_receipt(desk, said), "follow"
    if not memory.topic.startswith("follow.") or said in _menu_words():
        return None
    step = followup.answer(desk, inbound.person, memory, inbound.heard)
    return None if step is None else (*step, "follow")


def _menu(desk: Desk, inbound: Inbound, _memory: Memory, said: str) -> Step | None:
    if inbound.heard.button:
        return (greeting.menu(wording.OLD_BUTTON_NO_FORM),), Memory(), "old_button"
    if inbound.heard.attachment and inbound.kind is InboundKind.SAID:
        thanks = wording.STICKER_ALONE if inbound.heard.attachment == "sticker" else wording.NO_FILES
        return (greeting.menu(thanks),), Memory(), "attachment"
    if EMERGENCY.search(said):
        return (Reply(wording.EMERGENCY), greeting.menu()), Memory(), "emergency"
    if HELLO.fullmatch(said):
        return greeting.greeting(desk.office), Memory(), "greeting"
    wanted = _wanted(said)
    return _enter(desk, inbound.person, wanted) if wanted else None


def _open_manual(desk: Desk, inbound: Inbound, memory: Memory, said: str) -> Step | None:
    if said == plain(ASK_STAFF):
        found: manual.Step | manual.Entrance | None = manual.ask_staff(desk, memory)
    else:
        found = manual.chosen(desk, memory, inbound.heard, said)
    return _entered(desk, inbound.person, found) if isinstance(found, manual.Entrance) else found


def _manual(desk: Desk, inbound: Inbound, memory: Memory, said: str) -> Step | None:
    if desk.understanding is None or not said:
        return None
    found = manual.asked(desk, memory, inbound.heard.text)
    return _entered(desk, inbound.person, found) if isinstance(found, manual.Entrance) else found


def _entered(desk: Desk, person: str, entrance: manual.Entrance) -> Step:
    if entrance.name == "greeting":
        return greeting.greeting(desk.office), Memory(), "greeting"
    if entrance.name != Kind.QUESTION or not desk.free_text_safe:
        return _enter(desk, person, entrance.name)
    return _turned(Kind.QUESTION, ask_staff.begin(desk, entrance.about, entrance.text))


def _wanted(said: str) -> str:
    kind = next((kind for kind, words in ENTRANCES if words.search(said)), None)
    if kind is Kind.CORRUPTION:
        return kind
    return "follow" if FOLLOW.search(said) else (kind or "")


def _menu_words() -> frozenset[str]:
    words = (wording.CORRUPTION, wording.GENERAL, wording.FEEDBACK, wording.FOLLOW)
    return frozenset(map(plain, words))


def _enter(desk: Desk, person: str, wanted: str) -> Step:
    if wanted == "follow":
        return *followup.begin(desk, person), "follow"
    if not desk.free_text_safe:
        words = wording.NOT_SAFE.format(phone=desk.office.phone or "-", public_url=desk.office.public_url)
        return (Reply(f"{words}\n\n{wording.OUTSIDE}"),), Memory(), "not_safe"
    form = complaint.FORMS[Kind(wanted)](_today(desk))
    return _turned(wanted, form.begin(secrets.token_hex(4)))


def _leave_or_go_on(desk: Desk, inbound: Inbound, memory: Memory, said: str) -> Step:
    data = {key: value for key, value in memory.data.items() if key != "wanted"}
    if said in ("2", plain(wording.START_AGAIN)):
        return _enter(desk, inbound.person, memory.data["wanted"])
    form, place = _form(desk, replace(memory, data=data))
    return _turned(memory.topic, form.again(place))


def _file(desk: Desk, person: str, kind: Kind, form: Form, turn: Turn) -> Step:
    report = complaint.as_report(kind, form, turn.place)
    reporter = intake.Reporter(person, notify=turn.place.answers.get("notify") == "yes")
    filed = intake.file(desk.session, desk.office, report, reporter, desk.now)
    thanks = QUESTION_FILED if kind is Kind.QUESTION else wording.FILED
    return receipt_card.receipt(desk.office, filed, desk.now, thanks), Memory(), f"filed.{kind}"


def _unsent(desk: Desk, inbound: Inbound, memory: Memory) -> Step:
    if memory.topic in complaint.FORMS:
        form, place = _form(desk, memory)
        without = form.forget(place, inbound.heard.source)
        if without is not None:
            return (), _remembered(memory.topic, without), "unsent"
    return (), memory, "unsent"


def _form(desk: Desk, memory: Memory) -> tuple[Form, Place]:
    return complaint.FORMS[Kind(memory.topic)](_today(desk)), Place.from_json(memory.data["place"])


def _turned(topic: str, turn: Turn) -> Step:
    return turn.replies, _remembered(topic, turn.place), topic


def _remembered(topic: str, place: Place) -> Memory:
    return Memory(str(topic), {"place": place.to_json()})


def _today(desk: Desk) -> Callable[[], date]:
    return lambda: bangkok_day(desk.now)
