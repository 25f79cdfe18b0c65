"""PDF, office and text files in hostile and telling forms."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pypdfium2
import pytest
from pikepdf import Pdf

from casework.cleaning import verdict as v
from tests.casework.canaries import Canary, zipped
from tests.casework.child import Ran, run
from tests.casework.documents import (
    archive,
    docx_parts,
    encrypted_pdf,
    pdf,
    pdf_with_history,
    pptx_parts,
    xlsx_parts,
)

OFFICE = {"docx": docx_parts, "xlsx": xlsx_parts, "pptx": pptx_parts}
Parts = dict[str, bytes | str]


def part(ran: Ran, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(ran.data)) as opened:
        return opened.read(name).decode()


@pytest.mark.parametrize("maker", [pdf, pdf_with_history])
def test_i11_a_pdf_keeps_its_pages_and_nothing_else(maker: Callable[[Canary], bytes]) -> None:
    canary = Canary()
    data = maker(canary)
    assert canary.is_in(data)
    ran = run(data, "pdf")
    assert ran.verdict.label == v.CLEANED
    assert not canary.is_in(ran.data)
    for telling in (b"JavaScript", b"OpenAction", b"EmbeddedFile", b"AcroForm", b"/Annots", b"/AA", b"Producer"):
        assert telling not in ran.data
    with Pdf.open(io.BytesIO(ran.data)) as opened:
        assert len(opened.pages) == 1
        assert set(opened.Root.keys()) <= {"/Type", "/Pages"}
        assert not opened.docinfo


def test_i11_a_cleaned_pdf_still_shows_its_words_and_its_photograph() -> None:
    page = pypdfium2.PdfDocument(run(pdf(Canary()), "pdf").data)[0]
    assert page.get_textpage().get_text_range().strip() == "seen"
    assert len(list(page.get_objects(filter=[3]))) == 1
    picture = page.render().to_pil().convert("RGB")
    assert picture.getpixel((55, 105))[0] > 200  # the red corner of the photograph  # type: ignore[index]


@pytest.mark.parametrize("user", ["", "secret"])
def test_i12_an_encrypted_pdf_is_kept_as_original_only(user: str) -> None:
    ran = run(encrypted_pdf(user), "pdf")
    assert (ran.verdict.label, ran.data) == (v.ENCRYPTED, b"")


@pytest.mark.parametrize("extension", OFFICE)
def test_i13_i15_an_office_file_keeps_its_words_and_tells_nothing(extension: str) -> None:
    canary = Canary()
    data = archive(OFFICE[extension](canary))
    assert canary.is_in(data)
    ran = run(data, extension)
    assert ran.verdict.label == v.CLEANED
    assert not canary.is_in(ran.data)
    with zipfile.ZipFile(io.BytesIO(ran.data)) as opened:
        assert all("External" not in opened.read(name).decode("latin-1") for name in opened.namelist())


def test_i13_what_was_written_and_changed_is_still_there() -> None:
    document = part(run(archive(docx_parts(Canary())), "docx"), "word/document.xml")
    assert "ข้อความที่อ่านได้" in document
    assert "ลิงก์" in document
    assert "<w:del " in document
    assert 'mc:Ignorable="w14"' in document
    assert 'r:embed="rId1"' in document
    assert "r:link" not in document


@pytest.mark.parametrize(
    "telling",
    [
        {"word/vbaProject.bin": b"macro"},
        {"word/vbaData.xml": "<x/>"},
        {"xl/macrosheets/sheet1.xml": "<x/>"},
        {"word/activeX/activeX1.xml": "<x/>"},
        {"customUI/customUI.xml": "<x/>"},
    ],
    ids=lambda parts: next(iter(parts)),
)
def test_i14_a_document_with_macros_is_refused(telling: Parts) -> None:
    assert run(archive({**docx_parts(Canary()), **telling}), "docx").verdict.label == v.MACRO


def test_i14_a_macro_document_called_docx_is_refused_by_its_type() -> None:
    parts = docx_parts(Canary())
    types = str(parts["[Content_Types].xml"]).replace("document.main+xml", "document.macroEnabled.main+xml")
    assert run(archive({**parts, "[Content_Types].xml": types}), "docx").verdict.label == v.MACRO


@pytest.mark.parametrize(
    "extension", ["docm", "xlsm", "pptm", "dotm", "doc", "xls", "html", "svg", "exe", "zip", "js", "hta", "lnk", ""]
)
def test_i14_i20_extensions_that_are_not_on_the_list_are_refused(extension: str) -> None:
    assert run(b"anything at all", extension).verdict.label == v.TYPE


@pytest.mark.parametrize(
    ("name", "bomb"),
    [
        ("1000 to 1", {"word/a.xml": bytes(100_000_000)}),
        ("many entries", {f"word/{n}.xml": b"" for n in range(1990)}),
        ("a zip inside", {"word/inner.xml": zipped(Canary())}),
        ("a zip in disguise", {"word/media/image9.png": zipped(Canary())}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_i16_bombs_are_refused_with_flat_memory(name: str, bomb: Parts) -> None:
    ran = run(archive({**docx_parts(Canary()), **bomb}), "docx")
    assert ran.verdict.label in (v.BOMB, v.FAILED)
    assert ran.data == b""
    assert ran.peak_mib <= 512


@pytest.mark.parametrize(("entries", "label"), [(1999, v.CLEANED), (2000, v.CLEANED), (2001, v.BOMB)])
def test_two_thousand_entries_are_the_most(entries: int, label: str) -> None:
    parts = docx_parts(Canary())
    more = {f"word/n{n}.xml": "<x/>" for n in range(entries - len(parts))}
    assert run(archive({**parts, **more}), "docx").verdict.label == label


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "..\\..\\boot.ini", "C:/windows/a.xml", "word/CON", "nul.xml", "word/../../x"],
)
def test_i17_names_that_lead_elsewhere_are_refused(name: str) -> None:
    assert run(archive({**docx_parts(Canary()), name: "x"}), "docx").verdict.label == v.HOSTILE


def test_i17_a_link_inside_an_archive_is_refused() -> None:
    out = io.BytesIO(archive(docx_parts(Canary())))
    with zipfile.ZipFile(out, "a") as opened:
        link = zipfile.ZipInfo("word/link.xml")
        link.external_attr = 0o120777 << 16
        opened.writestr(link, "/etc/passwd")
    assert run(out.getvalue(), "docx").verdict.label == v.HOSTILE


def test_i17_two_entries_of_one_name_are_refused() -> None:
    out = io.BytesIO(archive(docx_parts(Canary())))
    with zipfile.ZipFile(out, "a") as opened, pytest.warns(UserWarning, match="Duplicate"):
        opened.writestr("word/document.xml", "<x/>")
    assert run(out.getvalue(), "docx").verdict.label == v.HOSTILE


LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)
ENTITIES = {
    "billion laughs": f"{LAUGHS}]><l>&j;</l>",
    "a file of the server": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "a file of the net": '<!DOCTYPE x SYSTEM "http://t.example/x.dtd"><x/>',
    "a parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://t.example/p">%p;]><x/>',
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", ENTITIES)
def test_i18_entities_are_refused_in_every_encoding(name: str, encoding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{ENTITIES[name]}'.encode(encoding)
    ran = run(archive({**docx_parts(Canary()), "word/document.xml": xml}), "docx")
    assert (ran.verdict.label, ran.data) == (v.HOSTILE, b"")


def test_i19_a_pdf_that_is_a_zip_too_comes_out_as_a_pdf_alone() -> None:
    canary = Canary()
    ran = run(pdf(Canary()) + zipped(canary), "pdf")
    assert not canary.is_in(ran.data)
    assert not zipfile.is_zipfile(io.BytesIO(ran.data))


MARKUP = (
    b"<html>",
    b"  <!DOCTYPE html>",
    b"<svg xmlns='x'>",
    b"<?xml version='1.0'?>",
    b"\xef\xbb\xbf<script>",
    b"#!/bin/sh",
    b"MZ\x90",
    b"%PDF-1.7",
    b"{\\rtf1",
    b"PK\x03\x04",
)


@pytest.mark.parametrize("start", MARKUP)
def test_i19_i20_markup_and_programs_do_not_pass_as_text(start: bytes) -> None:
    assert run(start + b" some words", "txt").verdict.label == v.TYPE


@pytest.mark.parametrize("extension", ["jpg", "png", "gif", "webp", "pdf", "docx", "mp4", "mp3", "ogg", "heic"])
def test_i20_what_a_name_says_must_be_what_the_bytes_say(extension: str) -> None:
    assert run(b"<html><script>1</script>", extension).verdict.label == v.TYPE


def test_a_document_behind_a_password_is_kept_as_original_only() -> None:
    assert run(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "docx").verdict.label == v.ENCRYPTED


@pytest.mark.parametrize("extension", [*OFFICE, "pdf"])
def test_i26_a_broken_document_is_quarantined(extension: str) -> None:
    whole = pdf(Canary()) if extension == "pdf" else archive(OFFICE[extension](Canary()))
    start = b"%PDF-" if extension == "pdf" else b"PK\x03\x04"
    ran = run(start + whole[40 : len(whole) // 2], extension)
    assert ran.verdict.label == v.FAILED
    assert ran.data == b""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874"])
def test_text_is_kept_as_utf_8_without_what_cannot_be_seen(encoding: str) -> None:
    hidden = "" if encoding == "cp874" else "\u200b\u202e\ufeff\U000e0041"
    ran = run(f"สวัสดี{hidden}\x07 ชาวบ้าน\r\nหมู่ 3".encode(encoding), "txt")
    assert ran.verdict.label == v.CLEANED
    assert ran.data.decode() == "สวัสดี ชาวบ้าน\nหมู่ 3"
