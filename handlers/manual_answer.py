"""An entry of the manual as it is told: the part asked for first, then a card with all of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote

from casework.office import Office
from handlers.greeting import call
from handlers.speech import Button, Card, Reply, Tap
from handlers.wording import manual as words
from knowledge import gate
from knowledge.entries import Entry
from knowledge.manual_store import Kept, Town
from knowledge.understood import Facet
from models.manual import EntryStatus
from reports.calendar import thai_date

CONVERSATION = "manual"
"""Buttons of the manual belong to no one question: an old one asks the same thing again."""

PAGES = {"complaint-protection": "privacy"}
"""Entries that end by naming a page of their own."""

READ_MOST, NAME_MOST = 1500, 200
"""Characters of one part and of a name in a chat message; the page in the manual has all of it."""

FIELDS: dict[Facet, str] = {
    Facet.STEPS: "steps",
    Facet.TIME: "time",
    Facet.FEE: "fee",
    Facet.DOCS: "documents",
    Facet.WHERE: "where",
    Facet.WHO: "who",
}
PHONE = re.compile(r"\+?[0-9][0-9 \-]{1,18}[0-9]")
ENGLISH = re.compile(
    r"\b(the|an?|to|how|what|where|when|who|which|is|are|do|does|can|i|my|for|of|need|get|pay|apply|register|want)\b"
)


@dataclass(frozen=True)
class Option:
    """Something that can be chosen next, by button, number or words."""

    label: str
    verb: str
    value: str = ""


def is_english(text: str) -> bool:
    """Whether a question is asked in English: romanised Thai and the wrong keyboard are not."""
    return not re.search(r"[ก-๛]", text) and ENGLISH.search(text.casefold()) is not None


def more(kept: Kept, office: Office, facet: Facet, options: Sequence[Option], last: str) -> tuple[Reply, ...]:
    """One more part of an entry whose card stands above: words only. ``last``: a sentence before the choices."""
    parts = (_first_words(kept.entry, office, facet), source_line(kept, office), last, _next(options))
    return (Reply("\n\n".join(filter(None, parts)), taps(options)),)


def told(kept: Kept, office: Office, facet: Facet | None, options: Sequence[Option], last: str) -> tuple[Reply, ...]:
    """The answer: words first, source and day always, and the card where there is more to tell; ``last`` as above."""
    entry, source = kept.entry, source_line(kept, office)
    text = "\n\n".join(filter(None, (_first_words(entry, office, facet), source, last)))
    card = _card(entry, office, source, options)
    if card is None:
        return (choices(text, options),)
    return (Reply(text), Reply(card=card, taps=taps(options)))


def in_english(replies: tuple[Reply, ...], entry: Entry) -> tuple[Reply, ...]:
    """The same for somebody who asked in English: the entry's own English, or a sentence that says it is in Thai."""
    lead = f"{entry.name_en or entry.name}\n{entry.answer_en}" if entry.answer_en else words.IN_THAI
    return (replace(replies[0], text=f"{lead}\n\n{replies[0].text}"), *replies[1:])


def source_line(kept: Kept, office: Office) -> str:
    """Where the facts come from and of which day they are."""
    source = kept.entry.source.title or words.OWN_MANUAL.format(municipality=office.municipality)
    return words.SOURCE.format(day=thai_date(kept.entry.as_of or kept.saved_on, style="short"), source=source)


def not_told(kept: Kept, office: Office, town: Town) -> str:
    """Why an entry is not told, honestly, and where to ask instead."""
    entry = kept.entry
    given = {
        "name": entry.name,
        "office": entry.office or office.municipality,
        "call": call(office, entry.phone),
    }
    is_registry = gate.REGISTRY.search(entry.name) is not None
    if not gate.is_for(entry, town.agency) or (town.agency == gate.SAO and is_registry):
        place = words.DISTRICT if is_registry else words.SOMEWHERE
        return words.NOT_HERE.format(name=entry.name, municipality=office.municipality, place=place)
    if kept.row.status == EntryStatus.PUBLISHED and gate.is_over(entry, town.today):
        return words.OVER.format(day=_day(entry.valid_to), **given)
    if kept.row.status == EntryStatus.PUBLISHED and not gate.is_due(entry, town.today):
        return words.NOT_YET.format(day=_day(entry.valid_from), **given)
    return words.UNCONFIRMED.format(**given)


def choices(text: str, options: Sequence[Option]) -> Reply:
    """A text with its numbered choices beneath it."""
    lines = "\n".join(f"{number}. {option.label}" for number, option in enumerate(options, start=1))
    return Reply(f"{text}\n\n{lines}" if lines else text, taps(options))


def taps(options: Sequence[Option]) -> tuple[Tap, ...]:
    """The choices as buttons."""
    return tuple(Tap(option.label, Button(CONVERSATION, option.verb, option.value)) for option in options)


def facets_of(entry: Entry) -> list[Facet]:
    """The parts an entry says something about."""
    return [facet for facet, name in FIELDS.items() if getattr(entry, name)]


def part(entry: Entry, facet: Facet) -> str:
    """One part of an entry as words: steps are numbered, documents stand under each other."""
    value = getattr(entry, FIELDS[facet])
    if not value:
        return words.NOT_SAID
    if facet is Facet.STEPS:
        return "\n".join(f"{number}. {line}" for number, line in enumerate(value, start=1))
    return "\n".join(f"• {line}" for line in value) if isinstance(value, tuple) and len(value) > 1 else _one(value)


def _one(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else value[0]


def _first_words(entry: Entry, office: Office, facet: Facet | None) -> str:
    name = entry.name[:NAME_MOST]
    if facet is not None and (getattr(entry, FIELDS[facet]) or not entry.answer):
        one = _readable(part(entry, facet), entry, office)
        return f"{name}\n{words.FACETS[facet]}:" + (f"\n{one}" if "\n" in one else f" {one}")
    if entry.answer:
        page = f"\n{office.public_url}/{PAGES[entry.id]}" if entry.id in PAGES else ""
        return f"{name}\n{_readable(entry.answer, entry, office)}{page}"
    short = [one for one in (Facet.TIME, Facet.FEE) if one in facets_of(entry)]
    return "\n".join((name, *(f"{words.FACETS[one]}: {_readable(part(entry, one), entry, office)}" for one in short)))


def _readable(text: str, entry: Entry, office: Office) -> str:
    """As much as somebody reads in a chat, and where the rest of it stands."""
    if len(text) <= READ_MOST:
        return text
    return text[:READ_MOST].rstrip() + "…\n" + words.REST.format(url=_page(entry, office))


def _page(entry: Entry, office: Office) -> str:
    return f"{office.public_url}/manual/{entry.id}"


def _card(entry: Entry, office: Office, source: str, options: Sequence[Option]) -> Card | None:
    rows = [(words.FACETS[facet], part(entry, facet)) for facet in facets_of(entry)]
    if not rows:
        return None
    if entry.office:
        rows.append((words.OFFICE, entry.office))
    return Card(entry.name, tuple(rows), (source, _next(options)), _links(entry, office))


def _next(options: Sequence[Option]) -> str:
    listed = " · ".join(f"{number} {option.label}" for number, option in enumerate(options, start=1))
    return words.NEXT.format(options=listed)


def _links(entry: Entry, office: Office) -> tuple[Tap, ...]:
    links = [Tap(words.OPEN_PAGE, url=_page(entry, office))]
    phone = PHONE.search(entry.phone or office.phone)
    if phone:
        digits = re.sub(r"[^0-9+]", "", phone[0])
        links.append(Tap(words.CALL.format(phone=phone[0]), url=f"tel:{digits}"))
    if entry.map_url:
        links.append(Tap(words.MAP, url=quote(entry.map_url, safe=":/?&=#%+,;@~!$'()*[]")))
    return tuple(links)


def _day(day: date | None) -> str:
    return thai_date(day, style="short") if day else "-"
