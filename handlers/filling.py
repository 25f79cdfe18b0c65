"""A form filled in at one go: the same table of questions as in the chat, from typed values, all errors at once.

Like the engine it stands alone: neither web nor LINE nor database.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from handlers.form import Form, Place, Question, always
from handlers.speech import Heard, NotAnAnswer, plain

PARAGRAPHS = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True)
class Field:
    """A question as a page shows it: radio buttons, one line of text, or several."""

    question: Question
    shape: Literal["radio", "line", "area"]
    value: str
    error: str

    @property
    def key(self) -> str:
        """The name of the field, the same as in the chat."""
        return self.question.key

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The choices: value and words."""
        return [(choice.value, choice.label) for choice in self.question.choices]

    @property
    def optional(self) -> bool:
        """Whether it may be left empty."""
        return may_be_left_out(self.question) or self.question.applies is not always


def fill(form: Form, typed: Mapping[str, str], given: Mapping[str, Any]) -> tuple[Place, dict[str, str]]:
    """The place behind all questions, and a sentence for every one not answered rightly, by its key.

    ``given`` are answers the page does not ask for. What does not apply, given the answers before, is left out.
    """
    answers: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for question in form.questions:
        if not question.applies(answers):
            continue
        if question.key in given:
            answers[question.key] = given[question.key]
            continue
        try:
            answers[question.key] = _read(form, question, typed.get(question.key, "").replace("\r\n", "\n"))
        except NotAnAnswer as sentence:
            errors[question.key] = str(sentence)
    return Place("", answers), errors


def fields(form: Form, typed: Mapping[str, str], errors: Mapping[str, str], given: Mapping[str, Any]) -> list[Field]:
    """What a page shows, in the order of the table; also what applies only after some answer."""
    return [
        Field(question, _shape(question), typed.get(question.key, ""), errors.get(question.key, ""))
        for question in form.questions
        if question.key not in given
    ]


def may_be_left_out(question: Question) -> bool:
    """Whether an empty answer is one: the table has a choice for it."""
    return question.read is not None and _skip(question) is not None


def _read(form: Form, question: Question, text: str) -> Any:
    """One answer. NotAnAnswer with the sentence of the engine or of the question's reader."""
    if question.read is None:
        if text not in {choice.value for choice in question.choices}:
            raise NotAnAnswer(form.say.which)
        return text
    if question.several:
        return [question.read(Heard(part)) for part in PARAGRAPHS.split(text) if plain(part)] or question.read(Heard())
    same = [c.value for c in question.choices if plain(text) in {plain(c.label), plain(c.short), *map(plain, c.also)}]
    if plain(text) and not same:
        return question.read(Heard(text))
    return same[0] if plain(text) else _empty(question)


def _empty(question: Question) -> Any:
    """The answer of an empty field: the choice for it, or the reader's own words about emptiness."""
    skip = _skip(question)
    if skip is not None:
        return skip
    return question.read(Heard()) if question.read else ""


def _skip(question: Question) -> str | None:
    return next((choice.value for choice in question.choices if choice.value == ""), None)


def _shape(question: Question) -> Literal["radio", "line", "area"]:
    if question.read is None:
        return "radio"
    return "area" if question.several or question.key in LONG else "line"


LONG = frozenset({"who", "evidence"})
"""Answers that usually take more than a line."""
