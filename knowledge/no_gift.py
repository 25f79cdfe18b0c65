"""The No Gift Policy: questions with their rule, the guide of yes and no, the declaration of the year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.orm import Session

from knowledge.entries import Entry, read_manual
from models import Declaration
from models.days import fiscal_year

FILE = Path(__file__).parents[1] / "content" / "no_gift.yaml"
YES, NO = "ใช่", "ไม่ใช่"


@dataclass(frozen=True)
class Node:
    """A question of the guide; ``when_yes`` and ``when_no`` name what follows."""

    key: str
    ask: str
    when_yes: str
    when_no: str
    yes_words: str = YES
    no_words: str = NO


@dataclass(frozen=True)
class End:
    """Where the guide ends: what is right, and by which rule. ``report``: offer to report it."""

    key: str
    verdict: str
    words: str
    rule: str
    report: bool = False


@dataclass(frozen=True)
class NoGift:
    """Everything the file says; ``rules`` are full names of the rules that entries and ends cite.

    ``drafts`` are questions whose answer somebody has still to confirm.
    """

    entries: tuple[Entry, ...]
    drafts: tuple[Entry, ...]
    rules: dict[str, str]
    closing: str
    start: str
    nodes: dict[str, Node]
    ends: dict[str, End]


@cache
def no_gift() -> NoGift:
    """The file, read once."""
    text = FILE.read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.safe_load(text)
    guide = raw["guide"]
    entries = read_manual(text)
    return NoGift(
        tuple(entry for entry in entries if entry.status == "published"),
        tuple(entry for entry in entries if entry.status != "published"),
        dict(raw["rules"]),
        str(raw["closing"]),
        str(guide["start"]),
        {key: Node(key, **node) for key, node in guide["nodes"].items()},
        {key: End(key, **{**end, "rule": raw["rules"][end["rule"]]}) for key, end in guide["ends"].items()},
    )


def declaration(session: Session, today: date) -> Declaration | None:
    """The declaration of today's fiscal year, None while nobody has entered it."""
    return session.get(Declaration, fiscal_year(today))
