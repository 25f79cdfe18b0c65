"""All labels of an answerer (entries, acts, other agencies) and how well a text fits each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from knowledge.entries import Entry
from knowledge.fitting import Floats
from knowledge.index import Bag, Index, Near, Topic
from knowledge.seeds import Elsewhere, Seeds
from knowledge.understood import Intent
from knowledge.weighing import Heard, Weighing, confidence


class Scorer(Protocol):
    """Whatever ranks labels for a folded text: a municipality may put an encoder of its own behind this."""

    def score(self, text: str) -> list[tuple[str, float]]:
        """Labels (``Label.key``) and scores, best first."""


TOPICS = (Intent.SERVICE.value, Intent.GIFT.value)
MOST = 6


_NAMES = {
    Intent.STATUS: "ติดตามสถานะเรื่องที่แจ้งไว้",
    Intent.CORRUPTION: "แจ้งเบาะแสการทุจริต",
    Intent.COMPLAINT: "ร้องเรียนร้องทุกข์",
    Intent.FEEDBACK: "เสนอแนะ ชมเชยการบริการ",
    Intent.EIT: "แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสีย EIT",
    Intent.GREETING: "สวัสดี ขอบคุณ",
    Intent.HANDOFF: "ขอคุยกับเจ้าหน้าที่ที่เป็นคน",
}
"""Every act is known by its name, with or without seeds."""


@dataclass(frozen=True)
class Label:
    """One thing a text may be about: an entry, an act, or the work of another agency."""

    intent: Intent
    entry: str = ""
    elsewhere: str = ""

    @property
    def name(self) -> str:
        """Its name as a candidate."""
        return self.entry or self.intent.value

    @property
    def key(self) -> str:
        """Its name among all labels."""
        return f"{self.intent.value}:{self.entry}:{self.elsewhere}"


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

    def __init__(
        self,
        entries: Sequence[Entry],
        seeds: Seeds,
        ready: Callable[[str], Bag],
        scorers: Sequence[Scorer] = (),
    ) -> None:
        phrases = _gathered(entries, seeds)
        self.labels = list(phrases)
        self._at = {label.key: at for at, label in enumerate(self.labels)}
        self._weighing = Weighing(self.labels)
        self._index = Index(_bags(phrases.values(), ready), len(phrases))
        self._others = scorers

    def rank(self, topic: Topic, heard: Heard) -> Ranks:
        """All names for a topic, by likeness and by what the structure of the text adds."""
        near = self._index.near(topic)
        labelled = self._weighing.shares(near, self._second(topic.text), heard)
        shares, best = dict[str, float](), dict[str, int]()
        for at in np.argsort(-labelled):
            label = self.labels[at]
            shares[label.name] = shares.get(label.name, 0.0) + float(labelled[at])
            best.setdefault(label.name, int(at))
        names = sorted(shares, key=lambda name: -shares[name])[:MOST]
        ranked = tuple(self._ranked(best[name], shares[name], near) for name in names)
        return Ranks(ranked, shares, float(near.nearest.max(initial=0.0)), _sure(ranked, heard))

    def _second(self, text: str) -> Floats:
        """What the other scorers say, each from 0 to 1."""
        said = np.zeros(len(self.labels), dtype=np.float32)
        for one in self._others:
            found = one.score(text)
            for key, score in found:
                if key in self._at:
                    said[self._at[key]] += score / max(found[0][1], 1e-9)
        return said

    def _ranked(self, at: int, share: float, near: Near) -> Ranked:
        return Ranked(self.labels[at], share, float(near.explained[at]))


def _sure(ranked: Sequence[Ranked], heard: Heard) -> float:
    first, second = ranked[0], ranked[1].share if len(ranked) > 1 else 0.0
    ahead = first.share / max(second, 1e-9)
    return confidence(ahead, bool(first.label.entry) or heard.states)


def _bags(phrases: Iterable[Sequence[str]], ready: Callable[[str], Bag]) -> Iterator[tuple[int, Bag]]:
    """Every phrase of every label once: two that are the same but for asking words teach no more than one."""
    for number, said in enumerate(phrases):
        held = {one.hashes.tobytes(): one for one in map(ready, said)}
        yield from ((number, one) for one in held.values() if len(one.hashes))


def _gathered(entries: Sequence[Entry], seeds: Seeds) -> dict[Label, list[str]]:
    gathered: dict[Label, list[str]] = {}
    for label, phrases in _said(entries, seeds):
        gathered.setdefault(label, []).extend(one for one in phrases if one.strip())
    return {label: said for label, said in gathered.items() if said}


def _said(entries: Sequence[Entry], seeds: Seeds) -> Iterator[tuple[Label, tuple[str, ...]]]:
    for entry in entries:
        phrases = (entry.name, *entry.aliases, *entry.hints, *seeds.hints.get(entry.id, ()), entry.who)
        yield (Label(Intent(entry.intent), entry.id) if entry.intent in TOPICS else Label(_act(entry))), phrases
    for act, name in _NAMES.items():
        yield Label(act), (name,)
    for act, phrases in seeds.acts.items():
        if act.value not in TOPICS:
            yield Label(act), phrases
    for one in seeds.elsewhere:
        yield Label(Intent.OOS, elsewhere=one.said), _with_name(one)


def _act(entry: Entry) -> Intent:
    try:
        return Intent(entry.intent)
    except ValueError:
        return Intent.SERVICE


def _with_name(one: Elsewhere) -> tuple[str, ...]:
    return (one.agency, *one.phrases)
