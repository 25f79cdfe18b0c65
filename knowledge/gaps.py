"""Questions without an answer: grouped by likeness, and what may be taught without spoiling another entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from knowledge.entries import Entry
from knowledge.likeness import grams, likeness
from knowledge.understood import Understanding
from models.manual import PhraseKind

ALIKE = 0.5
"""Two questions with this much in common stand in one group."""

NEAR = 0.15
"""Names with less in common than this cannot be drawn away by a phrase: they are not asked again."""


@dataclass(frozen=True)
class Question:
    """A question that was asked: its redacted words and the entry it was thought to be about, if any."""

    id: str
    text: str
    on_day: date
    near: str = ""
    settled: str = ""


@dataclass(frozen=True)
class Group:
    """Questions that say the same: the shortest stands for all."""

    questions: tuple[Question, ...]

    @property
    def text(self) -> str:
        """The words of the group."""
        return min((one.text for one in self.questions), key=lambda text: (len(text), text))

    @property
    def near(self) -> str:
        """The entry most of them were thought to be about."""
        named = [one.near for one in self.questions if one.near]
        return max(named, key=named.count) if named else ""

    @property
    def last_day(self) -> date:
        """When it was asked last."""
        return max(one.on_day for one in self.questions)


def grouped(questions: Sequence[Question]) -> list[Group]:
    """Groups by likeness to the first question of each, the largest group first."""
    heads: list[tuple[frozenset[str], list[Question]]] = []
    for question in questions:
        seen = grams(question.text)
        found = next((members for head, members in heads if likeness(seen, head) >= ALIKE), None)
        if found is None:
            heads.append((seen, [question]))
        else:
            found.append(question)
    groups = [Group(tuple(members)) for _, members in heads]
    return sorted(groups, key=lambda group: (-len(group.questions), group.text))


def with_phrase(entry: Entry, kind: str, phrase: str) -> Entry:
    """The entry with one more alias or hint."""
    if phrase in (*entry.aliases, *entry.hints):
        return entry
    if kind == PhraseKind.ALIAS:
        return replace(entry, aliases=(*entry.aliases, phrase))
    return replace(entry, hints=(*entry.hints, phrase))


def harmed(
    entries: Sequence[Entry], taught: Entry, phrase: str, build: Callable[[Sequence[Entry]], Understanding]
) -> list[str]:
    """Names and aliases of other entries that are found now, and would be lost with the phrase taught."""
    asked = list(_names_near(entries, taught.id, phrase))
    if not asked:
        return []
    before = build(entries)
    after = build([taught if entry.id == taught.id else entry for entry in entries])
    return [name for key, name in asked if before.understand(name).entry == key and after.understand(name).entry != key]


def _names_near(entries: Sequence[Entry], taught: str, phrase: str) -> Iterator[tuple[str, str]]:
    wanted = grams(phrase)
    for entry in entries:
        for name in (entry.name, *entry.aliases):
            if entry.id != taught and likeness(wanted, grams(name)) >= NEAR:
                yield entry.id, name
