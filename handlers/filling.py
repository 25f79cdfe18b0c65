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

ADDED = "added"
"""Among the answers: keys of questions somebody asked for. On a page all of them stand at once."""

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
    def optional(self) -> bool:
        """Whether it may be left empty."""
        return may_be_left_out(self.question) or self.question.applies is not always


def fill(form: Form, typed: Mapping[str, str], given: Mapping[str, Any]) -> tuple[Place, dict[str, str]]:
    """The place behind all questions, and a sentence for every one not answered rightly, by its key.

    ``given`` are answers the page does not ask for. What does not apply, given the answers before, is left out;
    so is a choice among what applies only sometimes, if none was taken.
    """
    keys = [question.key for question in form.questions]
    answers = {ADDED: keys, **{key: value for key, value in given.items() if key not in keys}}
    errors: dict[str, str] = {}
    for question in form.questions:
        if not question.applies(answers):
            continue
        text = typed.get(question.key, "").replace("\r\n", "\n")
        if question.key in given:
            answers[question.key] = given[question.key]
        elif plain(text) or not _silent(question):
            try:
                answers[question.key] = _read(form, question, text)
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
    return any(choice.value == "" for choice in question.choices)


def _silent(question: Question) -> bool:
    """Whether nothing need be said: no choice taken where the question applies only sometimes."""
    return question.read is None and question.applies is not always


def _read(form: Form, question: Question, text: str) -> Any:
    """One answer. NotAnAnswer with the sentence of the engine or of the question's reader."""
    if question.read is None:
        if text not in {choice.value for choice in question.choices}:
            raise NotAnAnswer(form.say.which)
        return text
    if may_be_left_out(question) and (not plain(text) or _says_nothing(question, text)):
        return ""
    parts = [part for part in PARAGRAPHS.split(text) if plain(part)] if question.several else []
    return [question.read(Heard(part)) for part in parts] if parts else question.read(Heard(text))


def _says_nothing(question: Question, text: str) -> bool:
    """Whether somebody wrote in words that they leave it out, as in the chat."""
    skips = [choice for choice in question.choices if choice.value == ""]
    return any(plain(text) in {plain(c.label), plain(c.short), *map(plain, c.also)} for c in skips)


def _shape(question: Question) -> Literal["radio", "line", "area"]:
    if question.read is None:
        return "radio"
    return "area" if question.several or question.key in LONG else "line"


LONG = frozenset({"who", "evidence", "witness", "address"})
"""Answers that usually take more than a line."""
