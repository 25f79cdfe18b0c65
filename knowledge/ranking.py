"""All labels of an answerer (entries, acts, other agencies) and how well a text fits each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.entries import Entry
from knowledge.index import Floats, Index, Near, Topic
from knowledge.search import Scorer, Trigrams
from knowledge.seeds import Elsewhere, Seeds
from knowledge.understood import Intent

TOPICS = (Intent.SERVICE.value, Intent.GIFT.value)


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
    """A label with what speaks for it: the score, its nearest phrase, the share explained, the second opinion."""

    label: Label
    score: float
    nearest: float
    explained: float
    agreed: bool


class Ranking:
    """Built once, then only read."""

    def __init__(
        self,
        entries: Sequence[Entry],
        seeds: Seeds,
        ready: Callable[[str], Topic],
        scorers: Sequence[Scorer] = (),
    ) -> None:
        phrases = _gathered(entries, seeds, ready)
        self.labels = list(phrases)
        self._index = Index(
            [(number, one) for number, said in enumerate(phrases.values()) for one in said], len(phrases)
        )
        self._others: tuple[Scorer, ...] = (
            *scorers,
            Trigrams({label.key: [one.text for one in said] for label, said in phrases.items()}),
        )

    def rank(self, topic: Topic, signs: Mapping[Intent, float], asks: bool, most: int = 6) -> list[Ranked]:
        """The best labels for a topic. A sign counts for every label of its intent; ``asks``: a part is asked for."""
        near = self._index.near(topic)
        total = resemblance(near) + self._beside(signs, asks)
        firsts = {found[0][0] for one in self._others if (found := one.score(topic.text))}
        return [self._ranked(at, total, near, firsts) for at in np.argsort(-total)[:most]]

    def closest(self, topic: Topic) -> float:
        """How near a topic is to the nearest phrase of all."""
        return float(self._index.near(topic).nearest.max(initial=0.0))

    def resembles(self, topic: Topic, intent: Intent) -> float:
        """How far the linear fit takes a topic for an act: near 0 for anything else."""
        fit = self._index.near(topic).fit
        return max((float(fit[at]) for at, one in enumerate(self.labels) if one.intent is intent), default=0.0)

    def _beside(self, signs: Mapping[Intent, float], asks: bool) -> Floats:
        """What is added beside resemblance: acts without a sign stand back, the more when a part is asked for."""
        return np.array([signs.get(one.intent, 0.0) - _handicap(one, signs, asks) for one in self.labels], np.float32)

    def _ranked(self, at: int, total: Floats, near: Near, firsts: set[str]) -> Ranked:
        label = self.labels[at]
        return Ranked(label, float(total[at]), float(near.nearest[at]), float(near.explained[at]), label.key in firsts)


def resemblance(near: Near) -> Floats:
    """One score a label."""
    score: Floats = near.fit + 0.7 * near.nearest + 0.2 * near.explained
    return score


def _handicap(label: Label, signs: Mapping[Intent, float], asks: bool) -> float:
    if label.entry or label.intent in signs:
        return 0.0
    if label.elsewhere:
        return 0.1
    return 0.5 if asks else 0.2


def _gathered(entries: Sequence[Entry], seeds: Seeds, ready: Callable[[str], Topic]) -> dict[Label, list[Topic]]:
    gathered: dict[Label, list[Topic]] = {}
    for label, phrases in _said(entries, seeds):
        known = gathered.setdefault(label, [])
        known.extend(one for one in dict.fromkeys(map(ready, phrases)) if one.text.strip() and one not in known)
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
