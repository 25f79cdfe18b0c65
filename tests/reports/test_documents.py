"""Documents are set in correct Thai and never run what is in the data."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from reports.writers import pdf

PAGE = """#set page(width: 12cm, height: 6cm)
#set text(font: "Sarabun", lang: "th")
#json(bytes(sys.inputs.data)).words
"""


@pytest.fixture
def template() -> str:
    """A template of this test's own, beside the real ones while it runs."""
    return "proof"


@pytest.fixture(autouse=True)
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "proof.typ").write_text(PAGE, encoding="utf-8")
    (tmp_path / "fonts").symlink_to(pdf.TEMPLATES / "fonts")
    monkeypatch.setattr(pdf, "TEMPLATES", tmp_path)


def test_thai_can_be_copied_out_of_a_document_again(template: str) -> None:
    made = pdf.pdf(template, {"words": "การดำเนินการตามมาตรการ ๑๒๓"})
    text = pypdfium2.PdfDocument(made)[0].get_textpage().get_text_bounded()
    assert "การดำเนินการตามมาตรการ ๑๒๓" in text


def test_data_is_set_as_text_and_never_run(template: str) -> None:
    made = pdf.pdf(template, {"words": '#panic #read("/etc/passwd")'})
    assert "#panic" in pypdfium2.PdfDocument(made)[0].get_textpage().get_text_bounded()


def test_the_same_data_makes_the_same_bytes(template: str) -> None:
    assert pdf.png(template, {"words": "น้ำ"}) == pdf.png(template, {"words": "น้ำ"})
