"""What the content folder teaches is learned once on a machine, and keeping it is never worth an error."""

from __future__ import annotations

import hashlib
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


def test_several_that_start_at_once_learn_once(content: Path, tmp_path: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        one, two, three = pool.map(lambda _: learned(content, tmp_path / "kept"), range(3))
    assert one.labels == two.labels == three.labels
    assert len(list((tmp_path / "kept").glob("learned-*"))) == 1


def test_other_content_is_learned_anew_and_leaves_nothing_old(content: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    learned(content, kept)
    old = kept_in(kept)
    (content / "acts.yaml").write_text("acts: {handoff: [คุยกับคนจริง]}", encoding="utf-8")
    assert not same(learned(content, kept), learn(read_seeds(SAMPLE)))
    assert kept_in(kept) != old


def test_other_code_learns_anew(content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learned(content, tmp_path / "kept")
    old = kept_in(tmp_path / "kept")
    monkeypatch.setattr("knowledge.kept._CODE", hashlib.sha256(b"another release"))
    learned(content, tmp_path / "kept")
    assert kept_in(tmp_path / "kept") != old


def emptied(place: Path) -> None:
    (
        place / "things" / "weights.npy"
    ).unlink()  # a file that somebody maps may not be cut short: everything here is made anew
    (place / "things" / "weights.npy").touch()


def without_a_file(place: Path) -> None:
    (place / "labels.json").unlink()


def of_another_form(place: Path) -> None:
    (place / "ways" / "duals.npy").unlink()
    np.save(place / "ways" / "duals.npy", np.zeros(3))


@pytest.mark.parametrize("damage", [emptied, without_a_file, of_another_form])
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
    assert "every start takes longer" in caplog.text


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
