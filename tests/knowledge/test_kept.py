"""What the content folder teaches is learned once on a machine, and keeping it is never worth an error."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from knowledge.kept import cache_folder, learned
from knowledge.learned import Learned, learn
from knowledge.seeds import read_seeds
from tests.knowledge.conftest import SAMPLE


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A small content folder."""
    return shutil.copytree(SAMPLE, tmp_path / "content")


def kept_in(folder: Path) -> Path:
    """The one that is kept."""
    (found,) = folder.glob("learned-*")
    return found


def born(folder: Path) -> int:
    """Another number when it was made anew."""
    return kept_in(folder).stat().st_ino


def same(one: Learned, other: Learned) -> bool:
    """Whether two know the same."""
    return (
        one.labels == other.labels
        and one.lexicon == other.lexicon
        and np.array_equal(one.things.postings.hashes, other.things.postings.hashes)
        and np.allclose(one.things.weights.astype(np.float32), other.things.weights.astype(np.float32), atol=1e-2)
        and np.allclose(one.things.duals.astype(np.float32), other.things.duals.astype(np.float32), atol=1e-2)
    )


def test_it_is_learned_once_and_read_back_whole(content: Path, tmp_path: Path) -> None:
    kept = tmp_path / "new"
    first, here = learned(content, kept), learn(read_seeds(content))
    made = born(kept)
    again = learned(content, kept)
    assert same(first, here)
    assert same(again, here)
    assert born(kept) == made
    assert [one.stat().st_mode & 0o077 for one in (kept, kept_in(kept))] == [0, 0], "for this user alone"


def test_several_that_start_at_once_learn_once(
    content: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with ThreadPoolExecutor(3) as pool:
        one, two, three = pool.map(lambda _: learned(content, tmp_path / "kept"), range(3))
    assert one.labels == two.labels == three.labels
    assert capfd.readouterr().err.count("learning what the content teaches") == 1


def test_what_is_kept_is_read_also_where_nothing_can_be_written(
    content: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept"
    first = learned(content, kept)
    (kept / "lock").unlink()
    (kept / "lock").mkdir()  # in the way of whoever would learn
    capfd.readouterr()
    assert same(learned(content, kept), first)
    assert "learning" not in capfd.readouterr().err


def test_other_content_is_learned_anew_and_what_nobody_uses_any_more_goes(content: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    learned(content, kept)
    of_last_week, of_last_year = kept_in(kept), kept / "learned-0000000000000000"
    of_last_year.mkdir()
    os.utime(of_last_year, (0, 0))
    (content / "acts.yaml").write_text("acts: {handoff: [คุยกับคนจริง]}", encoding="utf-8")
    assert not same(learned(content, kept), learn(read_seeds(SAMPLE)))
    assert len(list(kept.glob("learned-*"))) == 2
    assert of_last_week.exists()
    assert not of_last_year.exists()


def test_a_release_that_was_replaced_on_the_disk_keeps_nothing_under_its_name(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("knowledge.kept._CODE", [b"the release before"])
    assert same(learned(content, tmp_path / "kept"), learn(read_seeds(content)))
    assert list((tmp_path / "kept").glob("learned-*")) == []
    assert "could not be kept" in caplog.text


@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_a_folder_that_others_may_write_to_is_not_used(
    content: Path, tmp_path: Path, mode: int, caplog: pytest.LogCaptureFixture
) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    kept.chmod(mode)
    assert same(learned(content, kept), learn(read_seeds(content)))
    assert list(kept.iterdir()) == []
    assert "PermissionError" in caplog.text


def test_a_lock_that_points_somewhere_else_is_left_alone(content: Path, tmp_path: Path) -> None:
    kept, other = tmp_path / "kept", tmp_path / "other"
    kept.mkdir(mode=0o700)
    other.write_text("precious")
    (kept / "lock").symlink_to(other)
    assert learned(content, kept).labels
    assert other.read_text() == "precious"


def emptied(place: Path) -> None:
    # A file that somebody maps may not be cut short, so another takes its place.
    (place / "things" / "weights.npy").unlink()
    (place / "things" / "weights.npy").touch()


def without_a_file(place: Path) -> None:
    (place / "labels.json").unlink()


def changed_inside(place: Path) -> None:
    whole = bytearray((place / "things" / "phrase.npy").read_bytes())
    whole[-1] ^= 255
    (place / "things" / "phrase.npy").unlink()
    (place / "things" / "phrase.npy").write_bytes(whole)


@pytest.mark.parametrize("damage", [emptied, without_a_file, changed_inside])
def test_what_is_damaged_is_learned_again(content: Path, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    kept = tmp_path / "kept"
    first = learned(content, kept)
    damage(kept_in(kept))
    assert same(learned(content, kept), first)
    made = born(kept)
    learned(content, kept)
    assert born(kept) == made


def homeless() -> Path:
    raise RuntimeError("Could not determine home directory.")


def test_a_user_without_a_home_learns_all_the_same(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert learned(content).labels


def test_where_nothing_can_be_kept_it_is_learned_all_the_same(
    content: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    assert same(learned(content, tmp_path / "file"), learn(read_seeds(content)))
    assert "cannot be kept" in caplog.text


def test_a_process_that_fails_to_learn_is_no_reason_to_answer_nothing(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", shutil.which("false"))
    assert same(learned(content, tmp_path / "kept"), learn(read_seeds(content)))


def test_it_is_kept_where_caches_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert cache_folder() == Path("/somewhere/siangsai")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == Path.home() / ".cache" / "siangsai"
