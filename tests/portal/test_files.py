"""Files on the pages: offered only where something takes them, kept with the draft, refused with a sentence."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from casework.office import Office
from handlers.speech import NotAnAnswer
from models import Case
from portal import create_portal
from tests.portal.report_form import STORY, begin, code_of, go_on, sealed
from tests.site import Site, post, token


class Shelf:
    """Takes pictures and notes for whom; refuses anything else."""

    def __init__(self) -> None:
        """Empty."""
        self.taken: list[tuple[str, bytes]] = []

    def __call__(self, _session: Session, _office: Office, owner: str | Case, file: FileStorage, _now: datetime) -> str:
        """The number of the file on the shelf."""
        if not (file.filename or "").endswith(".jpg"):
            raise NotAnAnswer("รับเฉพาะรูป")
        self.taken.append((owner if isinstance(owner, str) else owner.id, file.stream.read()))
        return str(len(self.taken))


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def client(site: Site, shelf: Shelf) -> FlaskClient:
    """Pages that take files."""
    app = Flask("pages", template_folder="portal/templates", root_path=".")
    app.config["SECRET_KEY"] = "a key for a test"
    CSRFProtect(app)
    services = site.services
    app.register_blueprint(create_portal(services.db, services.keys, services.settings, site.clock.now, shelf))
    return app.test_client()


def send(client: FlaskClient, page: Any, action: str, *names: str, **typed: str) -> Any:
    """Send a form with files."""
    files = [(io.BytesIO(name.encode()), name) for name in names]
    return client.post(
        action, data={"csrf_token": token(page.text), "ticket": sealed(page.text), **typed, "files": files}
    )


def test_no_page_offers_files_where_nothing_takes_them(site: Site) -> None:
    _, filed = site.file()
    app = Flask("pages", template_folder="portal/templates", root_path=".")
    app.config["SECRET_KEY"] = "a key for a test"
    CSRFProtect(app)
    services = site.services
    app.register_blueprint(create_portal(services.db, services.keys, services.settings, site.clock.now))
    browser = app.test_client()
    for page in (begin(site, browser), post(browser, "/follow", "/follow", {"receipt": filed.receipt})):
        assert 'type="file"' not in page.text


def test_files_go_with_the_draft_and_are_counted_before_sending(site: Site, client: FlaskClient, shelf: Shelf) -> None:
    page = begin(site, client)
    assert 'type="file"' in page.text
    check = send(client, page, "/report/check", "a.jpg", "b.jpg", **STORY)
    assert "2 ไฟล์" in check.text
    more = send(client, go_on(client, check, "/report/change"), "/report/check", "c.jpg", **STORY)
    assert "3 ไฟล์" in more.text
    assert len({owner for owner, _ in shelf.taken}) == 1
    assert code_of(go_on(client, more, "/report/send"))


def test_a_refused_file_is_told_beside_the_field_and_keeps_the_words(site: Site, client: FlaskClient) -> None:
    answer = send(client, begin(site, client), "/report/check", "a.exe", **STORY)
    assert answer.status_code == 400
    assert "แนบไฟล์: รับเฉพาะรูป" in answer.text
    assert "ขอเงินก่อนเซ็น" in answer.text


def test_a_follower_sends_files_with_words_or_without(site: Site, client: FlaskClient, shelf: Shelf) -> None:
    case, filed = site.file()
    page = post(client, "/follow", "/follow", {"receipt": filed.receipt})
    assert send(client, page, "/follow/answer", "a.jpg", text="").status_code == 200
    assert "ดูรูปนี้" in send(client, page, "/follow/answer", "b.jpg", text="ดูรูปนี้").text
    assert [owner for owner, _ in shelf.taken] == [case.id, case.id]
    refused = send(client, page, "/follow/answer", "a.exe", text="ดูไฟล์นี้")
    assert refused.status_code == 400
    assert "รับเฉพาะรูป" in refused.text
    assert "ดูไฟล์นี้</textarea>" in refused.text
    assert send(client, page, "/follow/answer", text="").status_code == 400
