"""The conversation engine: a form is a table of questions, and the place in it is computed from the answers.

It sends nothing, stores nothing, and knows neither LINE nor the database: its own neighbours (place, question,
phrases, speech) are all it imports.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from handlers import form_files as files
from handlers.phrases import Found, Phrases
from handlers.place import Place
from handlers.question import Answers, Choice, Question, always, chosen, label_of, shown
from handlers.speech import Button, Heard, NotAnAnswer, Reply, Tap, plain

__all__ = ["Answers", "Choice", "Form", "Found", "Phrases", "Place", "Question", "Turn", "always", "shown"]
SUMMARY, SEND, CHANGE, ADD = "summary", "send", "change:", "add:"
ADDED = "added"
"""Among the answers: keys of the questions somebody asked for at the summary."""

PERSONAL, OUT, KEEP = "personal", "out", "keep"
MOST_TAPS = 13
"""Buttons under one message: what LINE shows."""

MOST_PARTS = 60
"""Messages of one answer: far above any story told, below what fills a draft."""


@dataclass(frozen=True)
class Turn:
    """What a step yields. ``finished``: the summary was sent off."""

    place: Place
    replies: tuple[Reply, ...]
    finished: bool = False


@dataclass(frozen=True)
class Form:
    """A table of questions, played one at a time and ended by a summary.

    ``note`` is a sentence for the summary, ``helps`` the keys of questions whose answers would help and that
    are offered there, ``look`` what finds personal data in words before they are kept.
    """

    questions: tuple[Question, ...]
    say: Phrases
    note: Callable[[Answers], str] = lambda _answers: ""
    helps: Callable[[Answers], tuple[str, ...]] = lambda _answers: ()
    look: Callable[[Question, str], Found | None] = lambda _question, _text: None

    def begin(self, conversation: str) -> Turn:
        """Ask the first question."""
        return self._ask(Place(conversation))

    def again(self, place: Place, sentence: str = "") -> Turn:
        """Ask the current question once more, behind a sentence."""
        return self._ask(replace(place, personal=""), sentence)

    def back(self, place: Place) -> Turn:
        """Drop the last answer and ask for it again; a story half told is kept; at the first question ask that."""
        if place.collected:
            place = place.put_aside()
        elif place.personal:
            return self._ask(replace(place, personal="").without(place.personal))
        route = [question.key for question in self.route(place.answers)]
        before = route[: route.index(place.asked)] if place.asked in route else route
        answered = [key for key in before if key in place.answers]
        place = replace(place, personal="")
        return self._ask(place.without(answered[-1]) if answered else replace(place, collected=()))

    def forget(self, place: Place, source: str) -> Place | None:
        """The place without what came from one message (LINE's unsend); None when nothing did."""
        keys = [key for key, sources in place.sources.items() if source in sources]
        for key in keys:
            place = place.without_message(key, source)
        return replace(place, personal="") if keys else None

    def takes_files(self, place: Place) -> bool:
        """Whether the question asked now takes files."""
        return any(one.key == place.asked and one.files for one in self.route(place.answers))

    def answer(self, place: Place, heard: Heard) -> Turn:
        """Take what was heard as the answer to the question asked last."""
        if files.is_late(place, heard):
            return Turn(files.add_late(place, heard), ())
        return self._heard(place, heard)

    def _heard(self, place: Place, heard: Heard) -> Turn:
        if place.personal:
            settled = self._settle(place, heard)
            if settled:
                return settled
            place = replace(place, personal="")
        if heard.button and (heard.button.conversation, heard.button.question) != (place.conversation, place.asked):
            return self._ask(place, self.say.stale)
        if place.asked == SUMMARY and self._open(place.answers) is None:
            return self._at_summary(place, heard)
        question = self._question(place)
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
        choice = chosen(question, heard)
        if choice is not None and choice.url:
            return Turn(place, (Reply(f"{self.say.elsewhere}\n{choice.url}", _taps(place, question)),))
        if question.several:
            return self._collect(place, question, heard, choice)
        if choice is not None:
            read = question.read if choice.read else None
            value = read(Heard(choice.label)) if read else choice.value
            return self._ask(place.answered(question.key, value, heard.source), choice.then)
        if question.read is None or heard.button:
            raise NotAnAnswer(self.say.which)
        value = question.read(heard)
        place = place.answered(question.key, value, heard.source)
        return self._warned(place, question, heard, value) or self._ask(place)

    def _collect(self, place: Place, question: Question, heard: Heard, choice: Choice | None) -> Turn:
        if choice is not None:
            if choice.value and not place.collected:
                raise NotAnAnswer(self.say.nothing_yet)
            count = files.count(place.collected)
            in_all = self.say.files_in_all.format(count=count) if count else ""
            return self._ask(place.collected_answer(), choice.then or in_all)
        if heard.file and heard.file.item:
            return self._collect_file(place, question, heard)
        if question.read is None or heard.button:
            raise NotAnAnswer(self.say.which)
        if len(place.collected) >= MOST_PARTS:
            raise NotAnAnswer(self.say.enough)
        value = question.read(heard)
        place = place.heard_part(value, heard.source)
        more = Turn(place, (Reply(self.say.more, _taps(place, question)),))
        return self._warned(place, question, heard, value) or more

    def _warned(self, place: Place, question: Question, heard: Heard, value: Any) -> Turn | None:
        """A question about personal data in the words just kept; None when there is none, or it is asked for."""
        found = self.look(question, value) if isinstance(value, str) and not heard.attachment else None
        return None if found is None or question.vault else self._ask_personal(place, question, found)

    def _ask_personal(self, place: Place, question: Question, found: Found) -> Turn:
        taps = (
            Tap(self.say.take_out, Button(place.conversation, PERSONAL, OUT)),
            Tap(self.say.keep_so, Button(place.conversation, PERSONAL, KEEP)),
        )
        text = self.say.personal.format(found=found.what)
        return Turn(replace(place, personal=question.key), (Reply(text, taps),))

    def _settle(self, place: Place, heard: Heard) -> Turn | None:
        """The answer to the question about personal data; None when something else was said."""
        ours = heard.button and (heard.button.conversation, heard.button.question) == (place.conversation, PERSONAL)
        said = heard.button.value if heard.button and ours else "" if heard.button else plain(heard.text)
        question = self._question(place)
        if question is None:
            return None
        last = place.collected[-1] if question.several else place.answers[question.key]
        found = self.look(question, last)
        cleaned = found.cleaned if found else last
        if found and (said == plain(self.say.done) or (heard.button and heard.button.question == question.key)):
            return self._ask_personal(place, question, found)  # "that was all" is no answer to it
        out = said in (OUT, "1", plain(self.say.take_out), *self.say.take_out_words)
        if not (out or said in (KEEP, "2", plain(self.say.keep_so), *self.say.keep_so_words)):
            return None
        place = replace(place, personal="")
        if out and question.several:
            place = replace(place, collected=(*place.collected[:-1], cleaned))
        elif out:
            place = replace(place, answers={**place.answers, question.key: cleaned})
        sentence = self.say.taken_out if out else ""
        if not question.several:
            return self._ask(place, sentence)
        text = "\n".join(part for part in (sentence, self.say.more) if part)
        return Turn(place, (Reply(text, _taps(place, question)),))

    def _collect_file(self, place: Place, question: Question, heard: Heard) -> Turn:
        """One more file; the pictures of an album are acknowledged together, with the first that comes."""
        known = files.album(place, heard) != ""
        place = place.heard_part(files.part(heard), heard.source)
        if known:
            return Turn(place, ())
        single = self.say.more_files.format(count=files.count(place.collected))
        words = self.say.album if heard.file and heard.file.set_id else single
        return Turn(place, (Reply(words, _taps(place, question)),))

    def _at_summary(self, place: Place, heard: Heard) -> Turn:
        said = heard.button.value if heard.button else plain(heard.text)
        if said in (SEND, plain(self.say.send)):
            return Turn(place, (), finished=True)
        wanted = self._wanted(place, said)
        if wanted in self.helps(place.answers):
            added = [*place.answers.get(ADDED, []), wanted]
            return self._ask(replace(place, answers={**place.answers, ADDED: added}).without(wanted))
        return self._ask(place.without(wanted)) if wanted else self._ask(place, self.say.which)

    def _wanted(self, place: Place, said: str) -> str:
        """The key of the question to change or to add; empty when neither was said."""
        rows = [question.key for question, _ in self._rows(place)]
        key = said.removeprefix(CHANGE).removeprefix(ADD)
        if key != said:
            return key if key in (*rows, *self.helps(place.answers)) else ""
        number = re.fullmatch(rf"(?:{plain(self.say.change)}|แก้ไข(?:ข้อ)?|แก้)?\s*(\d{{1,2}})[.)]?", said)
        if number:
            return rows[int(number[1]) - 1] if 1 <= int(number[1]) <= len(rows) else ""
        adds = {plain(self.say.add + question.label): question.key for question in self._helpful(place)}
        return adds.get(said.replace(f"{plain(self.say.add)} ", plain(self.say.add), 1), "")

    def _ask(self, place: Place, before: str = "") -> Turn:
        question = self._open(place.answers)
        if question is None:
            return self._summarise(replace(place, asked=SUMMARY, collected=()), before)
        if question.key != place.asked:
            place = place.turned_to(question.key)
        numbered = (
            ""
            if question.read
            else "".join(f"\n{number}. {choice.label}" for number, choice in enumerate(question.choices, start=1))
        )
        ask = question.again if before and question.again else question.ask
        kept = self.say.kept.format(told=self._told(question, place.collected)) if place.collected else ""
        text = "\n\n".join(part for part in (before, f"{ask}{numbered}", kept) if part)
        return Turn(place, (Reply(text, _taps(place, question)),))

    def _summarise(self, place: Place, before: str) -> Turn:
        rows = [
            f"{number}. {question.label}: {self._brief(question, value)}"
            for number, (question, value) in enumerate(self._rows(place), start=1)
        ]
        helpful = self._helpful(place)
        help_words = f"{self.say.would_help}: {', '.join(one.label for one in helpful)}" if helpful else ""
        parts = [
            before,
            self.say.summary,
            "\n".join(rows),
            self.note(place.answers),
            help_words,
            self.say.how_to_change,
        ]
        taps = [Tap(self.say.send, Button(place.conversation, SUMMARY, SEND))]
        taps += [Tap(self.say.add + q.label, Button(place.conversation, SUMMARY, ADD + q.key)) for q in helpful]
        taps += [
            Tap(f"{self.say.change} {number}", Button(place.conversation, SUMMARY, CHANGE + question.key))
            for number, (question, _) in enumerate(self._rows(place), start=1)
        ]
        return Turn(place, (Reply("\n\n".join(part for part in parts if part), tuple(taps[:MOST_TAPS])),))

    def _brief(self, question: Question, value: Any) -> str:
        """What the summary says of an answer: the reporter's own words stand above and are never repeated."""
        label = label_of(question, value)
        if label or question.brief:
            return label or (question.brief(value) if question.brief else "")
        return self._told(question, value) if question.several else self.say.told

    def _told(self, question: Question, parts: Sequence[Any]) -> str:
        """How much was told: words and files, counted apart."""
        pictures = files.count(parts)
        words = len(parts) - pictures
        told = [self.say.told_parts.format(count=words)] if words else []
        return " ".join([*told, question.files.format(count=pictures)] if pictures else told)

    def _rows(self, place: Place) -> list[tuple[Question, Any]]:
        """What the summary lists: labelled and not skipped."""
        return [(question, value) for question, value in self.report(place) if question.label and value not in ("", [])]

    def _helpful(self, place: Place) -> list[Question]:
        wanted = self.helps(place.answers)
        return [question for question in self.questions if question.key in wanted]

    def _question(self, place: Place) -> Question | None:
        return next((one for one in self.route(place.answers) if one.key == place.asked), None)

    def _open(self, answers: Answers) -> Question | None:
        return next((question for question in self.route(answers) if question.key not in answers), None)


def _taps(place: Place, question: Question) -> tuple[Tap, ...]:
    return tuple(
        Tap(choice.short or choice.label, url=choice.url)
        if choice.url
        else Tap(choice.short or choice.label, Button(place.conversation, question.key, choice.value))
        for choice in question.choices
    )
