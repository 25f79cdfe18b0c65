"""Phrases as bags of character n-grams: how near a text is to each, and to which label it belongs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.fitting import Floats, Row, fit

Ints = NDArray[np.int32]
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
        self._number: dict[str, int] = {}
        counted = [self._counted(grams(topic)) for _, topic in phrases]
        held = np.bincount(np.concatenate([ids for ids, _ in counted] or [np.zeros(0, np.int32)]))
        self._rarity = (np.log((1 + len(phrases)) / (1 + held)) + 0.1).astype(np.float32)
        self._top = float(self._rarity.max(initial=1.0))
        rows = [(ids, self._weighed(ids, counts, 0)) for ids, counts in counted]
        self._lay(rows)
        self._fit = fit(rows, self.owner, len(self._number), labels)

    def _counted(self, bag: Counter[str]) -> Row:
        """Numbers and counts of the n-grams of a phrase; new ones are numbered."""
        ids = np.fromiter((self._number.setdefault(gram, len(self._number)) for gram in bag), np.int32, len(bag))
        return ids, np.fromiter(bag.values(), np.float32, len(bag))

    def _weighed(self, ids: Ints, counts: Floats, unknown: int) -> Floats:
        """Weights of length one; n-grams no phrase has make the rest smaller."""
        values = (1 + np.log(np.maximum(counts, 1))) * self._rarity[ids]
        length = np.sqrt(float((values * values).sum()) + 0.25 * unknown * self._top**2)
        weights: Floats = (values / max(length, 1e-6)).astype(np.float32)
        return weights

    def _lay(self, rows: Sequence[Row]) -> None:
        """For every n-gram the phrases that hold it, with their weights, one after the other."""
        gram = np.concatenate([ids for ids, _ in rows] or [np.zeros(0, np.int32)])
        weight = np.concatenate([values for _, values in rows] or [np.zeros(0, np.float32)])
        phrase = np.repeat(np.arange(len(rows), dtype=np.int32), [len(ids) for ids, _ in rows])
        order = np.argsort(gram, kind="stable")
        self._weight, self._phrase = weight[order], phrase[order]
        self._start = np.searchsorted(gram[order], np.arange(len(self._number) + 1)).astype(np.int32)
        self._length = np.diff(self._start)

    def _known(self, bag: Counter[str]) -> tuple[Ints, Floats, int]:
        """Numbers and counts of the n-grams that some phrase has, and how many none has."""
        known = [(number, count) for gram, count in bag.items() if (number := self._number.get(gram)) is not None]
        ids = np.array([number for number, _ in known], dtype=np.int32)
        return ids, np.array([count for _, count in known], dtype=np.float32), len(bag) - len(known)

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
        nearest = np.maximum.reduceat(near, self._first) if len(near) else np.zeros(self.labels, np.float32)
        return Near(nearest, np.einsum("i,ij->j", near, self._fit), self._explained(bag))

    def _explained(self, bag: Counter[str]) -> Floats:
        """Which share of the text's rarer n-grams occurs in each label's phrases."""
        ids, _, unknown = self._known(Counter(gram for gram in bag if len(gram) == 3 and gram[0] != "#"))
        places, length = self._places(ids)
        at = np.repeat(np.arange(len(ids)), length) * self.labels + self.owner[self._phrase[places]]
        seen = np.unique(at)
        total = np.bincount(seen % max(self.labels, 1), self._rarity[ids[seen // max(self.labels, 1)]], self.labels)
        whole = float(self._rarity[ids].sum()) + unknown * self._top + 1e-6
        return (total / whole).astype(np.float32)
