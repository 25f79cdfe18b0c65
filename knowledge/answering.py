"""From a text to what is meant: an entry and a facet, an act, choices, or an honest "not ours"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge import corruption
from knowledge.entries import Entry
from knowledge.frames import facet_of, goes_on, leans, topic_of
from knowledge.index import Topic
from knowledge.intents import SURE, greets_only, signs
from knowledge.ranking import Ranked, Ranking
from knowledge.search import Scorer
from knowledge.seeds import Seeds
from knowledge.text import clean, content_words, fold
from knowledge.understood import Facet, Intent, Understood

ANSWER = 0.6
"""Confidence from which one answer is given."""
ENOUGH_FOR_ACT = 0.45
"""The same for an act: its answer is an entrance that asks on, and a wrong one is left with one tap."""
STANDS_ALONE = 0.97
"""The same, while the entry of the question before is among the runners-up."""
SHORT = 14
"""Letters of a topic that may need the question before …"""
NEAR_ENOUGH = 0.72
"""… unless they are so near to a phrase."""
OFFER = 0.2
"""Confidence from which choices are offered; below, it is not ours."""
CHOICES = 3
REMINDS, RESEMBLES, LIKE = 0.05, 0.11, 0.25
"""The linear fit for corruption: from the first the entrance is offered if an official, a contract, money or a favour
is named; from the second always; from the third it is the answer when nothing else is sure."""
_CORRUPTION = Intent.CORRUPTION.value
_TOPICS = (Intent.SERVICE, Intent.GIFT)


@dataclass(frozen=True)
class _Heard:
    """A text, ready to be judged."""

    folded: str
    topic: Topic
    facet: Facet | None
    signs: dict[Intent, float]


class Answering:
    """Understands questions about a manual. Built once and never changed afterwards: safe among threads."""

    def __init__(self, entries: Sequence[Entry], seeds: Seeds, scorers: Sequence[Scorer] = ()) -> None:
        self._plain = seeds.lexicon.plain
        self.entries = {entry.id: entry for entry in entries}
        self._ranking = Ranking(entries, seeds, lambda said: _topic(self._plain(said)), scorers)

    def understand(self, text: str, context: Sequence[str] = ()) -> Understood:
        """What a text means; ``context`` holds the earlier texts, oldest first. Never raises for any text."""
        heard = self._hear(text)
        if not any(one.isalnum() for one in heard.folded):
            return Understood(Intent.OOS)
        understood = self._judged(heard)
        if context and (not heard.signs or understood.intent in (*_TOPICS, Intent.OOS, Intent.UNSURE)):
            understood = self._going_on(heard, understood, context)
        return self._with_entrance(heard, understood)

    def _hear(self, text: str) -> _Heard:
        plain = self._plain(clean(text))
        folded = fold(plain)
        return _Heard(folded, _topic(plain), facet_of(folded), signs(folded))

    def _judged(self, heard: _Heard) -> Understood:
        if greets_only(heard.folded):
            return Understood(Intent.GREETING, confidence=1.0)
        ranked = self._ranking.rank(heard.topic, heard.signs, heard.facet not in (None, Facet.STEPS))
        if not ranked:
            return Understood(Intent.OOS)
        if leans(heard.folded) and max(heard.signs.values(), default=0) < SURE:
            return _without_topic(heard.facet)
        if corruption.may_be_either(heard.folded) and Intent.CORRUPTION not in heard.signs:
            return Understood(Intent.UNSURE, candidates=(Intent.COMPLAINT.value, Intent.CORRUPTION.value))
        return _decided(ranked, heard)

    def _going_on(self, heard: _Heard, alone: Understood, context: Sequence[str]) -> Understood:
        """A question that names no thing of its own is about the thing of the question before."""
        leaning = leans(heard.folded)
        before = self._before(context)
        if before is None:
            return alone
        unsure = alone.confidence < (STANDS_ALONE if before.entry in alone.candidates else ANSWER)
        if leaning or unsure or self._says_little(heard.topic):
            return replace(before, facet=heard.facet or before.facet)
        if goes_on(heard.folded) and heard.facet in (None, Facet.STEPS) and alone.intent is Intent.SERVICE:
            return replace(alone, facet=before.facet)
        return alone

    def _says_little(self, topic: Topic) -> bool:
        """A few letters that are near to no phrase: they stand for nothing without the question before."""
        return len(topic.text.replace(" ", "")) <= SHORT and self._ranking.closest(topic) < NEAR_ENOUGH

    def _before(self, context: Sequence[str]) -> Understood | None:
        """The last earlier text that was about an entry."""
        for at in range(len(context) - 1, max(-1, len(context) - 6), -1):
            said = self._judged(self._hear(context[at]))
            if said.intent in _TOPICS:
                return said
            if said.intent is Intent.UNSURE and said.candidates and said.candidates[0] in self.entries:
                entry = self.entries[said.candidates[0]]
                return replace(said, intent=Intent(entry.intent), entry=entry.id)
        return None

    def _with_entrance(self, heard: _Heard, understood: Understood) -> Understood:
        """The corruption entrance beside whatever is answered, when anything speaks for it; beside doubt, always.

        When nothing else is sure it is the answer, or one of the choices: a report must never end in "not ours".
        """
        told = corruption.parts_told(heard.folded)
        near = self._ranking.resembles(heard.topic, Intent.CORRUPTION)
        if understood.intent is Intent.UNSURE and understood.candidates and near >= RESEMBLES:
            return _choices_with_entrance(understood, near >= LIKE and Intent.GIFT not in heard.signs)
        lost = understood.intent is Intent.OOS and not understood.elsewhere
        if lost and (near >= LIKE or (told == 2 and near >= REMINDS)):
            choices = (_CORRUPTION, Intent.COMPLAINT.value)
            return Understood(Intent.UNSURE, "", None, choices, True, understood.confidence)
        offers = corruption.offers_entrance(heard.folded) or near >= (REMINDS if told else RESEMBLES)
        doubt = understood.intent in (Intent.UNSURE, Intent.CORRUPTION, Intent.GIFT) or (lost and told > 0)
        return replace(understood, report_button=offers or doubt)


def _choices_with_entrance(understood: Understood, likely: bool) -> Understood:
    """Choices with the entrance among them, or the entrance itself when it is likely."""
    others = tuple(one for one in understood.candidates if one != _CORRUPTION)[: CHOICES - 1]
    if likely:
        return Understood(Intent.CORRUPTION, "", None, others, True, understood.confidence)
    return replace(understood, candidates=(*others, _CORRUPTION), report_button=True)


def _topic(plain: str) -> Topic:
    return Topic(topic_of(fold(plain)), tuple(content_words(plain)))


def _without_topic(facet: Facet | None) -> Understood:
    return Understood(Intent.UNSURE, facet=facet) if facet else Understood(Intent.OOS)


def _decided(ranked: Sequence[Ranked], heard: _Heard) -> Understood:
    first, second, facet = ranked[0], ranked[1] if len(ranked) > 1 else None, heard.facet
    sure = confidence(first, second)
    if not first.label.entry and heard.signs.get(first.label.intent, 0.0) >= SURE:
        sure = max(sure, ANSWER)
    names = tuple(dict.fromkeys(one.label.name for one in ranked if one.label.intent is not Intent.OOS))
    if first.label.intent is Intent.OOS:
        return Understood(Intent.OOS, candidates=names[:CHOICES], confidence=sure, elsewhere=first.label.elsewhere)
    if sure < OFFER:
        return Understood(Intent.OOS, candidates=names[:CHOICES], confidence=sure)
    if sure < (ANSWER if first.label.entry else ENOUGH_FOR_ACT):
        return Understood(Intent.UNSURE, facet=facet, candidates=names[:CHOICES], confidence=sure)
    entry = first.label.entry
    return Understood(
        first.label.intent,
        entry,
        facet if first.label.intent is Intent.SERVICE else None,
        tuple(one for one in names if one != first.label.name)[:CHOICES],
        confidence=sure,
    )


def confidence(first: Ranked, second: Ranked | None) -> float:
    """Between 0 and 1: the share of right answers seen among texts like this one (a logistic fit on questions)."""
    margin = min(first.score - (second.score if second else 0.0), 1.0)
    odds = 5.0 * margin + 5.7 * first.nearest + 4.0 * first.explained + 1.7 * first.agreed - 2.3 * first.score - 3.0
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
