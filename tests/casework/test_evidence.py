"""Evidence at rest: sealed step by step, bound to its place, opened by whom it is for, erased with its draft."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from casework import evidence, intake, originals, unseal
from casework.evidence import (
    MOST_BYTES,
    MOST_FILES,
    MOST_FROM_THE_WEB,
    FileRefused,
    Owner,
    Sent,
    Upload,
    draft_of,
    receive,
)
from casework.evidence_work import recall, steps_of, stream_place
from casework.filestream import STEP, new_key, open_stream, seal_stream
from casework.intake import Reporter
from casework.office import Office
from casework.seal import new_pair
from jobs.evidence import Bench, clean_one
from keys import SealBroken
from ledger.seal import seal_all
from models import Case, Evidence, EvidenceChunk, EvidenceVault, LedgerEntry, LedgerPayload
from models.database import Database
from models.evidence import EvidenceState, Part
from models.staff import Duty
from tests.casework.canaries import Canary, jpeg
from tests.casework.test_intake import REPORT, hire

PLACE = "a place"


def parts(data: bytes, size: int = 10_000) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def keep(db: Database, office: Office, now: datetime, data: bytes, name: str = "a.jpg", who: str = "draft") -> str:
    with db.write() as session:
        return receive(session, office, draft_of(office, who), Upload(name, parts(data)), now)


def clean(db: Database, office: Office, now: datetime) -> None:
    while clean_one(Bench(db, office, lambda: now)):
        pass


def file(db: Database, office: Office, now: datetime, *ids: str) -> Case:
    with db.write() as session:
        filed = intake.file(session, office, replace(REPORT, files=ids), Reporter("U" + "4" * 32), now)
        return session.get_one(Case, filed.case_id)


def row_of(db: Database, item: str) -> Evidence:
    with db.read() as session:
        return session.get_one(Evidence, item)


def opened(db: Database, office: Office, item: str, part: Part, key: str) -> bytes:
    place = stream_place(office, item, part)
    return b"".join(open_stream(bytes.fromhex(key), place, steps_of(db, item, part)))


@pytest.mark.parametrize("size", [0, 1, STEP - 1, STEP, STEP + 1, 3 * STEP, 3 * STEP + 7])
def test_a_stream_gives_back_what_went_in(size: int) -> None:
    data, key = secrets.token_bytes(size), new_key()
    steps = list(seal_stream(key, PLACE, parts(data, 999)))
    assert b"".join(open_stream(key, PLACE, steps)) == data
    assert len(steps) == size // STEP + 1
    assert {len(step) - (35 if number == 0 else 0) for number, step in enumerate(steps)} == {STEP + 17}


def _flip(steps: list[bytes], step: int, at: int) -> list[bytes]:
    changed = bytearray(steps[step])
    changed[at] ^= 1
    return [*steps[:step], bytes(changed), *steps[step + 1 :]]


TAMPERED: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "a flipped bit in the header": lambda s: _flip(s, 0, 2),
    "a flipped bit in libsodium's header": lambda s: _flip(s, 0, 20),
    "a flipped bit in the first step": lambda s: _flip(s, 0, 500),
    "a flipped bit in the last step": lambda s: _flip(s, 3, -1),
    "the last step missing": lambda s: s[:-1],
    "the first step missing": lambda s: s[1:],
    "a step missing in the middle": lambda s: [s[0], s[1], s[3]],
    "two steps exchanged": lambda s: [s[0], s[2], s[1], s[3]],
    "a step twice": lambda s: [s[0], s[1], s[1], s[2], s[3]],
    "the last step twice": lambda s: [*s, s[3]],
    "a step cut short": lambda s: [s[0], s[1][:-1], s[2], s[3]],
    "an empty step": lambda s: [s[0], b"", s[2], s[3]],
    "nothing": lambda _: [],
}


@pytest.mark.parametrize("how", TAMPERED)
def test_a_changed_stream_does_not_open(how: str) -> None:
    key = new_key()
    steps = list(seal_stream(key, PLACE, [bytes(3 * STEP)]))
    with pytest.raises(SealBroken):
        list(open_stream(key, PLACE, TAMPERED[how](steps)))


def test_a_stream_moved_elsewhere_or_opened_with_another_key_does_not_open() -> None:
    key = new_key()
    steps = list(seal_stream(key, PLACE, [b"words"]))
    for other, place in ((new_key(), PLACE), (key, "another place")):
        with pytest.raises(SealBroken):
            list(open_stream(other, place, steps))


def test_steps_of_two_streams_under_one_key_cannot_be_mixed() -> None:
    key = new_key()
    one, two = (list(seal_stream(key, PLACE, [bytes(2 * STEP)])) for _ in range(2))
    with pytest.raises(SealBroken):
        list(open_stream(key, PLACE, [one[0], two[1], one[2]]))


def test_a_filed_photo_opens_for_its_staff_without_its_metadata(db: Database, office: Office, now: datetime) -> None:
    private, canary = hire(db, "handler", Duty.CORRUPTION), Canary()
    item = keep(db, office, now, jpeg(canary), "สมศรี ถ่ายเอง.jpg")
    clean(db, office, now)
    case, row = file(db, office, now, item), row_of(db, item)
    known = unseal.read_file(office, case, row, _content(db, office, case, private))
    assert known is not None
    assert (known.name, known.label, known.media_type) == ("สมศรี ถ่ายเอง.jpg", "cleaned", "image/jpeg")
    working = opened(db, office, item, Part.WORKING, known.working_key)
    assert hashlib.sha256(working).hexdigest() == known.working_sha256
    assert not canary.is_in(working)
    with pytest.raises(SealBroken):
        opened(db, office, item, Part.ORIGINAL, known.working_key)


def _content(db: Database, office: Office, case: Case, private: bytes) -> bytes:
    from models import CaseKey

    with db.read() as session:
        slots = session.scalars(select(CaseKey).where(CaseKey.case_id == case.id)).all()
    found = unseal.content_key(private, slots, office, case)
    assert found
    return found


def test_i34_the_original_opens_with_the_cases_identity_key_alone(db: Database, office: Office, now: datetime) -> None:
    identity, data = secrets.token_bytes(32), jpeg(Canary())
    case = file(db, office, now)
    with db.write() as session:
        session.delete(session.get_one(EvidenceVault, case.id))
        session.flush()
        originals.open_vault(session, case.id, identity)
    with db.write() as session:
        item = receive(session, office, Owner(case=session.get_one(Case, case.id)), Upload("a.jpg", [data]), now)
    clean(db, office, now)
    row = row_of(db, item)
    kept = originals.take(identity, office, row)
    assert opened(db, office, item, Part.ORIGINAL, kept.key) == data
    assert (kept.sha256, kept.name, kept.size) == (hashlib.sha256(data).hexdigest(), "a.jpg", len(data))
    with pytest.raises(SealBroken):
        originals.take(secrets.token_bytes(32), office, row)


def test_with_the_servers_secret_too_a_filed_file_stays_closed(db: Database, office: Office, now: datetime) -> None:
    item = keep(db, office, now, jpeg(Canary()))
    clean(db, office, now)
    file(db, office, now, item)
    row = row_of(db, item)
    assert (row.work, row.holder, row.expires_at) == (None, None, None)
    with pytest.raises(SealBroken):
        recall(office, row)


def test_both_hashes_are_in_the_ledger_and_in_no_column(db: Database, office: Office, now: datetime) -> None:
    data = jpeg(Canary())
    item = keep(db, office, now, data)
    clean(db, office, now)
    file(db, office, now, item)
    seal_all(db)
    with db.read() as session:
        entry = session.scalars(select(LedgerEntry).where(LedgerEntry.type == "evidence.added")).one()
        sealed = session.get_one(LedgerPayload, entry.id).sealed
    payload = json.loads(office.keys.unseal("ledger", sealed, entry.commit))["payload"]
    assert entry.case_tag == ""
    assert payload["original"] == hashlib.sha256(data).hexdigest()
    assert len(payload["working"]) == 64
    assert payload["working"] != payload["original"]


def test_i29_the_same_file_in_two_cases_shares_nothing(db: Database, office: Office, now: datetime) -> None:
    data = jpeg(Canary())
    items = [keep(db, office, now, data, who=who) for who in ("one", "two")]
    clean(db, office, now)
    for item in items:
        file(db, office, now, item)
    with db.read() as session:
        steps = session.scalars(select(EvidenceChunk.sealed)).all()
        rows = session.scalars(select(Evidence)).all()
    assert len({bytes(step[:60]) for step in steps}) == 4
    assert len({row.for_staff for row in rows}) == len({row.for_custodians for row in rows}) == 2


NAMES = (
    "../../etc/passwd.jpg",
    "CON.jpg",
    "ก" * 300 + ".jpg",
    "a\u202egpj.exe.jpg",
    "a\0b.jpg",
    "<script>.jpg",
    ".jpg",
)


@pytest.mark.parametrize("name", NAMES)
def test_i24_a_hostile_name_is_sealed_words_and_nothing_else(
    db: Database, office: Office, now: datetime, name: str
) -> None:
    item = keep(db, office, now, jpeg(Canary()), name)
    assert set(item) <= set("0123456789abcdef")
    assert recall(office, row_of(db, item)).name == name


def test_a_dump_of_a_draft_and_a_case_holds_no_byte_and_no_name(sqlite_file: Path, made: Canary) -> None:
    dump = b"".join(path.read_bytes() for path in sqlite_file.parent.iterdir() if path.is_file())
    assert len(dump) > 100_000
    assert not any(shape in dump for shape in made.shapes())


@pytest.fixture
def made(sqlite_file: Path) -> Canary:
    """A draft with a file and a filed case with one, all naming the canary."""
    from casework.office import open_office
    from casework.seal import new_pair
    from keys import ServerKeys
    from models import Instance

    canary, now = Canary(), datetime.fromisoformat("2026-11-24T03:00:00+00:00")
    db = Database(f"sqlite:///{sqlite_file}")
    with db.write() as session:
        session.add(Instance(municipality="เทศบาล", sample=True, recovery_public_key=new_pair()[1]))
    with db.read() as session:
        office = open_office(session, ServerKeys((bytes(range(32)),)), "")
    first = keep(db, office, now, jpeg(canary) + canary.raw * 10_000, f"{canary.word}.jpg")
    clean(db, office, now)
    file(db, office, now, first)
    keep(db, office, now, jpeg(canary), f"{canary.word}.jpg")
    db.close()
    return canary


@pytest.fixture
def sqlite_file(sqlite_template: Path, tmp_path: Path) -> Path:
    """A migrated database file of its own."""
    folder = tmp_path / "db"
    folder.mkdir()
    path = folder / "a.db"
    path.write_bytes(sqlite_template.read_bytes())
    return path


@pytest.mark.parametrize(
    ("size", "fits"), [(MOST_FROM_THE_WEB - 1, True), (MOST_FROM_THE_WEB, True), (MOST_FROM_THE_WEB + 1, False)]
)
def test_i33_twenty_five_megabytes_are_the_most_from_the_web(
    db: Database, office: Office, now: datetime, size: int, fits: bool
) -> None:
    refused = _refused(db, office, now, size)
    assert refused == ("" if fits else "size")
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(Evidence)) == int(fits)
        assert session.scalar(select(func.count()).select_from(EvidenceChunk)) == (size // STEP + 1 if fits else 0)


def _refused(db: Database, office: Office, now: datetime, size: int, name: str = "a.pdf") -> str:
    """Send zeros; why they were refused, empty when they were not."""
    with db.write() as session:
        try:
            pieces = (bytes(min(STEP, size - at)) for at in range(0, size, STEP))
            receive(session, office, draft_of(office, "draft"), Upload(name, pieces), now)
        except FileRefused as refusal:
            return refusal.reason
    return ""


@pytest.mark.parametrize(("last", "refused"), [(STEP - 1, ""), (STEP, ""), (STEP + 1, "total")])
def test_i33_a_hundred_megabytes_are_the_most_of_a_draft(
    db: Database, office: Office, now: datetime, last: int, refused: str
) -> None:
    with db.write() as session:
        holder = draft_of(office, "draft").holder
        full = MOST_BYTES // STEP - 1
        session.add(Evidence(state="received", on_day=now.date(), holder=holder, steps=full))
    assert _refused(db, office, now, last) == refused


@pytest.mark.parametrize(("before", "refused"), [(MOST_FILES - 2, ""), (MOST_FILES - 1, ""), (MOST_FILES, "count")])
def test_i33_twenty_files_are_the_most_of_a_draft(
    db: Database, office: Office, now: datetime, before: int, refused: str
) -> None:
    with db.write() as session:
        holder = draft_of(office, "draft").holder
        session.add_all(Evidence(state="received", on_day=now.date(), holder=holder) for _ in range(before))
    assert _refused(db, office, now, 10) == refused


@pytest.mark.parametrize("name", ["a.exe", "a.docm", "a.svg", "a.html", "a", "", "a.jpg.js"])
def test_i20_a_file_whose_name_is_not_on_the_list_is_refused_unread(
    db: Database, office: Office, now: datetime, name: str
) -> None:
    assert _refused(db, office, now, 10, name) == "type"


def test_an_empty_file_is_refused(db: Database, office: Office, now: datetime) -> None:
    assert _refused(db, office, now, 0) == "empty"


def test_files_of_a_draft_are_swept_when_it_is_never_filed(db: Database, office: Office, now: datetime) -> None:
    item = keep(db, office, now, jpeg(Canary()))
    for hours, left in ((24, 1), (26, 0)):
        with db.write() as session:
            evidence.sweep(session, now + timedelta(hours=hours))
            assert session.scalar(select(func.count()).where(Evidence.id == item)) == left
            assert session.scalar(select(func.count()).where(EvidenceChunk.evidence_id == item)) == left


def test_files_of_a_case_can_neither_be_forgotten_nor_filed_twice(db: Database, office: Office, now: datetime) -> None:
    item = keep(db, office, now, jpeg(Canary()))
    case = file(db, office, now, item)
    file(db, office, now, item, "0" * 32)
    with db.write() as session:
        evidence.forget(session, [item])
    assert row_of(db, item).case_id == case.id


def test_a_refused_file_leaves_no_byte_and_the_case_says_why(db: Database, office: Office, now: datetime) -> None:
    private = hire(db, "handler", Duty.CORRUPTION)
    item = keep(db, office, now, b"<html>", "a.jpg")
    case = file(db, office, now, item)
    clean(db, office, now)
    row = row_of(db, item)
    known = unseal.read_file(office, case, row, _content(db, office, case, private))
    assert known is not None
    assert (row.state, known.label, known.working_key) == (EvidenceState.REFUSED, "refused.type", "")
    assert row.for_custodians is None
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(EvidenceChunk)) == 0


def test_a_changed_original_is_quarantined_and_the_case_goes_on(db: Database, office: Office, now: datetime) -> None:
    item = keep(db, office, now, jpeg(Canary()))
    with db.write() as session:
        chunk = session.scalars(select(EvidenceChunk)).one()
        chunk.sealed = chunk.sealed[:-1] + bytes([chunk.sealed[-1] ^ 1])
    clean(db, office, now)
    assert recall(office, row_of(db, item)).label == "quarantined.failed"


def test_a_file_that_line_announces_is_refused_by_its_name(db: Database, office: Office, now: datetime) -> None:
    with db.write() as session, pytest.raises(FileRefused):
        evidence.announce(session, office, draft_of(office, "x"), Sent("file", "1", "a.exe"), now)


def test_someone_without_the_key_of_the_case_opens_nothing(db: Database, office: Office, now: datetime) -> None:
    item = keep(db, office, now, jpeg(Canary()))
    clean(db, office, now)
    case = file(db, office, now, item)
    with pytest.raises(SealBroken):
        unseal.read_file(office, case, row_of(db, item), new_pair()[0])
