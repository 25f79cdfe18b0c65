"""Evidence on the staff's screen: neutral names, honest labels, downloads that no browser opens."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from casework.evidence import Upload, draft_of, receive
from jobs.evidence import Bench, clean_one
from models import Case, Evidence, EvidenceChunk, LedgerEntry
from models.cases import Kind
from models.evidence import Part
from models.staff import Role
from tests.casework.canaries import Canary, jpeg
from tests.casework.documents import encrypted_pdf
from tests.site import Site


@pytest.fixture
def handler(site: Site) -> FlaskClient:
    """A browser of whoever handles general cases."""
    site.hire("general", (Role.HANDLER,), ("general",))
    site.hire("corruption", (Role.HANDLER,), ("corruption",))
    return site.signed_in("general")


def with_files(site: Site, *files: tuple[str, bytes], kind: Kind = Kind.GENERAL) -> tuple[Case, list[str]]:
    """A case with these files, cleaned."""
    with site.db.write() as session:
        owner = draft_of(site.office, "draft")
        uploads = [Upload(name, [data]) for name, data in files]
        ids = [receive(session, site.office, owner, upload, site.clock.now()) for upload in uploads]
    while clean_one(Bench(site.db, site.office, site.clock.now)):
        continue
    case, _ = site.file(kind, "road" if kind is Kind.GENERAL else "bribe", files=tuple(ids))
    return case, ids


def take(client: FlaskClient, case: Case, item: str) -> TestResponse:
    return client.get(f"/admin/cases/{case.reference}/evidence/{item}")


def entries(site: Site, kind: str) -> list[LedgerEntry]:
    with site.db.read() as session:
        return list(session.scalars(select(LedgerEntry).where(LedgerEntry.type == kind)))


def test_the_case_page_names_files_by_number_and_says_what_became_of_them(site: Site, handler: FlaskClient) -> None:
    files = (("สมศรี.jpg", jpeg(Canary())), ("ลับ.pdf", encrypted_pdf("x")), ("page.jpg", b"<html>"))
    case, ids = with_files(site, *files)
    page = handler.get(f"/admin/cases/{case.reference}").text
    assert f"{case.reference}-01.jpg" in page
    assert f"{case.reference}-02.pdf" in page
    for words in ("ลบข้อมูลแฝงแล้ว", "เพราะไฟล์มีรหัสผ่าน", "ไม่รับ ชนิดไฟล์ไม่ตรง"):
        assert words in page
    assert "สมศรี.jpg" not in page
    assert [f"evidence/{item}" in page for item in ids] == [True, False, False]


def test_a_case_without_files_says_nothing_of_evidence(site: Site, handler: FlaskClient) -> None:
    case, _ = site.file()
    assert "หลักฐาน" not in handler.get(f"/admin/cases/{case.reference}").text


def test_a_file_still_being_cleaned_is_listed_as_such(site: Site, handler: FlaskClient) -> None:
    with site.db.write() as session:
        upload = Upload("a.jpg", [jpeg(Canary())])
        item = receive(session, site.office, draft_of(site.office, "draft"), upload, site.clock.now())
    case, _ = site.file(files=(item,))
    assert "กำลังตรวจและลบข้อมูลแฝง" in handler.get(f"/admin/cases/{case.reference}").text
    assert take(handler, case, item).status_code == 404


def test_i30_a_download_is_an_attachment_that_no_browser_opens(site: Site, handler: FlaskClient) -> None:
    canary = Canary()
    case, (item,) = with_files(site, ("สมศรี.jpg", jpeg(canary)))
    answer = take(handler, case, item)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{case.reference}-01.jpg"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(answer.data)).size == (32, 20)
    assert len(answer.data) == int(answer.headers["Content-Length"])
    assert not canary.is_in(answer.data)


def test_a_download_is_entered_with_the_case_and_the_person(site: Site, handler: FlaskClient) -> None:
    case, (item,) = with_files(site, ("a.jpg", jpeg(Canary())))
    take(handler, case, item)
    (entry,) = entries(site, "evidence.downloaded")
    assert entry.case_tag == case.ledger_tag
    assert entry.actor.startswith("staff:")


def test_i31_another_handlers_file_is_not_there(site: Site, handler: FlaskClient) -> None:
    mine, _ = with_files(site, ("a.jpg", jpeg(Canary())))
    theirs, (other,) = with_files(site, ("b.jpg", jpeg(Canary())), kind=Kind.CORRUPTION)
    answers = [
        take(handler, theirs, other),
        take(handler, mine, other),
        take(handler, mine, "0" * 32),
        handler.get("/admin/cases/70-ZZZZZ/evidence/" + other),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert len(entries(site, "access.refused")) == 4
    assert entries(site, "evidence.downloaded") == []


def test_nobody_who_is_not_signed_in_gets_a_file(site: Site, handler: FlaskClient) -> None:
    case, (item,) = with_files(site, ("a.jpg", jpeg(Canary())))
    assert take(site.browser(), case, item).status_code == 302


@pytest.mark.parametrize("how", ["changed", "cut", "swapped with the original"])
def test_of_a_changed_file_not_even_half_goes_out(site: Site, handler: FlaskClient, how: str) -> None:
    case, (item,) = with_files(site, ("a.jpg", jpeg(Canary())))
    with site.db.write() as session:
        steps = {
            step.part: step for step in session.scalars(select(EvidenceChunk).where(EvidenceChunk.evidence_id == item))
        }
        working = steps[Part.WORKING]
        if how == "cut":
            session.delete(working)
        else:
            original = steps[Part.ORIGINAL].sealed
            working.sealed = original if how.startswith("swapped") else working.sealed[:-1] + b"x"
    assert take(handler, case, item).status_code == 404
    assert len(entries(site, "evidence.broken")) == 1


def test_originals_have_no_address(site: Site, handler: FlaskClient) -> None:
    case, (item,) = with_files(site, ("a.pdf", encrypted_pdf("x")))
    assert take(handler, case, item).status_code == 404
    with site.db.read() as session:
        assert session.get_one(Evidence, item).for_custodians
