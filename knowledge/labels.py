"""What a text may be about: an entry of the manual, an act, or the work of another agency; and what teaches each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.entries import Entry
from knowledge.seeds import Seeds
from knowledge.understood import ASKED_FIRST, TOPICS, Intent

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
        """Its name as a candidate: an entry's own, unless it belongs to an act."""
        return self.entry if self.intent in TOPICS else self.intent.value

    @property
    def key(self) -> str:
        """Its name among all labels; an entry has the same as a service and as a gift question."""
        return f"entry:{self.entry}" if self.entry else f"{self.intent.value}:{self.elsewhere}"


Taught = dict[Label, list[str]]
"""The phrases of each label."""


def taught_by_content(seeds: Seeds) -> Taught:
    """What every municipality's answerer knows."""
    return _gathered(_of_seeds(seeds))


def taught_by_manual(entries: Iterable[Entry]) -> Taught:
    """What one manual adds in its own words."""
    return _gathered((_label(one), (one.name, *one.aliases, *one.hints, one.who)) for one in entries)


def _of_seeds(seeds: Seeds) -> Iterator[tuple[Label, Sequence[str]]]:
    for entry, phrases in seeds.hints.items():
        yield Label(ASKED_FIRST.get(entry, Intent.SERVICE), entry), phrases
    for act, name in _NAMES.items():
        yield Label(act), (name,)
    for act, phrases in seeds.acts.items():
        if act not in TOPICS:
            yield Label(act), phrases
    for one in seeds.elsewhere:
        yield Label(Intent.OOS, elsewhere=one.said), (one.agency, *one.phrases)


def intent_of(entry: Entry) -> Intent:
    """Its intent; that of a service for one that this release does not know."""
    return Intent(entry.intent) if entry.intent in set(Intent) else Intent.SERVICE


def _label(entry: Entry) -> Label:
    intent = intent_of(entry)
    return Label(intent, entry.id if intent in TOPICS or ASKED_FIRST.get(entry.id) is intent else "")


def _gathered(said: Iterable[tuple[Label, Sequence[str]]]) -> Taught:
    gathered: Taught = {}
    for label, phrases in said:
        gathered.setdefault(label, []).extend(one for one in phrases if one.strip())
    return {label: phrases for label, phrases in gathered.items() if phrases}
