"""The phrases of the content folder, cut into n-grams and kept on this machine: to cut them takes longer than to learn
from them, and they change with a release only."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import pythainlp

from knowledge.index import Bag
from knowledge.lexicon import Lexicon

HERE = Path(__file__).parent


def cache_folder() -> Path:
    """Where this user's programs keep what they can make again (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "siangsai"


def prepared(
    phrases: Iterable[str], ready: Callable[[str], Bag], lexicon: Lexicon, folder: Path | None = None
) -> Mapping[str, Bag]:
    """The bag of every phrase: those kept in the folder, and the others by ``ready``, which are kept from now on.

    A folder that cannot be read or written, or holds something else, costs time and nothing more.
    """
    path = (folder or cache_folder()) / f"phrases-{_fingerprint(lexicon)}.npz"
    kept = _read(path)
    known = {one: kept.get(one) or ready(one) for one in phrases}
    if not known.keys() <= kept.keys():
        with contextlib.suppress(OSError):
            _write(path, {**kept, **known})
    return known


def _fingerprint(lexicon: Lexicon) -> str:
    """Changes with the lexicon, with the code that makes bags, and with the library that cuts words."""
    said = hashlib.sha256(json.dumps([pythainlp.__version__, *map(dict, astuple(lexicon))]).encode())
    for path in sorted(HERE.glob("*.py")):
        said.update(path.read_bytes())
    return said.hexdigest()[:16]


def _read(path: Path) -> dict[str, Bag]:
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            phrases = json.loads(file["phrases"].tobytes())
            ends = np.cumsum(file["lengths"])[:-1]
            parts = zip(phrases, np.split(file["hashes"], ends), np.split(file["counts"], ends), strict=True)
            return {phrase: Bag(hashes, counts) for phrase, hashes, counts in parts}
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return {}


def _write(path: Path, bags: Mapping[str, Bag]) -> None:
    """In one step, so that nobody reads half a file; what older releases and killed processes left is removed."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix="phrases-", delete=False) as file:
        np.savez(
            file,
            phrases=np.frombuffer(json.dumps(list(bags)).encode(), np.uint8),
            lengths=np.array([len(one.hashes) for one in bags.values()], np.int64),
            hashes=np.concatenate([one.hashes for one in bags.values()]),
            counts=np.concatenate([one.counts for one in bags.values()]),
        )
    Path(file.name).replace(path)
    for old in path.parent.glob("phrases-*"):
        if old != path:
            old.unlink(missing_ok=True)
