"""The conversation engine: a form is a table of questions, and the place in it is computed from the answers.

It sends nothing, stores nothing, and knows neither LINE nor the database: handlers.speech is all it imports.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from handlers import form_files as files
from handlers.choosing import chosen_by
from handlers.speech import Button, Heard, NotAnAnswer, Reply, Tap, plain

Answers = Mapping[str, Any]
SUMMARY = "summary"
SEND = "send"
CHANGE = "change:"


@dataclass(frozen=True)
class Choice:
    """One of several answers; ``also`` are other words people use for it."""

    value: str
    label: str
    also: tuple[str, ...] = ()
    short: str = ""


def always(_answers: Answers) -> bool:
    """A question that is always asked."""
    return True


@dataclass(frozen=True)
class Question:
    """One row of the table.

    ``read`` turns what was heard into a JSON value or raises NotAnAnswer; without it only the choices
    answer. ``several`` collects messages until the choice ``done`` is taken; with ``files`` (how they are counted in
    the summary) files too. ``applies`` looks at earlier
    answers only. ``label`` is its name in the summary (none: it is not shown there). ``vault`` marks what tells
    who the reporter is: it is sealed apart from the report.
    """

    key: str
    ask: str
    label: str = ""
    read: Callable[[Heard], Any] | None = None
    choices: tuple[Choice, ...] = ()
    applies: Callable[[Answers], bool] = always
    show: Callable[[Any], str] = str
    several: bool = False
    files: str = ""
    vault: bool = False


@dataclass(frozen=True)
class Place:
    """Where somebody is: all that is remembered between two messages."""

    conversation: str
    answers: dict[str, Any] = field(default_factory=dict)
    asked: str = ""
    collected: tuple[Any, ...] = ()
    sources: dict[str, list[str]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """A plain value for storing."""
        return {
            "conversation": self.conversation,
            "answers": self.answers,
            "asked": self.asked,
            "collected": list(self.collected),
            "sources": self.sources,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Place:
        """The place again; keys a later version added are left out, missing ones are empty."""
        return cls(
            raw["conversation"],
            dict(raw.get("answers", {})),
            raw.get("asked", ""),
            tuple(raw.get("collected", ())),
            {key: list(value) for key, value in raw.get("sources", {}).items()},
        )


@dataclass(frozen=True)
class Turn:
    """What a step yields. ``finished``: the summary was sent off."""

    place: Place
    replies: tuple[Reply, ...]
    finished: bool = False


@dataclass(frozen=True)
class Phrases:
    """The sentences of the engine itself."""

    stale: str
    which: str
    summary: str
    send: str
    change: str
    done: str
    more: str
    nothing_yet: str
    more_files: str
    album: str
    files_in_all: str


@dataclass(frozen=True)
class Form:
    """A table of questions, played one at a time and ended by a summary."""

    questions: tuple[Question, ...]
    say: Phrases
    note: Callable[[Answers], str] = lambda _answers: ""

    def begin(self, conversation: str) -> Turn:
        """Ask the first question."""
        return self._ask(Place(conversation))

    def again(self, place: Place, sentence: str = "") -> Turn:
        """Ask the current question once more, behind a sentence."""
        return self._ask(place, sentence)

    def back(self, place: Place) -> Turn:
        """Drop the last answer and ask for it again; at the first question ask that."""
        route = [question.key for question in self.route(place.answers)]
        before = route[: route.index(place.asked)] if place.asked in route else route
        answered = [key for key in before if key in place.answers]
        return self._ask(_without(place, answered[-1]) if answered else replace(place, collected=()))

    def forget(self, place: Place, source: str) -> Place | None:
        """The place without what came from one message (LINE's unsend); None when nothing did."""
        if sent := files.sent_with(place, source):
            return files.without(place, sent)
        keys = [key for key, sources in place.sources.items() if source in sources]
        for key in keys:
            place = _without(place, key)
        return place if keys else None

    def takes_files(self, place: Place) -> bool:
        """Whether the question asked now takes files."""
        return any(one.key == place.asked and one.files for one in self.route(place.answers))

    def answer(self, place: Place, heard: Heard) -> Turn:
        """Take what was heard as the answer to the question asked last."""
        if files.is_late(place, heard):
            return Turn(files.add_late(place, heard), ())
        if heard.button and (heard.button.conversation, heard.button.question) != (
            place.conversation,
            place.asked,
        ):
            return self._ask(place, self.say.stale)
        if place.asked == SUMMARY and self._open(place.answers) is None:
            return self._at_summary(place, heard)
        question = next((one for one in self.route(place.answers) if one.key == place.asked), None)
        if question is None:
            return self._ask(place)
        try:
            return self._take(place, question, heard)
        except NotAnAnswer as sentence:
            return self._ask(place, str(sentence))

    def route(self, answers: Answers) -> list[Question]:
        """The questions that apply, given these answers."""
        return [question for question in self.questions if question.applies(answers)]

    def report(self, place: Place) -> list[tuple[Question, Any]]:
        """Questions and answers on the route, in order; answers that no longer apply are left out."""
        return [(q, place.answers[q.key]) for q in self.route(place.answers) if q.key in place.answers]

    def _take(self, place: Place, question: Question, heard: Heard) -> Turn:
        chosen = chosen_by(question, heard)
        sources = {**place.sources}
        if heard.source:
            sources[question.key] = [*sources.get(question.key, []), heard.source]
        if question.several:
            return self._collect(replace(place, sources=sources), question, heard, chosen)
        if chosen is not None:
            value: Any = chosen.value
        elif question.read and not heard.button:
            value = question.read(heard)
        else:
            raise NotAnAnswer(self.say.which)
        return self._ask(replace(place, answers={**place.answers, question.key: value}, sources=sources))

    def _collect(self, place: Place, question: Question, heard: Heard, chosen: Choice | None) -> Turn:
        if chosen is not None:
            may_skip = any(choice.value == "" for choice in question.choices)
            if not place.collected and not may_skip:
                raise NotAnAnswer(self.say.nothing_yet)
            value = list(place.collected) or ""
            count = files.count(place.collected)
            before = self.say.files_in_all.format(count=count) if count else ""
            return self._ask(replace(place, answers={**place.answers, question.key: value}, collected=()), before)
        if heard.file and heard.file.item:
            return self._collect_file(place, question, heard)
        if question.read is None or heard.button:
            raise NotAnAnswer(self.say.which)
        place = replace(place, collected=(*place.collected, question.read(heard)))
        return Turn(place, (Reply(self.say.more, _taps(place, question)),))

    def _collect_file(self, place: Place, question: Question, heard: Heard) -> Turn:
        """One more file; the pictures of an album are acknowledged together, with the first that comes."""
        known = files.album(place, heard) != ""
        place = replace(place, collected=(*place.collected, files.part(heard)))
        if known:
            return Turn(place, ())
        single = self.say.more_files.format(count=files.count(place.collected))
        words = self.say.album if heard.file and heard.file.set_id else single
        return Turn(place, (Reply(words, _taps(place, question)),))

    def _at_summary(self, place: Place, heard: Heard) -> Turn:
        said = heard.button.value if heard.button else plain(heard.text)
        if said in (SEND, plain(self.say.send)):
            return Turn(place, (), finished=True)
        shown = [question.key for question, _ in self._shown(place)]
        if said.startswith(CHANGE) and said.removeprefix(CHANGE) in shown:
            return self._ask(_without(place, said.removeprefix(CHANGE)))
        number = re.fullmatch(rf"(?:{plain(self.say.change)}|แก้ไข(?:ข้อ)?|แก้)?\s*(\d{{1,2}})[.)]?", said)
        if number and 1 <= int(number[1]) <= len(shown):
            return self._ask(_without(place, shown[int(number[1]) - 1]))
        return self._ask(place, self.say.which)

    def _ask(self, place: Place, before: str = "") -> Turn:
        question = self._open(place.answers)
        if question is None:
            return self._summarise(replace(place, asked=SUMMARY, collected=()), before)
        if question.key != place.asked:
            place = replace(place, asked=question.key, collected=())
        numbered = (
            ""
            if question.read
            else "".join(f"\n{number}. {choice.label}" for number, choice in enumerate(question.choices, start=1))
        )
        text = f"{before}\n\n{question.ask}{numbered}" if before else f"{question.ask}{numbered}"
        return Turn(place, (Reply(text, _taps(place, question)),))

    def _summarise(self, place: Place, before: str) -> Turn:
        lines = [
            f"{number}. {question.label}: {_short(shown)}"
            for number, (question, shown) in enumerate(self._shown(place), start=1)
        ]
        parts = [before, self.say.summary, "\n".join(lines), self.note(place.answers)]
        taps = [Tap(self.say.send, Button(place.conversation, SUMMARY, SEND))]
        taps += [
            Tap(f"{self.say.change} {number}", Button(place.conversation, SUMMARY, CHANGE + question.key))
            for number, (question, _) in enumerate(self._shown(place), start=1)
        ]
        return Turn(place, (Reply("\n\n".join(part for part in parts if part), tuple(taps)),))

    def _shown(self, place: Place) -> list[tuple[Question, str]]:
        return [(question, shown(question, value)) for question, value in self.report(place) if question.label]

    def _open(self, answers: Answers) -> Question | None:
        return next((question for question in self.route(answers) if question.key not in answers), None)


def shown(question: Question, value: Any) -> str:
    """An answer as a person reads it: the choice's words, or what the question makes of the value."""
    label = next((choice.label for choice in question.choices if choice.value == value), None)
    if label is not None:
        return label
    if not question.several:
        return question.show(value)
    lines = [question.show(part) for part in files.words_of(value)]
    count = files.count(value)
    return "\n".join([*lines, question.files.format(count=count)] if count else lines)


def _short(text: str) -> str:
    """One line of the summary: a story is recognised by its beginning, the whole of it stands above."""
    line = " ".join(text.split())
    return line if len(line) <= 80 else line[:80].rstrip() + "…"


def _taps(place: Place, question: Question) -> tuple[Tap, ...]:
    return tuple(
        Tap(choice.short or choice.label, Button(place.conversation, question.key, choice.value))
        for choice in question.choices
    )


def _without(place: Place, key: str) -> Place:
    answers = {name: value for name, value in place.answers.items() if name != key}
    sources = {name: value for name, value in place.sources.items() if name != key}
    collected = () if key == place.asked else place.collected
    return replace(place, answers=answers, sources=sources, collected=collected)
