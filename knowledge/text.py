"""What people type, cleaned: one spelling for what looks the same, and the cut into words."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any, cast

from marisa_trie import Trie

os.environ.setdefault("PYTHAINLP_OFFLINE", "1")

LONGEST = 500
"""Characters read of a message: no question is longer, and every engine behind stays fast."""

_LONGEST_WORD = 96
"""Letters; the dictionary's longest has 81."""
THAI = re.compile(r"[\u0e00-\u0e7f]")
_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_TONE_BEFORE_VOWEL = re.compile(r"([\u0e48-\u0e4c])([\u0e31\u0e34-\u0e3a])")
_SPLIT_AM = re.compile(r"\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_AM_BEFORE_TONE = re.compile(r"\u0e33([\u0e48-\u0e4b])")
_REPEATED = re.compile(r"([^\W\d])\1{2,}")
_REPEATED_MARK = re.compile(rf"([{_MARKS}\u0e30\u0e32\u0e33])\1+")
_STACKED_TONES = re.compile(r"([\u0e48-\u0e4b])[\u0e48-\u0e4b]+")
_SPACES = re.compile(r"\s+")
_PLAIN = re.compile(r"[ -~\u0e01-\u0e3a\u0e3f-\u0e5b]*")
_DOTTED = re.compile(r"[.!?…~๏ฯ]{2,}")


def clean(text: str) -> str:
    """Text in one spelling: composed, without emoji and invisible signs, Arabic digits, at most 500 characters."""
    text = unicodedata.normalize("NFC", text[: 4 * LONGEST])
    if not _PLAIN.fullmatch(text):
        text = "".join(one if _kept(one) else " " if one.isspace() else "" for one in text)
    text = text.translate(_DIGITS).replace("เเ", "แ")
    text = _REPEATED_MARK.sub(r"\1", _REPEATED.sub(r"\1", text))
    text = _TONE_BEFORE_VOWEL.sub(r"\2\1", text)
    text = _AM_BEFORE_TONE.sub("\\1\u0e33", _SPLIT_AM.sub("\\1\u0e33", text))
    text = _DOTTED.sub(" ", _STACKED_TONES.sub(r"\1", text))
    return _SPACES.sub(" ", text).strip()[:LONGEST]


def _kept(one: str) -> bool:
    """Letters, marks, digits, punctuation and money signs; not controls, invisible signs or pictures."""
    kind = unicodedata.category(one)
    if kind == "Mn":
        return "\u0e00" <= one <= "\u0e7f"
    return kind[0] in "LNP" or kind in ("Sc", "Sm") or (kind == "Sk" and one in "`^") or one == " "


class _Dictionary:
    """The words of the library's dictionary in the form its tokenizer looks them up in, at a tenth of the memory."""

    def __init__(self, known: Iterable[str]) -> None:
        self._trie = Trie(known)

    def __contains__(self, word: str) -> bool:
        return word in self._trie

    def prefixes(self, text: str, start: int = 0) -> list[str]:
        """All words that stand in the text from here."""
        found: list[str] = self._trie.prefixes(text[start : start + _LONGEST_WORD])
        return found


@cache
def known_words() -> _Dictionary:
    """The Thai words of the dictionary."""
    from pythainlp.corpus import get_corpus

    return _Dictionary(get_corpus("words_th.txt"))


@lru_cache(maxsize=16)
def words(text: str) -> tuple[str, ...]:
    """Text cut into words; what joins them again is the text. Cut once for several uses: see :func:`forget_words`."""
    from pythainlp.tokenize import word_tokenize

    dictionary = cast("Any", known_words())
    return tuple(word_tokenize(text, dictionary, engine="newmm-safe", keep_whitespace=True))


def forget_words() -> None:
    """Forget the texts that were cut last: they may be somebody's words."""
    words.cache_clear()


def coverage(text: str) -> float:
    """Which share of the Thai letters lies in dictionary words of two letters or more (0 without Thai)."""
    if not (total := len(THAI.findall(text))):
        return 0.0
    known = known_words()
    return sum(len(one) for one in words(text) if len(one) > 1 and one in known) / total


# Letters that sound alike are written for one another, and tone marks are left out: both fall away before comparing.
_SAME_SOUND = str.maketrans(
    {
        **dict.fromkeys("ศษ", "ส"),
        **dict.fromkeys("ฬ", "ล"),
        "ร": "ล",
        "ณ": "น",
        "ญ": "ย",
        "ใ": "ไ",
        "ฎ": "ด",
        "ฏ": "ต",
        "ฐ": "ถ",
        **dict.fromkeys("ธฑฒ", "ท"),
        "ภ": "พ",
        "ฆ": "ค",
        "ฌ": "ช",
        **dict.fromkeys("่้๊๋็", None),
    }
)
_SILENCED = re.compile("[ก-ฮ][ุิ]?์")
_NEW = re.compile("[ใไ]หม่")
_BURNS = re.compile("ไหม้|(?<=ไฟ)ไหม")


def fold(text: str) -> str:
    """Text as it sounds, roughly: for comparing only.

    ใหม่ (new), ไหม้ (burns) and ไหม (is it?) would become one word, so the first two are kept apart as ฃม and ฅม.
    """
    kept_apart = _BURNS.sub("ฅม", _NEW.sub("ฃม", text.lower()))
    return _SILENCED.sub("", kept_apart).translate(_SAME_SOUND)


def pattern(parts: Iterable[str]) -> re.Pattern[str]:
    """Alternatives written in good Thai, compiled to be looked for in folded text."""
    return re.compile("|".join(fold(one) for one in parts))


_EVERYWHERE = (
    "ผม หนู ฉัน เรา ดิฉัน แม่ พ่อ ยาย ตา ลุง ป้า น้า อา พี่ น้อง เขา มัน คือ ว่า แล้ว ก็ ที่ ซึ่ง อัน นี้ นั้น จะ ได้ ต้อง มี เป็น อยู่ ไป "
    "มา ให้ กับ และ หรือ แต่ ถ้า หาก เพราะ เลย เอง ด้วย ของ ใน จาก ถึง ไว้ อีก ยัง ไม่ ใช่ ใช้ ทำ เอา ขอ อยาก ครับ คะ ค่ะ นะ จ้า หน่อย "
    "บ้าง อะไร ไหม เออ พอดี ตอน เมื่อ วันนี้ เมื่อวาน ทีนี้ แบบ กัน ทั้ง ทุก หลัง ก่อน ต่อ โดย ตาม การ ความ ณ เพื่อ คน ตัว ใคร ไหน อย่างไร "
    "ยังไง เท่าไหร่ กี่ รู้ บอก เห็น"
)
"""Words without a thing of their own. Not the stop words of the library: those hold words that matter here."""


@cache
def _empty_words() -> frozenset[str]:
    return frozenset(map(fold, _EVERYWHERE.split()))


def content_words(text: str) -> list[str]:
    """The words of a text that name something, folded."""
    folded = (fold(one).strip() for one in words(text))
    return [one for one in folded if len(one) > 1 and one not in _empty_words()]
