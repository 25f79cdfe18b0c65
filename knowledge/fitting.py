"""A linear fit of every label at once on sparse phrases: small, and without a linear algebra library.

Dual coordinate descent for the squared hinge (each phrase in turn gets the weights that satisfy it). Work grows with
the letters of the phrases, not with their square; nothing here is large enough for a second thread to help.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
SOFTNESS = 0.3
"""How far a phrase may stay unsatisfied: more is smoother."""
ROUNDS = 3
SHARED_BY = 8
"""Phrases that must have a feature before it is learned for all of them: rarer ones tell little and cost room."""
_ORDER = 7


@dataclass(frozen=True)
class Rows:
    """Sparse rows, one after the other: the features of row ``n`` stand from ``starts[n]`` to ``starts[n + 1]``.

    There are so many ``features`` in all.
    """

    ids: Ints
    values: Floats
    starts: NDArray[np.int64]
    features: int

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.starts) - 1

    def row(self, number: int) -> tuple[Ints, Floats]:
        """The features of one row and their values."""
        found = slice(self.starts[number], self.starts[number + 1])
        return self.ids[found], self.values[found]


@dataclass(frozen=True)
class Fit:
    """What was learned, in two forms: a label's score of a text is the sum over all phrases of their similarity to the
    text times their ``duals``; of the features that enough phrases share it is the sum of their ``weights`` (in the
    rows that ``number`` names)."""

    number: Ints
    weights: Floats
    duals: Floats


def fit(rows: Rows, owner: Ints, labels: int, shared_by: int = SHARED_BY, before: Floats | None = None) -> Fit:
    """Learn which label (``owner``) each phrase, a row of length one, belongs to. The rows are used up: there are
    millions. ``before`` holds what is said of each phrase already, so that only what lacks is learned."""
    number, alone = _split(rows, shared_by)
    weights = np.zeros((1 + int(number.max(initial=0)), labels), np.float32)
    duals = np.zeros((len(rows), labels), np.float32)
    order = np.random.default_rng(_ORDER).permutation(len(rows)).tolist()
    target = np.full(labels, -1, np.float32)
    for _ in range(ROUNDS):
        for at in order:
            ids, values = rows.row(at)
            held = weights.take(ids, axis=0)
            target[owner[at]] = 1
            said = values @ held + alone[at] * duals[at]
            step = _step(said if before is None else said + before[at], duals[at], target)
            target[owner[at]] = -1
            duals[at] += step
            held += values[:, None] * step
            weights[ids] = held
    return Fit(number, weights, duals)


def _step(said: Floats, dual: Floats, target: Floats) -> Floats:
    """What a phrase's weights must change by, were it alone (phrases have length one)."""
    pushed = target * (dual + (target - said - SOFTNESS * dual) / (1 + SOFTNESS))
    changed: Floats = target * np.maximum(pushed, 0) - dual
    return changed


def _split(rows: Rows, shared_by: int) -> tuple[Ints, Floats]:
    """Numbers from 1 for the features that enough phrases share, 0 for the others; and for each phrase the weight of
    those that it has for itself.

    Afterwards the rows hold shared features only, renumbered; the others are 0 and weigh nothing.
    """
    often = np.bincount(rows.ids, minlength=rows.features) >= shared_by
    number = np.where(often, np.cumsum(often), 0).astype(np.int32)
    np.take(number, rows.ids, out=rows.ids)
    rare = rows.ids == 0
    alone = np.bincount(np.repeat(np.arange(len(rows)), np.diff(rows.starts))[rare], rows.values[rare] ** 2, len(rows))
    rows.values[rare] = 0
    return number, alone.astype(np.float32)
