"""Stepping back, the reviewer from outside, and colleagues who come later: who opens what, and what a dump shows."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from casework import conflict, newcomers
from casework.conflict import Unlocked
from casework.newcomers import Gift, GrantRefused
from casework.office import Office
from casework.unseal import content_key
from models import Case, CaseKey, KeyGrant, LedgerEntry
from models.database import Database
from models.staff import Duty, Role
from tests.casework.identities import Vault


@pytest.fixture
def vault(db: Database, office: Office, now: datetime) -> Vault:
    return Vault(db, office, now)


def handler(vault: Vault, name: str, duty: str = "corruption", accused: str = "") -> Unlocked:
    return vault.hire(name, Role.HANDLER, duties=(duty,), accused_code=accused)


def opens(vault: Vault, case: Case, person: Unlocked) -> bool:
    with vault.db.read() as session:
        slots = session.scalars(select(CaseKey).where(CaseKey.case_id == case.id)).all()
        return content_key(person.private_key, slots, vault.office, case) is not None


def slots(vault: Vault, case: Case) -> list[int]:
    with vault.db.read() as session:
        return [len(one) for one in session.scalars(select(CaseKey.sealed).where(CaseKey.case_id == case.id))]


def step_back(vault: Vault, case: Case, person: Unlocked) -> None:
    with vault.db.write() as session:
        conflict.declare(session, vault.office, session.get_one(Case, case.id), person, vault.now)


def give(vault: Vault, giver: Unlocked, newcomer: Unlocked, duty: Duty) -> int:
    with vault.db.write() as session:
        return newcomers.give(session, vault.office, Gift(giver, newcomer.staff, duty), vault.now)


def ask(vault: Vault, giver: Unlocked, newcomer: Unlocked) -> KeyGrant:
    with vault.db.write() as session:
        return newcomers.ask(session, vault.office, giver.staff, newcomer.staff, vault.now)


def decide(vault: Vault, grant: KeyGrant, custodian: Unlocked, agreed: bool = True) -> None:
    with vault.db.write() as session:
        newcomers.decide(session, vault.office, grant.id, (custodian.staff, agreed), vault.now)


def test_g20_a_declared_conflict_takes_effect_at_once_and_is_entered(vault: Vault) -> None:
    one, other = handler(vault, "one"), handler(vault, "other")
    case = vault.file()
    before = slots(vault, case)
    step_back(vault, case, one)
    assert (opens(vault, case, one), opens(vault, case, other)) == (False, True)
    assert slots(vault, case) == before
    entry = next(entry for entry in vault.all(LedgerEntry) if entry.type == "conflict.declared")
    assert (entry.actor, entry.case_tag) == (f"staff:{one.staff.id[:12]}", "")


def test_stepping_back_from_one_case_leaves_the_others(vault: Vault) -> None:
    one = handler(vault, "one")
    handler(vault, "other")
    case, kept = vault.file(), vault.file()
    step_back(vault, case, one)
    assert opens(vault, kept, one)


def test_d12_an_excluded_handler_tries_all_wrappings_and_none_opens(vault: Vault) -> None:
    accused = handler(vault, "accused", accused="officer")
    handler(vault, "other")
    assert not opens(vault, vault.file(accused="officer"), accused)


def test_when_everybody_on_the_duty_is_accused_the_reviewer_from_outside_has_the_case(vault: Vault) -> None:
    accused = handler(vault, "accused", accused="officer")
    outside = handler(vault, "outside", duty="outside")
    theirs, ordinary = vault.file(accused="officer"), vault.file()
    assert (opens(vault, theirs, accused), opens(vault, theirs, outside)) == (False, True)
    assert (opens(vault, ordinary, accused), opens(vault, ordinary, outside)) == (True, False)
    assert slots(vault, theirs) == slots(vault, ordinary)


def test_when_the_last_handler_steps_back_the_case_goes_outside(vault: Vault) -> None:
    one, accused = handler(vault, "one"), handler(vault, "accused", accused="officer")
    outside = handler(vault, "outside", duty="outside")
    case = vault.file(accused="officer")
    before = slots(vault, case)
    step_back(vault, case, one)
    assert [opens(vault, case, who) for who in (one, accused, outside)] == [False, False, True]
    assert slots(vault, case) == before


def test_g19_a_case_handed_outside_is_lost_to_local_staff(vault: Vault) -> None:
    one, other, outside = handler(vault, "one"), handler(vault, "other"), handler(vault, "outside", duty="outside")
    case = vault.file()
    before = slots(vault, case)
    with vault.db.write() as session:
        assert conflict.hand_over(session, vault.office, session.get_one(Case, case.id), one, vault.now)
    assert [opens(vault, case, who) for who in (one, other, outside)] == [False, False, True]
    assert slots(vault, case) == before


def test_a_case_is_not_handed_to_a_reviewer_there_is_not(vault: Vault) -> None:
    one = handler(vault, "one")
    case = vault.file()
    with vault.db.write() as session:
        assert not conflict.hand_over(session, vault.office, session.get_one(Case, case.id), one, vault.now)
    assert opens(vault, case, one)


def test_a_custodian_who_stepped_back_is_barred_from_the_case(vault: Vault) -> None:
    one = handler(vault, "one")
    case = vault.file()
    step_back(vault, case, one)
    with vault.db.read() as session:
        assert conflict.barred(session, vault.office, case.id, one.staff.id)
        assert not conflict.barred(session, vault.office, vault.file().id, one.staff.id)


def test_cases_of_a_duty_the_newcomer_has_not_are_not_given(vault: Vault) -> None:
    giver, newcomer = handler(vault, "giver"), handler(vault, "newcomer", duty="general")
    with pytest.raises(GrantRefused):
        give(vault, giver, newcomer, Duty.CORRUPTION)
    assert give(vault, giver, newcomer, Duty.GENERAL) == 0


def test_g06_corruption_cases_take_a_second_person(vault: Vault) -> None:
    giver, custodian = handler(vault, "giver"), vault.hire("kanda")
    cases = [vault.file(), vault.file()]
    newcomer = handler(vault, "newcomer")
    with pytest.raises(GrantRefused):
        give(vault, giver, newcomer, Duty.CORRUPTION)
    grant = ask(vault, giver, newcomer)
    with pytest.raises(GrantRefused):
        give(vault, giver, newcomer, Duty.CORRUPTION)
    decide(vault, grant, custodian)
    assert give(vault, giver, newcomer, Duty.CORRUPTION) == 2
    assert all(opens(vault, case, newcomer) for case in cases)
    with pytest.raises(GrantRefused):
        give(vault, giver, newcomer, Duty.CORRUPTION)


@pytest.mark.parametrize("who", ["giver", "newcomer"])
def test_neither_giver_nor_newcomer_agrees_for_themselves(vault: Vault, who: str) -> None:
    people = {"giver": handler(vault, "giver"), "newcomer": handler(vault, "newcomer")}
    grant = ask(vault, people["giver"], people["newcomer"])
    with pytest.raises(GrantRefused, match="ไม่เกี่ยวข้อง"):
        decide(vault, grant, people[who])


def test_a_refused_or_late_grant_gives_nothing(vault: Vault) -> None:
    giver, custodian = handler(vault, "giver"), vault.hire("kanda")
    vault.file()
    newcomer = handler(vault, "newcomer")
    decide(vault, ask(vault, giver, newcomer), custodian, agreed=False)
    late = ask(vault, giver, newcomer)
    vault.now += timedelta(hours=72)
    with pytest.raises(GrantRefused):
        decide(vault, late, custodian)
    with pytest.raises(GrantRefused):
        give(vault, giver, newcomer, Duty.CORRUPTION)


def test_d09_a_grant_does_not_count_for_a_key_planted_afterwards(vault: Vault) -> None:
    giver, custodian, attacker = handler(vault, "giver"), vault.hire("kanda"), handler(vault, "attacker")
    vault.file()
    newcomer = handler(vault, "newcomer")
    decide(vault, ask(vault, giver, newcomer), custodian)
    newcomer.staff.public_key = attacker.staff.public_key
    with pytest.raises(GrantRefused):
        give(vault, giver, newcomer, Duty.CORRUPTION)


def test_a_newcomer_who_is_accused_or_stepped_back_gets_a_decoy_of_the_same_size(vault: Vault) -> None:
    giver, custodian = handler(vault, "giver"), vault.hire("kanda")
    theirs, ordinary = vault.file(accused="clerk"), vault.file()
    newcomer = handler(vault, "newcomer", accused="clerk")
    decide(vault, ask(vault, giver, newcomer), custodian)
    assert give(vault, giver, newcomer, Duty.CORRUPTION) == 2
    assert (opens(vault, theirs, newcomer), opens(vault, ordinary, newcomer)) == (False, True)
    assert slots(vault, theirs) == slots(vault, ordinary)
