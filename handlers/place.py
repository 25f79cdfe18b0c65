"""Where somebody is in a form, and how an answer is put in, taken out, or taken back by its message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Place:
    """All that is remembered between two messages.

    ``sources`` names the messages an answer came from, part by part; ``personal`` is the question whose last
    words hold personal data the reporter was asked about; ``aside`` holds what was collected before going back.
    """

    conversation: str
    answers: dict[str, Any] = field(default_factory=dict)
    asked: str = ""
    collected: tuple[Any, ...] = ()
    sources: dict[str, list[str]] = field(default_factory=dict)
    personal: str = ""
    aside: dict[str, list[Any]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """A plain value for storing."""
        return {**self.__dict__, "collected": list(self.collected)}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Place:
        """The place again; keys a later version added are left out, missing ones are empty."""
        return cls(
            raw["conversation"],
            dict(raw.get("answers", {})),
            raw.get("asked", ""),
            tuple(raw.get("collected", ())),
            {key: list(value) for key, value in raw.get("sources", {}).items()},
            raw.get("personal", ""),
            {key: list(value) for key, value in raw.get("aside", {}).items()},
        )

    def answered(self, key: str, value: Any, source: str) -> Place:
        """The place with one more answer, and the message it came from."""
        place = self.without(key)
        sources = {**place.sources, key: [source]} if source else place.sources
        return replace(place, answers={**place.answers, key: value}, sources=sources)

    def heard_part(self, value: Any, source: str) -> Place:
        """The place with one more message of the answer being collected."""
        before = self.sources.get(self.asked, [])[: len(self.collected)]
        sources = {**self.sources, self.asked: [*before, source]}
        return replace(self, collected=(*self.collected, value), sources=sources)

    def collected_answer(self) -> Place:
        """The place with what was collected as the answer."""
        return replace(self, answers={**self.answers, self.asked: list(self.collected)}, collected=())

    def put_aside(self) -> Place:
        """The place with what was collected kept for when the question is reached again."""
        return replace(self, aside={**self.aside, self.asked: list(self.collected)}, collected=())

    def turned_to(self, key: str) -> Place:
        """The place at another question, with what was told there before."""
        aside = {name: parts for name, parts in self.aside.items() if name != key}
        return replace(self, asked=key, collected=tuple(self.aside.get(key, ())), aside=aside)

    def without(self, key: str) -> Place:
        """The place without an answer."""
        answers = {name: value for name, value in self.answers.items() if name != key}
        sources = {name: value for name, value in self.sources.items() if name != key}
        aside = {name: parts for name, parts in self.aside.items() if name != key}
        collected = () if key == self.asked else self.collected
        return replace(self, answers=answers, sources=sources, collected=collected, aside=aside)

    def without_message(self, key: str, source: str) -> Place:
        """The place without what one message gave to an answer: a part of it, or all there was."""
        parts = self.answers.get(key, self.collected if key == self.asked else self.aside.get(key))
        sources = self.sources[key]
        kept = [number for number, one in enumerate(sources) if one != source]
        if not kept or not isinstance(parts, Sequence) or isinstance(parts, str) or len(parts) != len(sources):
            return self.without(key)
        left = [parts[number] for number in kept]
        place = replace(self, sources={**self.sources, key: [sources[number] for number in kept]})
        if key in self.answers:
            return replace(place, answers={**self.answers, key: left})
        if key in self.aside:
            return replace(place, aside={**self.aside, key: left})
        return replace(place, collected=tuple(left))
