"""What a new municipality starts from: the manual and the No Gift questions of the content folder."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from knowledge import gate, manual_store
from knowledge.entries import Entry, read_manual
from knowledge.manual_store import Town
from knowledge.no_gift import no_gift
from knowledge.seeds import CONTENT


def starter_entries() -> list[Entry]:
    """All entries of the content folder; gift questions with the full name of the rule they rest on."""
    manual = read_manual((CONTENT / "manual.yaml").read_text(encoding="utf-8"))
    policy = no_gift()
    gifts = [
        replace(entry, legal=policy.rules.get(entry.legal, entry.legal)) for entry in (*policy.entries, *policy.drafts)
    ]
    return [*manual, *gifts]


def plant(session: Session, municipality: str, today: date) -> None:
    """Give a new municipality its manual: what is sourced is published, the rest waits as drafts for a person."""
    manual_store.take_in(session, starter_entries(), "system", Town(gate.agency_type(municipality), today))
