"""Phrases as bags of character n-grams: how near a text is to each, and to which label it belongs."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

# Small products only: more threads of the linear algebra would spin longer than they help.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

from knowledge.solving import solve_in_place

Floats = NDArray[np.float32]
_SPACES = re.compile(r"[\s/()\"'.,!?]+")
SIZES = (1, 2, 3, 4)
WHOLE, LANDMARKS = 4200, 2000
"""Above so many phrases the linear fit rests on an even sample of this size: time and memory would grow too much."""
RIDGE = 0.7
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


@dataclass(frozen=True)
class Near:
    """How a text lies among the phrases: the similarity to every label's nearest phrase, the fit, what is explained."""

    nearest: Floats
    fit: Floats
    explained: Floats


class Index:
    """Built once from (label number, phrase) pairs in the order of the labels, then only read: safe among threads."""

    def __init__(self, phrases: Sequence[tuple[int, Topic]], labels: int) -> None:
        self.owner = np.array([label for label, _ in phrases], dtype=np.int32)
        self.labels = labels
        self._first = np.searchsorted(self.owner, np.arange(labels))
        bags = [grams(topic) for _, topic in phrases]
        self._number = {gram: at for at, gram in enumerate(sorted({gram for bag in bags for gram in bag}))}
        self._rarity = _rarity(bags, self._number, len(phrases))
        self._lay(bags)
        self._landmarks = np.zeros(0, dtype=np.int64)
        self._fit = self._learn()

    def _lay(self, bags: Sequence[Counter[str]]) -> None:
        """For every n-gram the phrases that hold it, with their weights, one after the other."""
        rows = [self._weights(bag) for bag in bags]
        gram = np.concatenate([ids for ids, _ in rows]) if rows else np.zeros(0, dtype=np.int64)
        weight = np.concatenate([values for _, values in rows]) if rows else np.zeros(0, dtype=np.float32)
        phrase = np.repeat(np.arange(len(rows), dtype=np.int32), [len(ids) for ids, _ in rows])
        order = np.argsort(gram, kind="stable")
        self._weight, self._phrase = weight[order], phrase[order]
        self._start = np.searchsorted(gram[order], np.arange(len(self._number) + 1))
        self._length = np.diff(self._start)
        self._every = np.arange(len(order))
        self._rows = rows

    def _weights(self, bag: Counter[str]) -> tuple[NDArray[np.int64], Floats]:
        """Numbers and weights (of length one) of the known n-grams of a bag."""
        known = [(self._number[gram], count) for gram, count in bag.items() if gram in self._number]
        ids = np.array([number for number, _ in known], dtype=np.int64)
        counts = np.array([count for _, count in known], dtype=np.float32)
        values = (1 + np.log(np.maximum(counts, 1))) * self._rarity[ids]
        unknown = sum(1 for gram in bag if gram not in self._number)
        length = np.sqrt(float(values @ values) + 0.25 * unknown * self._top**2)
        return ids, (values / max(length, 1e-6)).astype(np.float32)

    @property
    def _top(self) -> float:
        return float(self._rarity.max()) if len(self._rarity) else 1.0

    def similarities(self, bag: Counter[str]) -> Floats:
        """Cosine to every phrase."""
        ids, values = self._weights(bag)
        return self._products(ids, values)

    def _products(self, ids: NDArray[np.int64], values: Floats) -> Floats:
        begin, length = self._start[ids], self._length[ids]
        ends = np.cumsum(length)
        if not len(ends) or not ends[-1]:
            return np.zeros(len(self.owner), dtype=np.float32)
        places = np.repeat(begin - ends + length, length) + self._every[: ends[-1]]
        weights = np.repeat(values, length) * self._weight[places]
        return np.bincount(self._phrase[places], weights, minlength=len(self.owner)).astype(np.float32)

    def _learn(self) -> Floats:
        """Weights that turn similarities to the landmarks into a score for each label (ridge regression)."""
        count = len(self.owner)
        if not count:
            return np.zeros((0, self.labels), dtype=np.float32)
        chosen = self._landmarks = np.unique(
            np.linspace(0, count - 1, count if count <= WHOLE else LANDMARKS).astype(np.int64)
        )
        features = np.empty((count, len(chosen)), dtype=np.float32)
        for at, row in enumerate(self._rows):
            features[at] = self._products(*row)[chosen]
        wanted = np.zeros((count, self.labels), dtype=np.float32)
        wanted[np.arange(count), self.owner] = 1
        if len(chosen) == count:
            features[np.diag_indices(count)] += RIDGE
            return solve_in_place(features, wanted)
        square = features.T @ features + RIDGE * features[chosen] + 1e-3 * np.eye(len(chosen), dtype=np.float32)
        return solve_in_place(square, features.T @ wanted)

    def near(self, topic: Topic) -> Near:
        """Where a topic lies."""
        bag = grams(topic)
        near = self.similarities(bag)
        nearest = np.maximum.reduceat(near, self._first) if len(near) else np.zeros(self.labels, dtype=np.float32)
        return Near(nearest, near[self._landmarks] @ self._fit, self._explained(bag))

    def _explained(self, bag: Counter[str]) -> Floats:
        """Which share of the text's rarer n-grams occurs in each label's phrases."""
        total = np.zeros(self.labels, dtype=np.float32)
        whole = 1e-6
        for gram in bag:
            if len(gram) != 3 or gram[0] == "#":
                continue
            number = self._number.get(gram)
            rarity = self._top if number is None else float(self._rarity[number])
            whole += rarity
            if number is not None:
                total[np.unique(self.owner[self._phrase[self._start[number] : self._start[number + 1]]])] += rarity
        return total / whole


def _rarity(bags: Sequence[Counter[str]], number: dict[str, int], count: int) -> Floats:
    """How much an n-gram tells: log of phrases over phrases that hold it."""
    held = np.ones(len(number), dtype=np.float32)
    for bag in bags:
        held[[number[gram] for gram in bag]] += 1
    return (np.log((1 + count) / held) + 0.1).astype(np.float32)
