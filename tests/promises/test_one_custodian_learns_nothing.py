"""The identity promise, attacked with what somebody would really hold: the database, the server's secret, own keys."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from casework import conflict
from casework import identity_opening as opening
from casework.conflict import Unlocked
from casework.identity import BOX, KEY, inner_place, outer_place
from casework.office import Office
from casework.seal import place
from casework.unseal import content_key
from keys import PURPOSES, SealBroken, hkdf, open_sealed, open_shared
from models import Case, CaseIdentity, CaseItem, CaseKey, CaseMark, IdentityKey, IdentityRequest, LedgerEntry, Staff
from models.database import Database
from models.staff import Role
from tests.casework.identities import NAME, PERSON, Vault
from tests.promises.conftest import Canary, dump

Finds = Callable[[bytes, list[Canary]], list[str]]
PLANTED = [Canary("the name", NAME), Canary("the LINE id", PERSON), Canary("the words of a request", "ต้องถามวันเวลา")]


@pytest.fixture
def vault(db: Database, office: Office, now: datetime) -> Vault:
    return Vault(db, office, now)


@pytest.fixture
def people(vault: Vault) -> dict[str, Unlocked]:
    """Three custodians, a handler and people without content."""
    made = {name: vault.hire(name) for name in ("kanda", "wichai", "dao")}
    made["malee"] = vault.hire("malee", Role.HANDLER, duties=("corruption",))
    return made | {"auditor": vault.hire("auditor", Role.AUDITOR), "admin": vault.hire("admin", Role.SYSTEM_ADMIN)}


def blobs(vault: Vault) -> list[bytes]:
    """Every sealed thing in the database."""
    found: list[bytes] = []
    for table in (IdentityKey, CaseIdentity, CaseKey):
        found += [row.sealed for row in vault.all(table)]
    for request in vault.all(IdentityRequest):
        found += [blob for blob in (request.boxes, request.result) if blob]
    for item in vault.all(CaseItem):
        found += [blob for blob in (item.for_staff, item.for_reporter) if blob]
    return found


def everything_opened(vault: Vault, case: Case, privates: list[bytes]) -> bytes:
    """What these private keys open, followed wherever it leads, at every place of the case."""
    tag, opened, waiting = vault.office, b"", list(blobs(vault))
    places = [outer_place(tag, case.id), inner_place(tag, case.id)]
    while waiting:
        blob = waiting.pop()
        for private in privates:
            for where in places:
                try:
                    inside = open_sealed(private, "identity-key", blob, where)
                except SealBroken:
                    continue
                opened += inside
                waiting += [inside[1:]] if inside.startswith(BOX) else []
    return opened


def fields_with(vault: Vault, case: Case, opened: bytes) -> list[str]:
    """The identity, when any 32 bytes behind a key's mark in what was opened are its key."""
    for at in range(len(opened)):
        if opened[at : at + 1] == KEY:
            try:
                with vault.db.read() as session:
                    fields = opening.fields(session, vault.office, case.id, opened[at + 1 : at + 33])
            except (ValueError, TypeError):
                continue
            if fields:
                return [field["shown"] for field in fields]
    return []


@pytest.mark.parametrize("name", ["kanda", "wichai", "dao", "malee", "auditor", "admin"])
def test_one_person_with_the_dump_and_their_own_key_learns_nothing(
    vault: Vault, people: dict[str, Unlocked], name: str
) -> None:
    case = vault.file()
    vault.ask(case, people["malee"])
    assert fields_with(vault, case, everything_opened(vault, case, [people[name].private_key])) == []


@pytest.mark.parametrize("pair", [("kanda", "wichai"), ("dao", "kanda")])
def test_two_custodians_with_the_dump_learn_it(
    vault: Vault, people: dict[str, Unlocked], pair: tuple[str, str]
) -> None:
    case = vault.file()
    opened = everything_opened(vault, case, [people[name].private_key for name in pair])
    assert fields_with(vault, case, opened) == [NAME]


@pytest.mark.parametrize("pair", [("kanda", "malee"), ("malee", "auditor"), ("admin", "wichai")])
def test_a_custodian_with_anybody_else_learns_nothing(
    vault: Vault, people: dict[str, Unlocked], pair: tuple[str, str]
) -> None:
    case = vault.file()
    opened = everything_opened(vault, case, [people[name].private_key for name in pair])
    assert fields_with(vault, case, opened) == []


def test_the_servers_secret_opens_no_identity_and_no_request(vault: Vault, people: dict[str, Unlocked]) -> None:
    vault.approve(vault.ask(vault.file(), people["malee"]), people["kanda"])
    request = vault.all(IdentityRequest)[0]
    closed = [row.sealed for row in (*vault.all(IdentityKey), *vault.all(CaseIdentity))]
    for blob in (*closed, request.words):
        for purpose in PURPOSES:
            with pytest.raises(SealBroken):
                vault.office.keys.unseal(purpose, blob)


def test_neither_a_request_nor_an_opening_leaves_a_word_in_the_dump(
    vault: Vault, people: dict[str, Unlocked], finds: Finds
) -> None:
    request = vault.ask(vault.file(notify=True), people["malee"])
    vault.approve(request, people["kanda"])
    assert finds(dump(vault.db), PLANTED) == []
    vault.approve(request, people["dao"])
    assert vault.read(request, people["malee"]) == [NAME]
    assert finds(dump(vault.db), PLANTED) == []


def test_after_its_time_nobody_opens_an_opened_identity_again_from_the_dump(
    vault: Vault, people: dict[str, Unlocked]
) -> None:
    case = vault.file()
    request = vault.ask(case, people["malee"])
    vault.approve(request, people["kanda"])
    vault.approve(request, people["dao"])
    vault.read(request, people["malee"])
    with vault.db.write() as session:
        opening.tidy(session, vault.now + timedelta(minutes=15))
    assert fields_with(vault, case, everything_opened(vault, case, [people["malee"].private_key])) == []
    row = vault.all(IdentityRequest)[0]
    assert (row.state, row.boxes, row.result) == ("closed", None, None)


def test_no_case_key_and_no_reply_key_opens_an_identity(vault: Vault, people: dict[str, Unlocked]) -> None:
    case = vault.file()
    with vault.db.read() as session:
        slots = [slot for slot in vault.all(CaseKey) if slot.case_id == case.id]
        content = content_key(people["malee"].private_key, slots, vault.office, case)
        sealed = session.get_one(CaseIdentity, case.id).sealed
    assert content
    for key in (content, hkdf(content, "identity"), people["kanda"].private_key):
        with pytest.raises(SealBroken):
            open_shared(key, "identity", sealed, place(vault.office, case.id, "identity"))


def test_the_dump_does_not_tell_who_stepped_back_from_which_case(vault: Vault, people: dict[str, Unlocked]) -> None:
    vault.hire("other", Role.HANDLER, duties=("corruption",))
    case = vault.file()
    with vault.db.write() as session:
        conflict.declare(session, vault.office, session.get_one(Case, case.id), people["malee"], vault.now)
    marks = {row.tag for row in vault.all(CaseMark)}
    guesses = {hashlib.sha256(f"{case.id}{staff.id}".encode()).digest() for staff in vault.all(Staff)}
    assert len(marks) == 1
    assert marks & guesses == set()
    entry = next(entry for entry in vault.all(LedgerEntry) if entry.type == "conflict.declared")
    assert case.ledger_tag not in (entry.case_tag, entry.topic)
