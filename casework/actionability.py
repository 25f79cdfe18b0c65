"""What an investigator needs of a report, and what is still missing: help for the reporter, a figure for staff.

The measure is the cabinet resolution of 22 December 2541 on unsigned letters: named evidence, clear
circumstances, or a definite witness. Nothing is ever refused for what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.cases import Kind

NEEDED: dict[Kind, tuple[str, ...]] = {
    Kind.CORRUPTION: ("evidence", "when", "where", "who", "witness"),
    Kind.GIFT: ("evidence", "when", "where", "who", "witness"),
    Kind.GENERAL: ("where", "when", "evidence"),
    Kind.FEEDBACK: (),
}
"""Keys of the answers that help, the weightiest first."""

UNKNOWN = ("", "unknown", None)


@dataclass(frozen=True)
class Readiness:
    """How much of what is needed is there. ``missing`` holds answer keys, the weightiest first."""

    score: int
    out_of: int
    missing: tuple[str, ...]
    can_be_examined: bool


def readiness(kind: Kind, answers: Mapping[str, Any]) -> Readiness:
    """What is there and what is missing, from the answers by their keys (their values, not their words)."""
    needed = NEEDED[kind]
    missing = tuple(key for key in needed if not _there(key, answers))
    circumstances = all(key not in missing for key in ("when", "where", "who"))
    enough = "evidence" not in missing or "witness" not in missing or circumstances
    return Readiness(len(needed) - len(missing), len(needed), missing, enough or kind in (Kind.GENERAL, Kind.FEEDBACK))


def _there(key: str, answers: Mapping[str, Any]) -> bool:
    value = answers.get(key)
    return any(value) if isinstance(value, list) else value not in UNKNOWN
