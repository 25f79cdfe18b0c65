"""The questions of a corruption report and of a general complaint, and how the answers of any form become a report."""

from __future__ import annotations

from typing import Any

from casework.intake import Answered, Report
from handlers import readers
from handlers.feedback import feedback
from handlers.form import Answers, Choice, Form, Place, Question, always, shown
from handlers.form_files import in_order, is_file, sources_in_order, words_of
from handlers.gift import gift
from handlers.rows import (
    DONE,
    MakesForm,
    Today,
    accused,
    added,
    category,
    consent,
    details,
    evidence,
    high_office,
    look,
    missing,
    notify,
    what,
    when,
    where,
)
from handlers.wording import evidence as file_words
from handlers.wording import manual, page
from handlers.wording import report as say
from models.cases import Kind
from models.catalogue import CORRUPTION, GENERAL, QUESTIONS


def corruption(today: Today, public_url: str = "") -> Form:
    """The minimum fields of the DOPA form; only the story is required, details stand behind one choice."""
    return Form(
        (
            consent(public_url),
            category(say.ASK_CATEGORY, CORRUPTION, without="gift"),
            accused(),
            what(say.ASK_WHAT, file_words.SHOWN),
            *details(today),
        ),
        say.ENGINE,
        note=high_office,
        helps=missing(Kind.CORRUPTION),
        look=look,
    )


def general(today: Today, public_url: str = "") -> Form:  # noqa: ARG001 (all tables are made alike)
    """A general complaint: what, where, and whether to be told; time and evidence can be added at the end."""
    questions = (
        category(say.ASK_GENERAL, GENERAL),
        what(file_words.ASK_WHAT, file_words.SHOWN),
        where(always),
        when(today, added("when")),
        evidence(added("evidence")),
        notify(always),
    )
    return Form(questions, say.ENGINE, helps=missing(Kind.GENERAL), look=look)


def question(today: Today, public_url: str = "") -> Form:  # noqa: ARG001 (all tables are made alike)
    """The table of a question to staff; in the chat what it is about is known before (handlers.ask_staff)."""
    rooms = tuple(Choice(code, one.plain) for code, one in QUESTIONS.items())
    about = Question("category", manual.ASK_ABOUT, "เกี่ยวกับงาน", choices=rooms)
    words = Question("what", manual.ASK_QUESTION, "คำถาม", readers.words, (DONE,), several=True)
    return Form((about, words, notify(always)), say.ENGINE, look=look)


FORMS: dict[Kind, MakesForm] = {
    Kind.CORRUPTION: corruption,
    Kind.GIFT: gift,
    Kind.GENERAL: general,
    Kind.FEEDBACK: feedback,
    Kind.QUESTION: question,
}
"""Every form there is, by the kind of case it files."""


def as_report(kind: Kind, form: Form, place: Place) -> Report:
    """The answers on the route, each under its question as a page words it now; what was skipped is left out.

    Whether to be told of news is no part of the report: only the chat asks, and staff would see who came by it.
    """
    answers: Answers = place.answers
    labelled = [
        (question, value)
        for question, value in form.report(place)
        if question.label and question.key != "notify" and value not in ("", [])
    ]
    return Report(
        kind,
        category=str(answers["category"]),
        answers=_answered(place, labelled, vault=False),
        identity=_answered(place, labelled, vault=True),
        accused=str(answers.get("accused", "")),
        files=in_order(place),
        file_sources=sources_in_order(place),
        notice_version=say.NOTICE_VERSION,
    )


def _answered(place: Place, labelled: list[tuple[Question, Any]], *, vault: bool) -> tuple[Answered, ...]:
    return tuple(
        Answered(q.key, page.ask(q), shown(q, value), words_of(value), _sources(place, q))
        for q, value in labelled
        if q.vault is vault
    )


def _sources(place: Place, question: Question) -> tuple[str, ...]:
    """The messages an answer in words came from; one without a name where there was no message (on the page)."""
    if not question.read:
        return ()
    sources, value = place.sources.get(question.key, [""]), place.answers[question.key]
    if isinstance(value, list) and len(value) == len(sources):
        return tuple(source for source, part in zip(sources, value, strict=True) if not is_file(part))
    return tuple(sources)
