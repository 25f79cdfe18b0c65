"""Editors at work: entries through the gate, questions taught, phrases refused that would spoil another entry."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from handlers.talk import Talk
from knowledge import manual_store
from knowledge.entries import Entry
from knowledge.gate import MUNICIPALITY
from knowledge.likeness import Nearest
from knowledge.manual_row import as_row
from knowledge.manual_store import Town
from knowledge.understood import Understood
from models import LedgerEntry, ManualEntry, TaughtPhrase
from models.days import bangkok_day
from models.staff import Role
from tests.knowledge.entries import WHOLE, like
from tests.site import Site, post, token

BIRTH = like(id="birth", name="การแจ้งเกิด", aliases=("แจ้งเกิด",), hints=(), office="งานทะเบียน")


@pytest.fixture
def editor(site: Site) -> FlaskClient:
    """An editor's browser, over a manual of two entries."""
    site.hire("anna", (Role.EDITOR,))
    take_in(site, WHOLE, BIRTH)
    return site.signed_in("anna")


def town(site: Site) -> Town:
    return Town(MUNICIPALITY, bangkok_day(site.clock.now()))


def take_in(site: Site, *entries: Entry) -> None:
    with site.db.write() as session:
        manual_store.take_in(session, entries, "system", town(site))


def served(site: Site) -> dict[str, Entry]:
    with site.db.read() as session:
        return {entry.id: entry for entry in manual_store.served(session, town(site))}


def ask(site: Site, *texts: str) -> None:
    with site.db.write() as session:
        for text in texts:
            manual_store.keep_question(session, site.services.keys, text, town(site).today)


def ids_of(page: str) -> str:
    found = re.search(r'name="ids" value="([0-9a-f,]+)"', page)
    assert found
    return found[1]


def teach(editor: FlaskClient, **data: str) -> tuple[int, str]:
    page = editor.get("/admin/gaps").text
    answer = editor.post("/admin/gaps", data={"csrf_token": token(page), "ids": ids_of(page), **data})
    return answer.status_code, answer.text


def form_of(entry: Entry, version: str, **changes: str) -> dict[str, str]:
    return {**as_row(entry), "version": version, **changes}


def acts(site: Site) -> set[str]:
    with site.db.read() as session:
        return set(session.scalars(select(LedgerEntry.type)))


class Live:
    """An understanding that follows the manual, as the worker's does."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def understand(self, text: str, context: Sequence[str] = ()) -> Understood:
        """What the entries known now make of a text."""
        with self.site.db.read() as session:
            return Nearest(manual_store.known(session, town(self.site))).understand(text, context)


def test_the_list_shows_how_each_entry_stands(site: Site, editor: FlaskClient) -> None:
    take_in(site, like(id="poor", name="เรื่องที่ขาด", fee=""), like(fee=""))
    page = editor.get("/admin/manual").text
    assert "เรื่องที่ขาด" in page
    assert "ร่าง" in page
    assert "มีฉบับแก้ไขที่ยังไม่เผยแพร่" in page


def test_entries_that_nobody_looked_at_for_a_year_stand_first(site: Site, editor: FlaskClient) -> None:
    site.clock.advance(int(timedelta(days=366).total_seconds()))
    take_in(site, like(id="aaa", name="เรื่องใหม่"))
    page = site.signed_in("anna").get("/admin/manual").text
    assert page.index(WHOLE.name) < page.index("เรื่องใหม่")
    assert "เกินกำหนด" in page


def test_a_review_sets_the_next_one_a_year_later(site: Site, editor: FlaskClient) -> None:
    site.clock.advance(int(timedelta(days=1).total_seconds()))
    client = site.signed_in("anna")
    assert post(client, "/admin/manual/entries/birth", "/admin/manual/entries/birth/reviewed", {}).status_code == 303
    with site.db.read() as session:
        row = session.get_one(ManualEntry, "birth")
        assert row.review_on == town(site).today + timedelta(days=365)
        assert row.reviewed_by.startswith("staff:")
    assert "manual.reviewed" in acts(site)


def test_a_change_is_seen_by_citizens_only_after_publication(site: Site, editor: FlaskClient) -> None:
    path = f"/admin/manual/entries/{WHOLE.id}"
    assert post(editor, path, "/admin/manual/save", form_of(WHOLE, "1", time="1 ชั่วโมง")).status_code == 303
    assert served(site)[WHOLE.id].time == WHOLE.time
    assert post(editor, path, f"{path}/publish", {}).status_code == 303
    assert served(site)[WHOLE.id].time == "1 ชั่วโมง"
    assert {"manual.saved", "manual.publish"} <= acts(site)


def test_the_gate_says_what_is_missing_and_publishes_nothing(site: Site, editor: FlaskClient) -> None:
    take_in(site, like(id="poor", fee="", where="", status="draft"))
    path = "/admin/manual/entries/poor"
    assert "ขาดค่าธรรมเนียม" in editor.get(path).text
    refused = post(editor, path, f"{path}/publish", {})
    assert refused.status_code == 400
    assert "ขาดช่องทางหรือสถานที่" in refused.text
    assert "poor" not in served(site)


def test_a_withdrawn_entry_is_told_to_nobody(site: Site, editor: FlaskClient) -> None:
    path = f"/admin/manual/entries/{WHOLE.id}"
    post(editor, path, f"{path}/withdraw", {})
    assert WHOLE.id not in served(site)


def test_two_editors_at_once_do_not_overwrite_each_other(site: Site, editor: FlaskClient) -> None:
    path = f"/admin/manual/entries/{WHOLE.id}"
    post(editor, path, "/admin/manual/save", form_of(WHOLE, "1", time="1 ชั่วโมง"))
    late = post(editor, path, "/admin/manual/save", form_of(WHOLE, "1", time="2 ชั่วโมง"))
    assert late.status_code == 409
    assert "2 ชั่วโมง" in late.text
    with site.db.read() as session:
        assert session.get_one(ManualEntry, WHOLE.id).latest == 2


def test_a_new_entry_may_not_take_the_id_of_another(site: Site, editor: FlaskClient) -> None:
    taken = post(editor, "/admin/manual/new", "/admin/manual/save", form_of(WHOLE, "0"))
    assert taken.status_code == 409
    made = post(editor, "/admin/manual/new", "/admin/manual/save", form_of(like(id="new-one", name="ใหม่"), "0"))
    assert made.status_code == 303


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"id": "A B"}, "a-z"), ({"name": ""}, "ต้องมี"), ({"as_of": "x"}, "วันที่"), ({"map_url": "javascript:x"}, "https")],
)
def test_a_wrong_form_is_refused_and_keeps_what_was_typed(
    site: Site, editor: FlaskClient, changes: dict[str, str], words: str
) -> None:
    refused = post(editor, "/admin/manual/new", "/admin/manual/save", form_of(like(id="x-y"), "0", **changes))
    assert refused.status_code == 400
    assert words in refused.text
    assert WHOLE.time in refused.text


@pytest.mark.parametrize("entry_id", ["nothing", "..", "A", "x" * 300])
def test_an_entry_that_is_not_there_is_not_found(site: Site, editor: FlaskClient, entry_id: str) -> None:
    assert editor.get(f"/admin/manual/entries/{entry_id}").status_code == 404


def test_an_unknown_move_is_not_found(site: Site, editor: FlaskClient) -> None:
    path = f"/admin/manual/entries/{WHOLE.id}"
    assert post(editor, path, f"{path}/delete", {}).status_code == 404


def test_markup_in_entries_and_questions_stays_words(site: Site, editor: FlaskClient) -> None:
    take_in(site, like(id="bad", name="<script>alert(1)</script>{{7*7}}"))
    ask(site, "<img src=x onerror=alert(1)> {{7*7}}")
    for page in ("/admin/manual", "/admin/manual/entries/bad", "/admin/gaps"):
        text = editor.get(page).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "{{7*7}}" in text


def test_questions_that_say_the_same_are_one_group_with_its_number(site: Site, editor: FlaskClient) -> None:
    ask(site, "ขอรถดูดส้วม", "ขอรถดูดส้วมหน่อยครับ", "จองสนามกีฬา")
    page = editor.get("/admin/gaps").text
    assert "ถาม 2 ครั้ง" in page
    assert page.count("<section") == 2


def test_the_very_next_question_is_answered_after_teaching(site: Site, editor: FlaskClient) -> None:
    talk = Talk(site.db, site.services.keys, site.clock.now(), understanding=Live(site))
    before = "\n".join(talk.play(["reporter: ทำสติกเกอร์ติดกระจกหน้าร้านเสียตังค์ไหม"]))
    assert "ต้องการถามเรื่องใด" in before
    status, _ = teach(editor, how="hint", phrase="ทำสติกเกอร์ติดกระจกหน้าร้าน", entry=WHOLE.id)
    assert status == 303
    after = "\n".join(talk.play(["reporter: ทำสติกเกอร์ติดกระจกหน้าร้านเสียตังค์ไหม"]))
    assert f"[{WHOLE.name}]" in after
    assert "ไม่มีคำถามที่รอจัดการ" in editor.get("/admin/gaps").text
    assert "manual.taught" in acts(site)


def test_a_phrase_that_would_lose_another_entry_is_refused(site: Site, editor: FlaskClient) -> None:
    ask(site, "แจ้งเกิด")
    status, page = teach(editor, how="hint", phrase="แจ้งเกิด", entry=WHOLE.id)
    assert status == 400
    assert "แจ้งเกิด" in page
    assert "ค้นเรื่องอื่นไม่พบ" in page
    with site.db.read() as session:
        assert session.scalars(select(TaughtPhrase)).all() == []


def test_what_is_not_ours_is_taught_with_its_agency(site: Site, editor: FlaskClient) -> None:
    ask(site, "โอนที่ดิน")
    assert teach(editor, how="elsewhere", phrase="โอนที่ดิน", agency="")[0] == 400
    assert teach(editor, how="elsewhere", phrase="โอนที่ดิน", agency="สำนักงานที่ดิน")[0] == 303
    with site.db.read() as session:
        assert [(one.phrase, one.target) for one in manual_store.taught(session)] == [("โอนที่ดิน", "สำนักงานที่ดิน")]


def test_a_question_opens_the_form_of_a_new_entry_and_stands_in_no_address(site: Site, editor: FlaskClient) -> None:
    ask(site, "จองสนามกีฬา")
    status, page = teach(editor, how="new", phrase="จองสนามกีฬา")
    assert status == 200
    assert 'value="จองสนามกีฬา"' in page
    assert "เพิ่มเรื่องในคู่มือ" in page


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"how": "hint", "phrase": "ก", "entry": "birth"}, 400),
        ({"how": "hint", "phrase": "ก" * 201, "entry": "birth"}, 400),
        ({"how": "hint", "phrase": "ดี ดี", "entry": "nothing"}, 400),
        ({"how": "", "phrase": "ดี ดี"}, 400),
        ({"how": "drop", "phrase": "ดี ดี"}, 400),
        ({"how": "hint", "phrase": "ดี ดี", "entry": "birth", "ids": "x' OR 1=1"}, 400),
        ({"how": "alias", "phrase": "ใบสูติบัตร", "entry": "birth"}, 303),
    ],
)
def test_what_cannot_be_taught_is_refused(site: Site, editor: FlaskClient, data: dict[str, str], status: int) -> None:
    ask(site, "อะไรสักอย่าง")
    assert teach(editor, **data)[0] == status


def test_the_monthly_list_is_a_file_without_formulas(site: Site, editor: FlaskClient) -> None:
    ask(site, "=1+1 ได้ไหม", "จองสนามกีฬา", "จองสนามกีฬาค่ะ")
    answer = editor.get("/admin/gaps/export")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][0] == "เดือน"
    assert ["จองสนามกีฬา", "2", "ยังไม่ได้จัดการ"] in [row[1:] for row in rows]
    assert "'=1+1 ได้ไหม" in [row[1] for row in rows]
