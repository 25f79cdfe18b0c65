"""Two layers of phrases: what the content folder taught, and above it the words of one manual, learned in a moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from knowledge.fitting import Floats, Rows, fit
from knowledge.index import Marks, Places, Topic, damped, each_once, grams, hashed, lay
from knowledge.labels import Label
from knowledge.learned import Learned

_Said = TypeVar("_Said", np.float32, np.bool_)
_UNKNOWN = 0.25
"""N-grams that no phrase holds make a text less like all of them, by this share of what they would count."""
_NEVER_HEARD = -1.0
"""The score of a label for a phrase of another one: where a new label begins."""
_SHARED_BY = 2
"""Phrases are few here: everything two of them share is learned for both."""


@dataclass(frozen=True)
class Near:
    """How a text lies among the phrases: the similarity to every label's nearest phrase, the fit, what is explained."""

    nearest: Floats
    fit: Floats
    explained: Floats


class _Text(NamedTuple):
    """A text by its n-grams: where those stand that are known in each layer, and what every one of them counts."""

    below: Places
    known_below: Marks
    own: Places
    known_own: Marks
    weights: Floats
    rarity: Floats
    three: Marks


class Layers:
    """Built once, then only read: safe among threads."""

    def __init__(self, below: Learned, labels: Sequence[Label], said: Sequence[Sequence[str]]) -> None:
        """``said``: the phrases of the manual for the first labels, in their order."""
        self._below, self._columns, self._labels = below, below.columns(labels), len(labels)
        self._own, rows = lay(each_once(said, below.read), below.things.postings)
        self._duals = fit(rows, self._own.owner, self._labels, _SHARED_BY, self._said_below(rows)).duals

    def near(self, topic: Topic) -> Near:
        """Where a topic lies."""
        text = self._read(grams(topic))
        below, own = self._below.things.postings, self._own
        alike = below.similar(text.below, text.weights[text.known_below])
        own_alike = own.similar(text.own, text.weights[text.known_own])
        nearest = self._lifted(below.nearest(alike, len(self._below.labels)), 0)
        said = self._lifted(self._below.things.scores(text.below, text.weights[text.known_below]), _NEVER_HEARD)
        return Near(
            np.maximum(nearest, own.nearest(own_alike, self._labels)),
            said + own_alike @ self._duals,
            self._explained(text),
        )

    def _read(self, bag: Counter[str]) -> _Text:
        hashes = hashed(bag)
        (below, known_below), (own, known_own) = self._below.things.postings.find(hashes), self._own.find(hashes)
        rarity = self._below.things.postings.rarity_at(below, known_below)
        values = damped(np.fromiter(bag.values(), np.uint16, len(bag))) * rarity
        counted = np.where(known_below | known_own, np.float32(1), np.float32(_UNKNOWN))
        weights = values / np.sqrt(float((counted * values * values).sum()) + 1e-12)
        three = np.fromiter((len(gram) == 3 and gram[0] != "#" for gram in bag), np.bool_, len(bag))
        return _Text(below[known_below], known_below, own[known_own], known_own, weights, rarity, three)

    def _explained(self, text: _Text) -> Floats:
        """Which share of the rarer n-grams of a text some phrase of each label holds."""
        holders = np.zeros((len(text.three), self._labels), np.bool_)
        held = self._below.things.postings.holders(text.below[text.three[text.known_below]], len(self._below.labels))
        holders[text.known_below & text.three] = self._lifted(held, False)
        holders[text.known_own & text.three] |= self._own.holders(text.own[text.three[text.known_own]], self._labels)
        rarity = text.rarity * text.three
        share: Floats = (rarity @ holders) / (rarity.sum() + 1e-6)
        return share

    def _lifted(self, said: NDArray[_Said], otherwise: float) -> NDArray[_Said]:
        """What is said of the labels below, in the order of ours."""
        end = np.full((*said.shape[:-1], 1), otherwise, said.dtype)
        lifted: NDArray[_Said] = np.concatenate([said, end], axis=-1)[..., self._columns]
        return lifted

    def _said_below(self, rows: Rows) -> Floats:
        """The scores of the layer below for each of our phrases."""
        places, known = self._below.things.postings.find(self._own.hashes)
        said = np.empty((len(rows), self._labels), np.float32)
        for number in range(len(rows)):
            ids, values = rows.row(number)
            inside = known[ids]
            said[number] = self._lifted(self._below.things.scores(places[ids[inside]], values[inside]), _NEVER_HEARD)
        return said
