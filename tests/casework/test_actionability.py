"""What would help an investigator: named, weighed, never demanded."""

from __future__ import annotations

from typing import Any

import pytest

from casework.actionability import readiness
from models.cases import Kind

FULL: dict[str, Any] = {
    "evidence": ["สลิป"],
    "when": {"said": "เมื่อวาน", "date": "2026-11-23"},
    "where": "ตลาด",
    "who": "กองช่าง",
    "witness": "คนขายของ",
}


def test_a_full_report_misses_nothing() -> None:
    found = readiness(Kind.CORRUPTION, FULL)
    assert (found.score, found.out_of, found.missing, found.can_be_examined) == (5, 5, (), True)


@pytest.mark.parametrize("key", list(FULL))
@pytest.mark.parametrize("nothing", ["", [], None])
def test_what_was_skipped_is_missing(key: str, nothing: object) -> None:
    found = readiness(Kind.CORRUPTION, {**FULL, key: nothing})
    assert found.missing == (key,)
    assert found.score == 4


@pytest.mark.parametrize(
    ("there", "enough"),
    [
        ((), False),
        (("evidence",), True),
        (("witness",), True),
        (("when", "where", "who"), True),
        (("when", "where"), False),
        (("who",), False),
    ],
)
def test_evidence_or_a_witness_or_clear_circumstances_are_enough(there: tuple[str, ...], enough: bool) -> None:
    assert readiness(Kind.GIFT, {key: FULL[key] for key in there}).can_be_examined is enough


def test_a_complaint_wants_a_place_and_feedback_wants_nothing() -> None:
    assert readiness(Kind.GENERAL, {}).missing[0] == "where"
    assert readiness(Kind.FEEDBACK, {}) == readiness(Kind.FEEDBACK, FULL)
