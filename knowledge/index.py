"""Phrases as bags of character n-grams: how near a text is to each, and to which label it belongs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge.fitting import Floats, Ints, Rows, fit

Places = NDArray[np.int64]
Hashes = NDArray[np.uint32]
Counts = NDArray[np.uint8]
_SPACES = re.compile(r"[\s/()\"'.,!?]+")
SIZES = (2, 3, 4)
WORD_COUNTS = 4
"""A word counts as if it stood so often."""


@dataclass(frozen=True)
class Topic:
    """What a text is about: its folded letters, and its words that carry meaning."""

    text: str
    words: tuple[str, ...] = ()


def grams(topic: Topic) -> Counter[str]:
    """The n-grams of a topic without spaces, its ends marked, and its whole words, which tell more."""
    text = f"^{_SPACES.sub('', topic.text)}$"
    bag = Counter(text[at : at + size] for size in SIZES for at in range(len(text) - size + 1))
    bag.update({f"#{word}": WORD_COUNTS for word in topic.words})
    return bag


class Bag(NamedTuple):
    """A phrase as the index learns it: which n-grams (by their hash) and how often each. Empty: nothing to learn."""

    hashes: Hashes
    counts: Counts


def bag_of(topic: Topic) -> Bag:
    """The bag of a topic."""
    held = grams(topic) if topic.text.strip() else Counter[str]()
    return Bag(_hashed(held), np.fromiter((min(one, 255) for one in held.values()), np.uint8, len(held)))


def _hashed(several: Collection[str]) -> Hashes:
    """N-grams as 32 bits: of two hundred thousand a handful fall together, which no figure feels."""
    return np.fromiter((crc32(one.encode()) for one in several), np.uint32, len(several))


@dataclass(frozen=True)
class Near:
    """How a text lies among the phrases: the similarity to every label's nearest phrase, the fit, what is explained."""

    nearest: Floats
    fit: Floats
    explained: Floats


class Index:
    """Built once from (label number, phrase) pairs in the order of the labels, then only read: safe among threads.

    Tens of thousands of phrases are held in a few flat arrays.
    """

    def __init__(self, phrases: Iterable[tuple[int, Bag]], labels: int) -> None:
        numbers, bags = [], []
        for label, bag in phrases:
            numbers.append(label)
            bags.append(bag)
        self.labels, self.owner = labels, np.array(numbers, np.int32)
        rows = self._lay(bags)
        self._fit = fit(rows, self.owner, len(self._hashes), labels)

    def _lay(self, bags: Sequence[Bag]) -> Rows:
        """For every n-gram the phrases that hold it, with their weights, one after the other; then the phrases."""
        hashes = np.concatenate([one.hashes for one in bags] or [np.zeros(0, np.uint32)])
        starts = np.cumsum([0, *(len(one.hashes) for one in bags)], dtype=np.int64)
        order = np.argsort(hashes, kind="stable").astype(np.int32)
        arranged = hashes[order]
        first = np.concatenate([[True], arranged[1:] != arranged[:-1]])[: len(arranged)]
        ids = np.empty(len(hashes), np.int32)
        ids[order] = np.cumsum(first, dtype=np.int32) - 1
        self._hashes, self._start = arranged[first], np.flatnonzero(first).astype(np.int32)
        self._length = np.diff(np.append(self._start, len(hashes))).astype(np.int32)
        self._rarity = (np.log((1 + len(bags)) / (1 + self._length)) + 0.1).astype(np.float32)
        self._top = float(self._rarity.max(initial=1.0))
        counts = np.concatenate([one.counts for one in bags] or [np.zeros(0, np.uint8)])
        values = self._of_length_one(ids, counts, starts)
        self._present = np.unique(self.owner)
        self._first = np.searchsorted(self.owner, self._present)
        self._weight, self._phrase = values[order].astype(np.float16), _repeated(starts)[order]
        return Rows(ids, values, starts)

    def _valued(self, ids: Ints, counts: Floats) -> Floats:
        """What n-grams are worth that stand so often in one text."""
        values: Floats = (1 + np.log(counts)) * self._rarity[ids]
        return values

    def _of_length_one(self, ids: Ints, counts: Counts, starts: Places) -> Floats:
        values = self._valued(ids, counts.astype(np.float32))
        squares = np.concatenate([[0], np.cumsum(values * values, dtype=np.float64)])
        length = np.sqrt(np.maximum(squares[starts[1:]] - squares[starts[:-1]], 1e-12)).astype(np.float32)
        weights: Floats = values / np.repeat(length, np.diff(starts))
        return weights

    def _known(self, bag: Counter[str]) -> tuple[Ints, Floats, int]:
        """Numbers and counts of the n-grams that some phrase has, and how many none has."""
        hashes = _hashed(bag)
        counts = np.fromiter(bag.values(), np.float32, len(bag))
        places = np.searchsorted(self._hashes, hashes)
        known = places < len(self._hashes)
        known[known] = self._hashes[places[known]] == hashes[known]
        return places[known].astype(np.int32), counts[known], len(bag) - int(known.sum())

    def _places(self, ids: Ints) -> tuple[NDArray[np.int64], Ints]:
        """Where the phrases of these n-grams stand, and how many each has."""
        length = self._length[ids]
        ends = np.cumsum(length)
        every = np.arange(ends[-1] if len(ends) else 0)
        return np.repeat(self._start[ids] - ends + length, length) + every, length

    def near(self, topic: Topic) -> Near:
        """Where a topic lies."""
        bag = grams(topic)
        ids, counts, unknown = self._known(bag)
        places, length = self._places(ids)
        weights = np.repeat(self._weighed(ids, counts, unknown), length) * self._weight[places]
        near = np.bincount(self._phrase[places], weights, minlength=len(self.owner)).astype(np.float32)
        nearest = np.zeros(self.labels, np.float32)
        if len(near):
            nearest[self._present] = np.maximum.reduceat(near, self._first)
        return Near(nearest, near @ self._fit, self._explained(bag))

    def _weighed(self, ids: Ints, counts: Floats, unknown: int) -> Floats:
        """Weights of length one for a text; n-grams no phrase has make the rest smaller."""
        values = self._valued(ids, counts)
        length = np.sqrt(float((values * values).sum()) + 0.25 * unknown * self._top**2)
        weights: Floats = (values / max(length, 1e-6)).astype(np.float32)
        return weights

    def _explained(self, bag: Counter[str]) -> Floats:
        """Which share of the text's rarer n-grams occurs in each label's phrases."""
        ids, _, unknown = self._known(Counter(gram for gram in bag if len(gram) == 3 and gram[0] != "#"))
        places, length = self._places(ids)
        at = np.repeat(np.arange(len(ids)), length) * self.labels + self.owner[self._phrase[places]]
        seen = np.unique(at)
        total = np.bincount(seen % max(self.labels, 1), self._rarity[ids[seen // max(self.labels, 1)]], self.labels)
        whole = float(self._rarity[ids].sum()) + unknown * self._top + 1e-6
        return (total / whole).astype(np.float32)


def _repeated(starts: Places) -> NDArray[np.unsignedinteger]:
    """The number of its phrase for every n-gram, as small as it goes."""
    numbers = np.arange(len(starts) - 1)
    return np.repeat(numbers.astype(np.min_scalar_type(len(numbers))), np.diff(starts))
