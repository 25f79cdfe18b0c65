"""When something is due."""

from __future__ import annotations

from datetime import date, timedelta

from models.cases import Kind

FIRST_ANSWER_DAYS = {Kind.CORRUPTION: 15, Kind.GIFT: 15, Kind.GENERAL: 7, Kind.FEEDBACK: 15, Kind.QUESTION: 15}
"""Calendar days to the first answer: 15 by the rules on answering petitions; 7 is the usual local
promise for general complaints. The first day does not count."""


def answer_due(kind: Kind, received: date) -> date:
    """The day by which the reporter hears a first answer."""
    return received + timedelta(days=FIRST_ANSWER_DAYS[kind])
