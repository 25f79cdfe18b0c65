"""A small answerer for all tests of knowledge, built once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.answering import Answering
from knowledge.entries import Entry, read_manual
from knowledge.learned import Learned, learn
from knowledge.lexicon import Lexicon
from knowledge.seeds import Seeds, read_seeds

SAMPLE = Path(__file__).parent / "sample"


@pytest.fixture(scope="session")
def entries() -> list[Entry]:
    """The entries of the small manual."""
    return read_manual((SAMPLE / "manual.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def seeds() -> Seeds:
    """A few seeds, with the lexicon of the product."""
    return replace(read_seeds(SAMPLE), lexicon=read_seeds().lexicon)


@pytest.fixture(scope="session")
def lexicon(seeds: Seeds) -> Lexicon:
    """The lexicon of the product."""
    return seeds.lexicon


@pytest.fixture(scope="session")
def learned(seeds: Seeds) -> Learned:
    """What these seeds teach."""
    return learn(seeds)


@pytest.fixture(scope="session")
def answering(entries: list[Entry], learned: Learned) -> Answering:
    """An answerer of the small manual."""
    return Answering(entries, learned)
