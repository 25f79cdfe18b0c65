"""A file on its way: what is known of it, sealed under a server key, and its steps in and out of the table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from casework.filestream import new_key
from casework.office import Office
from keys import framed
from models import Evidence, EvidenceChunk
from models.database import Database
from models.evidence import Part

AT_ONCE = 16
"""Steps (1 MiB) of one transaction: a large file never holds the writer for long."""


@dataclass(frozen=True)
class Work:
    """What is known of a file. Keys in hex; both are made before its first byte comes."""

    sent_as: str
    name: str = ""
    message: str = ""
    original_key: str = field(default_factory=lambda: new_key().hex())
    working_key: str = field(default_factory=lambda: new_key().hex())
    sha256: str = ""
    size: int = 0
    label: str = ""
    media_type: str = ""
    extension: str = ""
    working_sha256: str = ""
    working_size: int = 0

    def key(self, part: Part) -> bytes:
        """The file key of one part."""
        return bytes.fromhex(self.original_key if part is Part.ORIGINAL else self.working_key)


def remember(office: Office, row: Evidence, work: Work) -> None:
    """Keep what is known in the row, sealed and bound to it."""
    data = json.dumps(asdict(work), ensure_ascii=False).encode()
    row.work = office.keys.seal("evidence-work", data, framed(office.tag, row.id).hex())


def recall(office: Office, row: Evidence) -> Work:
    """What is known. SealBroken when the row was changed or is another's."""
    where = framed(office.tag, row.id).hex()
    return Work(**json.loads(office.keys.unseal("evidence-work", row.work or b"", where)))


def stream_place(office: Office, evidence_id: str, part: Part) -> str:
    """What every step of a part is bound to: this town, this file, this part."""
    return framed(office.tag, evidence_id, part.name).hex()


def add_steps(session: Session, evidence_id: str, part: Part, first: int, steps: Iterable[bytes]) -> int:
    """Put sealed steps into the table from number ``first`` on; how many."""
    rows = [
        EvidenceChunk(evidence_id=evidence_id, part=part, step=number, sealed=sealed)
        for number, sealed in enumerate(steps, start=first)
    ]
    session.add_all(rows)
    session.flush()
    return len(rows)


def drop_steps(session: Session, evidence_ids: Iterable[str], part: Part | None = None) -> None:
    """Erase the steps of files, or one part of them."""
    gone = delete(EvidenceChunk).where(EvidenceChunk.evidence_id.in_(list(evidence_ids)))
    session.execute(gone if part is None else gone.where(EvidenceChunk.part == part))


def steps_of(db: Database, evidence_id: str, part: Part) -> Iterator[bytes]:
    """The sealed steps of a part in order, a few at a time, with no transaction open in between."""
    first = 0
    while batch := _batch(db, evidence_id, part, first):
        yield from batch
        first += len(batch)


def _batch(db: Database, evidence_id: str, part: Part, first: int) -> list[bytes]:
    wanted = (
        select(EvidenceChunk.sealed)
        .where(EvidenceChunk.evidence_id == evidence_id, EvidenceChunk.part == part, EvidenceChunk.step >= first)
        .order_by(EvidenceChunk.step)
        .limit(AT_ONCE)
    )
    with db.read() as session:
        return list(session.scalars(wanted))
