"""The fit: every phrase finds its own label, whatever the number of phrases; the weights are those of the dual."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.fitting import Row, fit
from knowledge.index import Index, Topic


def row(**weights: float) -> Row:
    """A phrase of length one over features a, b, c …"""
    ids = np.array([ord(name) - ord("a") for name in weights], np.int32)
    values = np.array(list(weights.values()), np.float32)
    return ids, values / np.sqrt((values**2).sum())


def scores(rows: list[Row], duals: np.ndarray, features: int) -> np.ndarray:
    """Every phrase's score for every label, in the plain way."""
    dense = np.zeros((len(rows), features), np.float32)
    for at, (ids, values) in enumerate(rows):
        dense[at, ids] = values
    return np.asarray(dense @ dense.T @ duals)


def test_each_phrase_scores_highest_for_its_own_label() -> None:
    rows = [row(a=1, b=1), row(a=1, c=1), row(d=1, c=1), row(d=1, e=1)]
    owner = np.array([0, 0, 1, 1], np.int32)
    said = scores(rows, fit(rows, owner, 5, 2), 5)
    assert list(said.argmax(axis=1)) == [0, 0, 1, 1]


def test_a_weight_only_ever_speaks_for_the_label_of_its_phrase() -> None:
    rows = [row(a=1, b=1), row(a=1, c=1), row(a=1, d=1)]
    duals = fit(rows, np.array([0, 1, 2], np.int32), 4, 3)
    assert (np.diag(duals) > 0).all()
    assert (duals[~np.eye(3, dtype=bool)] <= 0).all()


def test_no_phrases_need_no_weights() -> None:
    assert fit([], np.zeros(0, np.int32), 0, 3).shape == (0, 3)


@pytest.mark.parametrize("times", [1, 40])
def test_more_phrases_do_not_lose_the_first(times: int) -> None:
    said = ["ขอถังขยะ", "จ่ายค่าน้ำ", "ฉีดวัคซีนหมา"]
    phrases = [(label, Topic(f"{one}{number}")) for label, one in enumerate(said) for number in range(times)]
    index = Index(phrases, len(said))
    assert [int(index.near(Topic(one)).fit.argmax()) for one in said] == [0, 1, 2]
