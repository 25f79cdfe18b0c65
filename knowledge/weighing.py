"""How much each sign counts when labels compete for a text, and how sure the winner is.

The figures are a log-linear fit (the share of each label) and a logistic one (how often the first is right) on half of
the question sets, rounded; the other half judges them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from knowledge.fitting import Floats
from knowledge.index import Near
from knowledge.understood import Intent

if TYPE_CHECKING:
    from knowledge.ranking import Label

FIT, NEAREST, EXPLAINED, SECOND = 6.0, 5.0, 3.0, 1.5
ACT_FIT = 5.5
SIGN, CORRUPTION_SIGN, STRONGEST = 1.5, 1.0, 1.2
STANDS_BACK: Mapping[Intent, float] = {
    Intent.SERVICE: 0.0,
    Intent.GIFT: -0.3,
    Intent.OOS: 0.2,
    Intent.CORRUPTION: 0.2,
}
"""Acts come only when something speaks for them: they begin behind the entries …"""
OTHERS_STAND_BACK = 0.5
ASKS_NO_ACT, ASKS_NOT_ELSEWHERE = 1.8, 0.6
"""… and farther behind when a part of a service is asked for."""
ASKS_ABOUT_RULES = 0.4


class Weighing:
    """The weights for a list of labels."""

    def __init__(self, labels: Sequence[Label]) -> None:
        self._labels = labels
        act = np.array([not one.entry and one.intent is not Intent.OOS for one in labels], dtype=bool)
        none = np.array([one.intent is Intent.OOS for one in labels], dtype=bool)
        back = [STANDS_BACK.get(one.intent, OTHERS_STAND_BACK) for one in labels]
        self._fit = np.where(act, ACT_FIT, FIT).astype(np.float32)
        self._back = np.array(back, dtype=np.float32)
        self._when_asked = (ASKS_NO_ACT * act + ASKS_NOT_ELSEWHERE * none).astype(np.float32)
        self._corruption = np.array([one.intent is Intent.CORRUPTION for one in labels], dtype=bool)

    def shares(self, near: Near, second: Floats, signs: Mapping[Intent, float], asks: tuple[bool, bool]) -> Floats:
        """The share of each label; ``asks``: for a part of a service, and what the rules are."""
        signed = np.array([_signed(one.intent, signs) for one in self._labels], dtype=np.float32)
        total = self._fit * near.fit + NEAREST * near.nearest + EXPLAINED * near.explained + SECOND * second
        total += signed - self._back - asks[0] * self._when_asked - (asks[1] * ASKS_ABOUT_RULES) * self._corruption
        raised = np.exp(total - total.max(initial=-np.inf))
        shares: Floats = raised / raised.sum()
        return shares


def _signed(intent: Intent, signs: Mapping[Intent, float]) -> float:
    weight = CORRUPTION_SIGN if intent is Intent.CORRUPTION else SIGN
    return weight * min(signs.get(intent, 0.0), STRONGEST)


def confidence(share: float, next_share: float, nearest: float, explained: float) -> float:
    """Between 0 and 1: how often the first is right in a text like this one."""
    ahead = math.log(max(share, 1e-9) / max(next_share, 1e-9))
    odds = 0.6 * min(ahead, 20.0) + 0.9 * nearest + 1.2 * explained - 0.8
    return 1 / (1 + math.exp(-odds))
