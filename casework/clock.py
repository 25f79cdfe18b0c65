"""When something is due."""

from __future__ import annotations

from datetime import date, timedelta

from models.cases import Kind

FIRST_ANSWER_DAYS = {Kind.CORRUPTION: 15, Kind.GIFT: 15, Kind.GENERAL: 7, Kind.FEEDBACK: 15, Kind.QUESTION: 15}
"""Calendar days to the first answer: 15 by the rules on answering petitions; 7 is the usual local
promise for general complaints. The first day does not count."""

OBJECTION_DAYS = 30
"""Calendar days after the result within which a reporter may object. The day of the result does not count."""

NEXT_NEWS_DAYS = 30
"""Calendar days between two words from the office while a case goes on: the usual time of an inquiry."""


def answer_due(kind: Kind, received: date) -> date:
    """The day by which the reporter hears a first answer."""
    return received + timedelta(days=FIRST_ANSWER_DAYS[kind])


def next_news_due(first_due: date, last_answer: date | None) -> date:
    """The day by which the reporter hears next: the first answer, or 30 days after the last one."""
    return first_due if last_answer is None else last_answer + timedelta(days=NEXT_NEWS_DAYS)


def objection_until(finished: date) -> date:
    """The last day on which the reporter may object."""
    return finished + timedelta(days=OBJECTION_DAYS)


def answer_began(kind: Kind, due: date) -> date:
    """The day the clock of a first answer started: the day of receipt, or of the objection."""
    return due - timedelta(days=FIRST_ANSWER_DAYS[kind])
