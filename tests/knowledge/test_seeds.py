"""What the content folder adds."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.seeds import Elsewhere, read_seeds
from knowledge.understood import Facet, Intent
from tests.knowledge.conftest import SAMPLE


def folder(tmp_path: Path, **files: str) -> Path:
    for name, text in {"lexicon": "chat: {มั้ย: ไหม}", **files}.items():
        path = tmp_path / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_every_file_of_the_folder_is_read() -> None:
    seeds = read_seeds(SAMPLE)
    assert "ขอลิงก์แบบวัดการรับรู้" in seeds.acts[Intent.EIT]
    assert any(one.agency == "กรมการกงสุล" for one in seeds.elsewhere)


def test_files_that_are_not_there_add_nothing(tmp_path: Path) -> None:
    seeds = read_seeds(folder(tmp_path))
    assert (seeds.hints, seeds.acts, seeds.elsewhere) == ({}, {}, ())


def test_hints_of_an_entry_that_begins_an_act_are_seeds_of_that_act(tmp_path: Path) -> None:
    files = {
        "manual": "entries: [{id: howto, name: การร้องเรียน, intent: complaint, answer: ก}, {id: bin, name: ถัง}]",
        "hints/town": "hints: {howto: [จะร้องเรียน], bin: [ถังใส่ของทิ้ง], complaint-protection: [ใครจะรู้ไหม]}",
        "acts": "acts: {complaint: [ถนนพัง]}",
    }
    seeds = read_seeds(folder(tmp_path, **files))
    assert seeds.acts == {Intent.COMPLAINT: ("ถนนพัง", "จะร้องเรียน")}
    assert set(seeds.hints) == {"bin", "complaint-protection"}, "what is answered before an act begins stays by itself"


def test_ways_of_asking_belong_to_a_part_of_a_service(tmp_path: Path) -> None:
    assert read_seeds(folder(tmp_path, facets="facets: {fee: [กี่บาท]}")).facets == {Facet.FEE: ("กี่บาท",)}


def test_hints_belong_to_an_entry(tmp_path: Path) -> None:
    files = {"hints/town": "hints: {bin: [ถังใส่ของทิ้ง]}", "hints/tax": "hints: {sign: [ป้ายไฟหน้าร้าน]}"}
    assert read_seeds(folder(tmp_path, **files)).hints == {"bin": ("ถังใส่ของทิ้ง",), "sign": ("ป้ายไฟหน้าร้าน",)}


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"hints/town": "bin: [a]"}, "is missing"),
        ({"hints/town": "hints: {bin: ถัง}"}, "in lists"),
        ({"hints/town": "hints: [a]"}, "in lists"),
        ({"hints/a": "hints: {bin: [a]}", "hints/b": "hints: {bin: [b]}"}, "bin: stands in two files"),
        ({"acts": "acts: {dance: [a]}"}, "dance"),
        ({"facets": "facets: {price: [a]}"}, "price"),
        ({"elsewhere": "- a"}, "is missing"),
        ({"elsewhere": "elsewhere: {a: b}"}, "a list of agencies"),
        ({"elsewhere": "elsewhere: [{where: here}]"}, "each with its name"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, files: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_seeds(folder(tmp_path, **files))


def test_an_agency_is_named_with_its_place() -> None:
    assert Elsewhere("กรมที่ดิน", "โทร 1").said == "กรมที่ดิน\nโทร 1"
    assert Elsewhere("กรมที่ดิน", "สอบถามหน่วยงานโดยตรง").said == "กรมที่ดิน"
    assert Elsewhere("กรมที่ดิน", "ไปที่สาขา สอบถามหน่วยงานโดยตรง").said == "กรมที่ดิน\nไปที่สาขา"
    assert Elsewhere("กรมบัญชีกลาง", "สอบถามหน่วยงานโดยตรง หรือโทร 1111").said == "กรมบัญชีกลาง\nโทร 1111"
    assert Elsewhere("กรมที่ดิน").said == "กรมที่ดิน"
