"""All labels of an answerer (entries, acts, other agencies) and how well a text fits each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from knowledge.entries import Entry
from knowledge.fitting import Floats
from knowledge.index import Topic
from knowledge.labels import Label, taught_by_manual
from knowledge.layers import Layers, Near
from knowledge.learned import Learned
from knowledge.understood import Intent
from knowledge.weighing import Heard, Weighing, confidence


class Scorer(Protocol):
    """Whatever ranks labels for a folded text: a municipality may put an encoder of its own behind this."""

    def score(self, text: str) -> list[tuple[str, float]]:
        """Labels (``Label.key``) and scores, best first."""


MOST = 6


@dataclass(frozen=True)
class Ranked:
    """A name with its best label: its share among all, and how much of the text it explains."""

    label: Label
    share: float
    explained: float


@dataclass(frozen=True)
class Ranks:
    """The names a text may be about, best first; ``sure``: how often the first is right in a text like this one."""

    best: tuple[Ranked, ...] = ()
    shares: Mapping[str, float] = field(default_factory=dict)
    closest: float = 0.0
    sure: float = 0.0


class Ranking:
    """Built once, then only read."""

    def __init__(self, entries: Sequence[Entry], learned: Learned, scorers: Sequence[Scorer] = ()) -> None:
        own = taught_by_manual(entries)
        named = {one.key for one in own}
        others = [one for one in learned.labels if one.intent is not Intent.SERVICE and one.key not in named]
        self.labels = [*own, *others]
        self._told = {one.entry for one in own}
        self._at = {label.key: at for at, label in enumerate(self.labels)}
        self._names = list(dict.fromkeys(label.name for label in self.labels))
        self._name = np.array([self._names.index(label.name) for label in self.labels])
        self._weighing = Weighing(self.labels)
        self._layers = Layers(learned, self.labels, list(own.values()))
        self._others = scorers

    def rank(self, topic: Topic, heard: Heard) -> Ranks:
        """All names for a topic, by likeness and by what the structure of the text adds."""
        near = self._layers.near(topic)
        labelled = self._weighing.shares(near, self._second(topic.text), heard)
        shares = np.bincount(self._name, labelled, len(self._names))
        best = np.argsort(-shares, kind="stable")[:MOST]
        ranked = tuple(self._ranked(int(name), labelled, float(shares[name]), near) for name in best)
        named = dict(zip(self._names, shares.tolist(), strict=True))
        return Ranks(ranked, named, float(near.nearest.max(initial=0.0)), _sure(ranked, heard))

    def _second(self, text: str) -> Floats:
        """What the other scorers say, each from 0 to 1."""
        said = np.zeros(len(self.labels), dtype=np.float32)
        for one in self._others:
            found = one.score(text)
            for key, score in found:
                if key in self._at:
                    said[self._at[key]] += score / max(found[0][1], 1e-9)
        return said

    def _ranked(self, name: int, labelled: Floats, share: float, near: Near) -> Ranked:
        """A name with the label that has the most of its share."""
        at = int(np.where(self._name == name, labelled, -1).argmax())
        label = self.labels[at]
        label = label if label.entry in self._told else replace(label, entry="")
        return Ranked(label, share, float(near.explained[at]))


def _sure(ranked: Sequence[Ranked], heard: Heard) -> float:
    first, second = ranked[0], ranked[1].share if len(ranked) > 1 else 0.0
    ahead = first.share / max(second, 1e-9)
    return confidence(ahead, bool(first.label.entry) or heard.states)
