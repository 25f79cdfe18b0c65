"""The questions of a corruption report and of a general complaint, and how their answers become a report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from casework.intake import Answered, Report
from handlers import readers, wording
from handlers.form import Answers, Choice, Form, Place, Question, shown
from handlers.speech import Heard
from handlers.wording import manual
from models.cases import Kind
from models.catalogue import ACCUSED, CORRUPTION, FEEDBACK, GENERAL, QUESTIONS, Category

SKIPPED = Choice("", wording.SKIP, ("ไม่มี", "ไม่ระบุ", "skip"))
DONE = Choice("done", wording.ENGINE.done, ("เสร็จ", "ครบแล้ว", "จบ", "done"))
NOTIFY = (
    Choice("no", wording.NO, ("ไม่", "ไม่ต้องการ", "ไม่เอา", "no")),
    Choice("yes", wording.YES, ("ใช่", "เอา", "ครับ", "ค่ะ", "yes")),
)
NEAR_THE_OFFICE = frozenset({"mayor", "deputy", "clerk", "division_head", "complaint_officer"})
"""Whoever may be able to influence how a report is handled: national bodies are named before sending."""


def offered(categories: dict[str, Category]) -> tuple[Choice, ...]:
    """Categories in plain words; gifts have an entrance of their own."""
    return tuple(Choice(code, one.plain) for code, one in categories.items() if code != "gift")


def what(ask: str) -> Question:
    """The story, in as many messages as it takes."""
    return Question("what", ask, "เรื่องที่เกิดขึ้น", readers.words, (DONE,), several=True)


def category(ask: str, categories: dict[str, Category]) -> Question:
    """What it is about."""
    return Question("category", ask, "ประเภท", choices=offered(categories))


def said(value: Any) -> str:
    """A date as the person said it, or an empty answer as a dash."""
    return (value["said"] if isinstance(value, dict) else str(value)) or "-"


WHERE = Question("where", wording.ASK_WHERE, "สถานที่", readers.place, (SKIPPED,), show=said)
NOTIFY_WISH = Question("notify", wording.ASK_NOTIFY, "ให้เตือนทาง LINE", choices=NOTIFY)


def corruption(today: Callable[[], date]) -> Form:
    """The table of the corruption report: the minimum fields of the DOPA form; only the story is required."""
    accused = tuple(Choice(code, words) for code, words in ACCUSED.items())
    days = (
        Choice("today", wording.TODAY),
        Choice("yesterday", wording.YESTERDAY),
        Choice("", wording.DONT_KNOW, ("จำไม่ได้", wording.SKIP)),
    )
    return Form(
        (
            Question(
                "consent",
                wording.CONSENT,
                choices=(Choice("accept", wording.ACCEPT, ("รับทราบ", "เริ่ม", "ตกลง")),),
            ),
            category(wording.ASK_CATEGORY, CORRUPTION),
            Question("accused", wording.ASK_ACCUSED, "เกี่ยวกับ", choices=accused),
            Question("who", wording.ASK_WHO, "ผู้เกี่ยวข้อง", readers.words, (SKIPPED,), show=said),
            what(wording.ASK_WHAT),
            Question("when", wording.ASK_WHEN, "เวลา", _day_or_words(today), days, show=said),
            WHERE,
            Question("evidence", wording.ASK_EVIDENCE, "หลักฐานหรือพยาน", readers.words, (SKIPPED,), show=said),
            NOTIFY_WISH,
        ),
        wording.ENGINE,
        note=lambda answers: wording.HIGH_OFFICE if answers.get("accused") in NEAR_THE_OFFICE else "",
    )


def general(_today: Callable[[], date]) -> Form:
    """The table of a general complaint."""
    questions = (category(wording.ASK_GENERAL, GENERAL), what(wording.ASK_GENERAL_WHAT), WHERE, NOTIFY_WISH)
    return Form(questions, wording.ENGINE)


def feedback(_today: Callable[[], date]) -> Form:
    """The table of praise, suggestion and comment."""
    return Form((category(wording.ASK_FEEDBACK, FEEDBACK), what(wording.ASK_FEEDBACK_WHAT)), wording.ENGINE)


def question(_today: Callable[[], date]) -> Form:
    """The table of a question to staff; in the chat what it is about is known before (handlers.ask_staff)."""
    about = Question("category", manual.ASK_ABOUT, "เกี่ยวกับงาน", choices=offered(QUESTIONS))
    words = Question("what", manual.ASK_QUESTION, "คำถาม", readers.words, (DONE,), several=True)
    return Form((about, words, NOTIFY_WISH), wording.ENGINE)


FORMS: dict[Kind, Callable[[Callable[[], date]], Form]] = {
    Kind.CORRUPTION: corruption,
    Kind.GENERAL: general,
    Kind.FEEDBACK: feedback,
    Kind.QUESTION: question,
}
"""Every form there is, by the kind of case it files."""


def as_report(kind: Kind, form: Form, place: Place) -> Report:
    """The answers on the route, each with its question as worded now."""
    answers: Answers = place.answers
    labelled = [(question, value) for question, value in form.report(place) if question.label]
    return Report(
        kind,
        category=str(answers["category"]),
        answers=_answered(labelled, vault=False),
        identity=_answered(labelled, vault=True),
        accused=str(answers.get("accused", "")),
        notice_version=wording.NOTICE_VERSION,
    )


def _answered(labelled: list[tuple[Question, Any]], *, vault: bool) -> tuple[Answered, ...]:
    return tuple(Answered(q.key, q.ask, shown(q, value), value) for q, value in labelled if q.vault is vault)


def _day_or_words(today: Callable[[], date]) -> Callable[[Heard], Any]:
    return readers.when(today)
