"""The starter knowledge is rich enough, says nothing twice, and holds no character that cannot be seen."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

CONTENT = Path(__file__).parents[2] / "content"
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
BROKEN_THAI = re.compile(r"(?:^|\s)[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]|[\u0e48-\u0e4b]{2}|\u0e40\u0e40")
BRIBE = re.compile(r"ใต้โต๊ะ|น้ำชา|ยัดเงิน|หัวคิว|ฮั้ว|ล็อกสเปก|เงินทอน|ส่วย")
SIBLINGS = [
    ("commercial-new", "commercial-change", "commercial-cancel"),
    ("move-in", "move-out", "move-destination"),
    ("id-card-first", "id-card-renew"),
    ("birth-registration", "death-registration"),
    ("building-permit", "building-alter", "demolition-permit", "building-cert"),
    ("registry-copy", "house-book-replace", "registry-correction", "house-number"),
    ("water-connection", "water-bill", "water-support"),
    ("waste-fee", "bin-request", "septic-service"),
    ("disability-allowance", "disability-card"),
    ("disaster-help", "emergency-help"),
]
LONGEST = 260
"""Characters: a story told in one breath, as phones write down what they hear."""
ACTS = {"status", "corruption", "complaint", "feedback", "eit", "gift", "greeting", "handoff", "oos"}


def read(path: str, key: str) -> Any:
    """What a content file holds under its one key."""
    return yaml.safe_load((CONTENT / path).read_text(encoding="utf-8"))[key]


def normalised(phrase: str) -> str:
    """A phrase as two equal ones would be told: composed, without blanks, small letters."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", phrase)).casefold()


HINT_FILES: dict[str, dict[str, list[str]]] = {
    path.name: read(f"hints/{path.name}", "hints") for path in sorted((CONTENT / "hints").iterdir())
}
HINTS: dict[str, list[str]] = {entry: said for one in HINT_FILES.values() for entry, said in one.items()}
SEEDS: dict[str, list[str]] = read("acts.yaml", "acts")
ELSEWHERE: list[dict[str, Any]] = read("elsewhere.yaml", "elsewhere")
DOORS: dict[str, list[str]] = {one["agency"]: one["phrases"] for one in ELSEWHERE}
WAYS: dict[str, list[str]] = read("facets.yaml", "facets")
EVERYTHING = [phrase for part in (HINTS, SEEDS, DOORS, WAYS) for phrases in part.values() for phrase in phrases]


def test_every_id_is_a_slug() -> None:
    assert [one for one in HINTS if not SLUG.fullmatch(one)] == []
    assert len(HINTS) >= 85


def test_the_hints_of_an_entry_stand_in_one_file() -> None:
    assert len(HINTS) == sum(map(len, HINT_FILES.values()))


def test_every_entry_has_at_least_twelve_hints() -> None:
    assert {entry: len(hints) for entry, hints in HINTS.items() if len(hints) < 12} == {}


@pytest.mark.parametrize("act", sorted(ACTS))
def test_every_act_has_at_least_forty_seeds(act: str) -> None:
    assert len(SEEDS[act]) >= (150 if act == "corruption" else 40)


def test_there_are_no_other_acts_than_those_the_bot_knows() -> None:
    assert set(SEEDS) == ACTS


@pytest.mark.parametrize("part", ["steps", "time", "fee", "docs", "where", "who"])
def test_every_part_of_a_service_is_asked_for_in_two_hundred_ways(part: str) -> None:
    assert len(WAYS[part]) >= 200
    assert len(WAYS) == 6


def test_at_least_forty_agencies_say_what_they_do_and_where_to_go() -> None:
    assert len(DOORS) == len(ELSEWHERE) >= 40
    assert sum(map(len, DOORS.values())) >= 200
    assert [one for one in ELSEWHERE if not one["where"].strip() or len(one["phrases"]) < 2] == []


def test_a_door_is_a_number_or_says_to_ask_the_agency() -> None:
    for one in ELSEWHERE:
        assert re.search(r"โทร \d{3,4}\b|\b\d{3,4}\b|โดยตรง", one["where"]), one["agency"]


def test_nothing_is_said_twice_in_any_of_the_files() -> None:
    assert [phrase for phrase, times in Counter(map(normalised, EVERYTHING)).items() if times > 1] == []


def test_every_phrase_is_text_short_enough_and_trimmed() -> None:
    assert [one for one in EVERYTHING if not isinstance(one, str)] == []
    assert [one for one in EVERYTHING if not 2 <= len(one) <= LONGEST or one != one.strip()] == []


def test_no_phrase_holds_a_character_that_cannot_be_seen_or_is_not_composed() -> None:
    assert [one for one in EVERYTHING if any(unicodedata.category(char)[0] == "C" for char in one)] == []
    assert [one for one in EVERYTHING if one != unicodedata.normalize("NFC", one)] == []


def test_no_phrase_begins_with_a_mark_or_doubles_a_tone() -> None:
    assert [one for one in EVERYTHING if BROKEN_THAI.search(one)] == []


@pytest.mark.parametrize("family", SIBLINGS, ids=lambda family: family[0])
def test_entries_easily_mixed_up_share_no_hint(family: tuple[str, ...]) -> None:
    said = Counter(normalised(hint) for entry in family for hint in HINTS[entry])
    assert [hint for hint, times in said.items() if times > 1] == []


def test_hints_of_services_never_speak_of_bribes() -> None:
    kept_for_it = {"corruption-complaint", "complaint-protection", "gift-fee-diff"}
    spoken = [hint for entry, hints in HINTS.items() if entry not in kept_for_it for hint in hints]
    assert [hint for hint in spoken if BRIBE.search(hint)] == []
