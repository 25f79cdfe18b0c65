"""The manual outside LINE: six labelled rows, source and day; drafts, expired and withdrawn entries never shown."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from knowledge import gate, manual_store
from knowledge.entries import Entry
from knowledge.manual_store import Town
from models.days import bangkok_day
from tests.knowledge.entries import WHOLE, like
from tests.site import Site

BIRTH = like(id="birth", name="การแจ้งเกิด", aliases=("ใบเกิด",), office="งานทะเบียน", documents=("ไม่ต้องใช้เอกสาร",))


def take_in(site: Site, *entries: Entry) -> None:
    town = Town(gate.MUNICIPALITY, bangkok_day(site.clock.now()))
    with site.db.write() as session:
        manual_store.take_in(session, entries, "system", town)


def test_a_service_has_its_six_labelled_rows_source_and_day(site: Site) -> None:
    take_in(site, WHOLE)
    page = site.browser().get(f"/manual/{WHOLE.id}")
    assert page.status_code == 200
    for label in gate.ELEMENT_WORDS.values():
        assert f'<th scope="row">{label}</th>' in page.text
    for words in (*WHOLE.steps, WHOLE.time, WHOLE.fee, *WHOLE.documents, WHOLE.where, WHOLE.legal, WHOLE.who):
        assert words in page.text
    assert "ข้อมูล ณ 1 ตุลาคม 2569" in page.text
    assert "ประกาศเทศบาล" in page.text


@pytest.mark.parametrize(
    "entry",
    [
        like(status="draft"),
        like(fee=""),
        like(valid_to=date(2026, 11, 23)),
        like(valid_from=date(2026, 11, 25)),
        like(agency_types=("อบต.",)),
        like(status="withdrawn"),
    ],
    ids=["draft", "incomplete", "expired", "not yet", "of another kind of body", "withdrawn"],
)
def test_what_is_not_told_is_not_found_and_not_listed(site: Site, entry: Entry) -> None:
    take_in(site, entry)
    page = site.browser().get(f"/manual/{entry.id}")
    assert page.status_code == 404
    assert entry.time not in page.text
    assert entry.name not in site.browser().get("/manual").text
    assert f"/manual/{entry.id}" not in site.browser().get(f"/manual?q={entry.name}").text


def test_an_entry_disappears_by_itself_after_its_last_day(site: Site) -> None:
    take_in(site, like(valid_to=date(2026, 11, 24)))
    browser = site.browser()
    assert browser.get(f"/manual/{WHOLE.id}").status_code == 200
    assert WHOLE.name in browser.get("/manual").text
    site.clock.advance(int(timedelta(days=1).total_seconds()))
    assert browser.get(f"/manual/{WHOLE.id}").status_code == 404
    assert WHOLE.name not in browser.get("/manual").text


@pytest.mark.parametrize("path", ["nothing", "..%2f..%2fetc", "a%00b", "A", "%F0%9F%98%80", "x" * 500])
def test_an_entry_that_never_was_is_not_found(site: Site, path: str) -> None:
    assert site.browser().get(f"/manual/{path}").status_code == 404


def test_the_list_is_divided_by_unit_and_searched_without_script(site: Site) -> None:
    take_in(site, WHOLE, BIRTH)
    browser = site.browser()
    page = browser.get("/manual").text
    assert "<h2>กองคลัง</h2>" in page
    assert page.count("<script") == page.count("/static/leave.js") == 1
    found = browser.get("/manual?q=ทำใบเกิดลูก").text
    assert BIRTH.name in found
    assert WHOLE.name not in found
    assert "ไม่พบเรื่อง" in browser.get("/manual?q=xyz").text


def test_a_change_of_the_manual_is_seen_on_the_next_look(site: Site) -> None:
    take_in(site, WHOLE)
    browser = site.browser()
    assert BIRTH.name not in browser.get("/manual").text
    take_in(site, BIRTH)
    assert BIRTH.name in browser.get("/manual").text


@pytest.mark.parametrize("asked", ["<script>alert(1)</script>", "{{7*7}}", "' OR 1=1 --", "%", "\u202eabc", "ก" * 5000])
def test_whatever_is_searched_for_stays_words(site: Site, asked: str) -> None:
    take_in(site, WHOLE)
    page = site.browser().get("/manual", query_string={"q": asked})
    assert page.status_code == 200
    assert "<script>" not in page.text
    assert "49" not in page.text
    assert "\u202e" not in page.text


def test_markup_in_an_entry_stays_words(site: Site) -> None:
    take_in(site, like(name="<b>x</b>", steps=("<script>alert(1)</script>",), answer_en="<i>"))
    page = site.browser().get(f"/manual/{WHOLE.id}").text
    assert "<script>" not in page
    assert "&lt;b&gt;x" in page


def test_an_answer_without_six_elements_has_its_own_page(site: Site) -> None:
    take_in(site, Entry(id="no-gift", intent="gift", name="นโยบายไม่รับของขวัญ", answer="ไม่รับของขวัญทุกชนิด"))
    page = site.browser().get("/manual/no-gift").text
    assert "ไม่รับของขวัญทุกชนิด" in page
    assert "<table" not in page


def test_no_page_of_the_manual_asks_another_site_for_anything(site: Site) -> None:
    take_in(site, WHOLE)
    for path in ("/manual", f"/manual/{WHOLE.id}"):
        page = site.browser().get(path)
        assert 'src="http' not in page.text
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
