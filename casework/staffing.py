"""Whether there is somebody for every duty, and whether whoever handles corruption could be left out when accused."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.office import Office
from casework.staff_seal import genuine
from models import Staff
from models.staff import Duty


def nobody_on(session: Session, office: Office) -> list[Duty]:
    """Duties without an open account whose row is signed."""
    people = _active(session, office)
    return [duty for duty in (Duty.CORRUPTION, Duty.GENERAL) if not any(duty in one.duties for one in people)]


def without_code(session: Session, office: Office) -> list[str]:
    """User names of corruption handlers whom no answer to "who is it about" means."""
    people = _active(session, office)
    return sorted(one.username for one in people if Duty.CORRUPTION in one.duties and not one.accused_code)


def _active(session: Session, office: Office) -> list[Staff]:
    people = session.scalars(select(Staff).where(Staff.disabled_at.is_(None)))
    return [one for one in people if genuine(office.keys, one)]
