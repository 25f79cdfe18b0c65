"""The question sets themselves: well formed, unique, spread over entries, facets and styles, half of them unseen."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

Question = dict[str, Any]

HERE = Path(__file__).parent
NAMES: dict[str, Any] = json.loads((HERE / "names.json").read_text(encoding="utf-8"))
ENTRIES: dict[str, dict[str, Any]] = NAMES["entries"]
FILES = {path.stem: path for path in sorted(HERE.glob("*.jsonl"))}
QUESTIONS: list[Question] = [
    json.loads(line) for path in FILES.values() for line in path.read_text(encoding="utf-8").splitlines()
]
INTENTS = {
    "service", "gift", "complaint", "corruption", "feedback", "eit", "status", "greeting", "handoff", "oos",
}  # fmt: skip
FACETS = {"steps", "time", "fee", "docs", "where", "who"}
NEEDED = {"id", "text", "kind", "style", "expect"}
ALLOWED = NEEDED | {"unseen", "also", "accept", "context", "topic", "thai"}
LEAST_PER_FILE = {
    "formal": 70, "colloq": 150, "typo": 60, "notone": 40, "runon": 45, "dialect": 50, "english": 80,
    "mixed": 35, "translit": 35, "kb": 30, "followup": 60, "oos": 60, "corruption": 80, "acts": 85, "second": 600,
    "asking": 80, "roundabout": 140,
}  # fmt: skip
# A style whose spelling hides a name from a comparison of letters may not call a question unseen.
HIDES_NAMES = {"typo", "english", "mixed", "translit"}
LETTERS = re.compile("[ก-ฮa-z0-9]{2}")
TONE_MARKS = re.compile("[่้๊๋็์.]")
LEAST_PER_ENTRY = 5


def shared(question: Question) -> list[str]:
    """The words of the expected entry's name and aliases that the question uses (without tone marks if it has none)."""
    bare = question["style"] == "notone"
    text = _letters(str(question.get("thai") or question["text"]), bare)
    words: list[str] = ENTRIES[question["expect"]["entry"]]["words"]
    return [word for word in words if _letters(word, bare) in text]


def _letters(text: str, bare: bool) -> str:
    return TONE_MARKS.sub("", text.lower()) if bare else text.lower().replace(".", "")


def left_out(called: str, words: list[str]) -> str:
    """The letters of a name that no word covers, with a blank for every letter that one does."""
    starts = [(at, len(word)) for word in words for at in range(len(called)) if called.startswith(word, at)]
    covered = {at + step for at, length in starts for step in range(length)}
    return "".join(" " if at in covered else letter for at, letter in enumerate(called))


def services() -> list[Question]:
    """The questions about a service that stand alone."""
    return [question for question in QUESTIONS if question["kind"] == "service"]


def of_intent(intent: str) -> int:
    """How many questions expect an intent."""
    return sum(question["expect"]["intent"] == intent for question in QUESTIONS)


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_line_has_the_fields_of_a_question(name: str) -> None:
    for line in FILES[name].read_text(encoding="utf-8").splitlines():
        question = json.loads(line)
        assert set(question) >= NEEDED, line
        assert set(question) <= ALLOWED, line
        assert question["text"] == question["text"].strip() != "", line


def test_every_expected_answer_is_one_the_contract_knows() -> None:
    for question in QUESTIONS:
        expect = question["expect"]
        assert expect["intent"] in INTENTS, question
        assert expect["facet"] in FACETS | {None}, question
        assert expect["entry"] in set(ENTRIES) | {None}, question
        assert set(question.get("also", [])) <= set(ENTRIES), question
        for one in question.get("accept", []):
            assert one["intent"] in INTENTS, question
            assert one.get("entry") in set(ENTRIES) | {None}, question


def test_a_facet_is_expected_only_of_a_service() -> None:
    assert all(q["expect"]["intent"] == "service" for q in QUESTIONS if q["expect"]["facet"])


def test_every_service_question_names_the_entry_it_expects() -> None:
    assert [q["id"] for q in QUESTIONS if q["expect"]["intent"] == "service" and not q["expect"]["entry"]] == []


def test_no_two_questions_have_the_same_id() -> None:
    assert [name for name, times in Counter(q["id"] for q in QUESTIONS).items() if times > 1] == []


def test_no_two_questions_have_the_same_text() -> None:
    assert [text for text, times in Counter(q["text"] for q in QUESTIONS).items() if times > 1] == []


def test_there_are_enough_questions_in_every_file() -> None:
    found = Counter(question["id"].rsplit("-", 1)[0] for question in QUESTIONS)
    assert {name: found[name] for name, least in LEAST_PER_FILE.items() if found[name] < least} == {}
    assert set(found) == set(LEAST_PER_FILE)


def test_every_entry_is_asked_five_times_in_three_styles() -> None:
    asked = Counter(question["expect"]["entry"] for question in QUESTIONS)
    styles = {name: {q["style"] for q in QUESTIONS if q["expect"]["entry"] == name} for name in ENTRIES}
    assert [name for name in ENTRIES if asked[name] < LEAST_PER_ENTRY or len(styles[name]) < 3] == []


def test_at_least_half_of_the_service_questions_are_unseen() -> None:
    unseen = [question for question in services() if question.get("unseen")]
    assert 2 * len(unseen) >= len(services())


def test_an_unseen_question_uses_no_word_of_the_name_or_an_alias() -> None:
    found = {q["id"]: shared(q) for q in QUESTIONS if q.get("unseen")}
    assert {name: words for name, words in found.items() if words} == {}


def test_a_spelling_that_hides_a_name_is_never_called_unseen() -> None:
    assert [q["id"] for q in QUESTIONS if q.get("unseen") and (q["style"] in HIDES_NAMES or "context" in q)] == []


def test_the_words_of_an_entry_leave_nothing_of_its_names_out() -> None:
    for name, entry in ENTRIES.items():
        words = [*entry["words"], *NAMES["formula_words"]]
        for called in [entry["name"], *entry["aliases"]]:
            assert not LETTERS.search(left_out(called.lower(), words)), (name, called)


def test_each_facet_is_asked_often_enough_to_be_judged() -> None:
    asked = Counter(question["expect"]["facet"] for question in QUESTIONS)
    assert {facet: asked[facet] for facet in FACETS if asked[facet] < 50} == {}


def test_every_intent_is_asked_often_enough_to_be_judged() -> None:
    assert {intent: of_intent(intent) for intent in INTENTS if of_intent(intent) < 10} == {}


def test_a_question_typed_on_the_wrong_keyboard_says_which_thai_was_meant() -> None:
    for question in QUESTIONS:
        assert ("thai" in question) == (question["style"] == "kb"), question
        assert question["style"] != "kb" or not re.search("[ก-๛]", question["text"]), question


def test_only_follow_ups_carry_what_was_said_before() -> None:
    for question in QUESTIONS:
        assert bool(question.get("context")) == (question["kind"] == "followup"), question
