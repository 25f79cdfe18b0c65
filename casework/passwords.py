"""Which passwords are taken: long ones that no list of common or keyboard passwords begins with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

SHORTEST, LONGEST = 12, 128
"""Characters. What is longer is refused before the slow part, whoever sends it."""

THAI_KEYS = "ๅ/-ภถุึคตจขชๆไำพะัีรนยบลฃฟหกดเ้่าสวงผปแอิืทมใฝ"
LATIN_KEYS = "1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./"
ON_LATIN_KEYS = str.maketrans(THAI_KEYS, LATIN_KEYS)
"""A Thai keyboard (Kedmanee) gives these letters where a Latin one gives those."""

ROWS = ("1234567890-=", "qwertyuiop[]\\", "asdfghjkl;'", "zxcvbnm,./", "abcdefghijklmnopqrstuvwxyz", "01234567890")
COMMON = (
    "password",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "admin",
    "administrator",
    "welcome",
    "letmein",
    "iloveyou",
    "thailand",
    "siangsai",
    "tessaban",
    "รหัสผ่าน",
    "เสียงใส",
    "เทศบาล",
    "สวัสดี",
    "ประเทศไทย",
    "แอดมิน",
    "องค์การบริหารส่วนตำบล",
)
RUN = 5
"""Neighbouring keys that count as one stroke."""

TOO_SHORT = "รหัสผ่านต้องยาวอย่างน้อย {shortest} ตัวอักษร"
TOO_LONG = "รหัสผ่านยาวได้ไม่เกิน {longest} ตัวอักษร"
TOO_EASY = "รหัสผ่านนี้เดาง่าย อย่าใช้คำที่คนใช้กันมาก แป้นที่เรียงกัน ตัวซ้ำ ชื่อผู้ใช้ หรือชื่อหน่วยงาน"


class BadPassword(Exception):
    """A new password cannot be taken; the text says why, in Thai."""


def normalised(password: str) -> str:
    """The password in one Unicode form, so that every keyboard and phone means the same (NFC)."""
    return unicodedata.normalize("NFC", password)


def check(password: str, names: Iterable[str] = (), shortest: int = SHORTEST) -> None:
    """BadPassword unless it is of a right length and not easy to guess; ``names``: what it must not consist of."""
    if len(password) > LONGEST:
        raise BadPassword(TOO_LONG.format(longest=LONGEST))
    password = normalised(password)
    if len(password) < shortest:
        raise BadPassword(TOO_SHORT.format(shortest=shortest))
    if shortest and _surprising(password, names) < SHORTEST // 2:
        raise BadPassword(TOO_EASY)


def _surprising(password: str, names: Iterable[str]) -> int:
    """Characters that are left when known words, keyboard runs and repetitions are taken out."""
    left = password.casefold()
    for word in sorted((*COMMON, *(name.casefold() for name in names if len(name) > 2)), key=len, reverse=True):
        left = left.replace(normalised(word), "")
    keys = _without_runs(left.translate(ON_LATIN_KEYS))
    return len(re.sub(r"(.{1,4}?)\1+", r"\1", keys)) if len(keys) else 0


def _without_runs(keys: str) -> str:
    """The keys pressed, without strokes along a row of the keyboard in either direction."""
    strokes = {row[at : at + RUN] for line in ROWS for row in (line, line[::-1]) for at in range(len(row) - RUN + 1)}
    gone = {at + step for at in range(len(keys)) if keys[at : at + RUN] in strokes for step in range(RUN)}
    return "".join(key for at, key in enumerate(keys) if at not in gone)
