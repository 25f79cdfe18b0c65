"""Text typed on the wrong keyboard layout: Thai on English keys, or English on Thai keys."""

from __future__ import annotations

from collections.abc import Container

from knowledge.text import THAI, coverage

# The Kedmanee layout, key by key, plain and with shift.
_LATIN = "1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>?`~"
_THAI = 'ๅ/-ภถุึคตจขชๆไำพะัีรนยบลฃฟหกดเ้่าสวงผปแอิืทมใฝ+๑๒๓๔ู฿๕๖๗๘๙๐"ฎฑธํ๊ณฯญฐ,ฅฤฆฏโฌ็๋ษศซ.()ฉฮฺ์?ฒฬฦ_%'
_TO_THAI = str.maketrans(_LATIN, _THAI)
_TO_LATIN = str.maketrans(_THAI, _LATIN)
ENOUGH = 0.72
"""Share of dictionary words above which decoded text is believed."""


def repair(text: str, latin_words: Container[str]) -> str:
    """The text as meant. ``latin_words``: Latin words that mean something as they stand."""
    if not THAI.search(text):
        return _latin_text(text, latin_words)
    if coverage(text) < 0.5 and (decoded := _english(text, latin_words)):
        return decoded
    return text


def _latin_text(text: str, latin_words: Container[str]) -> str:
    """Latin letters: whole text when it decodes to Thai; words that mean something stay as they are."""
    parts = text.split(" ")
    kept = [one.lower().strip("?.,!") in latin_words for one in parts]
    if all(kept):
        return text
    whole = [one if stays and len(one) > 1 else _thai(one) for one, stays in zip(parts, kept, strict=True)]
    decoded = " ".join(whole)
    return decoded if any(THAI.search(one) for one in whole) and _believed(decoded) else text


def _thai(part: str) -> str:
    """One run of keys in Thai letters; all in capitals means that Caps Lock was on, unless the other reads better."""
    plain = part.translate(_TO_THAI)
    swapped = part.swapcase().translate(_TO_THAI)
    return max(plain, swapped, key=coverage) if part.lower() != part else plain


def _believed(decoded: str) -> bool:
    letters = len(THAI.findall(decoded))
    return letters >= 3 and coverage(decoded) >= ENOUGH


def _english(text: str, latin_words: Container[str]) -> str:
    """What the keys mean in Latin letters, if every word of it is known."""
    decoded = text.translate(_TO_LATIN)
    for candidate in (decoded.lower(), decoded.swapcase().lower()):
        parts = [one.strip("?.,!") for one in candidate.split()]
        if parts and all(one in latin_words for one in parts) and max(map(len, parts)) > 2:
            return candidate
    return ""
