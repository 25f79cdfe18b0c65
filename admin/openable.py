"""Which cases somebody holds a key to: by trying, there is no list of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.office import Office
from casework.unseal import content_key
from models import Case, CaseKey
from models.days import fiscal_range
from reports.statistics import counted

BATCH = 500


def openable_of_year(session: Session, office: Office, private_key: bytes, year: int) -> frozenset[str]:
    """Ids of the cases counted in a fiscal year that open with this key."""
    cases = session.scalars(select(Case).where(counted(*fiscal_range(year)), Case.erased_on.is_(None))).all()
    found: set[str] = set()
    for start in range(0, len(cases), BATCH):
        batch = cases[start : start + BATCH]
        slots = slots_of(session, batch)
        found |= {case.id for case in batch if content_key(private_key, slots[case.id], office, case)}
    return frozenset(found)


def slots_of(session: Session, cases: Sequence[Case]) -> dict[str, list[CaseKey]]:
    """The wrappings of some cases, by case."""
    by_case: dict[str, list[CaseKey]] = defaultdict(list)
    for slot in session.scalars(select(CaseKey).where(CaseKey.case_id.in_([case.id for case in cases]))):
        by_case[slot.case_id].append(slot)
    return by_case
