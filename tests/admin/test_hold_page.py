"""Legal hold: only a supervisor places and lifts it, and everybody who works on the case sees that it stands."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models import CaseHold, LedgerEntry
from models.staff import Role
from tests.site import Site, post


@pytest.fixture
def town(site: Site) -> Site:
    """A supervisor and a handler of one duty."""
    site.hire("head", (Role.SUPERVISOR,), ("general",), "clerk")
    site.hire("anna", (Role.HANDLER,), ("general",))
    return site


def test_a_supervisor_places_and_lifts_a_hold_and_both_are_entered(town: Site) -> None:
    case, _ = town.file()
    client, page = town.signed_in("head"), f"/admin/cases/{case.reference}"
    assert "สั่งระงับการลบ" in client.get(page).text
    for _ in range(2):
        assert post(client, page, page + "/hold", {"hold": "place"}).status_code == 303
    assert "มีคำสั่งระงับการลบ" in client.get(page).text
    with town.db.read() as session:
        assert session.get(CaseHold, case.id) is not None
    assert post(client, page, page + "/hold", {"hold": "lift"}).status_code == 303
    assert post(client, page, page + "/hold", {"hold": "other"}).status_code == 400
    with town.db.read() as session:
        assert session.get(CaseHold, case.id) is None
        acts = session.scalars(
            select(LedgerEntry.topic).where(LedgerEntry.type == "case.hold").order_by(LedgerEntry.id)
        ).all()
    assert acts == ["placed", "lifted"]


def test_a_handler_has_no_such_button(town: Site) -> None:
    case, _ = town.file()
    client, page = town.signed_in("anna"), f"/admin/cases/{case.reference}"
    assert "สั่งให้เก็บ" not in client.get(page).text
    assert post(client, page, page + "/hold", {"hold": "place"}).status_code == 403


def test_the_list_warns_of_a_duty_without_anybody_and_of_handlers_nobody_can_leave_out(town: Site) -> None:
    client = town.signed_in("head")
    assert "ไม่มีผู้รับผิดชอบเรื่องทุจริต" in client.get("/admin/cases").text
    town.hire("cora", (Role.HANDLER,), ("corruption",))
    shown = client.get("/admin/cases").text
    assert "ไม่มีผู้รับผิดชอบ" not in shown
    assert "รหัสตำแหน่ง" in shown
    assert "cora" in shown
