"""A row of a form: what is asked, which choices answer it, and how what was heard is matched to one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from handlers import form_files
from handlers.speech import Heard, plain

Answers = Mapping[str, Any]
POLITE = re.compile(r"\s*(?:ครับ|คับ|ค่ะ|คะ|นะ|จ้า|จ้ะ|เจ้า|ฮับ)+$")
"""What people say at the end to be polite, here and in the North."""


@dataclass(frozen=True)
class Choice:
    """One of several answers.

    ``also`` are other words people use for it; ``then`` is said once it was chosen. A choice with a
    ``url`` is no answer: it opens a page elsewhere, and the question stays. ``read`` hands its label to the
    question's reader, so that เมื่อวาน becomes a day.
    """

    value: str
    label: str
    also: tuple[str, ...] = ()
    short: str = ""
    then: str = ""
    url: str = ""
    read: bool = False


def always(_answers: Answers) -> bool:
    """A question that is always asked."""
    return True


@dataclass(frozen=True)
class Question:
    """One row of the table.

    ``read`` turns what was heard into a JSON value or raises NotAnAnswer; without it only the choices
    answer. ``several`` collects messages until the choice ``done`` is taken; with ``files`` (how they are
    counted in the summary) files too. ``applies`` looks at earlier answers only. ``label`` is its name in the
    summary (none: it is not shown there); ``brief`` is what the summary may say of a value, where words of the
    reporter's own are never repeated. ``vault`` marks what tells who the reporter is: it is sealed apart from
    the report. ``again`` is a shorter ``ask`` for the second time.
    """

    key: str
    ask: str
    label: str = ""
    read: Callable[[Heard], Any] | None = None
    choices: tuple[Choice, ...] = ()
    applies: Callable[[Answers], bool] = always
    show: Callable[[Any], str] = str
    brief: Callable[[Any], str] | None = None
    several: bool = False
    files: str = ""
    vault: bool = False
    again: str = ""


def shown(question: Question, value: Any) -> str:
    """An answer as a person reads it: the choice's words, or what the question makes of the value."""
    label = label_of(question, value)
    if label:
        return label
    if not question.several:
        return question.show(value)
    lines = [question.show(part) for part in form_files.words_of(value)]
    count = form_files.count(value)
    return "\n".join([*lines, question.files.format(count=count)] if count else lines)


def label_of(question: Question, value: Any) -> str:
    """The words of the choice that has this value; empty when none has."""
    return next((choice.label for choice in question.choices if choice.value == value), "")


def chosen(question: Question, heard: Heard) -> Choice | None:
    """The choice that was pressed or typed, as its number or in words; None when it is none of them."""
    if heard.button:
        return next((choice for choice in question.choices if choice.value == heard.button.value), None)
    said = plain(heard.text)
    if heard.attachment or not said:
        return None
    said_so = {said, POLITE.sub("", said) or said}
    exact = [c for c in question.choices if said_so & {plain(c.label), plain(c.short), *map(plain, c.also)}]
    if exact or question.read:
        return exact[0] if exact else None
    number = re.fullmatch(r"(?:ข้อ(?:ที่)?)?\s*(\d{1,2})\s*[.)]?", said)
    if number:
        return question.choices[int(number[1]) - 1] if 1 <= int(number[1]) <= len(question.choices) else None
    return _only_one_like(question.choices, re.sub(r"^\d{1,2}[.)]\s*", "", said))


def _only_one_like(choices: tuple[Choice, ...], said: str) -> Choice | None:
    said = POLITE.sub("", said) or said
    like = [c for c in choices if plain(c.label) == said or (len(said) >= 3 and said in plain(c.label))]
    return like[0] if len(like) == 1 else None
