"""A linear fit of every label at once on sparse phrases: exact, small and without a linear algebra library.

Dual coordinate descent for the squared hinge (each phrase in turn gets the weights that satisfy it). Work grows with
the letters of the phrases, not with their square; nothing here is large enough for a second thread to help.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Row = tuple[NDArray[np.int32], Floats]
SOFTNESS = 0.3
"""How far a phrase may stay unsatisfied: more is smoother."""
ROUNDS = 6
_ORDER = 7


def fit(rows: Sequence[Row], owner: NDArray[np.int32], features: int, labels: int) -> Floats:
    """For each phrase its weight in each label's score. A label's score of a text is the sum over all phrases of their
    similarity to the text times these weights."""
    shared, alone = _split(rows, features)
    weights = np.zeros((1 + max((int(ids.max(initial=-1)) for ids, _ in shared), default=-1), labels), np.float32)
    duals = np.zeros((len(rows), labels), np.float32)
    order = np.random.default_rng(_ORDER).permutation(len(rows))
    target = np.full(labels, -1, np.float32)
    for _ in range(ROUNDS):
        for at in order:
            (ids, values), own = shared[at], alone[at]
            held = weights[ids]
            target[owner[at]] = 1
            step = _step(np.einsum("i,ij->j", values, held) + own * duals[at], duals[at], target)
            target[owner[at]] = -1
            duals[at] += step
            weights[ids] = held + values[:, None] * step
    return duals


def _step(said: Floats, dual: Floats, target: Floats) -> Floats:
    """What a phrase's weights must change by, were it alone (phrases have length one)."""
    pushed = target * (dual + (target - said - SOFTNESS * dual) / (1 + SOFTNESS))
    changed: Floats = target * np.maximum(pushed, 0) - dual
    return changed


def _split(rows: Sequence[Row], features: int) -> tuple[list[Row], list[float]]:
    """Each phrase's features that other phrases have too, renumbered; and the weight of those it has alone.

    What only one phrase has cannot be learned from another: more than half of all features need no room.
    """
    held = np.zeros(features, np.int32)
    for ids, _ in rows:
        held[ids] += 1
    number = np.cumsum(held > 1, dtype=np.int32) - 1
    shared, alone = [], []
    for ids, values in rows:
        common = held[ids] > 1
        shared.append((number[ids[common]], values[common]))
        alone.append(float((values[~common] ** 2).sum()))
    return shared, alone
