"""Uploads that never touch the disk: Werkzeug would spool everything over 500 kB into a temporary file.

A form page that takes files sets ``app.request_class = FormRequest`` once; only endpoints named in
UPLOADS may send more than the usual page. Then, inside the view::

    for upload in uploads(request.files.getlist("evidence")):
        ids.append(evidence.receive(session, office, owner, upload, now))

Reading ``request.files`` may raise RequestEntityTooLarge (413) before anything is kept.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import IO

from flask import Request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from casework.evidence import MOST_FROM_THE_WEB, Upload

PIECE = 64 * 1024
MOST_OF_A_REQUEST = 4 * MOST_FROM_THE_WEB + 1024 * 1024
"""Four of the largest files, with the words of the form beside them: what a case may hold in all."""


class CappedMemory(io.BytesIO):
    """A file of a form, in memory, up to the most a file may have; RequestEntityTooLarge beyond."""

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take a piece."""
        if self.tell() + len(data) > MOST_FROM_THE_WEB:
            raise RequestEntityTooLarge
        return super().write(data)


class FormRequest(Request):
    """A request whose files stay in memory."""

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002 (the signature is Werkzeug's)
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
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
