"""An office with custodians, and a case whose reporter said who they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from casework import identity_opening as opening
from casework import intake
from casework.conflict import Unlocked
from casework.identity_opening import Consent, Wish
from casework.intake import Answered, Report, Reporter
from casework.office import Office
from casework.staff_keys import NewStaff, new_account, unlock
from models import Case, IdentityRequest
from models.cases import Kind
from models.database import Database
from models.staff import Role

PASSWORD = "รหัสผ่านที่ยาวพอสมควร"
NAME = "นางสาวกล้าหาญ เปิดเผยสมมุติ"
PERSON = "U" + "8" * 32


@dataclass
class Vault:
    """What the tests of identities share."""

    db: Database
    office: Office
    now: datetime

    def hire(self, name: str, role: Role = Role.CUSTODIAN, **more: Any) -> Unlocked:
        """Somebody with keys; their full name is their user name unless given."""
        given = NewStaff(name, more.pop("display_name", name), PASSWORD, roles=(role,), **more)
        account = new_account(self.office, given)
        with self.db.write() as session:
            session.add(account.staff)
        return Unlocked(account.staff, unlock(account.staff, PASSWORD, sample=True))

    def file(self, accused: str = "", said: str = NAME, notify: bool = False) -> Case:
        """A corruption case; the reporter gave a name."""
        fields = (Answered("name", "ชื่อ", said, said),) if said else ()
        report = Report(Kind.CORRUPTION, "bribe", (), accused, fields)
        with self.db.write() as session:
            filed = intake.file(session, self.office, report, Reporter(PERSON, notify), self.now)
            return session.get_one(Case, filed.case_id)

    def ask(self, case: Case, requester: Unlocked, accused: str = "") -> IdentityRequest:
        """A request for the identity of a case."""
        with self.db.write() as session:
            wish = Wish(requester.staff, "contact", "ต้องถามวันเวลา", accused)
            return opening.ask(session, self.office, session.get_one(Case, case.id), wish, self.now)

    def approve(self, request: IdentityRequest, custodian: Unlocked, digest: str = "") -> str:
        """One custodian's consent, now."""
        with self.db.write() as session:
            consent = Consent(request.id, digest or request.digest, custodian)
            return opening.approve(session, self.office, consent, self.now)

    def read(self, request: IdentityRequest, person: Unlocked, session_id: bytes = b"one") -> list[str]:
        """What the result shows now."""
        with self.db.write() as session:
            key = opening.use(session, self.office, request.id, (person, session_id), self.now)
            return [field["shown"] for field in opening.fields(session, self.office, request.case_id, key)]

    def all(self, row: Any) -> list[Any]:
        """All rows of a table."""
        with self.db.read() as session:
            return list(session.scalars(select(row)).all())
