"""The recovery key: three printed sheets of 33 words (SLIP-39), two of which are needed; kept nowhere."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass

from nacl import bindings as sodium
from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.share import Share

from casework.office import Office
from casework.seal import new_pair

SHEETS, NEEDED, WORDS = 3, 2, 33

ONE_SHEET = "ต้องใช้แผ่นกู้คืนสองแผ่นที่ต่างกัน"
MISTYPED = "แผ่นที่กรอกลำดับที่ {number}: คำไม่ครบ สะกดผิด หรือสลับลำดับ โปรดตรวจทั้ง 33 คำอีกครั้ง"
DIFFERENT_SETS = "สองแผ่นนี้ไม่ใช่ชุดเดียวกัน"
ANOTHER_TOWN = "แผ่นชุดนี้ไม่ใช่ของหน่วยงานนี้ หรือเป็นชุดเก่า"


class SheetsRefused(Exception):
    """The sheets do not give this office's recovery key; the text says what is wrong, in Thai."""


@dataclass(frozen=True)
class Recovery:
    """A fresh recovery key: what is stored (public) and what is printed and then forgotten (sheets)."""

    public_key: bytes
    sheets: tuple[str, ...]


def new_recovery() -> Recovery:
    """A fresh key pair, its private half split into three sheets. Nothing else keeps it."""
    private, public = new_pair()
    groups = generate_mnemonics(1, [(NEEDED, SHEETS)], private)
    return Recovery(public, tuple(groups[0]))


def combine(typed: tuple[str, str], public_key: bytes | None) -> bytes:
    """The private half from two sheets as people type them. SheetsRefused for anything but two of this set."""
    sheets = [_plain(one) for one in typed]
    shares = [_share(sheet, number) for number, sheet in enumerate(sheets, start=1)]
    if shares[0].identifier != shares[1].identifier:
        raise SheetsRefused(DIFFERENT_SETS)
    if sheets[0] == sheets[1]:
        raise SheetsRefused(ONE_SHEET)
    try:
        private: bytes = combine_mnemonics(sheets)
    except MnemonicError:
        raise SheetsRefused(DIFFERENT_SETS) from None
    if sodium.crypto_scalarmult_base(private) != public_key:
        raise SheetsRefused(ANOTHER_TOWN)
    return private


def fingerprint(public_key: bytes) -> str:
    """What identifies a recovery key on paper and screen: four groups of four hex digits."""
    digest = hashlib.sha256(b"siangsai recovery" + public_key).hexdigest()[:16]
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))


def sheets_for_print(office: Office, recovery: Recovery, day: str) -> dict[str, object]:
    """The data of the printed sheets."""
    return {
        "municipality": office.municipality,
        "instance": office.tag[:8],
        "fingerprint": fingerprint(recovery.public_key),
        "day": day,
        "phone": office.phone,
        "sheets": [sheet.split() for sheet in recovery.sheets],
    }


def _plain(typed: str) -> str:
    """The words alone: numbers, commas and line breaks of a copied grid do not matter."""
    words = unicodedata.normalize("NFKC", typed).casefold().replace(",", " ").split()
    return " ".join(word for word in words if not word.strip(".").isdecimal())


def _share(sheet: str, number: int) -> Share:
    try:
        return Share.from_mnemonic(sheet)
    except MnemonicError:
        raise SheetsRefused(MISTYPED.format(number=number)) from None
