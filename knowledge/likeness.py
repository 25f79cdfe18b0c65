"""How alike two short Thai texts are, by the letters that stand together: needs no dictionary."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.entries import Entry
from knowledge.understood import Intent, Understood

READ_MOST = 300
"""Characters looked at: nobody asks longer, and nobody can make us work longer."""

ENOUGH = 0.45
SPACES = re.compile(r"[\s\W_]+")
FILLERS = re.compile(r"(นะ)?(ครับ|คับ|ค่ะ|คะ|จ้า|จ๊ะ|หน่อย|ฮะ)|ขอสอบถาม|สอบถาม|อยากทราบ|อยากรู้")


def grams(text: str) -> frozenset[str]:
    """All runs of two and three letters, without spaces, marks of politeness, tone marks and case."""
    seen = unicodedata.normalize("NFC", text[:READ_MOST]).casefold()
    letters = re.sub(r"[่้๊๋์]", "", SPACES.sub("", FILLERS.sub("", seen)))
    return frozenset(letters[i : i + n] for n in (2, 3) for i in range(len(letters) - n + 1)) or frozenset({letters})


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """From 0 (nothing in common) to 1 (the same), by shared runs (Dice)."""
    return 2 * len(one & other) / (len(one) + len(other))


@dataclass(frozen=True)
class Nearest:
    """The plainest understanding there is: the entry with the phrase most like the text."""

    entries: Sequence[Entry]
    phrases: list[tuple[frozenset[str], str]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Look at every phrase once."""
        told = [(grams(phrase), entry.id) for entry in self.entries for phrase in phrases_of(entry)]
        object.__setattr__(self, "phrases", told)

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Entry ids with their likeness, the likest first; those with nothing in common are left out."""
        asked, best = grams(text), dict[str, float]()
        for phrase, entry in self.phrases:
            best[entry] = max(best.get(entry, 0.0), likeness(asked, phrase))
        return sorted(((key, value) for key, value in best.items() if value), key=lambda pair: -pair[1])

    def understand(self, text: str, _context: Sequence[str] = ()) -> Understood:
        """The nearest entry if it is near enough and nobody is as near; otherwise the nearest three to choose from."""
        ranked = self.rank(text)
        if not ranked or ranked[0][1] < ENOUGH:
            return Understood(Intent.UNSURE, candidates=tuple(key for key, _ in ranked[:3]))
        if len(ranked) > 1 and ranked[1][1] == ranked[0][1]:
            return Understood(Intent.UNSURE, candidates=tuple(key for key, _ in ranked[:3]), confidence=ranked[0][1])
        return Understood(Intent.SERVICE, ranked[0][0], confidence=ranked[0][1])


def phrases_of(entry: Entry) -> tuple[str, ...]:
    """Everything an entry is called or asked by."""
    return (entry.name, *entry.aliases, *entry.hints)
