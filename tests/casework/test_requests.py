"""What a reporter may ask of a case: when, how often, what is written, and what nobody can read from it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from casework import intake, mailbox, requests
from casework.intake import Report, Reporter
from casework.mailbox import Mailbox
from casework.office import Office
from casework.requests import Decided, NotNow, Wish
from casework.triage import Move, MoveRefused, Told, last_finisher, move
from models import Case, CaseItem, LedgerEntry, OutboxMessage, RatingCount
from models.cases import Kind, Status
from models.database import Database
from reports.statistics import complaint_figures

PERSON = "U" + "4" * 32
ANNA, BERT = "staff:anna", "staff:bert"


@dataclass
class Reported:
    """A case and its reporter, step by step."""

    db: Database
    office: Office
    now: datetime
    filed: intake.Filed

    def move(self, to: Status, by: str = ANNA, outcome: str = "", told: str = "") -> None:
        """A step of the staff."""
        with self.db.write() as session:
            case = session.get_one(Case, self.filed.case_id)
            wanted = Move(to, by, case.version, "เหตุผลภายใน", outcome, told)
            move(session, self.office, case, wanted, self.now)

    def finish(self, by: str = ANNA) -> None:
        """Accepted and finished."""
        self.move(Status.ACCEPTED, by)
        self.move(Status.FINISHED, by, "founded")

    def box(self) -> Mailbox:
        """The mailbox as the receipt opens it."""
        with self.db.read() as session:
            found = mailbox.by_receipt(session, self.office, self.filed.receipt)
        assert found is not None
        return found

    def wishes(self) -> frozenset[Wish]:
        """What may be asked now."""
        return requests.wishes(self.office, self.box(), self.now)

    def ask(self, wish: Wish, words: str = "เพราะไม่ตรงกับที่เกิดขึ้น") -> None:
        """Ask for something."""
        with self.db.write() as session:
            box = mailbox.by_receipt(session, self.office, self.filed.receipt)
            assert box is not None
            given = (session, self.office, box)
            acts = {
                Wish.OBJECT: lambda: requests.objected(*given, words, self.now),
                Wish.WITHDRAW: lambda: requests.withdrawn(*given, words, self.now),
                Wish.ERASE: lambda: requests.erasure_asked(*given, words, self.now),
                Wish.RATE: lambda: requests.rated(*given, int(words), self.now),
                Wish.STOP_NOTICES: lambda: requests.notices_stopped(*given, self.now),
                Wish.START_NOTICES: lambda: requests.notices_started(*given, PERSON, self.now),
            }
            acts[wish]()

    def letters(self) -> list[str]:
        """What the reporter reads."""
        with self.db.read() as session:
            return [letter.text for letter in mailbox.letters(session, self.office, self.box())]

    def entries(self, kind: str) -> list[LedgerEntry]:
        """Entries of a type."""
        with self.db.read() as session:
            return list(session.scalars(select(LedgerEntry).where(LedgerEntry.type == kind)))


@pytest.fixture
def told(db: Database, office: Office, now: datetime) -> Reported:
    """A general complaint with notices."""
    with db.write() as session:
        filed = intake.file(session, office, Report(Kind.GENERAL, "road", ()), Reporter(PERSON, notify=True), now)
    return Reported(db, office, now, filed)


def test_an_objection_takes_a_finished_case_back_to_screening(told: Reported) -> None:
    told.finish()
    told.ask(Wish.OBJECT)
    case = told.box().case
    assert (case.status, case.finished_on, case.outcome, case.objections) == (Status.SCREENING, None, "", 1)
    assert case.answer_due_on == date(2026, 12, 1)
    assert len(told.entries("case.objected")) == 1
    assert "คัดค้านผล: เพราะไม่ตรงกับที่เกิดขึ้น" in told.letters()


def test_an_objection_is_made_once_for_each_finish(told: Reported) -> None:
    with pytest.raises(NotNow):
        told.ask(Wish.OBJECT)
    told.finish()
    told.ask(Wish.OBJECT)
    with pytest.raises(NotNow):
        told.ask(Wish.OBJECT)
    told.finish(BERT)
    told.ask(Wish.OBJECT)
    assert told.box().case.objections == 2


@pytest.mark.parametrize(("days", "may"), [(0, True), (29, True), (30, True), (31, False)])
def test_an_objection_is_taken_for_thirty_days(told: Reported, days: int, may: bool) -> None:
    told.finish()
    told.now += timedelta(days=days)
    assert (Wish.OBJECT in told.wishes()) is may
    if not may:
        with pytest.raises(NotNow):
            told.ask(Wish.OBJECT)


def test_after_an_objection_another_officer_has_to_finish(told: Reported) -> None:
    told.finish(ANNA)
    told.ask(Wish.OBJECT)
    told.move(Status.ACCEPTED, ANNA)
    for to in (Status.FINISHED, Status.REFERRED):
        with pytest.raises(MoveRefused, match="เจ้าหน้าที่คนอื่น"):
            told.move(to, ANNA, "founded")
    assert last_finisher_of(told) == ANNA
    told.move(Status.FINISHED, BERT, "founded")
    assert last_finisher_of(told) == BERT


def last_finisher_of(told: Reported) -> str:
    with told.db.read() as session:
        return last_finisher(session, session.get_one(Case, told.filed.case_id))


def test_without_an_objection_the_same_officer_may_finish_again(told: Reported) -> None:
    told.finish(ANNA)
    told.move(Status.INVESTIGATING, ANNA)
    told.move(Status.FINISHED, ANNA, "founded")
    assert told.box().case.status == Status.FINISHED


def test_a_withdrawn_case_counts_as_finished_on_its_own_line(told: Reported) -> None:
    told.ask(Wish.WITHDRAW, "")
    assert told.box().case.status == Status.WITHDRAWN
    assert told.letters() == ["ผู้ร้องขอถอนเรื่อง"]
    with told.db.read() as session:
        tables = {
            table.key: {row[0]: row[1:] for row in table.rows} for table in complaint_figures(session, 2570).tables
        }
    assert tables["endings"]["ผู้ร้องขอถอนเรื่อง"] == (1, 1, 0)
    assert tables["summary"]["รวมทั้งสิ้น"] == (1, 1, 0)
    with pytest.raises(NotNow):
        told.ask(Wish.WITHDRAW)
    assert Wish.OBJECT not in told.wishes()
    told.move(Status.SCREENING)
    assert told.box().case.finished_on is None


def test_a_request_for_erasure_erases_the_way_to_the_reporter_at_once(told: Reported) -> None:
    assert told.box().case.notify is not None
    told.ask(Wish.ERASE, "")
    assert told.box().case.notify is None
    assert told.letters() == ["ขอให้ลบข้อมูล"]
    assert len(told.entries("case.erasure_asked")) == 1


def test_the_decision_on_erasure_is_entered_and_told_once(told: Reported) -> None:
    told.ask(Wish.ERASE)
    for _ in range(2):
        with told.db.write() as session:
            case = session.get_one(Case, told.filed.case_id)
            decided = Decided(False, Told("ต้องเก็บไว้ตามระเบียบสารบรรณ", ANNA))
            if requests.erasure_waits(session, told.office, case):
                requests.erasure_decided(session, told.office, case, decided, told.now)
                continue
            with pytest.raises(NotNow):
                requests.erasure_decided(session, told.office, case, decided, told.now)
    (entry,) = told.entries("case.erasure_decided")
    assert (entry.topic, entry.actor) == ("refused", ANNA)
    assert told.letters()[-1] == "ต้องเก็บไว้ตามระเบียบสารบรรณ"


def test_what_staff_tell_with_a_status_is_a_letter_with_a_notice(told: Reported) -> None:
    told.move(Status.REFERRED, told="ส่งต่อให้อำเภอแล้ว ติดตามได้ที่ศูนย์ดำรงธรรม")
    assert told.letters() == ["ส่งต่อให้อำเภอแล้ว ติดตามได้ที่ศูนย์ดำรงธรรม"]
    with told.db.read() as session:
        assert len(session.scalars(select(OutboxMessage)).all()) == 1
        assert sum(item.for_reporter is not None for item in session.scalars(select(CaseItem))) == 1


def test_a_status_without_words_tells_the_reporter_no_reason(told: Reported) -> None:
    told.move(Status.REFERRED)
    assert told.letters() == []


@pytest.mark.parametrize(("length", "taken"), [(4999, True), (5000, True), (5001, False)])
def test_words_to_the_reporter_have_five_thousand_characters_at_most(told: Reported, length: int, taken: bool) -> None:
    if taken:
        told.move(Status.REFERRED, told="ก" * length)
        return
    with pytest.raises(MoveRefused, match="ยาวเกิน"):
        told.move(Status.REFERRED, told="ก" * length)
    assert told.box().case.status == Status.RECEIVED


def counts(db: Database) -> dict[int, int]:
    with db.read() as session:
        return {row.score: row.count for row in session.scalars(select(RatingCount))}


@pytest.mark.parametrize("score", ["1", "5"])
def test_a_finished_case_is_rated_once(told: Reported, score: str) -> None:
    with pytest.raises(NotNow):
        told.ask(Wish.RATE, score)
    told.finish()
    told.ask(Wish.RATE, score)
    with pytest.raises(NotNow):
        told.ask(Wish.RATE, score)
    assert counts(told.db) == {one: int(str(one) == score) for one in requests.SCORES}


@pytest.mark.parametrize("score", ["0", "6", "-1"])
def test_no_other_score_is_counted(told: Reported, score: str) -> None:
    told.finish()
    with pytest.raises(NotNow):
        told.ask(Wish.RATE, score)
    assert counts(told.db) == {}


def test_a_dump_does_not_tell_who_rated_or_how(told: Reported, office: Office) -> None:
    with told.db.write() as session:
        other = intake.file(session, office, Report(Kind.GENERAL, "road", ()), Reporter(), told.now)
    told.finish()
    told.ask(Wish.RATE, "2")
    with told.db.read() as session:
        rated, not_rated = (session.get_one(Case, one.case_id).rated for one in (told.filed, other))
        assert rated is not None
        assert not_rated is not None
        assert len(rated) == len(not_rated)
        assert {column.name for column in RatingCount.__table__.columns} == {"quarter", "kind", "score", "count"}
        assert len(session.scalars(select(RatingCount)).all()) == len(requests.SCORES)
    (entry,) = told.entries("rating.counted")
    assert (entry.case_tag, entry.topic, entry.actor) == ("", "general", "reporter")


@pytest.mark.parametrize(("wish", "words"), [(Wish.RATE, "3"), (Wish.OBJECT, "ไม่จริง")])
def test_of_two_presses_at_once_one_counts(told: Reported, wish: Wish, words: str) -> None:
    told.finish()
    late: list[BaseException] = []

    def press() -> None:
        try:
            told.ask(wish, words)
        except NotNow as error:
            late.append(error)

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(late) == 3
    assert sum(counts(told.db).values()) == (wish is Wish.RATE)
    assert told.box().case.objections == (wish is Wish.OBJECT)


def test_notices_are_stopped_and_started_again(told: Reported) -> None:
    assert Wish.START_NOTICES not in told.wishes()
    told.ask(Wish.STOP_NOTICES)
    assert told.box().case.notify is None
    told.ask(Wish.START_NOTICES)
    case = told.box().case
    assert told.office.keys.unseal("push", case.notify or b"", case.id).decode() == PERSON
    assert [entry.topic for entry in told.entries("case.notices")] == ["stopped", "started"]


def test_the_next_word_is_due_thirty_days_after_the_last_and_anew_after_an_objection(told: Reported) -> None:
    def due() -> date | None:
        box = told.box()
        with told.db.read() as session:
            letters = mailbox.letters(session, told.office, box)
        return requests.standing(told.office, box, letters, told.now).news_due_on

    assert due() == date(2026, 12, 1)
    told.move(Status.ACCEPTED, told="รับไว้แล้ว")
    assert due() == date(2026, 12, 24)
    told.move(Status.FINISHED, outcome="solved")
    assert due() is None
    told.ask(Wish.OBJECT)
    assert due() == date(2026, 12, 1)
    told.now += timedelta(days=1)
    told.move(Status.ACCEPTED, told="รับพิจารณาใหม่")
    assert due() == date(2026, 12, 25)
