"""Which of a question's choices somebody meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from handlers.speech import Heard, plain

if TYPE_CHECKING:
    from handlers.form import Choice, Question


def chosen_by(question: Question, heard: Heard) -> Choice | None:
    """The choice meant by a button, its words, its number, or a part that fits no other; None for none."""
    if heard.button:
        found = [choice for choice in question.choices if choice.value == heard.button.value]
        return found[0] if found else None
    said = plain(heard.text)
    if heard.attachment or not said:
        return None
    exact = [c for c in question.choices if said in {plain(c.label), plain(c.short), *map(plain, c.also)}]
    if exact or question.read:
        return exact[0] if exact else None
    number = re.fullmatch(r"(?:ข้อ(?:ที่)?)?\s*(\d{1,2})\s*[.)]?", said)
    if number:
        return question.choices[int(number[1]) - 1] if 1 <= int(number[1]) <= len(question.choices) else None
    return _only_one_like(question.choices, re.sub(r"^\d{1,2}[.)]\s*", "", said))


def _only_one_like(choices: tuple[Choice, ...], said: str) -> Choice | None:
    like = [c for c in choices if plain(c.label) == said or (len(said) >= 3 and said in plain(c.label))]
    return like[0] if len(like) == 1 else None
