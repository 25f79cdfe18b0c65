"""Files sent from the pages, the whole way: sealed with the case, cleaned by the worker, read by staff."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from casework.evidence import MOST_FILES, MOST_FROM_THE_WEB
from handlers.wording.page import FILES_REFUSED
from jobs.evidence import Bench, clean_one
from models import Case, Evidence
from models.evidence import EvidenceState
from models.staff import Role
from portal.uploads import AT_ONCE, LARGEST_FORM
from tests.casework.canaries import Canary, jpeg
from tests.portal.report_form import STORY, begin, go_on, sealed
from tests.site import Site, post, token

FORM = "multipart/form-data; boundary=b"
TYPED = "ดูภาพที่แนบมา"


def send(client: FlaskClient, page: TestResponse, action: str, files: dict[str, bytes], **typed: str) -> TestResponse:
    """The form of a page with files (the test client would make a temporary file of its own)."""
    typed = {"csrf_token": token(page.text), "ticket": sealed(page.text), **typed}
    head = '--b\r\nContent-Disposition: form-data; name="'
    parts = [f'{head}{name}"\r\n\r\n{value}'.encode() for name, value in typed.items()]
    parts += [f'{head}files"; filename="{name}"\r\n\r\n'.encode() + raw for name, raw in files.items()]
    return client.post(action, data=b"\r\n".join([*parts, b"--b--\r\n"]), content_type=FORM)


def followed(site: Site, client: FlaskClient) -> tuple[Case, TestResponse]:
    """A case and its opened mailbox."""
    case, filed = site.file()
    return case, post(client, "/follow", "/follow", {"receipt": filed.receipt})


def clean(site: Site) -> None:
    while clean_one(Bench(site.db, site.office, site.clock.now)):
        continue


def rows(site: Site) -> list[Evidence]:
    with site.db.read() as session:
        return list(session.scalars(select(Evidence).order_by(Evidence.position)))


def working_copies(site: Site) -> list[bytes]:
    """What the handler downloads of the only case."""
    client = site.signed_in("handler")
    with site.db.read() as session:
        reference = session.scalars(select(Case.reference)).one()
    return [client.get(f"/admin/cases/{reference}/evidence/{row.id}").data for row in rows(site)]


def test_a_photo_sent_with_a_report_arrives_cleaned_with_the_staff(site: Site) -> None:
    site.hire("handler", (Role.HANDLER,), ("corruption",))
    client, canary = site.browser(), Canary()
    page = begin(site, client)
    assert page.text.index('id="evidence"') < page.text.index('id="files"') < page.text.index('name="safety"')
    check = send(client, page, "/report/check", {"ที่เกิดเหตุ.jpg": jpeg(canary)}, **STORY)
    assert "1 ไฟล์" in check.text
    assert go_on(client, check, "/report/send").status_code == 200
    clean(site)
    assert [row.state for row in rows(site)] == [EvidenceState.KEPT]
    (copy,) = working_copies(site)
    assert copy.startswith(b"\xff\xd8")
    assert not canary.is_in(copy)


def test_a_file_sent_on_the_opened_mailbox_arrives_with_its_case(site: Site) -> None:
    site.hire("handler", (Role.HANDLER,), ("general",))
    client, canary = site.browser(), Canary()
    case, page = followed(site, client)
    assert send(client, page, "/follow/answer", {"a.jpg": jpeg(canary)}, text=TYPED).status_code == 200
    clean(site)
    assert [(row.case_id, row.state) for row in rows(site)] == [(case.id, EvidenceState.KEPT)]
    (copy,) = working_copies(site)
    assert copy.startswith(b"\xff\xd8")
    assert not canary.is_in(copy)


REFUSED = [
    ("type", {"a.exe": b"MZ"}),
    ("empty", {"a.jpg": b""}),
    ("size", {"a.mp4": bytes(MOST_FROM_THE_WEB + 1)}),
    ("total", {f"{number}.mp4": bytes(MOST_FROM_THE_WEB) for number in range(5)}),
    ("count", {f"{number}.txt": b"x" for number in range(MOST_FILES + 1)}),
]


@pytest.mark.parametrize(("reason", "files"), REFUSED, ids=[reason for reason, _ in REFUSED])
def test_refused_files_are_told_of_beside_the_field_and_no_word_is_lost(
    site: Site, reason: str, files: dict[str, bytes]
) -> None:
    client = site.browser()
    answer = send(client, begin(site, client), "/report/check", files, **{**STORY, "what": TYPED})
    assert answer.status_code == 400
    assert f'id="files-error"><span class="hidden">ข้อผิดพลาด: </span>{FILES_REFUSED[reason]}' in answer.text
    assert TYPED in answer.text
    assert rows(site) == []


def test_a_refused_file_on_the_opened_mailbox_keeps_the_letter(site: Site) -> None:
    client = site.browser()
    _, page = followed(site, client)
    answer = send(client, page, "/follow/answer", {"a.exe": b"MZ"}, text=TYPED)
    assert answer.status_code == 400
    assert 'id="files-error"' in answer.text
    assert f"{TYPED}</textarea>" in answer.text
    assert rows(site) == []


def test_a_form_beyond_all_measure_is_refused_with_a_way_back(site: Site) -> None:
    client = site.browser()
    begin(site, client)
    told = {"CONTENT_LENGTH": str(LARGEST_FORM + 1), "CONTENT_TYPE": FORM}
    answer = client.post("/report/check", environ_overrides=told)
    assert answer.status_code == 413
    assert FILES_REFUSED["form"] in answer.text


def test_a_fifth_large_form_at_once_is_told_to_come_later_and_the_others_give_their_place_back(site: Site) -> None:
    client = site.browser()
    page = begin(site, client)
    with ExitStack() as held:
        for _ in range(4):
            held.enter_context(AT_ONCE)
        assert send(client, page, "/report/check", {"a.txt": bytes(2_000_000)}, **STORY).status_code == 429
        assert send(client, page, "/report/check", {"a.txt": b"small"}, **STORY).status_code == 200
    for _ in range(6):
        assert send(client, page, "/report/check", {"a.txt": bytes(2_000_000)}, **STORY).status_code == 200


def test_other_forms_take_no_more_than_a_page_of_text(site: Site) -> None:
    answer = site.browser().post("/report/send", data={"ticket": "a" * 1024 * 1024})
    assert answer.status_code == 413
    assert FILES_REFUSED["form"] not in answer.text


def test_an_upload_to_the_pages_leaves_nothing_in_the_folder_of_temporary_files(
    site: Site, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    client, before = site.browser(), tempfile.tempdir
    page = begin(site, client)
    request.addfinalizer(lambda: setattr(tempfile, "tempdir", before))
    tempfile.tempdir = str(tmp_path / "not there")  # whatever asks for a temporary file now fails
    answer = send(client, page, "/report/check", {"a.pdf": bytes(2_000_000)}, **STORY)
    assert "1 ไฟล์" in answer.text


def test_pages_that_take_files_stay_light_and_need_no_script(site: Site) -> None:
    client = site.browser()
    _, mailbox = followed(site, client)
    for page in (begin(site, client), mailbox):
        assert 'enctype="multipart/form-data"' in page.text
        assert len(page.data) < 40_000


def test_the_check_page_says_what_would_help_and_what_may_tell_who_reports(site: Site) -> None:
    client = site.browser()
    typed = {**STORY, "what": "ผมนายสมชาย ใจดี โทร 081-234-5678 เห็นเขาขอเงิน", "where": ""}
    check = send(client, begin(site, client), "/report/check", {"a.jpg": b"x"}, **typed)
    assert "จะช่วยให้ตรวจสอบได้ง่ายขึ้น" in check.text
    assert "เกิดขึ้นเมื่อใด, เกิดขึ้นที่ไหน" not in check.text.partition("จะช่วย")[0]
    assert "หลักฐาน" not in check.text.partition("จะช่วย")[2].partition("</li>")[0]
    assert "ข้อ “เกิดอะไรขึ้น” มี" in check.text
    assert '<button class="second" type="submit">แก้ไข</button>' in check.text
    assert "081-234-5678" in check.text
    assert go_on(client, check, "/report/send").status_code == 200


def test_a_report_without_personal_data_and_gaps_has_nothing_to_remark(site: Site) -> None:
    client = site.browser()
    typed = {**STORY, "when": "เมื่อวาน", "witness": "เพื่อนบ้านเห็น", "evidence": "มีรูปถ่าย"}
    check = send(client, begin(site, client), "/report/check", {}, **typed)
    assert check.status_code == 200
    assert 'class="panel note"' not in check.text
