"""What the content folder's phrases are about is kept on the machine, and is never worth an error."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from knowledge.index import Bag, Topic, bag_of
from knowledge.lexicon import Lexicon
from knowledge.prepared import cache_folder, prepared

PHRASES = ["ขอถังขยะ", 'he said "hi"\ttwice', " "]


@dataclass
class Readied:
    """Makes bags and counts what it was asked for."""

    asked: Counter[str] = field(default_factory=Counter)

    def __call__(self, phrase: str) -> Bag:
        self.asked[phrase] += 1
        return bag_of(Topic(phrase))


def plain(bags: Mapping[str, Bag]) -> dict[str, list[list[int]]]:
    """Bags that can be compared."""
    return {phrase: [one.tolist() for one in bag] for phrase, bag in bags.items()}


@pytest.fixture
def ready() -> Readied:
    return Readied()


def test_a_phrase_is_made_ready_once_and_read_back_whole(tmp_path: Path, ready: Readied, lexicon: Lexicon) -> None:
    first, again = (plain(prepared(PHRASES, ready, lexicon, tmp_path / "new")) for _ in range(2))
    assert first == again == plain({one: bag_of(Topic(one)) for one in PHRASES})
    assert set(ready.asked.values()) == {1}


def test_a_new_phrase_is_kept_beside_the_others(tmp_path: Path, ready: Readied, lexicon: Lexicon) -> None:
    for several in (PHRASES, ["จ่ายค่าน้ำ"], [*PHRASES, "จ่ายค่าน้ำ"]):
        prepared(several, ready, lexicon, tmp_path)
    assert set(ready.asked.values()) == {1}


def test_another_lexicon_makes_all_ready_anew_and_leaves_no_old_file(
    tmp_path: Path, ready: Readied, lexicon: Lexicon
) -> None:
    for one in (lexicon, replace(lexicon, thai={"มั้ย": "ไหม"})):
        prepared(PHRASES, ready, one, tmp_path)
    assert set(ready.asked.values()) == {2}
    assert len(list(tmp_path.iterdir())) == 1


def plain_array() -> bytes:
    """One array where several are expected."""
    held = io.BytesIO()
    np.save(held, [1, 2])
    return held.getvalue()


def other_arrays() -> bytes:
    """A file of the library's own form with other things in it."""
    held = io.BytesIO()
    np.savez(held, phrases=np.frombuffer(b'["a", "b"]', np.uint8), lengths=[1], hashes=[1], counts=[1])
    return held.getvalue()


@pytest.mark.parametrize("broken", [b"", b"{", b"\x00" * 9, b"PK\x03\x04 cut off", plain_array(), other_arrays()])
def test_a_file_that_holds_something_else_is_written_again(
    tmp_path: Path, ready: Readied, lexicon: Lexicon, broken: bytes
) -> None:
    prepared(PHRASES, ready, lexicon, tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(broken)
    for _ in range(2):
        prepared(PHRASES, ready, lexicon, tmp_path)
    assert set(ready.asked.values()) == {2}


def test_other_code_makes_all_ready_anew(
    tmp_path: Path, ready: Readied, lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared(PHRASES, ready, lexicon, tmp_path)
    monkeypatch.setattr("knowledge.prepared._CODE", hashlib.sha256(b"another release"))
    prepared(PHRASES, ready, lexicon, tmp_path)
    assert set(ready.asked.values()) == {2}


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, ready: Readied, lexicon: Lexicon) -> None:
    prepared(PHRASES, ready, lexicon, tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.unlink()
    kept.mkdir()  # in the way
    prepared(PHRASES, ready, lexicon, tmp_path)
    assert list(tmp_path.iterdir()) == [kept]


def test_what_is_kept_is_for_its_user_alone(tmp_path: Path, ready: Readied, lexicon: Lexicon) -> None:
    prepared(PHRASES, ready, lexicon, tmp_path / "new")
    (kept,) = (tmp_path / "new").iterdir()
    assert [one.stat().st_mode & 0o077 for one in (kept.parent, kept)] == [0, 0]


def test_a_user_without_a_home_learns_all_the_same(
    ready: Readied, lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", homeless)
    assert len(prepared(PHRASES, ready, lexicon)) == len(PHRASES)


def homeless() -> Path:
    raise RuntimeError("Could not determine home directory.")


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path, ready: Readied, lexicon: Lexicon) -> None:
    (tmp_path / "file").write_text("in the way")
    assert len(prepared(PHRASES, ready, lexicon, tmp_path / "file")) == len(PHRASES)


def test_it_is_kept_where_caches_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert cache_folder() == Path("/somewhere/siangsai")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == Path.home() / ".cache" / "siangsai"
