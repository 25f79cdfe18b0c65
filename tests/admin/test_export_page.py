"""The figures of staff: a number is a trace too, so nobody's figures count what they may not know of."""

from __future__ import annotations

import io
import json
import re

import openpyxl
import pytest
from flask.testing import FlaskClient

from models.cases import Kind
from models.staff import Role
from tests.site import Site, post


@pytest.fixture
def office_staff(site: Site) -> Site:
    """A handler who may be accused."""
    site.hire("corruption", (Role.HANDLER,), ("corruption",), accused="officer")
    return site


@pytest.mark.parametrize("form", ["", "xlsx", "csv", "json"])
def test_the_figures_of_an_accused_handler_do_not_count_the_case(office_staff: Site, form: str) -> None:
    client = office_staff.signed_in("corruption")
    before = _figures(client, form)
    office_staff.file(Kind.CORRUPTION, "bribe", accused="officer")
    assert _figures(client, form) == before
    office_staff.file(Kind.CORRUPTION, "bribe")
    assert _figures(client, form) != before


@pytest.mark.parametrize(
    ("role", "accused", "sees"),
    [("supervisor", "", 1), ("auditor", "", 1), ("supervisor", "officer", 0)],
)
def test_whole_figures_are_for_supervisors_and_auditors_whom_no_case_can_accuse(
    office_staff: Site, role: str, accused: str, sees: int
) -> None:
    office_staff.hire("head", (role,), accused=accused)
    office_staff.file(Kind.CORRUPTION, "bribe", accused="officer")
    answer = _figures(office_staff.signed_in("head"), "json")
    assert json.loads(str(answer))["tables"][0]["rows"][1][1] == sees


def _figures(client: FlaskClient, form: str) -> object:
    """The year's figures as the page or as a file; a workbook by its cells."""
    if not form:
        return re.sub(r'value="[^"]{20,}"', "", client.get("/admin/export").text)
    answer = post(client, "/admin/export", "/admin/export", {"year": "2570", "format": form})
    assert answer.status_code == 200
    if form != "xlsx":
        return answer.text
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    return [[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()]
