"""The phrases of the content folder, cut into n-grams and kept on this machine: to cut them takes longer than to learn
from them, and they change with a release only."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple
from pathlib import Path

import numpy as np
import pythainlp

from knowledge.index import Bag
from knowledge.lexicon import Lexicon

HERE = Path(__file__).parent
_CODE = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(HERE.glob("*.py"))))
"""Of the code as it was started: what lies on the disk later may be another release."""

log = logging.getLogger(__name__)


def cache_folder() -> Path:
    """Where this user's programs keep what they can make again (XDG Base Directory Specification).

    RuntimeError for a user without a home.
    """
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "siangsai"


def prepared(
    phrases: Iterable[str], ready: Callable[[str], Bag], lexicon: Lexicon, folder: Path | None = None
) -> Mapping[str, Bag]:
    """The bag of every phrase: those kept in the folder, and the others by ``ready``, which are kept from now on.

    A folder that cannot be read or written, or holds something else, costs time and nothing more.
    """
    try:
        path = (folder or cache_folder()) / f"phrases-{_fingerprint(lexicon)}.npz"
    except RuntimeError:
        log.warning("learning takes longer: this user has no home to keep anything in")
        return {one: ready(one) for one in phrases}
    kept = _read(path)
    known = {one: kept.get(one) or ready(one) for one in phrases}
    if not known.keys() <= kept.keys():
        try:
            _write(path, {**kept, **known})
        except OSError as error:
            log.warning("learning takes longer: nothing can be kept in %s (%s)", path.parent, type(error).__name__)
    return known


def _fingerprint(lexicon: Lexicon) -> str:
    """Changes with the lexicon, with the code that makes bags, and with the library that cuts words."""
    said = _CODE.copy()
    said.update(json.dumps([pythainlp.__version__, *map(dict, astuple(lexicon))]).encode())
    return said.hexdigest()[:16]


def _read(path: Path) -> dict[str, Bag]:
    """What is kept; nothing when the file is not there or is not one of ours."""
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            phrases = json.loads(file["phrases"].tobytes())
            lengths, hashes, counts = (file[name] for name in ("lengths", "hashes", "counts"))
    except Exception:  # noqa: BLE001 (a damaged file fails in a dozen ways, and may cost no more than a missing one)
        return {}
    kinds = (lengths.dtype, hashes.dtype, counts.dtype) == (np.int64, np.uint32, np.uint8)
    if not kinds or len(phrases) != len(lengths) or not int(lengths.sum()) == len(hashes) == len(counts):
        return {}
    ends = np.cumsum(lengths)[:-1]
    parts = zip(phrases, np.split(hashes, ends), np.split(counts, ends), strict=True)
    return {phrase: Bag(*bag) for phrase, *bag in parts}


def _write(path: Path, bags: Mapping[str, Bag]) -> None:
    """In one step, so that nobody reads half a file; what older releases and killed processes left is removed."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix="phrases-", delete=False) as file:
        try:
            np.savez(
                file,
                phrases=np.frombuffer(json.dumps(list(bags)).encode(), np.uint8),
                lengths=np.array([len(one.hashes) for one in bags.values()], np.int64),
                hashes=np.concatenate([one.hashes for one in bags.values()]),
                counts=np.concatenate([one.counts for one in bags.values()]),
            )
            file.flush()
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    for old in path.parent.glob("phrases-*"):
        if old != path:
            old.unlink(missing_ok=True)
