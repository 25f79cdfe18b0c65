"""Every word of the lexicon: it works, and it breaks no good sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from knowledge.lexicon import Lexicon, read_lexicon, skeleton
from knowledge.seeds import CONTENT
from knowledge.text import clean

SENTENCES = (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").split("\n")[:-1]
SECTIONS = yaml.safe_load((CONTENT / "lexicon.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_good_sentence_is_left_as_it_is(sentence: str, lexicon: Lexicon) -> None:
    assert lexicon.plain(sentence) == sentence


@pytest.mark.parametrize("section", [name for name in SECTIONS if name not in ("english", "romanised")])
def test_every_thai_word_is_replaced_when_it_stands_alone(section: str, lexicon: Lexicon) -> None:
    left = [word for word in SECTIONS[section] if lexicon.plain(f"{word} ") != clean(lexicon.thai[word])]
    assert [word for word in left if clean(word) == word] == []


@pytest.mark.parametrize("section", ["english", "romanised"])
def test_every_latin_phrase_is_read(section: str, lexicon: Lexicon) -> None:
    table = lexicon.english if section == "english" else lexicon.romanised
    left = [phrase for phrase, meant in table.items() if meant.split()[0] not in lexicon.plain(phrase)]
    assert len(left) <= len(table) // 50, left


@pytest.mark.parametrize("section", SECTIONS)
def test_no_word_is_replaced_by_itself(section: str) -> None:
    assert [word for word, meant in SECTIONS[section].items() if str(word) == str(meant)] == []


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("เอาอะหยังไปพ่อง", "เอาอะไรไปบ้าง"),
        ("เฮ็ดจั่งได๋", "ทำยังไง"),
        ("เสียตังมั้ย", "เสียเงินไหม"),
        ("จนท. อยู่ก่อเจ้า", "เจ้าหน้าที่ อยู่ไหมครับ"),
        ("what documents for a building permit", "ใช้เอกสารอะไร ใบอนุญาตก่อสร้าง"),
        ("kor thang kaya", "ขอ ถังขยะ"),
        ("ทำ ID card", "ทำ บัตรประชาชน"),
    ],
)
def test_what_people_say_becomes_what_the_manual_says(said: str, meant: str, lexicon: Lexicon) -> None:
    assert " ".join(lexicon.plain(said).split()) == meant


def test_romanised_spellings_meet_in_their_skeleton() -> None:
    assert skeleton("khaya") == skeleton("kaya")
    assert skeleton("baan") == skeleton("ban")


def test_a_word_inside_another_word_is_left_alone() -> None:
    small = read_lexicon("chat: {ไรบ้าง: X, เจ้า: Y}")
    assert small.plain("อะไรบ้าง") == "อะไรบ้าง"
    assert small.plain("เจ้าของ") == "เจ้าของ"


@pytest.mark.parametrize("broken", ["[]", "words", "chat: [a, b]", ""])
def test_something_else_than_a_lexicon_is_refused(broken: str) -> None:
    with pytest.raises(ValueError, match="sections"):
        read_lexicon(broken)
