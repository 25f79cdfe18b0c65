"""An identity opens for two custodians, a reason and a quarter of an hour, and otherwise not at all."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from casework import conflict, identity, mailbox
from casework import identity_opening as opening
from casework.conflict import Unlocked
from casework.identity_opening import Consent, OpeningRefused, Wish
from casework.office import Office
from casework.seal import new_pair
from casework.unseal import content_key, report_of
from keys import SealBroken, open_sealed
from models import Case, CaseIdentity, CaseItem, CaseKey, IdentityKey, IdentityRequest, LedgerEntry, OutboxMessage
from models.cases import ItemKind
from models.database import Database
from models.staff import Role
from tests.casework.identities import NAME, PERSON, Vault

Trio = tuple[Unlocked, Unlocked, Unlocked]


@pytest.fixture
def vault(db: Database, office: Office, now: datetime) -> Vault:
    return Vault(db, office, now)


@pytest.fixture
def trio(vault: Vault) -> Trio:
    return vault.hire("kanda"), vault.hire("wichai"), vault.hire("dao")


@pytest.fixture
def handler(vault: Vault) -> Unlocked:
    return vault.hire("malee", Role.HANDLER, duties=("corruption",))


def opened(vault: Vault, trio: Trio, handler: Unlocked) -> IdentityRequest:
    request = vault.ask(vault.file(), handler)
    assert vault.approve(request, trio[0]) == "half"
    assert vault.approve(request, trio[2]) == "open"
    return request


def test_two_custodians_open_what_the_reporter_said_of_themselves(vault: Vault, trio: Trio, handler: Unlocked) -> None:
    assert vault.read(opened(vault, trio, handler), handler) == [NAME]


@pytest.mark.parametrize("pair", [(a, b) for a in range(3) for b in range(3) if a != b])
def test_d22_every_ordered_pair_opens_and_none_alone(
    vault: Vault, trio: Trio, handler: Unlocked, pair: tuple[int, int]
) -> None:
    request = vault.ask(vault.file(), handler)
    vault.approve(request, trio[pair[0]])
    with pytest.raises(OpeningRefused):
        vault.read(request, handler)
    vault.approve(request, trio[pair[1]])
    assert vault.read(request, handler) == [NAME]


def test_d22_one_custodian_twice_is_refused(vault: Vault, trio: Trio, handler: Unlocked) -> None:
    request = vault.ask(vault.file(), handler)
    vault.approve(request, trio[0])
    with pytest.raises(OpeningRefused, match="คนละคน"):
        vault.approve(request, trio[0])


def test_d22_whoever_asks_is_not_one_of_the_two(vault: Vault, trio: Trio, handler: Unlocked) -> None:
    request = vault.ask(vault.file(), trio[0])
    with pytest.raises(OpeningRefused, match="ผู้ยื่นคำขอ"):
        vault.approve(request, trio[0])
    vault.approve(request, trio[1])
    with pytest.raises(OpeningRefused, match="ผู้ยื่นคำขอ"):
        vault.approve(request, trio[0])
    assert vault.approve(request, trio[2]) == "open"


def test_g07_two_accounts_of_one_person_are_one_person(vault: Vault, handler: Unlocked) -> None:
    one = vault.hire("kanda", display_name="นางกานดา เก็บรักษา")
    other = vault.hire("kanda2", display_name=" นางกานดา  เก็บรักษา")
    request = vault.ask(vault.file(), handler)
    vault.approve(request, one)
    with pytest.raises(OpeningRefused, match="คนละคน"):
        vault.approve(request, other)


@pytest.mark.parametrize(("before", "taken"), [(1, True), (0, False), (-1, False)])
def test_g08_a_request_is_approved_within_72_hours_or_never(
    vault: Vault, trio: Trio, handler: Unlocked, before: int, taken: bool
) -> None:
    request = vault.ask(vault.file(), handler)
    vault.now += timedelta(hours=72, seconds=-before)
    if taken:
        assert vault.approve(request, trio[0]) == "half"
    else:
        with pytest.raises(OpeningRefused, match="หมดอายุ"):
            vault.approve(request, trio[0])


@pytest.mark.parametrize("column", ["case_id", "requester_id", "reason", "words", "filed_at", "expires_at"])
@pytest.mark.parametrize("rehashed", [False, True])
def test_g09_a_request_changed_after_the_first_consent_is_refused(
    vault: Vault, trio: Trio, handler: Unlocked, column: str, rehashed: bool
) -> None:
    other, request = vault.file(), vault.ask(vault.file(), handler)
    planted = {
        "case_id": other.id,
        "requester_id": vault.hire("mallory", Role.HANDLER).staff.id,
        "reason": "law",
        "words": b"[]",
        "filed_at": vault.now + timedelta(seconds=1),
        "expires_at": vault.now + timedelta(days=400),
    }
    vault.approve(request, trio[0])
    with vault.db.write() as session:
        row = session.get_one(IdentityRequest, request.id)
        setattr(row, column, planted[column])
        row.digest = opening.digest_of(row) if rehashed else row.digest
        seen = row.digest
    with pytest.raises(OpeningRefused, match="ไม่ตรง"):
        vault.approve(request, trio[1], digest=seen)


def test_a_consent_to_something_else_on_the_screen_is_refused(vault: Vault, trio: Trio, handler: Unlocked) -> None:
    request = vault.ask(vault.file(), handler)
    with pytest.raises(OpeningRefused, match="ไม่ตรง"):
        vault.approve(request, trio[0], digest="0" * 64)


def test_g10_consents_at_the_same_instant_have_one_effect(vault: Vault, trio: Trio, handler: Unlocked) -> None:
    request = vault.ask(vault.file(), handler)
    start, states = threading.Barrier(6), []

    def press(custodian: Unlocked) -> None:
        start.wait()
        try:
            states.append(vault.approve(request, custodian))
        except OpeningRefused:
            states.append("refused")

    threads = [threading.Thread(target=press, args=(one,)) for one in trio * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(states) == ["half", "open", *["refused"] * 4]
    assert [entry.type for entry in vault.all(LedgerEntry)].count("identity.opened") == 1
    assert [item.kind for item in vault.all(CaseItem)].count(ItemKind.SYSTEM) == 1


@pytest.mark.parametrize(("seconds", "readable"), [(899, True), (900, False), (901, False)])
def test_d23_a_result_is_gone_a_quarter_of_an_hour_after_it_was_first_shown(
    vault: Vault, trio: Trio, handler: Unlocked, seconds: int, readable: bool
) -> None:
    request = opened(vault, trio, handler)
    vault.now += timedelta(hours=5)
    assert vault.read(request, handler) == [NAME]
    vault.now += timedelta(seconds=seconds)
    if readable:
        assert vault.read(request, handler) == [NAME]
        return
    with pytest.raises(OpeningRefused):
        vault.read(request, handler)
    with vault.db.write() as session:
        opening.tidy(session, vault.now)
    assert vault.all(IdentityRequest)[0].result is None


def test_a_result_nobody_looked_at_is_gone_after_a_day(vault: Vault, trio: Trio, handler: Unlocked) -> None:
    request = opened(vault, trio, handler)
    vault.now += timedelta(hours=24)
    with pytest.raises(OpeningRefused):
        vault.read(request, handler)


def test_a_result_is_for_one_session_of_whoever_asked(vault: Vault, trio: Trio, handler: Unlocked) -> None:
    request = opened(vault, trio, handler)
    with pytest.raises(OpeningRefused):
        vault.read(request, trio[0])
    assert vault.read(request, handler, b"one") == [NAME]
    with pytest.raises(OpeningRefused):
        vault.read(request, handler, b"two")


def test_the_reporter_is_told_and_whoever_asked_for_notices_gets_one(
    vault: Vault, trio: Trio, handler: Unlocked
) -> None:
    request = vault.ask(vault.file(notify=True), handler)
    vault.approve(request, trio[0])
    assert vault.all(OutboxMessage) == []
    vault.approve(request, trio[1])
    with vault.db.read() as session:
        box = mailbox.by_owner(session, vault.office, PERSON)[0]
        letter = mailbox.letters(session, vault.office, box)[-1]
    assert letter.system
    assert "เปิดข้อมูลผู้แจ้งเมื่อ 24/11/2569" in letter.text
    assert opening.REASONS["contact"] in letter.text
    assert len(vault.all(OutboxMessage)) == 1


def test_every_step_is_an_entry_with_its_person(vault: Vault, trio: Trio, handler: Unlocked) -> None:
    vault.read(opened(vault, trio, handler), handler)
    steps = [(entry.type, entry.actor) for entry in vault.all(LedgerEntry) if entry.type.startswith("identity.")]
    actors = [f"staff:{one.staff.id[:12]}" for one in (handler, trio[0], trio[2], handler)]
    assert steps == list(
        zip(
            ("identity.requested", "identity.approved", "identity.opened", "identity.viewed"),
            actors,
            strict=True,
        )
    )


def test_an_accused_custodian_is_no_part_of_any_pair(vault: Vault, handler: Unlocked) -> None:
    accused = vault.hire("preecha", accused_code="clerk")
    others = vault.hire("kanda"), vault.hire("wichai")
    request = vault.ask(vault.file(accused="clerk"), handler)
    with pytest.raises(OpeningRefused, match="เปิดข้อมูลของเรื่องนี้ไม่ได้"):
        vault.approve(request, accused)
    vault.approve(request, others[0])
    with pytest.raises(OpeningRefused, match="เปิดข้อมูลของเรื่องนี้ไม่ได้"):
        vault.approve(request, accused)
    assert vault.approve(request, others[1]) == "open"


def test_an_accused_custodian_does_not_learn_of_the_request(vault: Vault, trio: Trio, handler: Unlocked) -> None:
    accused = vault.hire("preecha", accused_code="clerk")
    case = vault.file(accused="clerk")
    request = vault.ask(case, handler, accused="clerk")
    assert opening.words_for(request, accused.private_key) == ""
    assert opening.words_for(request, trio[0].private_key) == "ต้องถามวันเวลา"
    with vault.db.write() as session:
        assert not opening.takes_part(session, vault.office, case.id, accused)
        assert opening.takes_part(session, vault.office, case.id, trio[0])
        with pytest.raises(OpeningRefused):
            opening.decline(session, vault.office, Consent(request.id, request.digest, accused), vault.now)


def test_whoever_steps_back_after_asking_gets_nothing(vault: Vault, trio: Trio, handler: Unlocked) -> None:
    vault.hire("other", Role.HANDLER, duties=("corruption",))
    request = opened(vault, trio, handler)
    with vault.db.write() as session:
        conflict.declare(session, vault.office, session.get_one(Case, request.case_id), handler, vault.now)
    with pytest.raises(OpeningRefused):
        vault.read(request, handler)


def test_a_dump_tells_neither_pairs_nor_whether_anything_was_said(vault: Vault, trio: Trio) -> None:
    vault.hire("preecha", accused_code="clerk")
    cases = [vault.file(), vault.file(said=""), vault.file(accused="clerk")]
    with vault.db.read() as session:
        rows = session.scalars(select(IdentityKey)).all()
        sizes = {len(row.sealed) for row in session.scalars(select(CaseIdentity))}
    assert [sum(row.case_id == case.id for row in rows) for case in cases] == [13, 13, 13]
    assert len({len(row.sealed) for row in rows}) == 1
    assert len({row.sealed[:11] for row in rows}) == len(rows)
    assert len(sizes) == 1


def test_recovery_has_a_copy_of_the_same_size_for_the_day_no_two_custodians_are_left(vault: Vault, trio: Trio) -> None:
    private, public = new_pair()
    vault.office = replace(vault.office, recovery_public_key=public)
    case = vault.file()
    with vault.db.read() as session:
        key = opening.by_recovery(session, vault.office, case, private)
        assert key is not None
        assert opening.fields(session, vault.office, case.id, key)[0]["shown"] == NAME
        assert opening.by_recovery(session, vault.office, case, trio[0].private_key) is None
        wrappings = session.scalars(select(IdentityKey.sealed)).all()
    assert (len(wrappings), len({len(one) for one in wrappings})) == (7, 1)


@pytest.mark.parametrize(
    ("keepers", "recovery", "asked"), [(0, False, False), (1, False, False), (2, False, True), (0, True, True)]
)
def test_nobody_is_asked_for_an_identity_that_could_never_be_opened(
    vault: Vault, keepers: int, recovery: bool, asked: bool
) -> None:
    for number in range(keepers):
        vault.hire(f"keeper{number}")
    office = replace(vault.office, recovery_public_key=new_pair()[1] if recovery else None)
    with vault.db.read() as session:
        assert identity.possible(session, office) is asked


def test_what_nobody_could_open_is_not_kept_and_that_is_entered(vault: Vault, handler: Unlocked) -> None:
    vault.office = replace(vault.office, recovery_public_key=None)
    case = vault.file()
    with vault.db.read() as session:
        slots = session.scalars(select(CaseKey).where(CaseKey.case_id == case.id)).all()
        private = content_key(handler.private_key, slots, vault.office, case)
        assert private is not None
        assert not report_of(session, vault.office, case, private).identity_given
    assert [entry.type for entry in vault.all(LedgerEntry)] == ["identity.not_kept", "case.filed"]


@pytest.mark.parametrize(("reason", "words"), [("", "x"), ("because", "x"), ("contact", " "), ("contact", "ก" * 1001)])
def test_a_request_without_a_reason_and_words_is_refused(
    vault: Vault, handler: Unlocked, reason: str, words: str
) -> None:
    case = vault.file()
    with vault.db.write() as session, pytest.raises(OpeningRefused):
        opening.ask(session, vault.office, case, Wish(handler.staff, reason, words), vault.now)


def test_the_words_of_a_request_are_for_custodians_and_whoever_asked(
    vault: Vault, trio: Trio, handler: Unlocked
) -> None:
    other = vault.hire("other", Role.HANDLER)
    request = vault.ask(vault.file(), handler)
    readers = [opening.words_for(request, one.private_key) for one in (handler, *trio, other)]
    assert readers == ["ต้องถามวันเวลา"] * 4 + [""]


def test_d24_no_key_of_an_identity_opens_the_line_id(vault: Vault, trio: Trio, handler: Unlocked) -> None:
    case = vault.file(notify=True)
    request = vault.ask(case, handler)
    vault.approve(request, trio[0])
    vault.approve(request, trio[1])
    with vault.db.write() as session:
        key = opening.use(session, vault.office, request.id, (handler, b"one"), vault.now)
        notify = session.get_one(Case, case.id).notify or b""
        assert PERSON not in str(opening.fields(session, vault.office, case.id, key))
    for private in (key, handler.private_key, *(one.private_key for one in trio)):
        with pytest.raises(SealBroken):
            open_sealed(private, "push", notify, case.id)
