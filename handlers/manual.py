"""Questions about services: understood, answered from the manual, narrowed down by choices, or handed to a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from handlers import greeting, unanswered
from handlers.manual_answer import (
    CONVERSATION,
    Option,
    choices,
    facets_of,
    in_english,
    is_english,
    more,
    not_told,
    told,
)
from handlers.memory import Desk, Memory
from handlers.speech import Heard, Reply, plain
from handlers.wording import manual as words
from knowledge import gate, manual_store
from knowledge.likeness import grams, likeness
from knowledge.manual_store import Kept, Town
from knowledge.understood import MOST_CHOICES, Facet, Intent, Understood
from models.base import to_ms
from models.days import bangkok_day
from models.manual import PhraseKind

Step = tuple[tuple[Reply, ...], Memory, str]
"""Replies, the memory afterwards, and topic|outcome for the ledger."""

TOPIC = "manual"
REMEMBERED = timedelta(minutes=10)
NUMBER = re.compile(r"(?:ข้อ(?:ที่)?)?\s*(\d{1,2})\s*[.)]?")
READ_MOST, SAME = 500, 0.8
"""Characters of a question that are looked at; how alike it must be to a phrase that was taught."""

KEPT = frozenset({"asked", "report", "entry", "others"})
"""What stays remembered when another part of the same entry is asked for."""

FORMS = {Intent.CORRUPTION: "corruption", Intent.COMPLAINT: "general", Intent.FEEDBACK: "feedback"}
ENTRANCES = {
    **FORMS,
    Intent.STATUS: "follow",
    Intent.GREETING: "greeting",
    Intent.EIT: "eit",
    Intent.GIFT: "gift_policy",
}
ASK = Option(words.ASK_STAFF, "staff")
REPORT = Option(words.REPORT, "go", Intent.CORRUPTION)
LAST = ("staff", "yes", "no")
CONTACT, EMERGENCY = "contact-office", "emergency-help"
"""Entries that are more than text: telephone and hours as they were set up, and the numbers to call at once."""


@dataclass(frozen=True)
class Entrance:
    """Another conversation that begins here; ``about`` and ``text`` go along to a question for staff."""

    name: str
    about: str = ""
    text: str = ""


def asked(desk: Desk, memory: Memory, text: str, understood: Understood | None = None) -> Step | Entrance:
    """What is answered to a question, as it is ``understood`` already or as the desk's understanding has it."""
    text, before = text[:READ_MOST], remembered(desk, memory)
    earlier = [str(one) for one in before.get("asked", ())][-2:]
    if understood is None:
        assert desk.understanding is not None  # noqa: S101 (the router asks only then)
        understood = _by_lesson(desk, text, desk.understanding.understand(text, earlier))
    context = {"asked": [*earlier, text][-2:], "report": understood.report_button, "entry": before.get("entry", "")}
    if understood.intent is Intent.OOS:
        elsewhere = understood.elsewhere
        return _not_ours(desk, understood, context) if elsewhere else missed(desk, memory, context, "oos")
    if understood.intent is Intent.EIT:
        return Entrance("eit")
    if understood.intent is Intent.UNSURE:
        return _unsure(desk, memory, understood, context)
    if understood.entry:
        return _entry(desk, understood, context, text)
    if understood.report_button and understood.intent is not Intent.CORRUPTION:
        return _offer(desk, words.WHICH, [REPORT, _to_intent(understood.intent)], context, "unsure|choices")
    return _go(desk, understood.intent, context)


def chosen(desk: Desk, memory: Memory, heard: Heard, said: str) -> Step | Entrance | None:
    """What follows from a choice: a button of any age, or a number or words while they are fresh."""
    before = remembered(desk, memory)
    if heard.button is not None:
        if heard.button.conversation != CONVERSATION:
            return None
        return _do(desk, Option("", heard.button.question, heard.button.value), before)
    option = None if heard.attachment else _typed(before, said)
    if option is None and before.get("options") and NUMBER.fullmatch(said):
        return _offer(desk, words.NO_SUCH, _options(before), before, "choice|choices")
    return _do(desk, option, before) if option else None


def ask_staff(desk: Desk, memory: Memory) -> Entrance:
    """The way to a person; a question that just found no answer goes along."""
    before = remembered(desk, memory)
    return _to_staff(before, str(before.get("entry", "")))


def remembered(desk: Desk, memory: Memory) -> dict[str, Any]:
    """What was asked and offered in the last ten minutes."""
    if memory.topic != TOPIC or to_ms(desk.now) - int(memory.data.get("at", 0)) > REMEMBERED.total_seconds() * 1000:
        return {}
    return memory.data


def _do(desk: Desk, option: Option, before: dict[str, Any]) -> Step | Entrance:
    """Carry out a choice; a verb nobody knows is a button of another version."""
    verb, value = option.verb, option.value
    entry, _, facet = value.partition(":")
    if verb == "staff":
        return _to_staff(before, value)
    if verb == "go" and value in set(Intent):
        return _go(desk, Intent(value), before)
    if verb == "yes":
        memory = _remember(desk, {"asked": before.get("asked", [])}, ())
        return (greeting.menu(words.THANKS),), memory, f"{_topic(value)}|confirmed"
    if verb == "no":
        return _not_that(desk, value, before)
    if verb in ("entry", "facet") and before.get("held"):
        manual_store.point_to(desk.session, str(before["held"]), _id(entry))
    context: dict[str, Any] = {key: before[key] for key in KEPT if key in before}
    part = Facet(facet) if verb == "facet" and facet in set(Facet) else None
    understood = Understood(Intent.SERVICE, entry, part, report_button=bool(context.get("report")))
    return _entry(desk, understood, context, "")


def _to_staff(before: dict[str, Any], about: str) -> Entrance:
    last = before.get("asked", [])
    return Entrance("question", about, str(last[-1]) if last and before.get("missed") else "")


def _entry(desk: Desk, understood: Understood, context: dict[str, Any], text: str) -> Step | Entrance:
    town, topic = town_of(desk), _topic(understood.entry)
    kept = manual_store.find(desk.session, understood.entry, town)
    if understood.intent is Intent.CORRUPTION and not (kept and kept.serving):
        return _go(desk, Intent.CORRUPTION, context)  # whoever is afraid is never sent to the town hall
    if kept is None:
        return _offer(desk, words.GONE, _with_report([ASK], context), context, f"{topic}|not_found")
    if not kept.serving:
        ask = Option(words.ASK_STAFF, "staff", kept.entry.id)
        sentence = not_told(kept, desk.office, town)
        return _offer(desk, sentence, _with_report([ask], context), context, f"{topic}|unconfirmed")
    if kept.entry.id == CONTACT and not facets_of(kept.entry):
        return _contact(desk, context, f"{topic}|answered")
    options = _with_report(_after(kept, understood.facet), context)
    last = words.REPORT_LINE if understood.report_button else ""
    if understood.facet is not None and context.get("entry") == kept.entry.id:
        replies = more(kept, desk.office, understood.facet, options, last)
    else:
        replies = told(kept, desk.office, understood.facet, options, last)
    if is_english(text):
        replies = in_english(replies, kept.entry)
    others = list(understood.candidates[:MOST_CHOICES]) or context.get("others", [])
    data = {**context, "entry": kept.entry.id, "others": others}
    return replies, _remember(desk, data, options), f"{topic}|answered"


def _after(kept: Kept, facet: Facet | None) -> list[Option]:
    entry = kept.entry
    options = [Option(words.FACETS[one], "facet", f"{entry.id}:{one}") for one in facets_of(entry) if one is not facet]
    staff = Option(words.ASK_STAFF, "staff", entry.id)
    return [*options, staff, Option(words.YES, "yes", entry.id), Option(words.NO, "no", entry.id)]


def _unsure(desk: Desk, memory: Memory, understood: Understood, context: dict[str, Any]) -> Step:
    options = _candidates(desk, understood.candidates, understood.facet)
    if not options and understood.facet is not None:
        return _offer(desk, words.OF_WHAT, _with_report([], context), context, "unsure|asked")
    if not options:
        return missed(desk, memory, context, "not_understood")
    near = next((_id(one) for one in understood.candidates if one not in words.ENTRANCES), "")
    held = "" if understood.report_button else unanswered.keep(desk, str(context["asked"][-1]), near)
    data = {**context, "held": held, "missed": True}
    return _offer(desk, words.WHICH, _with_report([*options, ASK], context), data, "unsure|choices")


def missed(desk: Desk, memory: Memory, context: dict[str, Any], topic: str) -> Step:
    """An honest miss, kept for the editors; from the second in a row the telephone comes first."""
    misses = memory.misses + 1
    if not context.get("report"):
        unanswered.keep(desk, str(context["asked"][-1]))
    twice = words.NOT_FOUND_TWICE.format(call=greeting.call(desk.office))
    options = _with_report([ASK], context)
    menu = greeting.menu(choices(twice if misses > 1 else words.NOT_FOUND, options).text)
    replies = (Reply(menu.text, (*choices("", options).taps, *menu.taps)),)
    kept = _remember(desk, {**context, "missed": True}, options)
    return replies, Memory(kept.topic, kept.data, misses), f"{topic}|not_found"


def _not_that(desk: Desk, entry: str, before: dict[str, Any]) -> Step:
    if before.get("asked") and not before.get("report"):
        unanswered.keep(desk, str(before["asked"][-1]), _id(entry))
    others = [one for one in _candidates(desk, before.get("others", ())) if one.value.partition(":")[0] != entry]
    data = {"asked": before.get("asked", []), "report": before.get("report", False), "missed": True}
    return _offer(desk, words.NOT_THAT, _with_report([*others, ASK], data), data, f"{_topic(entry)}|not_that")


def _not_ours(desk: Desk, understood: Understood, context: dict[str, Any]) -> Step:
    sentence = words.ELSEWHERE.format(municipality=desk.office.municipality, agency=understood.elsewhere)
    return _offer(desk, sentence, _with_report([ASK], context), {**context, "missed": True}, "oos|elsewhere")


def _go(desk: Desk, intent: Intent, context: dict[str, Any]) -> Step | Entrance:
    """The entrance of an intent; where this town has none yet, that is said."""
    if intent in ENTRANCES:
        return Entrance(ENTRANCES[intent])
    if intent is Intent.HANDOFF:
        return _contact(desk, context, "handoff|contact")
    name = words.ENTRANCES.get(intent, "")
    sentence = words.NO_ANSWER_YET.format(name=name)
    return _offer(desk, sentence, _with_report([ASK], context), {**context, "missed": True}, f"{intent}|not_found")


def _contact(desk: Desk, context: dict[str, Any], topic: str) -> Step:
    return _offer(desk, f"{greeting.contact(desk.office).text}\n\n{words.OR_ASK}", [ASK], context, topic)


def _offer(desk: Desk, text: str, options: Sequence[Option], context: dict[str, Any], topic: str) -> Step:
    return (choices(text, options),), _remember(desk, context, options), topic


def _candidates(desk: Desk, ids: Sequence[str], facet: Facet | None = None) -> list[Option]:
    town, found = town_of(desk), list[Option]()
    for one in ids[:MOST_CHOICES]:
        if one in words.ENTRANCES:
            found.append(_to_intent(Intent(one)))
        elif (kept := manual_store.find(desk.session, one, town)) is not None:
            part = Option(kept.entry.name, "facet", f"{one}:{facet}")
            found.append(part if facet else Option(kept.entry.name, "entry", one))
    return found


def _to_intent(intent: Intent) -> Option:
    return Option(words.ENTRANCES.get(intent, str(intent)), "go", intent)


def _with_report(options: Sequence[Option], context: dict[str, Any]) -> list[Option]:
    """With the way to report corruption behind what was asked for, when words may hint at it and it is no choice."""
    if not context.get("report") or REPORT in options:
        return list(options)
    asked = [one for one in options if one.verb not in LAST]
    return [*asked, REPORT, *(one for one in options if one.verb in LAST)]


def _by_lesson(desk: Desk, text: str, understood: Understood) -> Understood:
    """A question like one that was taught is answered as taught, at once: learning anew takes its time."""
    if understood.intent not in (Intent.UNSURE, Intent.OOS, Intent.SERVICE):
        return understood
    seen = grams(text)
    likest = max(manual_store.taught(desk.session), key=lambda one: likeness(seen, grams(one.phrase)), default=None)
    if likest is None or likeness(seen, grams(likest.phrase)) < SAME:
        return understood
    if likest.kind == PhraseKind.ELSEWHERE:
        return replace(understood, intent=Intent.OOS, entry="", elsewhere=likest.target)
    return replace(understood, intent=Intent.SERVICE, entry=likest.target)


def _typed(before: dict[str, Any], said: str) -> Option | None:
    options = _options(before)
    number = NUMBER.fullmatch(said)
    if number:
        return options[int(number[1]) - 1] if 1 <= int(number[1]) <= len(options) else None
    verb = "yes" if said in words.YES_WORDS else "no" if said in words.NO_WORDS else ""
    return next((one for one in options if said == plain(one.label) or one.verb == verb), None)


def _options(before: dict[str, Any]) -> list[Option]:
    return [Option(*one) for one in before.get("options", ())]


def _remember(desk: Desk, data: dict[str, Any], options: Sequence[Option]) -> Memory:
    listed = [[option.label, option.verb, option.value] for option in options]
    return Memory(TOPIC, {**data, "options": listed, "at": to_ms(desk.now)})


def town_of(desk: Desk) -> Town:
    """The town as the manual needs to know it."""
    return Town(gate.agency_type(desk.office.municipality), bangkok_day(desk.now))


def _topic(entry: str) -> str:
    """The topic of a ledger entry; a forged button cannot write anything else into it."""
    return f"service/{entry}" if _id(entry) else "service"


def _id(entry: str) -> str:
    return entry if gate.ID.fullmatch(entry) else ""
