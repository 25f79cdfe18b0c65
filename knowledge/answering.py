"""From a text to what is meant: an entry and a facet, an act, choices, or an honest "not ours"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from knowledge import corruption
from knowledge.entries import Entry
from knowledge.frames import asks, facet_of, goes_on, leans, states
from knowledge.index import Topic
from knowledge.intents import SURE, greets_only, signs
from knowledge.labels import Label, intent_of
from knowledge.learned import Learned
from knowledge.ranking import Ranking, Ranks, Scorer
from knowledge.text import clean, fold, forget_words
from knowledge.understood import MOST_CHOICES, TOPICS, Facet, Intent, Understood
from knowledge.weighing import Heard

ANSWER = 0.8
"""Confidence from which one answer is given."""
ENOUGH_FOR_ACT = 0.72
"""The same for an act: its answer is an entrance that asks on, and a wrong one is left with one tap."""
REPORT, REPORT_ASKED = 0.3, 0.7
"""The share from which a report of corruption is taken for one: its entrance asks on, and a miss costs most. The second
is for a question, which is more often one about fees or gifts."""
STANDS_ALONE = 0.97
"""The same, while the entry of the question before is among the runners-up."""
SHORT = 14
"""Letters of a topic that may need the question before …"""
NEAR_ENOUGH = 0.6
"""… unless they are so near to a phrase."""
NOTHING_LIKE_IT = 0.1
"""The share of the text that the best label explains, below which nothing was understood."""
UNDERSTOOD = 0.3
"""The same, below which no entry is given as the one answer."""
NOT_OURS = 0.68
"""Confidence from which a text is said to be none of ours; below, choices are offered all the same."""
REMINDS, MAY_BE = 0.01, 0.03
"""The share of corruption from which the entrance is offered, and from which it is one of the choices."""
_CORRUPTION = Intent.CORRUPTION.value


@dataclass(frozen=True)
class _Text(Heard):
    """A text, ready to be judged."""

    topic: Topic = field(default_factory=lambda: Topic(""))
    facet: Facet | None = None
    ranks: Ranks = field(default_factory=Ranks)


class Answering:
    """Understands questions about a manual. Built once and never changed afterwards: safe among threads."""

    def __init__(self, entries: Sequence[Entry], learned: Learned, scorers: Sequence[Scorer] = ()) -> None:
        self._learned, self._plain = learned, learned.lexicon.plain
        self.entries = {entry.id: entry for entry in entries}
        self._ranking = Ranking(entries, learned, scorers)

    def understand(self, text: str, context: Sequence[str] = ()) -> Understood:
        """What a text means; ``context`` holds the earlier texts, oldest first. Never raises for any text.

        Nothing of the texts is kept.
        """
        try:
            return self._understand(text, context)
        finally:
            forget_words()

    def _understand(self, text: str, context: Sequence[str]) -> Understood:
        heard = self._hear(text)
        if not any(one.isalnum() for one in heard.folded):
            return Understood(Intent.OOS)
        understood = self._judged(heard)
        if context and (not heard.signs or understood.intent in (*TOPICS, Intent.OOS, Intent.UNSURE)):
            understood = self._going_on(heard, understood, context)
        return _with_entrance(heard, understood)

    def _hear(self, text: str) -> _Text:
        typed = clean(text)
        plain = self._plain(typed)
        folded = fold(plain)
        topic, facet = Topic.of(plain), facet_of(folded, typed)
        asks_part = facet not in (None, Facet.STEPS)
        heard = Heard(folded, signs(folded), asks_part, states(folded, typed))
        if not asks_part and asks(folded, typed):
            facet = self._learned.part(folded) or facet
        ranks = self._ranking.rank(topic, heard)
        return _Text(folded, heard.signs, heard.asks_part, heard.states, topic, facet, ranks)

    def _judged(self, heard: _Text) -> Understood:
        if greets_only(heard.folded):
            return Understood(Intent.GREETING, confidence=1.0)
        if leans(heard.folded) and max(heard.signs.values(), default=0) < SURE:
            return _without_topic(heard.facet)
        return _decided(heard)

    def _going_on(self, heard: _Text, alone: Understood, context: Sequence[str]) -> Understood:
        """A question that names no thing of its own is about the thing of the question before."""
        leaning = leans(heard.folded)
        before = self._before(context)
        if before is None:
            return alone
        unsure = alone.confidence < (STANDS_ALONE if before.entry in alone.candidates else ANSWER)
        if leaning or _says_little(heard) or (unsure and before.intent in TOPICS):
            return _more_of(before, heard.facet)
        if goes_on(heard.folded) and heard.facet in (None, Facet.STEPS) and alone.intent is Intent.SERVICE:
            return replace(alone, facet=before.facet)
        return alone

    def _before(self, context: Sequence[str]) -> Understood | None:
        """The last earlier text that was about an entry."""
        for at in range(len(context) - 1, max(-1, len(context) - 6), -1):
            heard = self._hear(context[at])
            said = self._judged(heard)
            if said.entry:
                return said
            if (
                said.intent is Intent.UNSURE
                and said.candidates
                and not _says_little(heard)
                and said.candidates[0] in self.entries
            ):
                entry = self.entries[said.candidates[0]]
                return replace(said, intent=intent_of(entry), entry=entry.id)
        return None


def _more_of(before: Understood, facet: Facet | None) -> Understood:
    """Another part of the same entry; how to go on from one that stands before an act is that act."""
    if before.intent in TOPICS:
        return replace(before, facet=facet or before.facet)
    return replace(before, entry="" if facet is Facet.STEPS else before.entry)


def _says_little(heard: _Text) -> bool:
    """A few letters that are near to no phrase: they stand for nothing without the question before."""
    return len(heard.topic.text.replace(" ", "")) <= SHORT and heard.ranks.closest < NEAR_ENOUGH


def _without_topic(facet: Facet | None) -> Understood:
    return Understood(Intent.UNSURE, facet=facet) if facet else Understood(Intent.OOS)


def _decided(heard: _Text) -> Understood:
    first, sure = heard.ranks.best[0], heard.ranks.sure
    intent = first.label.intent
    names = tuple(
        name for one in heard.ranks.best if one.label.intent is not Intent.OOS for name in _offered(one.label)
    )
    if _is_report(heard):
        asked_first = _asked_first(heard)
        others = tuple(one for one in names if one not in (_CORRUPTION, asked_first))
        return Understood(Intent.CORRUPTION, asked_first, None, others[:MOST_CHOICES], confidence=sure)
    strange = first.explained < NOTHING_LIKE_IT and not heard.signs
    if strange or (intent is Intent.OOS and (sure >= NOT_OURS or not names)):
        return Understood(Intent.OOS, candidates=names[:MOST_CHOICES], confidence=sure, elsewhere=first.label.elsewhere)
    if corruption.may_be_either(heard.folded) and not first.label.entry:
        return Understood(Intent.UNSURE, candidates=(Intent.COMPLAINT.value, _CORRUPTION), confidence=sure)
    if intent is Intent.OOS or not _is_enough(heard, sure):
        return Understood(Intent.UNSURE, "", heard.facet, names[:MOST_CHOICES], confidence=sure)
    facet = heard.facet if intent is Intent.SERVICE else None
    return Understood(intent, first.label.entry, facet, names[1 : MOST_CHOICES + 1], confidence=sure)


def _offered(label: Label) -> tuple[str, ...]:
    """As a choice: an entry that is answered before its act begins stands before the act."""
    return (label.entry, label.name) if label.entry not in ("", label.name) else (label.name,)


def _asked_first(heard: _Text) -> str:
    """The entry that is answered before a report begins; none for a text that only tells what happened, however afraid.

    Whoever tells and asks is answered first: the entrance stands beside the answer.
    """
    if heard.states and (corruption.told(heard.folded) or corruption.named(heard.folded)):
        return ""
    return next((one.label.entry for one in heard.ranks.best if one.label.name == _CORRUPTION), "")


def _is_report(heard: _Text) -> bool:
    """Corruption by its share, or told by its name: of people in office, or with no entry before it."""
    if heard.ranks.shares.get(_CORRUPTION, 0.0) >= (REPORT if heard.states else REPORT_ASKED):
        return True
    label = heard.ranks.best[0].label
    of_office = corruption.speaks_of_office(heard.folded) and not corruption.asks_about_rules(heard.folded)
    named = heard.states and corruption.named(heard.folded)
    return named and not label.elsewhere and (of_office or not label.entry)


def _is_enough(heard: _Text, sure: float) -> bool:
    """Sure enough to give one answer; an act by its sure sign, too."""
    label = heard.ranks.best[0].label
    if label.entry:
        return sure >= ANSWER and heard.ranks.best[0].explained >= UNDERSTOOD
    return sure >= ENOUGH_FOR_ACT or heard.signs.get(label.intent, 0.0) >= SURE


def _with_entrance(heard: _Text, understood: Understood) -> Understood:
    """The corruption entrance beside whatever is answered, when anything speaks for it; beside doubt, always.

    When nothing else is sure it is one of the choices: a report must never end in "not ours".
    """
    share = heard.ranks.shares.get(_CORRUPTION, 0.0)
    lost = understood.intent is Intent.OOS and not understood.elsewhere
    if lost and share >= MAY_BE and corruption.parts_told(heard.folded):
        choices = (_CORRUPTION, Intent.COMPLAINT.value)
        return Understood(Intent.UNSURE, "", None, choices, True, understood.confidence)
    if understood.intent is Intent.UNSURE and understood.candidates and share >= MAY_BE:
        return _choices_with_entrance(understood)
    offers = corruption.offers_entrance(heard.folded) or share >= REMINDS
    doubt = understood.intent in (Intent.UNSURE, Intent.CORRUPTION, Intent.GIFT)
    return replace(understood, report_button=offers or doubt)


def _choices_with_entrance(understood: Understood) -> Understood:
    """Choices with the entrance among them."""
    if _CORRUPTION in understood.candidates:
        return replace(understood, report_button=True)
    return replace(understood, candidates=(*understood.candidates[: MOST_CHOICES - 1], _CORRUPTION), report_button=True)
