"""Behind TLS: forms work in browsers that send no Referer, and every static file is as guarded as a page."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from models import Case
from models.staff import Role
from tests.portal.report_form import STORY, code_of, sealed
from tests.site import PASSWORD, Site, build, token

ADDRESS = "https://siangsai.example"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STATIC = (
    "/static/portal.css",
    "/static/leave.js",
    "/static/fonts/sarabun-latin-700-normal.woff2",
    "/static/fonts/OFL.txt",
    "/static/admin/admin.css",
    "/static/admin/vendor/bootstrap.min.css",
)


@pytest.fixture
def secure(site: Site) -> Site:
    """The same pages at a public https address, of a real office's kind of settings."""
    settings = site.services.settings.model_copy(update={"public_url": ADDRESS})
    return build(site.db, site.services.keys, settings, site.office, site.clock.now())


def get(client: FlaskClient, path: str) -> TestResponse:
    return client.get(path, base_url=ADDRESS, buffered=True)


def send(client: FlaskClient, page: TestResponse, action: str, **typed: str) -> TestResponse:
    """A form of a page, without a Referer, as browsers send it under our own policy."""
    return client.post(action, base_url=ADDRESS, data={"csrf_token": token(page.text), **typed})


def test_staff_sign_in_over_tls_without_a_referer(secure: Site) -> None:
    secure.hire("somsri", (Role.HANDLER,), ("general",))
    client = secure.browser()
    page = get(client, "/admin/sign-in")
    typed = {"username": "somsri", "password": PASSWORD, "code": secure.code("somsri")}
    assert send(client, page, "/admin/sign-in", **typed).status_code == 302
    assert get(client, "/admin/cases").status_code == 200


def test_a_case_is_followed_over_tls_without_a_referer(secure: Site) -> None:
    _, filed = secure.file()
    client = secure.browser()
    assert send(client, get(client, "/follow"), "/follow", receipt=filed.receipt).status_code == 200


def test_a_report_is_filed_over_tls_without_a_referer(secure: Site) -> None:
    client = secure.browser()
    page = send(client, get(client, "/report"), "/report", kind="corruption", consent="accept")
    page = send(client, page, "/report/check", ticket=sealed(page.text), **STORY)
    page = send(client, page, "/report/send", ticket=sealed(page.text))
    assert code_of(page)
    with secure.db.read() as session:
        assert session.scalar(select(Case)) is not None


@pytest.mark.parametrize("path", ["/admin/sign-in", "/follow", "/report"])
def test_a_form_without_our_token_is_still_refused(secure: Site, path: str) -> None:
    client = secure.browser()
    get(client, path)
    assert client.post(path, base_url=ADDRESS, data={"receipt": "1"}).status_code == 400


@pytest.mark.parametrize("path", [*STATIC, "/", "/healthz", "/nowhere"])
def test_every_answer_carries_the_same_guards(secure: Site, path: str) -> None:
    answer = get(secure.browser(), path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("path", STATIC)
def test_static_files_are_there(secure: Site, path: str) -> None:
    assert get(secure.browser(), path).status_code == 200
