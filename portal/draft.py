"""A report between two pages: it travels in the form, sealed by the server, and lies nowhere else."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta

from flask import abort

from casework.once import Slip, new_slip
from keys import SealBroken, ServerKeys
from models.base import from_ms, to_ms
from models.cases import Kind

KEPT_FOR = timedelta(hours=8)
"""As long as the page's own token lives: whoever is called away may go on the same day."""


@dataclass(frozen=True)
class Draft:
    """What was typed so far, for which kind of report, and the slip that lets it be filed once."""

    kind: Kind
    slip: Slip
    typed: dict[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()

    def with_typed(self, typed: dict[str, str]) -> Draft:
        """The same draft with other answers."""
        return replace(self, typed=typed)

    def with_files(self, files: tuple[str, ...]) -> Draft:
        """The same draft with more files."""
        return replace(self, files=(*self.files, *files))


def begin(kind: Kind) -> Draft:
    """An empty draft."""
    return Draft(kind, new_slip())


def seal(keys: ServerKeys, draft: Draft, now: datetime) -> str:
    """The draft for a hidden field."""
    data = {**asdict(draft), "until": to_ms(now + KEPT_FOR)}
    return keys.seal("form", json.dumps(data, ensure_ascii=False).encode(), "report").hex()


def unseal(keys: ServerKeys, ticket: str, now: datetime) -> Draft:
    """The draft of a hidden field; 400 when it is forged, foreign or too old."""
    try:
        data = json.loads(keys.unseal("form", bytes.fromhex(ticket), "report"))
    except (ValueError, SealBroken):
        abort(400)
    if now >= from_ms(data["until"]):
        abort(400)
    return Draft(Kind(data["kind"]), Slip(**data["slip"]), dict(data["typed"]), tuple(data["files"]))
