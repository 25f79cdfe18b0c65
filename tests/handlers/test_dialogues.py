"""Whole conversations as text files: what a town clerk can read, correct, and see played."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from handlers.entrances import menu_words
from handlers.speech import plain
from handlers.talk import ScriptError, Talk
from keys import ServerKeys
from models.database import Database

DIALOGUES = sorted(
    path for path in (Path(__file__).parents[1] / "dialogues").glob("*.txt") if not path.stem.startswith("manual-")
)
START = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
ENGINES = (("sqlite", ()), ("postgres", pytest.mark.postgres))


def turns(first: int) -> list[Any]:
    """Every dialogue on one kind of database, in turns; ``first``: which kind the first one gets."""
    engines = (ENGINES[(number + first) % 2] for number in range(len(DIALOGUES)))
    return [
        pytest.param(name, path, id=f"{path.stem}-{name}", marks=marks)
        for path, (name, marks) in zip(DIALOGUES, engines, strict=True)
    ]


def script(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def acts(lines: list[str]) -> list[str]:
    """What the person does, without what the bot says to it."""
    said_by_bot = ("bot:", "filed:", "          ")
    return [line for line in lines if line and not line.startswith(said_by_bot)]


@pytest.mark.parametrize(("database_url", "path"), turns(0), indirect=["database_url"])
def test_a_dialogue_plays_as_it_is_written(path: Path, db: Database, keys: ServerKeys) -> None:
    assert list(Talk(db, keys, START).play(acts(script(path)))) == script(path)


@pytest.mark.parametrize(("database_url", "path"), turns(1), indirect=["database_url"])
def test_a_dialogue_survives_a_restart_between_all_lines(path: Path, db: Database, keys: ServerKeys) -> None:
    played: list[str] = []
    talk = Talk(db, keys, START)
    for line in acts(script(path)):
        fresh = Database(db.engine.url.render_as_string(hide_password=False))
        # Only the phone's own memory goes on: the buttons on its screen, its clock, how much was said.
        talk = replace(talk, db=fresh, keys=ServerKeys((b"a server secret made for a test!",)))
        played += talk.play([line])
        fresh.close()
    assert played == script(path)


def test_a_hundred_kilobytes_of_words_are_refused_kindly_and_nothing_is_lost(db: Database, keys: ServerKeys) -> None:
    talk = Talk(db, keys, START)
    before = list(talk.play(["reporter: ร้องเรียนทั่วไป", "reporter: 1", "reporter: ถนนพัง"]))
    said = list(talk.play(["reporter: " + "ก" * 100_000]))
    assert "ยาวเกินไป" in said[1]
    after = list(talk.play(["tap: เสร็จแล้ว", "reporter: ข้าม", "reporter: 1"]))
    assert any("เรื่องที่เกิดขึ้น: 1 ข้อความ" in line for line in after)
    assert before


@pytest.mark.parametrize(("length", "taken"), [(4999, True), (5000, True), (5001, False)])
def test_five_thousand_characters_are_the_most_of_one_message(
    db: Database, keys: ServerKeys, length: int, taken: bool
) -> None:
    talk = Talk(db, keys, START)
    list(talk.play(["reporter: ร้องเรียนทั่วไป", "reporter: 1"]))
    said = "\n".join(talk.play(["reporter: " + "ก" * length]))
    assert ("รับข้อความแล้ว" in said) is taken


@pytest.mark.parametrize("line", ["shouts: อะไร", "tap: ไม่มีปุ่มนี้", "tap old: ไม่มี", "later: นาน", "staff: ไม่มีเรื่อง"])
def test_a_line_that_cannot_be_played_is_named(db: Database, keys: ServerKeys, line: str) -> None:
    with pytest.raises(ScriptError):
        list(Talk(db, keys, START).play([line]))


@pytest.mark.parametrize("path", DIALOGUES, ids=lambda path: path.stem)
def test_the_bot_never_says_again_what_somebody_told_it(path: Path) -> None:
    """A reply stays on LINE's servers and on the phone: the story must not stand there twice."""
    said_before = ""
    told: list[str] = []
    for line in script(path):
        if line.startswith("reporter:"):
            words = line.partition(":")[2].strip()
            is_theirs = len(words) > 12 and plain(words) not in menu_words() and words not in said_before
            told += [words] if is_theirs else []
        elif line.startswith(("bot:", "          ")):
            said_before += line
            assert [words for words in told if words in line] == []


def test_every_entrance_has_its_dialogues() -> None:
    names = [path.stem.split("-")[0] for path in DIALOGUES]
    assert len(names) >= 90
    for entrance in ("corruption", "general", "feedback", "gift", "follow", "menu"):
        assert names.count(entrance) >= 5, entrance


def test_national_bodies_are_named_before_every_report_of_corruption_and_no_immunity_is_promised() -> None:
    for path in DIALOGUES:
        text = path.read_text(encoding="utf-8")
        assert "ไม่ต้องรับผิด" not in text
        if "kind=corruption" in text or "kind=gift" in text:
            before = text[: text.index("filed:")]
            assert all(number in before for number in ("1205", "1206", "1567")), path.stem
