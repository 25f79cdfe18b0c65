"""The manual as a file: what goes out comes back, and a wrong file says where it is wrong."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge import manual_file, xlsx
from knowledge.entries import Entry, ManualBroken, Source
from tests.knowledge.entries import WHOLE, like

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn")), max_size=30).map(manual_file.words)
ITEM = st.one_of(WORDS, st.sampled_from(["=1+1", "+66", "-", "@SUM(A1)", "a\nb", "\\n", "\\\\n\n\\", "_x0041_", "1.0"]))
LINES = st.lists(ITEM.map(manual_file.words).filter(bool), max_size=4).map(tuple)
DAYS = st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
ENTRIES = st.builds(
    Entry,
    id=st.just("an-entry"),
    name=ITEM.map(manual_file.words).filter(bool),
    aliases=LINES,
    hints=LINES,
    steps=LINES,
    documents=LINES,
    fee=ITEM,
    time=WORDS,
    answer=ITEM,
    source=st.builds(Source, WORDS, st.sampled_from(["", "https://town.example/a"])),
    as_of=DAYS,
    valid_to=DAYS,
    status=st.sampled_from(["draft", "published", "withdrawn"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ENTRIES)
def test_a_round_trip_through_either_format_loses_nothing(entry: Entry) -> None:
    assert manual_file.from_yaml(manual_file.to_yaml([entry])) == [entry]
    assert xlsx.from_xlsx(xlsx.to_xlsx([entry])) == [entry]


def test_no_cell_of_the_workbook_is_a_formula() -> None:
    data = xlsx.to_xlsx([like(name='=HYPERLINK("http://evil")', fee="+1+1", who="@x")])
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        styles = book.read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    assert 'quotePrefix="1"' in styles


def workbook(*rows: list[Any]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return target.getvalue()


def test_a_workbook_of_another_order_with_plain_field_names_is_read() -> None:
    (entry,) = xlsx.from_xlsx(workbook(["name", "id", "steps", "fee"], ["งาน", "a-b", "หนึ่ง\nสอง", 20]))
    assert (entry.id, entry.steps, entry.fee) == ("a-b", ("หนึ่ง", "สอง"), "20")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["name"], ["งาน"]], "รหัส (id)"),
        ([["id", "name"], ["a", ""]], "แถวที่ 2"),
        ([["id", "name"], ["a", "งาน"], ["", "x"]], "แถวที่ 3"),
        ([["id", "name", "as_of"], ["a", "งาน", "เมื่อวาน"]], "แถวที่ 2: ข้อมูล ณ วันที่"),
        ([["id", "name", "fee"], ["a", "งาน", "=1+1"]], "สูตร"),
        ([["id", "name"], ["A B", "งาน"]], "A B: id"),
        ([["id", "name"], ["a", "งาน"], ["a", "งาน"]], "ซ้ำ"),
        ([], "หัวคอลัมน์"),
    ],
)
def test_a_wrong_workbook_names_row_and_column(rows: list[list[Any]], words: str) -> None:
    with pytest.raises(ManualBroken) as error:
        xlsx.from_xlsx(workbook(*rows))
    assert words in str(error.value)


@pytest.mark.parametrize("data", [b"", b"PK", b"\x00" * 100, b"<html>"])
def test_what_is_no_workbook_is_refused_kindly(data: bytes) -> None:
    with pytest.raises(ManualBroken, match="XLSX"):
        xlsx.from_xlsx(data)


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b"0" * (xlsx.UNPACKED + 1))
    with pytest.raises(ManualBroken, match="ใหญ่"):
        xlsx.from_xlsx(target.getvalue())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "YAML"),
        ("- a", "entries"),
        ("entries:\n- name: x", "รายการที่ 1"),
        ("entries:\n- {id: ก, name: x}", "id"),
        ("entries:\n- {id: a, name: x, intent: dance}", "a: ไม่รู้จัก intent dance"),
        ("entries:\n- {id: a, name: x, intent: unsure}", "intent"),
        ("entries:\n- {id: a, name: x, status: live}", "status"),
        ("entries:\n- {id: a, name: x, as_of: 2026-01-01T10:00:00}", "a: as_of"),
        ("entries:\n- {id: a, name: x, source: {url: 'javascript:alert(1)'}}", "https://"),
        ("entries:\n- {id: a, name: x, map_url: 'http://['}", "map_url"),
        ("entries:\n- {id: a, name: x}\n- {id: a, name: y}", "ซ้ำ"),
        ("entries:\n- !!python/object/apply:os.system ['true']", "YAML"),
    ],
)
def test_a_wrong_yaml_file_names_the_entry(text: str, words: str) -> None:
    with pytest.raises(ManualBroken) as error:
        manual_file.from_yaml(text.encode())
    assert words in str(error.value)


def test_bytes_that_are_no_thai_text_are_refused() -> None:
    with pytest.raises(ManualBroken, match="UTF-8"):
        manual_file.from_yaml("งาน".encode("tis-620"))


@pytest.mark.parametrize(("length", "fits"), [(39, True), (40, True), (41, False)])
def test_an_id_has_at_most_forty_letters(length: int, fits: bool) -> None:
    given_id = like(id="a" * length)
    if fits:
        assert manual_file.checked([given_id]) == [given_id]
    else:
        with pytest.raises(ManualBroken, match="40"):
            manual_file.checked([given_id])


@pytest.mark.parametrize(("length", "fits"), [(3999, True), (4000, True), (4001, False)])
def test_a_value_has_at_most_four_thousand_characters(length: int, fits: bool) -> None:
    long = like(fee="ก" * length)
    if fits:
        assert xlsx.from_xlsx(xlsx.to_xlsx([long])) == [long]
    else:
        with pytest.raises(ManualBroken, match="fee"):
            manual_file.checked([long])


def test_all_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(ManualBroken) as error:
        manual_file.checked([like(id="A"), like(intent="x"), like(status="y")])
    assert len(str(error.value).split("\n")) == 4


def test_hidden_direction_marks_and_control_characters_are_taken_out() -> None:
    (entry,) = manual_file.checked([like(name="ภาษี\u202eป้าย\x00", steps=("  ", "\u200bยื่น "))])
    assert (entry.name, entry.steps) == ("ภาษีป้าย", ("ยื่น",))


def test_a_stored_entry_is_the_same_again() -> None:
    assert manual_file.from_json(manual_file.to_json(WHOLE), "published") == WHOLE
    assert manual_file.from_json({**manual_file.to_json(WHOLE), "of_later": 1}, "published") == WHOLE
