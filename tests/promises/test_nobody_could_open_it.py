"""With nobody left who could read it a report is not taken, by chat, page or paper, and the outside is named."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func, select, update

from casework.seal import new_pair
from models import Case, Instance
from models.staff import Role
from simulator import Person
from tests.fixtures import Bot
from tests.portal.report_form import begin, checked, go_on
from tests.site import Site, post


def without_recovery(site: Site) -> None:
    """The office loses its recovery key: nobody at all is left."""
    with site.db.write() as session:
        session.execute(update(Instance).values(recovery_public_key=None))


def cases(site: Site) -> int:
    with site.db.read() as session:
        return session.scalar(select(func.count()).select_from(Case)) or 0


def test_the_chat_asks_nothing_and_names_the_outside(bot: Bot, somchai: Person) -> None:
    bot.office = replace(bot.office, recovery_public_key=None)
    said = "\n".join(bot.hears(somchai, "แจ้งทุจริต"))
    assert "ยังรับเรื่องไม่ได้" in said
    assert "1205" in said


def test_the_chat_keeps_the_draft_of_whom_it_cannot_serve_and_files_it_later(bot: Bot, somchai: Person) -> None:
    for words in ("ร้องเรียนทั่วไป", "1", "ถนนพัง", "เสร็จแล้ว", "ข้าม", "ต้องการ"):
        bot.hears(somchai, words)
    open_office = bot.office
    bot.office = replace(bot.office, recovery_public_key=None)
    assert "1205" in "\n".join(bot.hears(somchai, "ส่งเรื่อง"))
    bot.office = open_office
    bot.hears(somchai, "ส่งเรื่อง")
    with bot.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 1


def test_the_page_asks_nothing_and_names_the_outside(site: Site) -> None:
    without_recovery(site)
    answer = begin(site, site.browser())
    assert (answer.status_code, "1205" in answer.text, "ไม่มีเจ้าหน้าที่" in answer.text) == (503, True, True)


def test_the_page_keeps_what_was_typed_and_files_it_later(site: Site) -> None:
    client = site.browser()
    page = checked(site, client)
    without_recovery(site)
    answer = go_on(client, page, "/report/send")
    assert (answer.status_code, "1205" in answer.text, cases(site)) == (503, True, 0)
    with site.db.write() as session:
        session.execute(update(Instance).values(recovery_public_key=new_pair()[1]))
    assert go_on(client, answer, "/report/send").status_code == 200
    assert cases(site) == 1


def test_staff_who_write_a_report_down_are_told(site: Site) -> None:
    site.hire("anna", (Role.HANDLER,), ("general",))
    without_recovery(site)
    client, page = site.signed_in("anna"), "/admin/intake?kind=corruption"
    opened = client.get(page).text
    slip = opened.partition('name="slip" value="')[2].partition('"')[0]
    typed = {
        "kind": "corruption",
        "slip": slip,
        "channel": "letter",
        "category": "bribe",
        "what": "ถนน",
        "accused": "officer",
    }
    answer = post(client, page, "/admin/intake", {**typed, "received_on": "2026-11-24"})
    assert (answer.status_code, "ไม่มีเจ้าหน้าที่" in answer.text, cases(site)) == (503, True, 0)
