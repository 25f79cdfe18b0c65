"""The solver beside numpy's own."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.solving import solve_in_place


@pytest.mark.parametrize("size", [1, 7, 8, 9, 40])
def test_the_solution_is_that_of_the_general_solver(size: int) -> None:
    random = np.random.default_rng(7)
    rows = random.normal(size=(size, size + 3))
    system = (rows @ rows.T + np.eye(size)).astype(np.float32)
    wanted = random.normal(size=(size, 4)).astype(np.float32)
    expected = np.linalg.solve(system, wanted)
    assert np.allclose(solve_in_place(system, wanted, block=8), expected, atol=1e-3)
