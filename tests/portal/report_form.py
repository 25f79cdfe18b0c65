"""Filling in the report form as a browser without scripts does."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.site import Site, post, token

STORY = {
    "category": "bribe",
    "accused": "officer",
    "who": "ช่างโยธา",
    "what": "ขอเงินก่อนเซ็น",
    "when": "",
    "where": "กองช่าง",
    "evidence": "",
}
"""Right answers to the corruption form."""


def sealed(page: str) -> str:
    """The sealed draft of a page."""
    found = re.search(r'name="ticket" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def begin(site: Site, client: FlaskClient, kind: str = "corruption") -> TestResponse:
    """The first page, agreed to."""
    return post(client, "/report", "/report", {"kind": kind, "consent": "accept"})


def go_on(client: FlaskClient, page: TestResponse, action: str, **typed: str) -> TestResponse:
    """Send the form of a page on."""
    data = {"csrf_token": token(page.text), "ticket": sealed(page.text), **typed}
    return client.post(action, data=data)


def checked(site: Site, client: FlaskClient, **other: str) -> TestResponse:
    """The check page of STORY, with ``other`` answers."""
    return go_on(client, begin(site, client), "/report/check", **{**STORY, **other})


def code_of(page: TestResponse) -> str:
    """The receipt a page shows."""
    found = re.search(r"\d{3}(?: \d{3}){5}", page.text)
    assert found, page.text
    return found[0].replace(" ", "")
