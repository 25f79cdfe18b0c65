"""The receipt: what people may type, what is refused, what it leads to."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from casework import receipt
from casework.office import Office
from casework.receipt import NotAReceipt
from keys import ServerKeys

ROOT = Path(__file__).parents[2]


def test_a_new_receipt_reads_back_as_itself() -> None:
    for _ in range(200):
        code = receipt.new_receipt()
        assert re.fullmatch(r"[0-9]{18}", code)
        assert receipt.read(receipt.show(code)) == code


def test_a_receipt_is_shown_in_six_groups_of_three() -> None:
    assert re.fullmatch(r"(\d{3} ){5}\d{3}", receipt.show(receipt.new_receipt()))


@pytest.mark.parametrize("separator", [" ", "-", "–", "—", ".", "  ", "\n"])
def test_spaces_and_dashes_make_no_difference(separator: str) -> None:
    code = receipt.new_receipt()
    assert receipt.read(receipt.show(code).replace(" ", separator)) == code


def test_thai_digits_are_digits() -> None:
    code = receipt.new_receipt()
    thai = code.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert receipt.read(thai) == code


@pytest.mark.parametrize("lookalike", ["٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９", "᠐᠑᠒᠓᠔᠕᠖᠗᠘᠙"])
def test_digits_of_other_scripts_are_refused(lookalike: str) -> None:
    code = receipt.new_receipt().translate(str.maketrans("0123456789", lookalike))
    with pytest.raises(NotAReceipt) as refusal:
        receipt.read(code)
    assert refusal.value.reason == "length"


def test_every_single_wrong_digit_and_every_swap_is_caught() -> None:
    code = receipt.new_receipt()
    wrong = [code[:n] + d + code[n + 1 :] for n in range(18) for d in "0123456789" if d != code[n]]
    wrong += [code[:n] + code[n + 1] + code[n] + code[n + 2 :] for n in range(17) if code[n] != code[n + 1]]
    for one in wrong:
        with pytest.raises(NotAReceipt) as refusal:
            receipt.read(one)
        assert refusal.value.reason == "check"


@pytest.mark.parametrize("digits", [17, 19, 0])
def test_another_number_of_digits_is_no_receipt(digits: int) -> None:
    with pytest.raises(NotAReceipt):
        receipt.read("1" * digits)


@pytest.mark.parametrize(("digits", "meant"), [(14, False), (15, True), (18, True), (20, True), (21, False)])
def test_about_eighteen_digits_are_taken_for_a_receipt(digits: int, meant: bool) -> None:
    assert receipt.looks_like_one("7" * digits) is meant


def test_a_receipt_among_words_is_noticed() -> None:
    code = receipt.show(receipt.new_receipt())
    assert receipt.contains_one(f"รหัสของฉันคือ {code} ครับ")
    assert not receipt.contains_one("โทร 081 234 5678 เลขบัญชี 123-4-56789-0")


def test_two_receipts_never_lead_to_the_same_place(office: Office) -> None:
    one, other = (receipt.derive(office, receipt.new_receipt())[0] for _ in range(2))
    assert len({one.lookup, one.reply, other.lookup, other.reply}) == 4


def test_without_the_server_secret_a_known_receipt_finds_nothing(office: Office) -> None:
    code = receipt.new_receipt()
    stolen = Office(ServerKeys((bytes(32),)), office.tag, office.receipt_salt, "", sample=True)
    assert receipt.derive(office, code)[0].lookup != receipt.derive(stolen, code)[0].lookup


def test_a_rotated_secret_still_finds_old_receipts(office: Office) -> None:
    code = receipt.new_receipt()
    old = b"a server secret made for a test!"
    rotated = Office(ServerKeys((bytes(32), old)), office.tag, office.receipt_salt, "", sample=True)
    assert receipt.derive(office, code)[0] in receipt.derive(rotated, code)


def test_a_real_office_pays_the_full_price_for_a_key(office: Office) -> None:
    real = Office(office.keys, office.tag, office.receipt_salt, "")
    code = receipt.new_receipt()
    assert receipt.derive(real, code) != receipt.derive(office, code)


MANY_LOOK_UPS = """
import resource, threading
from casework import receipt
from casework.office import Office
from keys import ServerKeys

office = Office(ServerKeys((bytes(range(32)),)), "t", bytes(16), "x")
receipt.derive(Office(office.keys, "t", bytes(16), "x", sample=True), "0" * 18)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
threads = [threading.Thread(target=receipt.derive, args=(office, "0" * 18)) for _ in range(6)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


def test_many_look_ups_at_once_take_the_memory_of_two() -> None:
    run = subprocess.run([sys.executable, "-c", MANY_LOOK_UPS], cwd=ROOT, capture_output=True, text=True, check=True)
    assert float(run.stdout) < 128 + 16  # MiB; the rest are the threads themselves


@pytest.mark.parametrize("before", ["โทร 0812345678 ", "1", "๐๘๑-", "12345678901234567 "])
def test_a_receipt_right_behind_other_digits_is_seen(before: str) -> None:
    code = receipt.show(receipt.new_receipt())
    assert receipt.contains_one(f"{before}{code}")
