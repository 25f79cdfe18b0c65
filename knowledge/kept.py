"""What was learned, kept on this machine: it takes half a minute to learn, and changes with a release only.

Kept as plain arrays that every process maps: they lie in memory once, however many processes answer.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import fields
from functools import partial
from pathlib import Path

import numpy as np
import pythainlp

from knowledge.index import Postings
from knowledge.labels import Label
from knowledge.learned import PARTS, Fitted, Learned, learn
from knowledge.lexicon import read_lexicon
from knowledge.seeds import CONTENT, read_seeds
from knowledge.understood import Intent

HERE = Path(__file__).parent
_CODE = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(HERE.glob("*.py"))))
"""Of the code as it was started: what lies on the disk later may be another release."""
_OF_POSTINGS = tuple(one.name for one in fields(Postings))
_OF_FIT = ("number", "weights", "duals")
_FITTED = ("things", "ways")
_SPREAD = 500
"""Phrases a process cuts at a time."""

log = logging.getLogger(__name__)


def cache_folder() -> Path:
    """Where this user's programs keep what they can make again (XDG Base Directory Specification).

    RuntimeError for a user without a home.
    """
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "siangsai"


def learned(content: Path = CONTENT, folder: Path | None = None) -> Learned:
    """What the content folder teaches, as it was kept; else learned now and kept for all processes of this user.

    Learning has a process of its own, so that this one stays small. Where nothing can be kept it is learned here, at
    every start.
    """
    try:
        place = (folder or cache_folder()) / f"learned-{_fingerprint(content)}"
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(place.parent) as lock:
            found = _read(content, place) or _learned_elsewhere(content, place, lock)
    except (OSError, RuntimeError) as error:
        log.warning("every start takes longer: nothing can be kept (%s)", type(error).__name__)
        found = None
    return found or learn(read_seeds(content))


def keep(content: Path, place: Path) -> None:
    """Learn and keep, in one step: nobody reads half of it. What older releases and ended processes left is removed."""
    with ProcessPoolExecutor() as pool:
        found = learn(read_seeds(content), partial(pool.map, chunksize=_SPREAD))
    made = Path(tempfile.mkdtemp(dir=place.parent, prefix="learned-"))
    for name in _FITTED:
        fitted: Fitted = getattr(found, name)
        (made / name).mkdir()
        for array in _OF_POSTINGS:
            np.save(made / name / f"{array}.npy", getattr(fitted.postings, array))
        for array in _OF_FIT:
            np.save(made / name / f"{array}.npy", getattr(fitted, array))
    (made / "labels.json").write_text(json.dumps([[one.intent, one.entry, one.elsewhere] for one in found.labels]))
    for old in place.parent.glob("learned-*"):
        if old != made:
            shutil.rmtree(old)
    made.rename(place)


def _learned_elsewhere(content: Path, place: Path, lock: int) -> Learned | None:
    """Learned by a process of its own, which others wait for even when this one ends; None when it did not succeed."""
    command = [sys.executable, "-m", "knowledge.kept", str(content.resolve()), str(place.resolve())]
    done = subprocess.run(command, cwd=HERE.parent, pass_fds=[lock], check=False)  # noqa: S603 (ours)
    return _read(content, place) if done.returncode == 0 else None


def _read(content: Path, place: Path) -> Learned | None:
    """What is kept; None when it is not there, or is not ours: a damaged file may cost no more than a missing one."""
    try:
        labels = [Label(Intent(one[0]), one[1], one[2]) for one in json.loads((place / "labels.json").read_text())]
        fitted = [_fitted(place / name) for name in _FITTED]
    except Exception:  # noqa: BLE001 (a damaged file fails in a dozen ways)
        return None
    lexicon = read_lexicon((content / "lexicon.yaml").read_text(encoding="utf-8"))
    found = Learned(lexicon, tuple(labels), *fitted)
    return found if _is_whole(found.things, len(found.labels)) and _is_whole(found.ways, len(PARTS)) else None


def _fitted(place: Path) -> Fitted:
    held, learned = (
        {name: np.asarray(np.load(place / f"{name}.npy", mmap_mode="r")) for name in names}
        for names in (_OF_POSTINGS, _OF_FIT)
    )
    return Fitted(Postings(**held), **learned)


def _is_whole(found: Fitted, labels: int) -> bool:
    """Whether the arrays fit one another."""
    held = found.postings
    features = {len(held.hashes), len(held.start), len(held.length), len(held.rarity), len(found.number)}
    return (
        len(features) == 1
        and len(held.weight) == len(held.phrase)
        and found.weights.shape[1:] == (labels,)
        and found.duals.shape == (len(held.owner), labels)
    )


@contextmanager
def _alone(folder: Path) -> Iterator[int]:
    """The others wait, so that it is learned once; the lock belongs to all who hold this descriptor (flock(2))."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


def _fingerprint(content: Path) -> str:
    """Changes with the content, with the code that learns, and with the library that cuts words."""
    said = _CODE.copy()
    said.update(pythainlp.__version__.encode())
    for path in sorted(content.rglob("*.yaml")):
        said.update(path.read_bytes())
    return said.hexdigest()[:16]


if __name__ == "__main__":
    os.nice(10)  # whoever waits for an answer goes first
    keep(*map(Path, sys.argv[1:]))
