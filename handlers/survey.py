"""The EIT survey in the chat: its link when asked for, and an offer at most once a conversation."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.greeting import MENU_TAPS
from handlers.memory import Desk, Memory
from handlers.speech import Reply, Tap
from handlers.wording import survey as say
from knowledge import survey
from knowledge.survey import Place, SurveyAct
from models.days import bangkok_day
from reports.calendar import thai_date

Step = tuple[tuple[Reply, ...], Memory, str]
ASKED = re.compile(r"\beit\b|แบบวัด|แบบประเมิน ?(คุณธรรม|ita)|\bita\b|อีไอที")


def step(desk: Desk, memory: Memory, said: str) -> Step | None:
    """The link, when the words ask for it and no form is open; None for everything else."""
    return (answer(desk), memory, "eit") if ASKED.search(said) else None


def answer(desk: Desk) -> tuple[Reply, ...]:
    """What the survey is and its link inside the window; outside it, that it is closed."""
    period = survey.open_period(desk.session, bangkok_day(desk.now))
    if period is None:
        return (Reply(say.CLOSED, MENU_TAPS),)
    survey.count(desk.session, desk.office.keys, Place.LINE, SurveyAct.SHOWN, desk.now)
    url = survey.way_there(desk.office.public_url, Place.LINE)
    invitation = say.INVITE.format(closes=thai_date(period.closes_on, "short"))
    return (Reply(f"{invitation}\n\n{say.LINK.format(url=url)}", (Tap(say.OPEN, url=url), *MENU_TAPS)),)


def offer(desk: Desk, memory: Memory) -> tuple[tuple[Reply, ...], Memory]:
    """After something was answered: a plain invitation, if the window is open and none was made before."""
    if memory.offered or survey.open_period(desk.session, bangkok_day(desk.now)) is None:
        return (), memory
    survey.count(desk.session, desk.office.keys, Place.LINE, SurveyAct.SHOWN, desk.now)
    url = survey.way_there(desk.office.public_url, Place.LINE)
    return (Reply(f"{say.OFFER}\n{say.LINK.format(url=url)}"),), replace(memory, offered=True)
