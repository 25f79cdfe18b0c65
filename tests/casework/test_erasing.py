"""Erasing reaches everything: identity, files and their originals, requests, marks; and never what must be kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from casework import conflict, evidence, identity, intake, mailbox, requests, retention, withdraw
from casework import identity_opening as opening
from casework.conflict import Unlocked
from casework.evidence import Upload
from casework.identity_opening import Wish
from casework.intake import Answered, Report, Reporter
from casework.office import Office
from casework.requests import Decided, NotYet
from casework.triage import Told
from jobs.evidence import Bench, clean_one
from jobs.nightly import erase_due
from models import (
    Base,
    Case,
    CaseHold,
    CaseIdentity,
    CaseMark,
    Evidence,
    EvidenceChunk,
    EvidenceVault,
    IdentityKey,
    IdentityRequest,
    LedgerEntry,
)
from models.cases import Kind, Status
from models.database import Database
from models.days import bangkok_day
from models.evidence import Part
from models.staff import Role
from tests.casework.canaries import Canary, jpeg
from tests.casework.identities import NAME, PERSON, Vault

DAY = timedelta(days=1)
TABLES: tuple[type[Base], ...] = (EvidenceVault, Evidence, EvidenceChunk, IdentityKey, CaseIdentity, IdentityRequest)


@dataclass
class Whole:
    """A case with all that a case can have, and who handles it."""

    vault: Vault
    handler: Unlocked
    case_id: str

    def count(self, *tables: type[Base]) -> list[int]:
        """Rows of some tables."""
        with self.vault.db.read() as session:
            return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]

    def finish(self, on: datetime) -> None:
        """Finished on a day."""
        with self.vault.db.write() as session:
            session.execute(update(Case).values(status=Status.FINISHED, finished_on=bangkok_day(on)))

    def case(self) -> Case:
        """The case as it stands."""
        with self.vault.db.read() as session:
            return session.get_one(Case, self.case_id)

    def decide(self) -> None:
        """Staff approve an erasure."""
        with self.vault.db.write() as session:
            decided = Decided(True, Told("ลบแล้ว", "staff:x"))
            case = session.get_one(Case, self.case_id)
            requests.erasure_decided(session, self.vault.office, case, decided, self.vault.now)


@pytest.fixture
def whole(db: Database, office: Office, now: datetime) -> Whole:
    """A corruption case with a name, a cleaned photo, a request for the identity and somebody who stepped back."""
    vault = Vault(db, office, now)
    handler = vault.hire("handler", Role.HANDLER, duties=("corruption",))
    back = vault.hire("back", Role.HANDLER, duties=("corruption",))
    for name in ("one", "two"):
        vault.hire(name)
    fields = (Answered("name", "ชื่อ", NAME, NAME, ("message-name",)),)
    with db.write() as session:
        owner = evidence.draft_of(office, PERSON)
        photo = evidence.receive(session, office, owner, Upload("a.jpg", [jpeg(Canary())]), now)
        report = Report(Kind.CORRUPTION, "bribe", (), "", fields, (photo,), ("message-photo",))
        filed = intake.file(session, office, report, Reporter(PERSON), now)
    while clean_one(Bench(db, office, lambda: now)):
        continue
    with db.write() as session:
        case = session.get_one(Case, filed.case_id)
        conflict.declare(session, office, case, back, now)
        opening.ask(session, office, case, Wish(handler.staff, "contact", "ต้องถามวันเวลา"), now)
    return Whole(vault, handler, filed.case_id)


def test_when_its_time_is_over_a_case_loses_files_identity_requests_and_marks(whole: Whole) -> None:
    assert all(whole.count(*TABLES, CaseMark))
    whole.finish(whole.vault.now)
    later = whole.vault.now + 3651 * DAY
    with whole.vault.db.write() as session:
        retention.confirm_clock(session, whole.vault.office.keys, later)
    assert erase_due(whole.vault.db, whole.vault.office.keys, later) == 1
    assert not any(whole.count(*TABLES, CaseMark))


@pytest.mark.parametrize(("days", "gone"), [(90, False), (91, True)])
@pytest.mark.parametrize("held", [False, True])
def test_ninety_days_after_closing_the_reporter_is_forgotten_and_the_report_stays(
    whole: Whole, days: int, gone: bool, held: bool
) -> None:
    whole.finish(whole.vault.now)
    later = whole.vault.now + days * DAY
    with whole.vault.db.write() as session:
        retention.confirm_clock(session, whole.vault.office.keys, later)
        if held:
            session.add(CaseHold(case_id=whole.case_id, since=bangkok_day(later)))
    assert erase_due(whole.vault.db, whole.vault.office.keys, later) == 0
    gone = gone and not held
    assert whole.count(CaseIdentity, Evidence) == [1, 1]
    assert (whole.count(IdentityKey, IdentityRequest) == [0, 0]) is gone
    with whole.vault.db.read() as session:
        parts = set(session.scalars(select(EvidenceChunk.part)))
        sealed_original = session.scalars(select(Evidence.for_custodians)).one()
    assert parts == ({Part.WORKING} if gone else {Part.WORKING, Part.ORIGINAL})
    assert (sealed_original is None) is gone
    with whole.vault.db.read() as session:
        assert identity.is_kept(session, whole.case_id) is not gone


def test_asking_for_erasure_turns_the_identity_into_noise_of_its_size(whole: Whole) -> None:
    with whole.vault.db.read() as session:
        before = session.scalars(select(CaseIdentity.sealed)).one()
    with whole.vault.db.write() as session:
        (box,) = mailbox.by_owner(session, whole.vault.office, PERSON)
        requests.erasure_asked(session, whole.vault.office, box, "", whole.vault.now)
    with whole.vault.db.read() as session:
        after = session.scalars(select(CaseIdentity.sealed)).one()
        assert opening.fields(session, whole.vault.office, whole.case_id, secrets.token_bytes(32)) == []
    assert (len(after), after[:64] == before[:64]) == (len(before), False)


def test_an_approved_erasure_erases_the_case_but_not_while_it_is_unfinished_or_on_hold(whole: Whole) -> None:
    vault = whole.vault
    with vault.db.write() as session:
        (box,) = mailbox.by_owner(session, vault.office, PERSON)
        requests.erasure_asked(session, vault.office, box, "", vault.now)
    with pytest.raises(NotYet):
        whole.decide()
    whole.finish(vault.now)
    with vault.db.write() as session:
        retention.hold(session, vault.office.keys, session.get_one(Case, whole.case_id), "staff:x", vault.now)
    with pytest.raises(NotYet):
        whole.decide()
    with vault.db.write() as session:
        retention.lift(session, vault.office.keys, session.get_one(Case, whole.case_id), "staff:x", vault.now)
    whole.decide()
    assert whole.case().erased_on is not None
    assert not any(whole.count(*TABLES, CaseMark))
    with vault.db.read() as session:
        assert mailbox.by_owner(session, vault.office, PERSON) == []
        acts = session.scalars(select(LedgerEntry.type).order_by(LedgerEntry.id)).all()
    assert acts[-2:] == ["case.erasure_decided", "case.erased"]


def test_an_unsent_message_takes_the_file_it_brought_with_it(whole: Whole) -> None:
    with whole.vault.db.write() as session:
        assert withdraw.take_back(session, whole.vault.office, PERSON, "message-photo", whole.vault.now)
    assert whole.count(Evidence, EvidenceChunk, CaseIdentity) == [0, 0, 1]


def test_an_unsent_message_takes_what_it_said_of_the_reporter_and_the_opening_shows_nothing(whole: Whole) -> None:
    vault = whole.vault
    with vault.db.read() as session:
        before = session.scalars(select(CaseIdentity.sealed)).one()
    with vault.db.write() as session:
        assert withdraw.take_back(session, vault.office, PERSON, "message-name", vault.now)
        assert not withdraw.take_back(session, vault.office, PERSON, "message-name", vault.now)
    assert whole.count(Evidence, CaseIdentity) == [1, 1]
    with vault.db.read() as session:
        after = session.scalars(select(CaseIdentity.sealed)).one()
        assert opening.fields(session, vault.office, whole.case_id, secrets.token_bytes(32)) == []
    assert (len(after), after == before) == (len(before), False)
