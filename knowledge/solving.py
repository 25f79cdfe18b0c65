"""A symmetric system solved in its own memory: half the work and a third of the memory of numpy's general solver."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
BLOCK = 256


def solve_in_place(system: Floats, wanted: Floats, block: int = BLOCK) -> Floats:
    """The solution of a positive definite system (Cholesky, block by block). Both arguments are overwritten."""
    edges = [*range(0, len(system), block), len(system)]
    inverses = [_eliminate(system, begin, end, block) for begin, end in pairwise(edges)]
    spans = list(zip(pairwise(edges), inverses, strict=True))
    for (begin, end), inverse in spans:
        wanted[begin:end] = inverse @ wanted[begin:end]
        wanted[end:] -= system[end:, begin:end] @ wanted[begin:end]
    for (begin, end), inverse in reversed(spans):
        wanted[begin:end] = inverse.T @ (wanted[begin:end] - system[end:, begin:end].T @ wanted[end:])
    return wanted


def _eliminate(system: Floats, begin: int, end: int, block: int) -> Floats:
    """One block of columns of the factor; what is left below it is updated. The inverse of the block's own factor."""
    inverse: Floats = np.linalg.inv(np.linalg.cholesky(system[begin:end, begin:end]))
    system[end:, begin:end] = system[end:, begin:end] @ inverse.T
    for at in range(end, len(system), block):
        to = min(at + block, len(system))
        system[at:, at:to] -= system[at:, begin:end] @ system[at:to, begin:end].T
    return inverse
