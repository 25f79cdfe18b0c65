"""The ledger: no act without an entry, and no change without a trace."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from nacl.signing import SigningKey
from sqlalchemy import select

from keys import ServerKeys
from ledger import checkpoint, export
from ledger.append import Act, append
from ledger.payloads import Found, check
from ledger.seal import seal_all, seal_waiting, unsealed
from ledger.tree import node, root_of
from ledger.verify import LedgerBroken, verify
from models import LedgerCheckpoint, LedgerEntry, LedgerPayload
from models.database import Database

ORIGIN = "siangsai.example/ledger"


def exported(db: Database, keys: ServerKeys) -> list[str]:
    return list(export.lines(db, keys, ORIGIN))


def write(db: Database, keys: ServerKeys, now: datetime, count: int) -> None:
    with db.write() as session:
        for number in range(count):
            append(session, keys, Act("inbound", "text", payload={"n": number}), now)
    seal_all(db)


@pytest.fixture
def ledger(db: Database, keys: ServerKeys, now: datetime) -> list[str]:
    """An export of seven sealed entries."""
    write(db, keys, now, 7)
    return exported(db, keys)


def changed(line: str, **fields: object) -> str:
    return json.dumps({**json.loads(line), **fields}, ensure_ascii=False, sort_keys=True) + "\n"


def test_a_clean_ledger_verifies_and_counts_its_entries(ledger: list[str]) -> None:
    result = verify(ledger)
    assert result.size == 7
    assert result.by_type == {"inbound": 7}


def test_an_empty_ledger_verifies(db: Database, keys: ServerKeys) -> None:
    assert verify(exported(db, keys)).size == 0


def test_an_entry_and_its_act_live_or_die_together(db: Database, keys: ServerKeys, now: datetime) -> None:
    def act_and_fail() -> None:
        with db.write() as session:
            append(session, keys, Act("case.status"), now)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        act_and_fail()
    with db.read() as session:
        assert session.scalars(select(LedgerEntry)).all() == []


@pytest.mark.parametrize("field", ["v", "day", "type", "topic", "case_tag", "actor", "commit", "prev", "hash", "seq"])
@pytest.mark.parametrize("number", [1, 4, 7])
def test_a_changed_field_names_the_first_bad_entry(ledger: list[str], field: str, number: int) -> None:
    ledger[number] = changed(ledger[number], **{field: "f" * 64})
    with pytest.raises(LedgerBroken, match=rf"entry {number}\b"):
        verify(ledger)


@pytest.mark.parametrize("number", [1, 4])
def test_a_dropped_entry_is_seen(ledger: list[str], number: int) -> None:
    del ledger[number]
    with pytest.raises(LedgerBroken, match=rf"entry {number}: missing"):
        verify(ledger)


def test_swapped_entries_are_seen_at_the_first(ledger: list[str]) -> None:
    ledger[3], ledger[4] = ledger[4], ledger[3]
    with pytest.raises(LedgerBroken, match="entry 3"):
        verify(ledger)


def test_an_inserted_entry_is_seen_at_its_successor(ledger: list[str]) -> None:
    ledger.insert(4, changed(ledger[3], seq=4))
    with pytest.raises(LedgerBroken, match="entry 4"):
        verify(ledger)


def test_a_cut_tail_is_caught_by_a_checkpoint(db: Database, keys: ServerKeys, now: datetime) -> None:
    write(db, keys, now, 5)
    checkpoint.make(db, keys, ORIGIN, now)
    lines = exported(db, keys)
    assert verify(lines).checkpoints == 1
    with pytest.raises(LedgerBroken, match="entry 5: gone"):
        verify(lines[:-1])


def test_a_ledger_rewritten_with_the_real_key_is_caught_by_a_kept_checkpoint(
    db: Database, keys: ServerKeys, now: datetime
) -> None:
    write(db, keys, now, 5)
    kept = checkpoint.make(db, keys, ORIGIN, now)
    public = checkpoint.signing_key(db, keys).verify_key.encode()
    with db.write() as session:
        for entry in session.scalars(select(LedgerEntry)):
            entry.seq = entry.prev = entry.hash = None
        session.get_one(LedgerEntry, 1).type = "forged"
    seal_all(db)
    honest_looking = [changed(exported(db, keys)[0], checkpoints=[]), *exported(db, keys)[1:]]
    assert verify(honest_looking).size == 5
    with pytest.raises(LedgerBroken, match="another root"):
        verify(honest_looking, public, [kept])


def test_a_checkpoint_by_another_key_is_refused(db: Database, keys: ServerKeys, now: datetime) -> None:
    write(db, keys, now, 2)
    statement = checkpoint.Statement(ORIGIN, 2, "00" * 32)
    note = checkpoint.sign(statement, SigningKey(bytes(32)))
    with db.write() as session:
        session.add(LedgerCheckpoint(size=2, root=statement.root, note=note, made_at=now))
    with pytest.raises(LedgerBroken, match="not signed"):
        verify(exported(db, keys))


def test_the_same_ledger_gives_the_same_checkpoint_again(db: Database, keys: ServerKeys, now: datetime) -> None:
    write(db, keys, now, 2)
    first = checkpoint.make(db, keys, ORIGIN, now)
    assert checkpoint.make(db, keys, ORIGIN, now + timedelta(days=1)) == first


@pytest.mark.parametrize("junk", ["", "{", "[]", '{"ledger": 1}'])
def test_a_file_that_is_no_ledger_is_named_so(junk: str) -> None:
    with pytest.raises(LedgerBroken, match="line 1"):
        verify([junk])


def test_an_erased_payload_leaves_the_chain_whole(db: Database, keys: ServerKeys, now: datetime) -> None:
    write(db, keys, now, 3)
    with db.write() as session:
        session.delete(session.get_one(LedgerPayload, 2))
    assert verify(exported(db, keys)).size == 3


def test_the_export_holds_days_and_no_finer_time(ledger: list[str]) -> None:
    assert "2026-11-24" in ledger[1]
    assert "T03" not in "".join(ledger)
    assert "03:00" not in "".join(ledger)


def test_two_sealers_never_number_an_entry_twice(db: Database, keys: ServerKeys, now: datetime) -> None:
    write(db, keys, now, 3)
    with db.write() as session:
        append(session, keys, Act("guard", actor="system"), now)
    assert (seal_waiting(db), seal_waiting(db)) == (1, 0)
    assert verify(exported(db, keys)).size == 4


def test_the_tree_agrees_with_its_definition_for_every_small_size() -> None:
    def by_definition(leaves: list[bytes]) -> bytes:
        if len(leaves) == 1:
            return leaves[0]
        split = 1 << (len(leaves) - 1).bit_length() - 1
        return node(by_definition(leaves[:split]), by_definition(leaves[split:]))

    for size in range(1, 40):
        leaves = [bytes([number]) * 32 for number in range(size)]
        assert root_of(leaves) == by_definition(leaves)


def test_e07_a_payload_that_is_not_what_was_committed_to_is_named(
    db: Database, keys: ServerKeys, now: datetime
) -> None:
    write(db, keys, now, 3)
    with db.write() as session:
        session.delete(session.get_one(LedgerPayload, 1))
    assert check(db, keys) == Found(kept=2, erased=1)
    with db.write() as session:
        one, other = session.get_one(LedgerPayload, 2), session.get_one(LedgerPayload, 3)
        one.sealed = other.sealed
    with pytest.raises(LedgerBroken, match="entry 2: its payload"):
        check(db, keys)


def test_entries_that_wait_to_be_sealed_are_counted(db: Database, keys: ServerKeys, now: datetime) -> None:
    with db.write() as session:
        append(session, keys, Act("inbound", "text"), now)
    assert unsealed(db) == 1
    seal_all(db)
    assert unsealed(db) == 0
