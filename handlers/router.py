"""One message in, one answer out: always-words, the open conversation, menu words, or an honest miss."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from casework import intake, mailbox, withdraw
from casework.receipt import looks_like_one
from handlers import (
    ask_staff,
    attachments,
    complaint,
    entrances,
    followup,
    greeting,
    manual,
    no_gift,
    receipt_card,
    survey,
    wording,
)
from handlers.form import Form, Place, Turn
from handlers.memory import Desk, Memory, keep, recall
from handlers.rows import WEB_FORM
from handlers.speech import Answer, Inbound, InboundKind, Reply, Tap, plain
from handlers.wording import nobody
from handlers.wording.evidence import NO_REPORT
from handlers.wording.manual import ASK_STAFF, QUESTION_FILED
from knowledge.understood import Intent
from models.base import to_ms
from models.cases import Kind
from models.days import bangkok_day

LATE_MS = 5000
"""Words are taken in any order within so many milliseconds; older ones are no answer to what is asked now."""


Step = tuple[tuple[Reply, ...], Memory, str]
"""Replies, the memory afterwards, and the topic for the ledger, with |outcome unless it is ``answered``."""


def respond(desk: Desk, inbound: Inbound) -> Answer:
    """One step of one person, in the caller's transaction: the draft is kept or erased, nothing is sent."""
    if inbound.kind is InboundKind.GROUP:
        return Answer((Reply(wording.GROUP),), "group", "refused", leave_group=True)
    if not inbound.person:
        return Answer((greeting.menu(),), "unknown_person")
    if inbound.kind is InboundKind.UNFOLLOWED:
        mailbox.stop_notices(desk.session, desk.office, inbound.person)
        attachments.follow_up(desk, inbound.person, attachments.held(recall(desk, inbound.person)[0]), frozenset())
        keep(desk, inbound.person, Memory())
        return Answer((), "unfollow", "erased")
    memory, expired = recall(desk, inbound.person)
    if _is_late(inbound, memory):
        return Answer(_late(desk, memory), "late", "not_applied")
    before, files = memory, attachments.held(memory)
    replies, memory, told = _step(desk, inbound, memory)
    topic, _, outcome = told.partition("|")
    if expired and topic == "not_understood":
        replies, memory = (greeting.menu(wording.EXPIRED),), Memory()
    attachments.follow_up(desk, inbound.person, files, attachments.held(memory))
    heard_at = max(before.heard_at, to_ms(inbound.at)) if inbound.kind is InboundKind.SAID else before.heard_at
    keep(desk, inbound.person, replace(memory, offered=memory.offered or before.offered, heard_at=heard_at))
    return Answer(replies, topic, outcome or "answered")


def _is_late(inbound: Inbound, memory: Memory) -> bool:
    """Words or a button from before what was handled last: LINE delivered them again, or late. A file is never late."""
    is_words = inbound.kind is InboundKind.SAID and inbound.heard.file is None
    return is_words and to_ms(inbound.at) < memory.heard_at - LATE_MS


def _late(desk: Desk, memory: Memory) -> tuple[Reply, ...]:
    """That the words were not taken, and where the conversation stands."""
    if memory.topic not in complaint.FORMS:
        return (greeting.menu(wording.LATE),)
    if not desk.free_text_safe:
        return (_not_safe(desk),)
    form, place = _form(desk, memory)
    return form.again(place, wording.LATE).replies


def _step(desk: Desk, inbound: Inbound, memory: Memory) -> Step:
    if inbound.kind is InboundKind.UNSENT:
        return _unsent(desk, inbound, memory)
    if inbound.kind is InboundKind.FOLLOWED:
        return greeting.greeting(desk.office), memory, "greeting"
    said = "" if inbound.heard.attachment else plain(inbound.heard.text)
    for find in FINDERS:
        step = find(desk, inbound, memory, said)
        if step is not None:
            return step
    misses = memory.misses + 1
    return (greeting.not_understood(desk.office, misses),), replace(memory, misses=misses), "not_understood|not_found"


def _always(desk: Desk, _inbound: Inbound, memory: Memory, said: str) -> Step | None:
    word = next((name for name, spellings in entrances.WORDS.items() if said in map(plain, spellings)), "")
    if word == "cancel":
        in_form = wording.CANCELLED if memory.topic in complaint.FORMS else wording.NOTHING_TO_CANCEL
        sentence = wording.LETTER_CANCELLED if memory.topic == followup.LETTER else in_form
        return (greeting.menu(sentence),), Memory(), "cancel"
    if word == "back" and memory.topic in complaint.FORMS:
        form, place = _form(desk, memory)
        return _turned(memory.topic, form.back(place))
    looked_up: dict[str, Callable[[], Reply]] = {
        "help": greeting.help_words,
        "services": lambda: greeting.services(desk.office),
        "staff": lambda: greeting.contact(desk.office),
        "menu": greeting.menu,
        "back": greeting.menu,
    }
    if word not in looked_up:
        return None
    reply = looked_up[word]()
    if memory.topic in complaint.FORMS:
        reply = replace(reply, text=f"{reply.text}\n\n{wording.DRAFT_KEPT}")
    return (reply,), memory, word


def _open_form(desk: Desk, inbound: Inbound, memory: Memory, said: str) -> Step | None:
    if memory.topic not in complaint.FORMS:
        return None
    if not desk.free_text_safe:
        return (_not_safe(desk),), memory, "not_safe"
    return _leave_or_go_on(desk, inbound, memory, said) or _take_answer(desk, inbound, memory, said)


def _take_answer(desk: Desk, inbound: Inbound, memory: Memory, said: str) -> Step:
    form, place = _form(desk, memory)
    turn = attachments.answer(desk, inbound.person, form, place, inbound.heard)
    if turn.finished:
        try:
            return _file(desk, inbound.person, Kind(memory.topic), form, turn)
        except intake.NobodyCanOpen:
            return (_nobody(nobody.DRAFT),), memory, "nobody"
    helped = bool(memory.data.get("helped"))
    if entrances.EMERGENCY.search(said) and not helped:
        replies, memory, topic = _turned(memory.topic, turn, helped=True)
        return (Reply(wording.EMERGENCY), *replies), memory, topic
    return _turned(memory.topic, turn, helped=helped)


def _open_follow(desk: Desk, inbound: Inbound, memory: Memory, said: str) -> Step | None:
    if looks_like_one(said):
        return *followup.by_receipt(desk, said), "follow"
    if not memory.topic.startswith("follow.") or said in entrances.menu_words():
        return None
    if not desk.free_text_safe and followup.takes_words(memory, inbound.heard):
        return (_not_safe(desk),), memory, "not_safe"
    step = followup.answer(desk, inbound.person, memory, inbound.heard)
    return None if step is None else (*step, "follow")


def _topics(desk: Desk, inbound: Inbound, memory: Memory, said: str) -> Step | None:
    return no_gift.step(desk, memory, inbound.heard) or survey.step(desk, memory, said)


def _emergency(desk: Desk, inbound: Inbound, memory: Memory, said: str) -> Step:
    """The numbers to call, and nothing else to read; but help after a fire, say, is a service that is asked for."""
    numbers = Reply(f"{wording.EMERGENCY}\n{wording.NOBODY_WATCHES}", greeting.MENU_TAPS)
    understood = desk.understanding.understand(said) if desk.understanding else None
    asks = understood and understood.intent is Intent.SERVICE and understood.entry != manual.EMERGENCY
    found = manual.asked(desk, memory, inbound.heard.text, understood) if asks else None
    if found is None or isinstance(found, manual.Entrance):
        return (numbers,), Memory(), "emergency"
    replies, memory, topic = found
    return (numbers, *replies), memory, topic


def _menu(desk: Desk, inbound: Inbound, memory: Memory, said: str) -> Step | None:
    if inbound.heard.button:
        return (greeting.menu(wording.OLD_BUTTON_NO_FORM),), Memory(), "old_button"
    if inbound.heard.attachment and inbound.kind is InboundKind.SAID:
        thanks = wording.STICKER_ALONE if inbound.heard.attachment == "sticker" else NO_REPORT
        return (greeting.menu(thanks),), Memory(), "attachment"
    if entrances.EMERGENCY.search(said):
        return _emergency(desk, inbound, memory, said)
    if entrances.HELLO.fullmatch(said):
        return greeting.greeting(desk.office), Memory(), "greeting"
    return _enter(desk, inbound.person, entrances.wanted(said)) if said in entrances.menu_words() else None


def _by_words(desk: Desk, inbound: Inbound, _memory: Memory, said: str) -> Step | None:
    """An entrance by its words, where nothing better understands them."""
    wanted = entrances.wanted(said)
    return _enter(desk, inbound.person, wanted) if wanted else None


def _open_manual(desk: Desk, inbound: Inbound, memory: Memory, said: str) -> Step | None:
    if said == plain(ASK_STAFF):
        found: manual.Step | manual.Entrance | None = manual.ask_staff(desk, memory)
    else:
        found = manual.chosen(desk, memory, inbound.heard, said)
    return _entered(desk, inbound.person, found) if isinstance(found, manual.Entrance) else found


def _manual(desk: Desk, inbound: Inbound, memory: Memory, said: str) -> Step | None:
    if desk.understanding is None or not said:
        return None
    found = manual.asked(desk, memory, inbound.heard.text)
    return _entered(desk, inbound.person, found) if isinstance(found, manual.Entrance) else found


def _entered(desk: Desk, person: str, entrance: manual.Entrance) -> Step:
    if entrance.name == "greeting":
        return (greeting.welcome(),), Memory(), "greeting"
    if entrance.name == "eit":
        return survey.answer(desk), Memory(), "eit"
    if entrance.name == "gift_policy":
        return no_gift.overview(desk)
    if entrance.name != Kind.QUESTION or not desk.free_text_safe:
        return _enter(desk, person, entrance.name)
    return _turned(Kind.QUESTION, ask_staff.begin(desk, entrance.about, entrance.text))


def _enter(desk: Desk, person: str, wanted: str) -> Step:
    if wanted == "follow":
        return *followup.begin(desk, person), "follow"
    if not desk.free_text_safe:
        return (_not_safe(desk),), Memory(), "not_safe"
    if not intake.somebody_can_open(desk.session, desk.office, Kind(wanted)):
        return (_nobody(),), Memory(), "nobody"
    form = complaint.FORMS[Kind(wanted)](_today(desk), desk.office.public_url)
    return _turned(wanted, form.begin(secrets.token_hex(4)))


def _leave_or_go_on(desk: Desk, inbound: Inbound, memory: Memory, said: str) -> Step | None:
    """Another conversation wanted in the middle of a draft: ask, and take the answer; None for words of the draft."""
    if "wanted" not in memory.data:
        if said not in entrances.menu_words():
            return None
        taps = (Tap(wording.CONTINUE, say=wording.CONTINUE), Tap(wording.START_AGAIN, say=wording.START_AGAIN))
        memory = replace(memory, data={**memory.data, "wanted": entrances.wanted(said)})
        return (Reply(wording.LEAVE_DRAFT, taps),), memory, "leave_draft"
    if said in ("2", plain(wording.START_AGAIN)):
        return _enter(desk, inbound.person, memory.data["wanted"])
    if said in ("1", plain(wording.CONTINUE), *entrances.menu_words()):
        form, place = _form(desk, memory)
        return _turned(memory.topic, form.again(place))
    return None


def _file(desk: Desk, person: str, kind: Kind, form: Form, turn: Turn) -> Step:
    report = complaint.as_report(kind, form, turn.place)
    reporter = intake.Reporter(person, notify=turn.place.answers.get("notify") == "yes")
    filed = intake.file(desk.session, desk.office, report, reporter, desk.now)
    thanks = QUESTION_FILED if kind is Kind.QUESTION else wording.FILED
    return receipt_card.receipt(desk.office, filed, desk.now, thanks), Memory(), f"filed.{kind}"


def _unsent(desk: Desk, inbound: Inbound, memory: Memory) -> Step:
    if memory.topic in complaint.FORMS:
        form, place = _form(desk, memory)
        without = form.forget(place, inbound.heard.source)
        if without is not None:
            return (), _remembered(memory.topic, without), "unsent"
    withdraw.take_back(desk.session, desk.office, inbound.person, inbound.heard.source, desk.now)
    return (), memory, "unsent"


def _form(desk: Desk, memory: Memory) -> tuple[Form, Place]:
    form = complaint.FORMS[Kind(memory.topic)](_today(desk), desk.office.public_url)
    return form, Place.from_json(memory.data["place"])


def _turned(topic: str, turn: Turn, *, helped: bool = False) -> Step:
    return turn.replies, _remembered(topic, turn.place, helped=helped), topic


def _remembered(topic: str, place: Place, *, helped: bool = False) -> Memory:
    return Memory(str(topic), {"place": place.to_json(), "helped": helped})


def _not_safe(desk: Desk) -> Reply:
    """Where to go instead, while the account's settings let others read the chat."""
    web_form = WEB_FORM.format(public_url=desk.office.public_url)
    words = wording.NOT_SAFE.format(phone=desk.office.phone or "-", web_form=web_form)
    return Reply(f"{words}\n\n{wording.OUTSIDE}", (Tap(wording.ON_THE_WEB, url=web_form),))


def _nobody(*more: str) -> Reply:
    """Where to go instead, while nobody here could read the report."""
    return Reply("\n\n".join((nobody.CHAT, *more, wording.OUTSIDE)), greeting.MENU_TAPS)


def _today(desk: Desk) -> Callable[[], date]:
    return lambda: bangkok_day(desk.now)


FINDERS = (_always, _open_form, _open_follow, _open_manual, _topics, _menu, _manual, _by_words)
"""Who is asked for the next step, in this order, until one has it."""
