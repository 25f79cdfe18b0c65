"""The manual in the database: versions, publication, expiry, taught phrases, questions without an answer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from keys import ServerKeys
from knowledge import manual_store
from knowledge.gate import MUNICIPALITY, SAO
from knowledge.manual_store import NotPublished, Town
from models import ManualEntry, ManualVersion, TaughtPhrase, UnansweredQuestion
from models.database import Database
from models.manual import PhraseKind, VersionChanged
from tests.knowledge.entries import WHOLE, like

TODAY = date(2026, 11, 24)
TOWN = Town(MUNICIPALITY, TODAY)


def take_in(db: Database, *entries: object, town: Town = TOWN) -> manual_store.Imported:
    with db.write() as session:
        return manual_store.take_in(session, entries, "system", town)  # type: ignore[arg-type]


def served(db: Database, town: Town = TOWN) -> list[str]:
    with db.read() as session:
        return [entry.id for entry in manual_store.served(session, town)]


def counter(db: Database) -> int:
    with db.read() as session:
        return manual_store.version(session)


def test_an_import_twice_changes_nothing_the_second_time(db: Database) -> None:
    first, after = take_in(db, WHOLE, like(id="other")), counter(db)
    second = take_in(db, WHOLE, like(id="other"))
    assert (first.new, second.new, second.changed, second.same) == (2, 0, 0, 2)
    assert counter(db) == after
    with db.read() as session:
        assert len(session.scalars(select(ManualVersion)).all()) == 2


def test_what_lacks_something_becomes_a_draft_with_its_reasons(db: Database) -> None:
    done = take_in(db, WHOLE, like(id="poor", fee=""))
    assert served(db) == [WHOLE.id]
    assert len(done.drafts) == 1
    assert "poor" in done.drafts[0]


def test_a_change_is_a_new_version_and_the_old_one_stays(db: Database) -> None:
    take_in(db, WHOLE)
    before = counter(db)
    take_in(db, like(time="20 นาที"))
    assert counter(db) > before
    with db.read() as session:
        row = session.get_one(ManualEntry, WHOLE.id)
        assert [manual_store.content(session, row, number).time for number in (1, 2)] == ["10 นาที", "20 นาที"]
        assert row.served == 2


def test_a_version_that_was_written_cannot_be_changed(db: Database) -> None:
    take_in(db, WHOLE)
    with pytest.raises(VersionChanged), db.write() as session:
        session.get_one(ManualVersion, (WHOLE.id, 1)).content = {"id": WHOLE.id, "name": "อื่น"}


def test_a_worse_version_waits_as_a_draft_while_the_good_one_is_told(db: Database) -> None:
    take_in(db, WHOLE)
    take_in(db, like(fee=""))
    with db.read() as session:
        (entry,) = manual_store.served(session, TOWN)
        assert entry.fee == WHOLE.fee
        assert session.get_one(ManualEntry, WHOLE.id).latest == 2


def test_publishing_names_every_reason_against_it(db: Database) -> None:
    take_in(db, like(fee="", where="", status="draft"))
    with pytest.raises(NotPublished) as reasons, db.write() as session:
        manual_store.publish(session, WHOLE.id, "staff:x", TOWN)
    assert len(str(reasons.value).split("\n")) == 2


def test_withdrawn_entries_are_told_to_nobody_and_found_by_no_question(db: Database) -> None:
    take_in(db, WHOLE)
    take_in(db, like(status="withdrawn"))
    assert served(db) == []
    with db.read() as session:
        assert manual_store.known(session, TOWN) == []


@pytest.mark.parametrize(("day", "told"), [(date(2027, 1, 1), True), (date(2027, 1, 2), False)])
def test_an_entry_stops_being_told_by_itself_after_its_last_day(db: Database, day: date, told: bool) -> None:
    take_in(db, like(valid_to=date(2027, 1, 1)))
    assert bool(served(db, Town(MUNICIPALITY, day))) is told
    with db.read() as session:
        assert [entry.id for entry in manual_store.known(session, Town(MUNICIPALITY, day))] == [WHOLE.id]


def test_an_entry_of_another_kind_of_body_is_not_told(db: Database) -> None:
    take_in(db, like(agency_types=("เทศบาล",)))
    assert served(db) == [WHOLE.id]
    assert served(db, Town(SAO, TODAY)) == []


@pytest.mark.parametrize(("days", "fresh"), [(364, True), (365, True), (366, False)])
def test_an_entry_is_stale_after_a_year_without_a_look(db: Database, days: int, fresh: bool) -> None:
    take_in(db, WHOLE)
    with db.read() as session:
        (kept,) = manual_store.listed(session, Town(MUNICIPALITY, TODAY + timedelta(days=days)))
        assert kept.fresh is fresh


def test_a_taught_phrase_belongs_to_its_entry_and_to_the_export(db: Database) -> None:
    take_in(db, WHOLE)
    before = counter(db)
    with db.write() as session:
        for kind, phrase in ((PhraseKind.HINT, "ป้ายไฟ"), (PhraseKind.ALIAS, "ค่าป้าย")):
            phrase_row = TaughtPhrase(kind=kind, target=WHOLE.id, phrase=phrase, taught_on=TODAY, taught_by="x")
            manual_store.teach(session, phrase_row)
    assert counter(db) == before + 2
    with db.read() as session:
        (entry,) = manual_store.served(session, TOWN)
        (exported,) = manual_store.export(session)
    assert "ป้ายไฟ" in entry.hints
    assert "ค่าป้าย" in entry.aliases
    assert exported == entry
    assert take_in(db, exported).changed == 1
    assert take_in(db, exported).same == 1


def test_what_is_not_ours_is_kept_with_its_agency(db: Database) -> None:
    with db.write() as session:
        row = TaughtPhrase(
            kind=PhraseKind.ELSEWHERE, target="สำนักงานที่ดิน", phrase="โอนที่ดิน", taught_on=TODAY, taught_by="x"
        )
        manual_store.teach(session, row)
    with db.read() as session:
        assert [(one.phrase, one.target) for one in manual_store.taught(session)] == [("โอนที่ดิน", "สำนักงานที่ดิน")]


def test_a_question_lies_sealed_with_a_day_and_nobody(db: Database, keys: ServerKeys) -> None:
    with db.write() as session:
        manual_store.keep_question(session, keys, "ขอรถดูดส้วม", TODAY, "septic")
    with db.read() as session:
        row = session.scalars(select(UnansweredQuestion)).one()
        assert "ดูดส้วม".encode() not in row.sealed
        assert set(UnansweredQuestion.__table__.columns.keys()) == {"id", "on_day", "sealed", "near", "settled"}
        (question,) = manual_store.questions(session, keys)
    assert (question.text, question.near) == ("ขอรถดูดส้วม", "septic")


@pytest.mark.parametrize(("days", "kept"), [(89, 1), (90, 1), (91, 0)])
def test_a_question_is_erased_after_ninety_days(db: Database, keys: ServerKeys, days: int, kept: int) -> None:
    with db.write() as session:
        manual_store.keep_question(session, keys, "ถามอะไรสักอย่าง", TODAY)
    with db.write() as session:
        manual_store.forget_old(session, TODAY + timedelta(days=days))
    with db.read() as session:
        assert len(manual_store.questions(session, keys)) == kept
