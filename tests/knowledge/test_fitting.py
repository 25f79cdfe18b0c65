"""The fit: every phrase finds its own label, whatever the number of phrases; the weights are those of the dual."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.fitting import SHARED_BY, Rows, fit


def rows_of(*phrases: dict[str, float]) -> Rows:
    """Phrases of length one over features a, b, c …"""
    ids = [ord(name) - ord("a") for one in phrases for name in one]
    values = np.concatenate(
        [np.array([*one.values()], np.float32) / np.linalg.norm([*one.values()]) for one in phrases]
    )
    starts = np.cumsum([0, *map(len, phrases)])
    return Rows(np.array(ids, np.int32), values.astype(np.float32), starts, 1 + max(ids))


def scores(rows: Rows, duals: np.ndarray, features: int) -> np.ndarray:
    """Every phrase's score for every label, in the plain way (rows of which no fit was made)."""
    dense = np.zeros((len(rows), features), np.float32)
    for at in range(len(rows)):
        ids, values = rows.row(at)
        dense[at, ids] = values
    return np.asarray(dense @ dense.T @ duals)


def test_each_phrase_scores_highest_for_its_own_label() -> None:
    phrases: list[dict[str, float]] = [{"a": 1, "b": 1}, {"a": 1, "c": 1}, {"d": 1, "c": 1}, {"d": 1, "e": 1}]
    owner = np.array([0, 0, 1, 1], np.int32)
    said = scores(rows_of(*phrases), fit(rows_of(*phrases), owner, 2).duals, 5)
    assert list(said.argmax(axis=1)) == [0, 0, 1, 1]


def test_a_weight_only_ever_speaks_for_the_label_of_its_phrase() -> None:
    rows = rows_of({"a": 1, "b": 1}, {"a": 1, "c": 1}, {"a": 1, "d": 1})
    duals = fit(rows, np.array([0, 1, 2], np.int32), 3).duals
    assert (np.diag(duals) > 0).all()
    assert (duals[~np.eye(3, dtype=bool)] <= 0).all()


@pytest.mark.parametrize(("others", "learned"), [(SHARED_BY - 2, False), (SHARED_BY - 1, True), (SHARED_BY, True)])
def test_what_enough_phrases_have_is_learned_from_all_of_them(others: int, learned: bool) -> None:
    rows = rows_of(*[{"a": 1.0}] * (1 + others))
    duals = fit(rows, np.zeros(1 + others, np.int32), 1).duals[:, 0]
    alone = fit(rows_of({"a": 1.0}), np.zeros(1, np.int32), 1).duals[0, 0]
    assert bool((duals < 0.9 * alone).any()) is learned, "each needs less when the others speak for it too"


def test_what_a_phrase_has_for_itself_counts_for_it() -> None:
    shared = [{"a": 1.0}] * SHARED_BY
    plain = fit(rows_of(*shared), np.zeros(SHARED_BY, np.int32), 1).duals[-1, 0]
    with_own = fit(rows_of(*shared[1:], {"a": 1.0, "b": 1.0}), np.zeros(SHARED_BY, np.int32), 1).duals[-1, 0]
    without = fit(rows_of(*shared[1:], {"b": 1.0}), np.zeros(SHARED_BY, np.int32), 1).duals[-1, 0]
    alone = fit(rows_of({"b": 1.0}), np.zeros(1, np.int32), 1).duals[0, 0]
    assert without == pytest.approx(alone), "nothing of it is shared: as if there were no others"
    assert plain < with_own < alone


def test_no_phrases_need_no_weights() -> None:
    nothing = Rows(np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(1, np.int64), 0)
    assert fit(nothing, np.zeros(0, np.int32), 3).duals.shape == (0, 3)


def test_the_weights_of_features_say_what_the_phrases_say() -> None:
    phrases: list[dict[str, float]] = [{"a": 1, "b": 2}, {"a": 1, "c": 1}, {"b": 1, "c": 3}] * SHARED_BY
    owner = np.array([0, 1, 2] * SHARED_BY, np.int32)
    rows, learned = rows_of(*phrases), fit(rows_of(*phrases), owner, 3)
    ids, values = rows.row(0)
    assert values @ learned.weights[learned.number[ids]] == pytest.approx(scores(rows, learned.duals, 3)[0], abs=1e-4)


def test_only_what_was_not_said_before_is_learned() -> None:
    rows, owner = [{"a": 1.0}, {"b": 1.0}], np.array([0, 1], np.int32)
    said = np.array([[1, -1], [-1, 1]], np.float32)
    assert not fit(rows_of(*rows), owner, 2, before=said).duals.any()
    assert fit(rows_of(*rows), owner, 2, before=-said).duals.any()
