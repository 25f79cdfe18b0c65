"""What public pages share. No page of the portal logs or stores an address of who looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask import request
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from casework.office import NotSetUp, Office, open_office
from handlers.speech import NotAnAnswer
from keys import ServerKeys
from models import Case
from models.database import Database
from settings import Settings


class Receives(Protocol):
    """What takes a file: into the caller's transaction, for a draft (by its number) or for a case.

    It gives the file's id, or raises NotAnAnswer with the sentence that says why the file is not taken.
    """

    def __call__(self, session: Session, office: Office, owner: str | Case, file: FileStorage, now: datetime, /) -> str:
        """Take one file."""
        ...


class FilesRefused(NotAnAnswer):
    """Files of a form are not taken; the text says why."""


@dataclass(frozen=True)
class Desk:
    """Services of the public pages. Without ``receive`` no page offers to take files."""

    db: Database
    keys: ServerKeys
    settings: Settings
    clock: Callable[[], datetime]
    receive: Receives | None = None

    def take_files(self, session: Session, owner: str | Case) -> tuple[str, ...]:
        """The ids of the files of a posted form, taken. FilesRefused: none is, if the caller's transaction ends."""
        files = [file for file in request.files.getlist("files") if file.filename]
        office, now = self.office(), self.clock()
        try:
            return tuple(self.receive(session, office, owner, file, now) for file in files) if self.receive else ()
        except NotAnAnswer as sentence:
            raise FilesRefused(str(sentence)) from None

    def office(self) -> Office:
        """The municipality; a nameless one before it is set up, so that pages can say so."""
        with self.db.read() as session:
            try:
                return open_office(session, self.keys, self.settings.public_url)
            except NotSetUp:
                return Office(self.keys, "", bytes(16), "")
