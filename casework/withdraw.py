"""Taking words back: what came from a message its sender unsends is erased, also after it was filed.

Every answer told in words is sealed inside the report under a key of its own. These keys lie beside the report,
sealed by the server, each with a mark made from its message; erasing the key erases the words, and whoever reads
the report sees that something was taken back.
"""

from __future__ import annotations

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import evidence
from casework.mailbox import owned
from casework.office import Office
from casework.seal import Kept, place, reseal, seal_kept
from keys import open_shared, seal_shared
from ledger.append import Act, append
from models import Case, CaseIdentity, CaseItem, WithdrawnMessage
from models.cases import ItemKind
from models.days import bangkok_day

WITHDRAWN = "ผู้แจ้งถอนข้อความ"
IDENTITY, FILE = "identity", "file:"
"""Parts that lie outside the report."""

REMEMBERED = timedelta(days=7)
"""How long an unsend waits for a message that LINE delivers after it."""


class FiledAnswer(Protocol):
    """An answer, as far as taking back needs it."""

    @property
    def sources(self) -> tuple[str, ...]:
        """The messages it came from."""
        ...


class FiledReport(Protocol):
    """A report, as far as taking back needs it."""

    @property
    def identity(self) -> Sequence[FiledAnswer]:
        """What the reporter said of themselves."""
        ...

    @property
    def files(self) -> tuple[str, ...]:
        """Ids of its files."""
        ...

    @property
    def file_sources(self) -> tuple[str, ...]:
        """The messages they came with."""
        ...


def shut(office: Office, case: Case, answer: dict[str, Any], sources: Sequence[str], kept: Kept) -> dict[str, Any]:
    """An answer with its words under keys of their own, which are added to ``kept``."""
    shown, value = answer["shown"], answer["value"]
    each = isinstance(value, list) and len(value) == len(sources) and all(isinstance(one, str) for one in value)
    parts = (
        [(one, one, [source]) for one, source in zip(value, sources, strict=True)]
        if each
        else [(shown, value, sources)]
    )
    ids = []
    for words, one, messages in parts:
        part, key = secrets.token_hex(4), secrets.token_bytes(32)
        data = json.dumps([words, one], ensure_ascii=False).encode()
        sealed = b64encode(seal_shared(key, "part", data, place(office, case.id, part))).decode()
        kept[part] = [key.hex(), [mark(office, case, message) for message in messages]]
        ids.append([part, sealed])
    return {"key": answer["key"], "asked": answer["asked"], "parts": ids, "several": each}


def mark_apart(office: Office, case: Case, report: FiledReport, kept: Kept) -> None:
    """Marks for what is sealed apart from the report: what was said of the reporter, and every file."""
    said = [mark(office, case, source) for answer in report.identity for source in answer.sources]
    kept[IDENTITY] = ["", said or [mark(office, case, "")]]
    for file, source in zip(report.files, report.file_sources, strict=False):
        kept[f"{FILE}{file}"] = ["", [mark(office, case, source)]]


def mark(office: Office, case: Case, message: str) -> str:
    """What recognises a message in one case only; noise for words that came from no message."""
    seen = office.keys.mac("withdrawal-mark", case.owner_salt, message) if message else secrets.token_bytes(16)
    return seen[:16].hex()


def take_back(session: Session, office: Office, person: str, message: str, now: datetime) -> bool:
    """Erase what a person's message left in their cases; whether there was anything."""
    found = False
    for case in owned(session, office, person):
        items = select(CaseItem).where(CaseItem.case_id == case.id, CaseItem.sources.is_not(None))
        for item in session.scalars(items):
            gone = _forget(office, case, item, message)
            if gone:
                found = True
                _forget_apart(session, case, gone)
                append(session, office.keys, Act("payload.erased", "unsend", case_tag=case.ledger_tag), now)
    return found


def remember(session: Session, office: Office, message: str, now: datetime) -> None:
    """Keep for a week that a message was taken back, in case it is delivered after its unsend."""
    key = office.keys.mac("withdrawn", message)
    if session.get(WithdrawnMessage, key) is None:
        until = bangkok_day(now + REMEMBERED) + timedelta(days=1)
        # Midnight: the time of an unsend would tell which case it changed.
        session.add(WithdrawnMessage(key=key, expires_at=datetime.combine(until, time(), UTC)))
        session.flush()


def was_taken_back(session: Session, office: Office, message: str) -> bool:
    """Whether a message was taken back before it came."""
    keys = office.keys.macs("withdrawn", message)
    return bool(message) and session.scalar(select(WithdrawnMessage).where(WithdrawnMessage.key.in_(keys))) is not None


def opened(office: Office, case: Case, item: CaseItem, answer: dict[str, Any]) -> tuple[str, Any]:
    """What is shown of an answer, and its value: parts that were taken back say so and have no value."""
    kept = _kept(office, item)
    words, values = [], []
    for part, sealed in answer["parts"]:
        if part not in kept:
            words.append(WITHDRAWN)
            continue
        data = open_shared(bytes.fromhex(kept[part][0]), "part", b64decode(sealed), place(office, case.id, part))
        shown, value = json.loads(data)
        words.append(shown)
        values.append(value)
    value = values if answer["several"] else next(iter(values), None)
    return "\n".join(words), value


def _forget(office: Office, case: Case, item: CaseItem, message: str) -> set[str]:
    """The parts that went with a message."""
    marks = {seen[:16].hex() for seen in office.keys.macs("withdrawal-mark", case.owner_salt, message)}
    kept = _kept(office, item)
    left = {part: entry for part, entry in kept.items() if not marks & set(entry[1])}
    if len(left) == len(kept):
        return set()
    if item.kind == ItemKind.MESSAGE_FROM_REPORTER:
        reseal(office, case, item, WITHDRAWN)
    seal_kept(office, item, left)
    return set(kept) - set(left)


def _forget_apart(session: Session, case: Case, gone: set[str]) -> None:
    """Files go with all their steps; what was said of the reporter is overwritten by noise of its size."""
    evidence.erase_filed(session, case, [part.removeprefix(FILE) for part in gone if part.startswith(FILE)])
    if IDENTITY in gone:
        forget_identity(session, case)


def forget_identity(session: Session, case: Case) -> None:
    """Overwrite what was said of a reporter by noise of its size: the row does not tell that it was."""
    row = session.get(CaseIdentity, case.id)
    if row is not None:
        row.sealed = secrets.token_bytes(len(row.sealed))


def _kept(office: Office, item: CaseItem) -> Kept:
    if not item.sources:
        return {}
    kept: Kept = json.loads(office.keys.unseal("withdrawal", item.sources, item.id))
    return kept
