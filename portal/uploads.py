"""Uploads that never touch the disk: Werkzeug would spool everything over 500 kB into a temporary file.

The application sets ``app.request_class = FormRequest``, calls ``make_room`` and ``give_back`` around a request,
and hands ``receive`` to the pages. A file that is too large is read past and told of beside its field: what was typed
in the same form is not lost with it.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from flask import Request, g, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from casework import evidence
from casework.evidence import MOST_BYTES, MOST_FROM_THE_WEB, FileRefused, Owner, Upload
from casework.office import Office
from casework.turns import Busy
from handlers.speech import NotAnAnswer
from handlers.wording.page import FILES_REFUSED
from models import Case

PIECE = 64 * 1024
UPLOADS = frozenset({"portal.report_checked", "portal.follow_answered"})
"""Endpoints whose forms may hold files."""

SMALL_FORM = 1024 * 1024
"""Bytes of every other form; the webhook has its own limit."""

LARGEST_FORM = 2 * MOST_BYTES
"""Bytes of such a form: twice what is kept, so that most of who sends too much is told so kindly."""


AT_ONCE = threading.BoundedSemaphore(4)
"""Large forms that come in at the same time: 400 MB, and threads left for everybody else."""


class CappedMemory(io.BytesIO):
    """A file of a form, in memory; of one that is too large nothing is kept but why (``refused``)."""

    def __init__(self, request: FormRequest) -> None:
        """``request`` knows how much room all its files have left."""
        super().__init__()
        self.refused = ""
        self._request = request

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take a piece, or read past it."""
        if not self.refused and self.tell() + len(data) > MOST_FROM_THE_WEB:
            self._refuse("size")
        elif not self.refused and len(data) > self._request.room:
            self._refuse("total")
        if self.refused:
            return len(data)
        self._request.room -= len(data)
        return super().write(data)

    def _refuse(self, reason: str) -> None:
        self.refused = reason
        self._request.room += self.tell()
        self.seek(0)
        self.truncate()


class FormRequest(Request):
    """A request whose files stay in memory, at most MOST_BYTES of them."""

    room = MOST_BYTES

    def _get_file_stream(self, *_about: Any, **_more: Any) -> IO[bytes]:
        """Werkzeug's own seam: what a part with a file name is written to."""
        return CappedMemory(self)


def make_room() -> None:
    """Let a form with files be large, before it is read. Busy when enough of them are coming in."""
    if request.endpoint not in UPLOADS or request.mimetype != "multipart/form-data":  # any other is read at once
        return
    if request.content_length is None or request.content_length > SMALL_FORM:
        if not AT_ONCE.acquire(blocking=False):
            raise Busy
        g.setdefault("large_form", default=True)
    request.max_content_length = LARGEST_FORM


def give_back(_error: BaseException | None) -> None:
    """The end of a request: another large form may come in."""
    if g.pop("large_form", False):
        AT_ONCE.release()


def receive(session: Session, office: Office, owner: str | Case, file: FileStorage, now: datetime) -> str:
    """Take one file of a form for a draft (by its number) or a case: its id. NotAnAnswer says why it is not taken."""
    owned = evidence.draft_of(office, owner) if isinstance(owner, str) else Owner(case=owner)
    try:
        if isinstance(file.stream, CappedMemory) and file.stream.refused:
            raise FileRefused(file.stream.refused)
        return evidence.receive(session, office, owned, Upload(file.filename or "", _pieces(file)), now)
    except FileRefused as refusal:
        raise NotAnAnswer(FILES_REFUSED[refusal.reason]) from None


def _pieces(file: FileStorage) -> Iterator[bytes]:
    while piece := file.stream.read(PIECE):
        yield piece
