"""What was learned, kept on this machine: it takes up to a minute to learn, and changes with a release only.

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
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

import numpy as np
import pythainlp

from knowledge.index import Postings
from knowledge.labels import Label
from knowledge.learned import Fitted, Learned, learn
from knowledge.lexicon import read_lexicon
from knowledge.seeds import CONTENT, read_seeds
from knowledge.understood import Intent

HERE = Path(__file__).parent
_CODE = [path.read_bytes() for path in sorted(HERE.glob("*.py"))]
"""The code as it was started: what lies on the disk later may be another release."""
_OF_POSTINGS = tuple(one.name for one in fields(Postings))
_OF_FIT = ("number", "weights", "duals")
_FITTED = ("things", "ways")
_FORGOTTEN_AFTER = 30 * 24 * 3600
"""Seconds without use after which a copy is removed: other releases of this user may still start from theirs."""

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
        found = _read(content, place) or _learned_elsewhere(content, place)
    except (OSError, RuntimeError) as error:
        log.warning("every start takes longer: what is learned cannot be kept (%s)", type(error).__name__)
        return learn(read_seeds(content))
    if found is None:
        log.warning("every start takes longer: what is learned could not be kept")
    return found or learn(read_seeds(content))


def keep(content: Path, place: Path) -> None:
    """Learn and keep, in one step: nobody reads half of it. What nobody has used for long is removed.

    ValueError when the content or the code is no longer what the name of the place says.
    """
    made = Path(tempfile.mkdtemp(dir=place.parent, prefix="learned-"))
    try:
        found = learn(read_seeds(content))
        if place.name != f"learned-{_fingerprint(content)}":
            raise ValueError("another release was put here meanwhile")
        _write(found, made)
        shutil.rmtree(place, ignore_errors=True)  # one that could not be read
        made.rename(place)
    except BaseException:
        shutil.rmtree(made)
        raise
    for old in (*place.parent.glob("learned-*"), *place.parent.glob("phrases-*")):
        if old.stat().st_mtime < time.time() - _FORGOTTEN_AFTER:
            shutil.rmtree(old, ignore_errors=True)


def _learned_elsewhere(content: Path, place: Path) -> Learned | None:
    """Learned by a process of its own, which others wait for even when this one ends; None when it did not succeed."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(place.parent) as lock:
        if (found := _read(content, place)) is not None:
            return found
        command = [sys.executable, "-m", "knowledge.kept", str(content.resolve()), str(place.resolve())]
        subprocess.run(command, cwd=HERE.parent, pass_fds=[lock], check=False)  # noqa: S603 (ours)
    return _read(content, place)


@contextmanager
def _alone(folder: Path) -> Iterator[int]:
    """The others wait, so that it is learned once; the lock belongs to all who hold this descriptor (flock(2)).

    OSError for a folder that others may write to: whoever writes there says what citizens are told.
    """
    state = folder.stat()
    if state.st_uid != os.getuid() or state.st_mode & 0o022:
        raise PermissionError("others may write to the cache folder")
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock
    finally:
        os.close(lock)


def _write(found: Learned, place: Path) -> None:
    for name in _FITTED:
        fitted: Fitted = getattr(found, name)
        (place / name).mkdir()
        for owner, arrays in ((fitted.postings, _OF_POSTINGS), (fitted, _OF_FIT)):
            for array in arrays:
                np.save(place / name / f"{array}.npy", getattr(owner, array))
    labels = [[one.intent, one.entry, one.elsewhere] for one in found.labels]
    (place / "labels.json").write_text(json.dumps(labels), encoding="utf-8")
    (place / "sum").write_text(str(_sum(place)), encoding="utf-8")


def _read(content: Path, place: Path) -> Learned | None:
    """What is kept; None when it is not there or not as it was written: damage may cost no more than a missing file."""
    try:
        if int((place / "sum").read_text(encoding="utf-8")) != _sum(place):
            return None
        os.utime(place)
        labels = [Label(Intent(one[0]), one[1], one[2]) for one in json.loads((place / "labels.json").read_bytes())]
        things, ways = (_fitted(place / name) for name in _FITTED)
    except (OSError, ValueError):
        return None
    lexicon = read_lexicon((content / "lexicon.yaml").read_text(encoding="utf-8"))
    return Learned(lexicon, tuple(labels), things, ways)


def _fitted(place: Path) -> Fitted:
    postings, learned = (
        {name: np.asarray(np.load(place / f"{name}.npy", mmap_mode="r")) for name in names}
        for names in (_OF_POSTINGS, _OF_FIT)
    )
    return Fitted(Postings(**postings), **learned)


def _sum(place: Path) -> int:
    """Of the names and bytes of all files but the sum itself."""
    total = 0
    for path in sorted(place.rglob("*.*")):
        total = zlib.crc32(path.read_bytes(), zlib.crc32(path.name.encode(), total))
    return total


def _fingerprint(content: Path) -> str:
    """Changes with the content, with the code that learns, and with the library that cuts words."""
    parts = [pythainlp.__version__.encode(), *_CODE]
    for path in sorted(content.rglob("*.yaml")):
        parts += [str(path.relative_to(content)).encode(), path.read_bytes()]
    return hashlib.sha256(b"".join(hashlib.sha256(one).digest() for one in parts)).hexdigest()[:16]


if __name__ == "__main__":
    os.nice(5)  # whoever waits for an answer goes first
    print("learning what the content teaches, once a release: up to a minute", file=sys.stderr)  # noqa: T201
    keep(*map(Path, sys.argv[1:]))
