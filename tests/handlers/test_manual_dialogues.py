"""Questions about services as text files, over a manual and an understanding anybody can read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handlers.talk import Talk
from keys import ServerKeys
from knowledge import manual_file, manual_store
from knowledge.manual_store import Town
from models.database import Database
from tests.handlers.test_dialogues import acts, script
from tests.handlers.understanding import FOLDER, ByTheBook

DIALOGUES = sorted(FOLDER.glob("manual-*.txt"))
START = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def talk(db: Database, keys: ServerKeys) -> Talk:
    """A chat with the manual of the dialogues."""
    entries = manual_file.from_yaml((FOLDER / "manual.yaml").read_bytes())
    with db.write() as session:
        manual_store.take_in(session, entries, "system", Town("เทศบาล", START.date()))
    return Talk(db, keys, START, understanding=ByTheBook())


@pytest.mark.parametrize("path", DIALOGUES, ids=lambda path: path.stem)
def test_a_dialogue_about_services_plays_as_it_is_written(path: Path, db: Database, keys: ServerKeys) -> None:
    assert list(talk(db, keys).play(acts(script(path)))) == script(path)


@pytest.mark.parametrize("path", DIALOGUES, ids=lambda path: path.stem)
def test_a_dialogue_about_services_survives_a_restart_between_all_lines(
    path: Path, db: Database, keys: ServerKeys
) -> None:
    played: list[str] = []
    chat = talk(db, keys)
    for line in acts(script(path)):
        fresh = Database(db.engine.url.render_as_string(hide_password=False))
        chat = replace(chat, db=fresh, understanding=ByTheBook())
        played += chat.play([line])
        fresh.close()
    assert played == script(path)


def test_a_draft_that_expired_is_told_also_when_the_next_words_are_not_understood(
    db: Database, keys: ServerKeys
) -> None:
    chat = talk(db, keys)
    list(chat.play(["reporter: ร้องเรียนทั่วไป", "later: 25h"]))
    assert "เกิน 24 ชั่วโมง" in "\n".join(chat.play(["reporter: กขคงจฉช"]))
