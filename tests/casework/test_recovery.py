"""Three sheets of which two are needed: one opens nothing, wrong and foreign ones say so."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest

from casework import recovery
from casework.office import Office
from casework.recovery import Recovery, SheetsRefused
from casework.seal import new_pair
from casework.staff_keys import NewStaff, new_account, unlock, unlock_by_recovery
from keys import SealBroken
from reports.writers.pdf import pdf, png


@pytest.fixture(scope="module")
def kit() -> Recovery:
    return recovery.new_recovery()


def test_any_two_sheets_give_the_key_and_have_33_words(kit: Recovery) -> None:
    assert [len(sheet.split()) for sheet in kit.sheets] == [33, 33, 33]
    one, two, three = kit.sheets
    keys = {recovery.combine(pair, kit.public_key) for pair in ((one, two), (three, one), (two, three))}
    assert len(keys) == 1


@pytest.mark.parametrize("typed", ["{0}", "", "{0} {1}"], ids=["twice the same", "nothing", "two in one"])
def test_d16_one_recovery_sheet_opens_nothing(kit: Recovery, typed: str) -> None:
    with pytest.raises(SheetsRefused):
        recovery.combine((kit.sheets[0], typed.format(*kit.sheets)), kit.public_key)


@pytest.mark.parametrize("wrong", ["swapped", "missing", "another word", "no such word", "one more"])
def test_d16_a_mistyped_sheet_is_named_and_refused(kit: Recovery, wrong: str) -> None:
    words = kit.sheets[1].split()
    words = {
        "swapped": [words[1], words[0], *words[2:-2], words[-1], words[-2]],
        "missing": words[:-1],
        "another word": [*words[:9], "academic" if words[9] != "academic" else "acid", *words[10:]],
        "no such word": [*words[:9], "siangsai", *words[10:]],
        "one more": [*words, "academic"],
    }[wrong]
    with pytest.raises(SheetsRefused, match="แผ่นที่กรอกลำดับที่ 2"):
        recovery.combine((kit.sheets[0], " ".join(words)), kit.public_key)


def test_d16_two_sheets_of_different_sets_are_refused(kit: Recovery) -> None:
    other = recovery.new_recovery()
    with pytest.raises(SheetsRefused, match="ไม่ใช่ชุดเดียวกัน"):
        recovery.combine((kit.sheets[0], other.sheets[1]), kit.public_key)


@pytest.mark.parametrize("none", [True, False])
def test_sheets_of_another_town_are_refused(kit: Recovery, none: bool) -> None:
    with pytest.raises(SheetsRefused, match="ไม่ใช่ของหน่วยงานนี้"):
        recovery.combine((kit.sheets[0], kit.sheets[1]), None if none else new_pair()[1])


def test_words_may_be_typed_with_numbers_lines_and_capitals(kit: Recovery) -> None:
    numbered = "\n".join(f"{at}. {word.upper()}," for at, word in enumerate(kit.sheets[2].split(), start=1))
    assert len(recovery.combine((numbered, kit.sheets[0]), kit.public_key)) == 32


def test_two_sheets_open_what_a_lost_password_closed(kit: Recovery, office: Office) -> None:
    with_recovery = replace(office, recovery_public_key=kit.public_key)
    staff = new_account(with_recovery, NewStaff("somsri", "นางสมศรี", "รหัสผ่านที่ยาวพอสมควร")).staff
    private = recovery.combine((kit.sheets[0], kit.sheets[2]), kit.public_key)
    assert unlock_by_recovery(staff, private) == unlock(staff, "รหัสผ่านที่ยาวพอสมควร", sample=True)
    with pytest.raises(SealBroken):
        unlock_by_recovery(staff, new_pair()[0])


def test_the_printed_sheets_hold_their_own_words_and_no_others(kit: Recovery, office: Office) -> None:
    data = recovery.sheets_for_print(office, kit, "24 พฤศจิกายน 2569")
    pages = pypdfium2.PdfDocument(pdf("recovery_sheets", data))
    assert len(pages) == 3
    for number, sheet in enumerate(kit.sheets):
        text = pages[number].get_textpage().get_text_bounded().replace("flask staff recover", "")
        printed = [word for word in text.split() if word in sheet.split()]
        assert printed == sheet.split()
        assert recovery.fingerprint(kit.public_key) in text


def test_sheets_and_cards_of_the_longest_names_fit_their_pages(kit: Recovery, office: Office) -> None:
    long = replace(office, municipality="องค์การบริหารส่วนตำบลบ้านทุ่งข้าวหอมมะลิเหนือลำน้ำยั่งยืนพัฒนา", phone="053 123 456 ต่อ 789")
    assert len(png("recovery_sheets", recovery.sheets_for_print(long, kit, "24 พฤศจิกายน 2569"))) == 3
    card = {
        "name": "นางสาวกัลยาณมิตรวิสุทธิ์ ประเสริฐศักดิ์สกุลวงศ์ ณ อยุธยา",
        "username": "a" * 40,
        "password": "x" * 16,
        "totp": "ABCD EFGH " * 4,
        "code": "ABCD-EFGH-JKMN-PQRS-TUVW-XYZ2",
        "qr": ["10" * 24] * 48,
    }
    assert len(png("personal_code", {"municipality": long.municipality, "cards": [card, card]})) == 2
