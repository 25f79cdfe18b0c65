"""What the content folder teaches, learned once a release: its labels, its phrases, the weights of their n-grams."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

import numpy as np

from knowledge.fitting import Floats, Ints, fit
from knowledge.index import (
    Bag,
    Halves,
    Places,
    Postings,
    Topic,
    damped,
    each_once,
    grams,
    hashed,
    lay,
    read,
    read_whole,
)
from knowledge.labels import Label, taught_by_content
from knowledge.lexicon import Lexicon
from knowledge.seeds import Seeds
from knowledge.understood import Facet

PARTS = tuple(Facet)
SURE_OF_PART = 0.4
"""How far the score of a part of a service must lie before that of its steps, which everything else is."""

_REMEMBERED = 10_000
"""Phrases of manuals: a kilobyte each."""


@dataclass(frozen=True)
class Fitted:
    """Phrases and what was learned from them. Never changed afterwards; may lie in files that several processes map."""

    postings: Postings
    number: Ints
    weights: Halves
    duals: Halves

    def scores(self, places: Places, weights: Floats) -> Floats:
        """What the n-grams at these places say for each label: those that many phrases share by their own weights, the
        others by the phrases that hold them."""
        rows = self.number[places]
        alike = self.postings.similar(places[rows == 0], weights[rows == 0])
        held = np.flatnonzero(alike)
        said: Floats = weights @ self.weights[rows].astype(np.float32)
        said += alike[held] @ self.duals[held].astype(np.float32)
        return said


@dataclass(frozen=True)
class Learned:
    """What every answerer begins with: labels by the phrases of their things, parts of a service by ways of asking."""

    lexicon: Lexicon
    labels: tuple[Label, ...]
    things: Fitted
    ways: Fitted

    @cached_property
    def read(self) -> Callable[[str], Bag]:
        """Reads a phrase of a manual; after an edit most of them are the same as before."""
        return lru_cache(maxsize=_REMEMBERED)(partial(read, self.lexicon))

    def part(self, folded: str) -> Facet | None:
        """Which part of a service a whole question asks for by its letters; None when they do not say so clearly."""
        bag = grams(Topic(folded))
        places, known = self.ways.postings.find(hashed(bag))
        values = damped(np.fromiter(bag.values(), np.uint16, len(bag))) * self.ways.postings.rarity_at(places, known)
        values /= np.sqrt(float((values * values).sum()) + 1e-12)
        said = self.ways.scores(places[known], values[known])
        best = int(said.argmax())
        return PARTS[best] if said[best] - said[PARTS.index(Facet.STEPS)] >= SURE_OF_PART else None

    def columns(self, labels: Sequence[Label]) -> Ints:
        """The number here of each of other labels; one too many for a label that is not known here."""
        at = {one.key: number for number, one in enumerate(self.labels)}
        return np.array([at.get(one.key, len(self.labels)) for one in labels], np.int32)


def learn(seeds: Seeds) -> Learned:
    """Learn all of it, which takes up to a minute for tens of thousands of phrases."""
    taught = taught_by_content(seeds)
    things = _fitted(list(taught.values()), partial(read, seeds.lexicon))
    ways = _fitted([seeds.facets.get(part, ()) for part in PARTS], partial(read_whole, seeds.lexicon))
    return Learned(seeds.lexicon, tuple(taught), things, ways)


def _fitted(taught: Sequence[Sequence[str]], ready: Callable[[str], Bag]) -> Fitted:
    postings, rows = lay(each_once(taught, ready))
    learned = fit(rows, postings.owner, len(taught))
    return Fitted(postings, learned.number, learned.weights.astype(np.float16), learned.duals.astype(np.float16))
