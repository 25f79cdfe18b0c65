"""How much each sign counts when labels compete for a text, and how sure the winner is.

The figures are a log-linear fit (the share of each label) and a logistic one (how often the first is right) on half of
the question sets and on the phrases of the content folder, each held out in turn, rounded; the other half and a second
set judge them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from knowledge import corruption
from knowledge.fitting import Floats
from knowledge.labels import Label
from knowledge.layers import Near
from knowledge.understood import TOPICS, Intent

FIT, NEAREST, EXPLAINED, SECOND = 5.6, 4.7, 3.2, 1.8
ACT_FIT = 5.8
SIGN, STRONGEST = 1.4, 1.2
STANDS_BACK: Mapping[Intent, float] = {
    Intent.SERVICE: 0.0,
    Intent.GIFT: -0.3,
    Intent.OOS: -0.4,
    Intent.CORRUPTION: 1.7,
    Intent.COMPLAINT: 1.0,
    Intent.STATUS: 0.3,
    Intent.FEEDBACK: 0.1,
    Intent.GREETING: 0.1,
    Intent.HANDOFF: 0.1,
}
"""Acts come only when something speaks for them: they begin behind the entries …"""
OTHERS_STAND_BACK = 0.5
ASKS_NO_ACT, ASKS_NOT_ELSEWHERE = 1.7, 0.2
"""… and farther behind when a part of a service is asked for."""
STATED: Mapping[Intent, float] = {
    Intent.CORRUPTION: 0.7,
    Intent.COMPLAINT: 0.5,
    Intent.OOS: 0.6,
    Intent.GIFT: -0.1,
}
"""What a text that asks and wants nothing is more likely to be."""
QUESTION_FIRST = 1.5
"""For an entry that is answered before its act begins, when a text asks: the act itself begins with a story."""
STATED_OF_OFFICE, TOLD, NAMED, OF_RULES = 0.9, 0.6, 1.2, -0.5
"""Beside, for corruption: a statement about office or money, its story, its name, a question about the rules."""


@dataclass(frozen=True)
class Heard:
    """What the words of a text say by their structure. ``asks_part``: for time, fee, documents, place or persons."""

    folded: str
    signs: Mapping[Intent, float] = field(default_factory=dict)
    asks_part: bool = False
    states: bool = False

    def beside(self, intent: Intent) -> float:
        """What the structure adds for an intent."""
        stated = self.states * STATED.get(intent, 0.0)
        if intent is Intent.CORRUPTION:
            return stated + self._of_corruption
        return stated + SIGN * min(self.signs.get(intent, 0.0), STRONGEST)

    @cached_property
    def _of_corruption(self) -> float:
        named, told = corruption.named(self.folded), corruption.told(self.folded)
        stated = self.states and (named or told or corruption.parts_told(self.folded) > 0)
        asked = corruption.asks_about_rules(self.folded)
        return stated * STATED_OF_OFFICE + told * TOLD + named * NAMED + asked * OF_RULES


class Weighing:
    """The weights for a list of labels."""

    def __init__(self, labels: Sequence[Label]) -> None:
        self._intents = list(Intent)
        self._intent = np.array([self._intents.index(one.intent) for one in labels])
        act = np.array([not one.entry and one.intent is not Intent.OOS for one in labels], dtype=bool)
        none = np.array([one.intent is Intent.OOS for one in labels], dtype=bool)
        self._asked_first = np.array([bool(one.entry) and one.intent not in TOPICS for one in labels])
        back = [STANDS_BACK.get(one.intent, OTHERS_STAND_BACK) for one in labels]
        self._fit = np.where(act, ACT_FIT, FIT).astype(np.float32)
        self._back = np.where(self._asked_first, 0, back).astype(np.float32)
        self._when_asked = (ASKS_NO_ACT * act + ASKS_NOT_ELSEWHERE * none).astype(np.float32)

    def shares(self, near: Near, second: Floats, heard: Heard) -> Floats:
        """The share of each label."""
        beside = np.array([heard.beside(intent) for intent in self._intents], dtype=np.float32)
        total = self._fit * near.fit + NEAREST * near.nearest + EXPLAINED * near.explained + SECOND * second
        total += beside[self._intent] - self._back
        total -= heard.asks_part * self._when_asked
        total += (not heard.states) * QUESTION_FIRST * self._asked_first
        raised = np.exp(total - total.max(initial=-np.inf))
        shares: Floats = raised / raised.sum()
        return shares


def confidence(ahead: float, in_form: bool) -> float:
    """Between 0 and 1: how often the first is right in a text like this one.

    ``ahead``: how many times the share of the second; ``in_form``: an entry, or an act that is stated and not asked.
    """
    odds = 0.65 * min(math.log(max(ahead, 1.0)), 20.0) + 0.1 * in_form + 0.5
    return 1 / (1 + math.exp(-odds))
