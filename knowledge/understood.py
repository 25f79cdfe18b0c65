"""What a question was understood as: the seam between finding an answer and giving it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

MOST_CHOICES = 4
"""Choices offered in doubt: a fifth is right too seldom to be worth reading."""


class Intent(StrEnum):
    """What somebody wants. UNSURE: choices are offered; OOS: not ours, and said so kindly."""

    SERVICE = "service"
    GIFT = "gift"
    COMPLAINT = "complaint"
    CORRUPTION = "corruption"
    FEEDBACK = "feedback"
    EIT = "eit"
    STATUS = "status"
    GREETING = "greeting"
    HANDOFF = "handoff"
    OOS = "oos"
    UNSURE = "unsure"


TOPICS = (Intent.SERVICE, Intent.GIFT)
"""Intents that are about an entry of the manual; the others begin an act, or nothing."""


ASKED_FIRST = {"complaint-protection": Intent.CORRUPTION}
"""Entries that are answered before their act begins: whoever asks how reporters are protected does not report yet."""


class Facet(StrEnum):
    """Which part of a service is asked for."""

    STEPS = "steps"
    TIME = "time"
    FEE = "fee"
    DOCS = "docs"
    WHERE = "where"
    WHO = "who"


@dataclass(frozen=True)
class Understood:
    """``candidates`` are entry ids or intents, best first, when the intent is UNSURE (else the runners-up).

    ``report_button``: the corruption entrance is offered with whatever is answered. ``elsewhere`` names the
    agency that does what is asked, when it is not ours. ``confidence`` is between 0 and 1.
    """

    intent: Intent
    entry: str = ""
    facet: Facet | None = None
    candidates: tuple[str, ...] = ()
    report_button: bool = False
    confidence: float = 0.0
    elsewhere: str = ""


class Understanding(Protocol):
    """Whatever finds out what a question is about; ``context`` are the texts before it, oldest first."""

    def understand(self, text: str, context: Sequence[str] = ()) -> Understood:
        """What the text asks for."""
