"""The manual a municipality starts from: what citizens are told is whole and sourced, the rest waits for a person."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.entries import SIX_ELEMENTS, Entry, read_manual
from knowledge.no_gift import no_gift
from knowledge.understood import Intent

CONTENT = Path(__file__).parents[2] / "content"
MANUAL = (CONTENT / "manual.yaml").read_text(encoding="utf-8")
UNITS: list[dict[str, Any]] = yaml.safe_load((CONTENT / "contacts.yaml").read_text(encoding="utf-8"))["units"]
ENTRIES = read_manual(MANUAL)
PUBLISHED = [entry for entry in ENTRIES if entry.status == "published"]
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FIGURE = re.compile(r"[0-9๐-๙]")
NOTHING = re.compile(r"[-–—.\s0๐]*")
BROKEN_THAI = re.compile(r"(?:^|\s)[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]|[\u0e48-\u0e4b]{2}|\u0e40\u0e40")
REGISTRY = re.compile(r"แจ้งเกิด|แจ้งตาย|แจ้งย้าย|เลขที่บ้าน|ทะเบียนราษฎร|ทะเบียนบ้าน|บัตรประจำตัวประชาชน")
DISTRICT = "registry-at-district"


def told(entry: Entry) -> list[str]:
    """Everything an entry says to a citizen beyond its names."""
    return [*entry.steps, entry.time, entry.fee, *entry.documents, entry.where, entry.who, entry.answer, entry.legal]


def normalised(phrase: str) -> str:
    """A phrase as two equal ones would be told: composed, without blanks, small letters."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", phrase)).casefold()


def test_every_id_is_a_slug_of_its_own() -> None:
    ids = [entry.id for entry in (*ENTRIES, *no_gift().entries)]
    assert [one for one in ids if not SLUG.fullmatch(one) or len(one) > 40] == []
    assert [one for one, count in Counter(ids).items() if count > 1] == []


def test_every_entry_says_itself_whether_citizens_see_it() -> None:
    raw = yaml.safe_load(MANUAL)["entries"]
    assert [one["id"] for one in raw if one.get("status") not in ("published", "draft")] == []


def test_no_entry_has_a_key_that_would_be_read_over() -> None:
    raw = yaml.safe_load(MANUAL)["entries"]
    assert {key for one in raw for key in one} <= set(Entry.__dataclass_fields__)


def test_every_entry_has_an_intent_the_bot_knows() -> None:
    assert {entry.intent for entry in ENTRIES} <= set(Intent)


@pytest.mark.parametrize("entry", PUBLISHED, ids=lambda entry: entry.id)
def test_what_citizens_are_told_is_whole_and_says_where_it_comes_from(entry: Entry) -> None:
    assert entry.source.title
    assert entry.as_of is not None
    if not entry.answer:
        assert [one for one in SIX_ELEMENTS if not getattr(entry, one)] == []
        assert [one for one in (entry.fee, *entry.documents) if NOTHING.fullmatch(one)] == []


def test_no_figure_stands_anywhere_without_its_source_and_its_day() -> None:
    bare = [entry for entry in ENTRIES if not entry.source.title or entry.as_of is None]
    assert [entry.id for entry in bare if any(map(FIGURE.search, told(entry)))] == []


def test_an_entry_answers_or_lists_its_elements_because_an_answer_is_shown_in_their_place() -> None:
    both = [entry for entry in ENTRIES if entry.answer and (entry.steps or entry.time or entry.fee or entry.documents)]
    assert [entry.id for entry in both] == []


def test_an_entry_with_nothing_sourced_waits_for_a_person() -> None:
    silent = [entry for entry in ENTRIES if not any(told(entry))]
    assert {entry.status for entry in silent} == {"draft"}


def test_every_entry_has_two_to_six_everyday_names_and_shares_none() -> None:
    assert [entry.id for entry in ENTRIES if not 2 <= len(entry.aliases) <= 6] == []
    names = [normalised(name) for entry in (*ENTRIES, *no_gift().entries) for name in (entry.name, *entry.aliases)]
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_every_entry_is_with_a_unit_of_the_structure_page() -> None:
    units = tuple(str(unit["name"]) for unit in UNITS)
    assert [entry.id for entry in ENTRIES if not entry.office.startswith(units)] == []


def test_the_registry_of_persons_is_a_matter_of_the_municipality_only() -> None:
    registry = [entry for entry in ENTRIES if REGISTRY.search(entry.name) and entry.id != DISTRICT]
    assert len(registry) == 11
    assert {entry.agency_types for entry in registry} == {("เทศบาล",)}


def test_where_there_is_no_registry_people_are_sent_to_the_district() -> None:
    (entry,) = [entry for entry in ENTRIES if entry.id == DISTRICT]
    assert entry.agency_types == ("อบต.",)
    assert "ที่ว่าการอำเภอ" in entry.answer


def test_law_that_was_replaced_is_not_named() -> None:
    assert not re.search(r"ภาษีโรงเรือน|ภาษีบำรุงท้องที่", MANUAL)


def test_a_yearly_round_ends_by_itself() -> None:
    rounds = [entry for entry in ENTRIES if any("ปีงบประมาณ 25" in line for line in told(entry))]
    assert [entry.id for entry in rounds] == ["elderly-allowance"]
    assert all(entry.valid_from and entry.valid_to and entry.valid_from < entry.valid_to for entry in rounds)


def test_the_structure_page_names_each_unit_once_with_its_duties_and_no_telephone() -> None:
    names = [normalised(name) for unit in UNITS for name in (unit["name"], *unit["aliases"])]
    assert [name for name, count in Counter(names).items() if count > 1] == []
    assert all(unit["duties"] for unit in UNITS)
    assert not FIGURE.search("".join(line for unit in UNITS for line in (unit["name"], *unit["duties"])))


@pytest.mark.parametrize("name", ["manual", "contacts"])
def test_no_character_is_hidden_or_out_of_place(name: str) -> None:
    text = (CONTENT / f"{name}.yaml").read_text(encoding="utf-8")
    assert [c for c in set(text) if unicodedata.category(c) in ("Cc", "Cf", "Co") and c != "\n"] == []
    assert BROKEN_THAI.findall(text) == []
    assert unicodedata.normalize("NFC", text) == text
