"""The questions several forms share, and what finds personal data in the answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Protocol

from casework import redact
from casework.actionability import readiness
from handlers import readers
from handlers.form import ADDED, Answers, Choice, Form, Found, Question
from handlers.wording import ON_THE_WEB
from handlers.wording import evidence as file_words
from handlers.wording import report as say
from models.cases import Kind
from models.catalogue import ACCUSED, Category
from reports.calendar import thai_date

SKIPPED = Choice("", say.SKIP, ("ไม่มี", "ไม่ระบุ", "ไม่รู้", "ไม่ทราบ", "ไม่บอก", "ผ่าน", "บ่มี", "บ่ฮู้", "skip"))
DONE = Choice(
    "done",
    say.ENGINE.done,
    ("เสร็จ", "ครบแล้ว", "จบ", "หมดแล้ว", "แค่นี้", "เท่านี้", "แล้ว", "พอแล้ว", "ส่ง", "ส่งเลย", "ส่งเรื่อง", "done"),
)
NEAR_THE_OFFICE = frozenset({"mayor", "deputy", "clerk", "division_head", "complaint_officer"})
"""Whoever may be able to influence how a report is handled: national bodies are named before sending."""

WEB_FORM = "{public_url}/report?openExternalBrowser=1"
"""The same form outside LINE: no token, nothing that tells who opened it; LINE opens it in the browser."""

Today = Callable[[], date]


class MakesForm(Protocol):
    """What makes a form: for the pages without an address, for the chat with the one of the pages."""

    def __call__(self, today: Today, public_url: str = "") -> Form:
        """The table, with choices that need to know the day."""
        ...


def detail(key: str) -> Callable[[Answers], bool]:
    """Asked of whoever wants to add details, or wanted just this one at the summary."""
    return lambda answers: answers.get("details") == "more" or key in answers.get(ADDED, ())


def added(key: str) -> Callable[[Answers], bool]:
    """Asked only of whoever wanted it at the summary."""
    return lambda answers: key in answers.get(ADDED, ())


def consent(public_url: str) -> Question:
    """What protects the reporter, and the choice of writing here or on the page."""
    accept = Choice("accept", say.ACCEPT, ("รับทราบ", "เริ่ม", "ตกลง", "รับทราบและเริ่ม", "โอเค", "ok"), say.ACCEPT_SHORT)
    web = Choice("web", ON_THE_WEB, ("เว็บ", "หน้าเว็บ"), url=WEB_FORM.format(public_url=public_url))
    return Question("consent", say.CONSENT, choices=(accept, web) if public_url else (accept,), again=say.CONSENT_AGAIN)


def category(ask: str, categories: dict[str, Category], *, without: str = "") -> Question:
    """What it is about, in plain words."""
    choices = tuple(Choice(code, one.plain) for code, one in categories.items() if code != without)
    return Question("category", ask, "ประเภท", choices=choices)


def accused() -> Question:
    """The office of whoever it is about: kept from opening the case."""
    choices = tuple(Choice(code, words) for code, words in ACCUSED.items())
    return Question("accused", say.ASK_ACCUSED, "เกี่ยวกับ", choices=choices)


def what(ask: str, files: str = "") -> Question:
    """The story, in as many messages as it takes; with ``files`` pictures too."""
    return Question("what", ask, "เรื่องที่เกิดขึ้น", readers.words, (DONE,), several=True, files=files)


def details(today: Today) -> tuple[Question, ...]:
    """Whether to add details, and all of them: each can be skipped."""
    more = Choice("more", say.MORE_DETAILS, ("เพิ่ม", "เพิ่มเติม", "ต้องการ", "ใช่"))
    send = Choice("send", say.NO_DETAILS, ("ส่งเลย", "ส่ง", "ส่งเรื่อง", "ไม่เพิ่ม", "ไม่ต้อง", "ไม่", "พอแล้ว", say.SKIP))
    return (
        Question("details", say.ASK_DETAILS, choices=(more, send)),
        Question("who", say.ASK_WHO, "ผู้เกี่ยวข้อง", readers.words, (SKIPPED,), detail("who")),
        when(today, detail("when")),
        where(detail("where")),
        Question("often", say.ASK_OFTEN, "ความถี่", choices=OFTEN, applies=detail("often")),
        Question("witness", say.ASK_WITNESS, "พยาน", readers.words, (SKIPPED,), detail("witness")),
        evidence(detail("evidence")),
        notify(detail("notify")),
        Question("safety", say.ASK_SAFETY, "ความปลอดภัย", choices=SAFETY, applies=detail("safety")),
        *identity(),
    )


def when(today: Today, applies: Callable[[Answers], bool]) -> Question:
    """The day or days, as the person said it."""
    days = (
        Choice("today", say.TODAY, read=True),
        Choice("yesterday", say.YESTERDAY, read=True),
        Choice("", say.DONT_KNOW, ("จำไม่ได้", "ไม่รู้", "ไม่แน่ใจ", say.SKIP)),
    )
    return Question("when", say.ASK_WHEN, "เวลา", readers.when(today), days, applies, _said, _days)


def where(applies: Callable[[Answers], bool]) -> Question:
    """The place, in words or as a location."""
    return Question("where", say.ASK_WHERE, "สถานที่", readers.place, (SKIPPED,), applies)


def evidence(applies: Callable[[Answers], bool]) -> Question:
    """What evidence there is: files, or words about it, in as many messages as it takes."""
    ask, files = file_words.ASK, file_words.SHOWN
    return Question("evidence", ask, "หลักฐาน", readers.words, (DONE, SKIPPED), applies, several=True, files=files)


def notify(applies: Callable[[Answers], bool]) -> Question:
    """Whether the reporter wants to be told when there is an answer."""
    return Question(
        "notify", say.ASK_NOTIFY, "ให้เตือนทาง LINE", choices=NOTIFY, applies=applies, again=say.ASK_NOTIFY_AGAIN
    )


def identity() -> tuple[Question, ...]:
    """Whether to give a name, and what of it; sealed apart from the report."""
    choices = (
        Choice("no", say.NO_NAME, ("ไม่", "ไม่บอก", "ไม่ต้องการ", "ไม่เปิดเผย", say.SKIP)),
        Choice("yes", say.GIVE_NAME, ("บอก", "ใช่", "เปิดเผยชื่อ")),
    )
    rows = (("name", say.ASK_NAME, "ชื่อ"), ("phone", say.ASK_PHONE, "เบอร์โทร"), ("address", say.ASK_ADDRESS, "ที่อยู่"))
    return (
        Question("identity", say.ASK_IDENTITY, "การบอกชื่อ", choices=choices, applies=detail("identity")),
        *(Question(key, ask, label, readers.words, (SKIPPED,), _named, vault=True) for key, ask, label in rows),
    )


def look(question: Question, text: str) -> Found | None:
    """What in the words may tell who the reporter is; a name only where no name was asked for."""
    found = redact.reporters_own(text)
    if not found or question.vault:
        return None
    named = list(dict.fromkeys(redact.LABELS[one.label] for one in found))
    return Found(say.AND.join(named), redact.without(text, found))


def missing(kind: Kind) -> Callable[[Answers], tuple[str, ...]]:
    """What would help an investigator and was not told."""
    return lambda answers: readiness(kind, answers).missing


def high_office(answers: Answers) -> str:
    """The bodies outside, when the accused is near those who receive reports."""
    return say.HIGH_OFFICE if answers.get("accused") in NEAR_THE_OFFICE else ""


OFTEN = (
    Choice("once", say.ONCE, ("หนเดียว", "เดียว")),
    Choice("often", say.OFTEN, ("หลายหน", "บ่อย", "บ่อยมาก", "ประจำ")),
    Choice("still", say.STILL, ("ยังเกิด", "ทุกวัน", "ตลอด")),
    Choice("", say.DONT_KNOW, ("ไม่รู้", "ไม่แน่ใจ", say.SKIP)),
)
NOTIFY = (
    Choice("no", say.NO, ("ไม่", "ไม่ต้องการ", "ไม่เอา", "ไม่ต้องครับ", "ไม่ต้องค่ะ", "no", say.SKIP)),
    Choice("yes", say.YES, ("ใช่", "เอา", "ครับ", "ค่ะ", "ได้", "yes")),
)
SAFETY = (
    Choice("no", say.NOT_WORRIED, ("ไม่", "ไม่กลัว", say.SKIP)),
    Choice("yes", say.WORRIED, ("กลัว", "ใช่", "ไม่ปลอดภัย", "กังวลมาก"), then=say.SAFETY_ADVICE),
)


def _named(answers: Answers) -> bool:
    return answers.get("identity") == "yes"


def _said(value: Any) -> str:
    """A date as the person said it, with the days that were understood."""
    if not isinstance(value, dict):
        return str(value)
    days = _days(value)
    return f"{value['said']} ({days})" if value["date"] else str(value["said"])


def _days(value: Any) -> str:
    """The days that were understood, for the person to check."""
    if not isinstance(value, dict) or not value["date"]:
        return say.ENGINE.told
    first = thai_date(date.fromisoformat(value["date"]), style="short")
    until = value.get("until")
    return f"{first} - {thai_date(date.fromisoformat(until), style='short')}" if until else first
