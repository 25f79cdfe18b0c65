"""Uploads that never touch the disk: Werkzeug would spool everything over 500 kB into a temporary file.

The application sets ``app.request_class = FormRequest`` once. The view that takes files first raises
``request.max_content_length`` to what it takes in all, then::

    for upload in uploads(request.files.getlist("evidence")):
        ids.append(evidence.receive(session, office, owner, upload, now))

Reading ``request.files`` may raise RequestEntityTooLarge (413) before anything is kept.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import IO, Any

from flask import Request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from casework.evidence import MOST_FROM_THE_WEB, Upload

PIECE = 64 * 1024


class CappedMemory(io.BytesIO):
    """A file of a form, in memory, up to the most a file may have; RequestEntityTooLarge beyond."""

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take a piece."""
        if self.tell() + len(data) > MOST_FROM_THE_WEB:
            raise RequestEntityTooLarge
        return super().write(data)


class FormRequest(Request):
    """A request whose files stay in memory."""

    def _get_file_stream(self, *_about: Any, **_more: Any) -> IO[bytes]:
        """Werkzeug's own seam: what a part with a file name is written to."""
        return CappedMemory()


def uploads(files: Iterable[FileStorage]) -> Iterator[Upload]:
    """The files of a form as casework takes them; fields left empty are skipped."""
    for file in files:
        if file.filename:
            yield Upload(file.filename, _pieces(file))


def _pieces(file: FileStorage) -> Iterator[bytes]:
    while piece := file.stream.read(PIECE):
        yield piece
